"""Which digits of a text are not quantities: dates, years, codes, legal norms, versions, file names.

Their forms are a table, `free_numbers.toml`; whatever none covers must be a figure.
"""

from __future__ import annotations

import re
import tomllib
from collections.abc import Iterable, Iterator, Sequence
from itertools import chain
from pathlib import Path


def _forms() -> dict[str, list[re.Pattern[str]]]:
    """The forms of `free_numbers.toml` by kind, their parts put in place."""
    content = tomllib.loads(Path(__file__).with_suffix(".toml").read_text(encoding="utf-8"))
    part = re.compile(f"<({'|'.join(content['parts'])})>")
    return {
        kind: [re.compile(part.sub(lambda found: content["parts"][found[1]], rule)) for rule in rules]
        for kind, rules in content["forms"].items()
    }


_FORMS = _forms()
_ANY_VERSION = re.compile(r"v?\d+(?:\.\d+)*\S*")  # where one is declared
_NUMBER = re.compile(r"\d(?:[\d.,]*\d)?")
BARE_NUMBER = re.compile(r"[+−-]?(?:S/\s?)?\d[\d.,]*(?:\s?(?:%|p\.\s?p\.|millones))?")  # code holds more than that
MARK = re.compile(r"[\[(]?\d{1,3}(?:[,\s]+\d{1,3})*[\])]?")  # of a note or reference: `[3]`, `1, 2`


def quantities(text: str, exempt: Sequence[bool] = ()) -> Iterator[tuple[int, int]]:
    """Start and end of every number of a text that no rule covers, nor `exempt`, which says it of each character."""
    covered = list(exempt) or [False] * len(text)
    if not uncovered(text, covered):
        return
    for rule in chain.from_iterable(_FORMS.values()):
        cover(covered, (match.span() for match in rule.finditer(text)))
    yield from uncovered(text, covered)


def cover(covered: list[bool], spans: Iterable[tuple[int, int]]) -> None:
    """Say of the characters of some spans that they are accounted for."""
    for start, end in spans:
        covered[start:end] = [True] * (end - start)


def uncovered(text: str, covered: Sequence[bool]) -> list[tuple[int, int]]:
    """Start and end of each number of a text that is not covered whole."""
    spans = (match.span() for match in _NUMBER.finditer(text))
    return [(start, end) for start, end in spans if not all(covered[start:end])]


def has_digit(text: str) -> bool:
    """Whether a text holds a digit."""
    return any(map(str.isdigit, text))


def is_of_kind(text: str, kind: str) -> bool:
    """Whether a text declared a `date`, `norm` or `version` reads like one."""
    for rule in (*_FORMS[kind], *([_ANY_VERSION] if kind == "version" else ())):
        text = rule.sub("", text)
    return not has_digit(text)
