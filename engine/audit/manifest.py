"""What a page says about the run that made it: year, section and inputs, as `<meta>` elements of its head."""

from __future__ import annotations

import hashlib
from collections.abc import Mapping

YEAR_META, SECTION_META, INPUTS_META, INPUT_META = "report-year", "report-section", "report-inputs", "report-input"


def inputs_digest(hashes: Mapping[str, str]) -> str:
    """One sha256 over all inputs: of the lines `path sha256`, sorted.

    Args:
        hashes: sha256 by path, as `YearData.hashes`.
    """
    lines = "".join(f"{path} {digest}\n" for path, digest in sorted(hashes.items()))
    return hashlib.sha256(lines.encode()).hexdigest()


def meta_elements(year: int, section: str, hashes: Mapping[str, str]) -> dict[str, list[str]]:
    """Contents of the `<meta>` elements, by name.

    Args:
        year: Reporting year.
        section: Section name, or `all` for the single file.
        hashes: sha256 by path.
    """
    return {
        YEAR_META: [str(year)],
        SECTION_META: [section],
        INPUTS_META: [inputs_digest(hashes)],
        INPUT_META: [f"{path} {digest}" for path, digest in sorted(hashes.items())],
    }
