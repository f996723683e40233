"""A run.json that was read: the memory of what need not be made again."""

from __future__ import annotations

import json
from collections.abc import Mapping
from dataclasses import dataclass
from pathlib import Path
from typing import Any

FILE, LOG, FAILED_FOLDER = "run.json", "run.log", "failed"
FORMAT = 2
_LISTS_OF_A_RECORD = ("modules", "page_modules", "navigation")


@dataclass(frozen=True)
class Manifest:
    """A run.json that was read; empty when there is none that can be used.

    Attributes:
        content: The whole file.
    """

    content: Mapping[str, Any]

    @classmethod
    def read(cls, folder: Path) -> Manifest:
        """Read the one of a report's folder; one that cannot be read or is of another format counts as none."""
        try:
            content = json.loads((folder / FILE).read_text(encoding="utf-8"))
            _require_shape(content)
        except (OSError, ValueError, KeyError, TypeError, AttributeError):
            return cls({})
        return cls(content)

    @property
    def outputs(self) -> Mapping[str, str]:
        """sha256 of each file of the report."""
        return self.content.get("outputs", {})

    @property
    def before(self) -> Mapping[str, Any]:
        """Contents the report was made from."""
        return self.content.get("made_from", {"code": {}, "data": {}, "environment": ""})

    @property
    def audits(self) -> Mapping[str, Mapping[str, int]]:
        """What was counted when each page was checked."""
        return self.content.get("audits", {})

    @property
    def data_modules(self) -> list[str]:
        """Modules the tables and the single file were made with."""
        return self.content.get("data_modules", [])

    def section(self, name: str) -> Mapping[str, Any] | None:
        """What is known of a section's page; None when there is none."""
        return self.content.get("sections", {}).get(name, {}).get("record")


def _require_shape(content: Any) -> None:
    """Raise for anything but a run.json of this format, so that what was edited or damaged is not believed."""
    if content["format"] != FORMAT:
        raise ValueError(content["format"])
    maps = [content["outputs"], content["audits"], *(content["made_from"][name] for name in ("code", "data"))]
    records = [section["record"] for section in content["sections"].values() if "record" in section]
    lists = [content["data_modules"], *(record[name] for record in records for name in _LISTS_OF_A_RECORD)]
    texts = [content["made_from"]["environment"], *(record["notebook_sha256"] for record in records)]
    numbers = [record["seconds"] for record in records]
    maps += [record["parameters"] for record in records]
    for values, kind in ((maps, dict), (lists, list), (texts, str), (numbers, (int, float))):
        if not all(isinstance(value, kind) for value in values):
            raise TypeError(kind)
