"""The tables of `data/`, as `tables.toml` declares them, and codes in them that calculations and checks look for."""

from __future__ import annotations

import tomllib
from collections.abc import Mapping
from pathlib import Path
from typing import Any

from engine.inputs.fields import Field, Table
from lib.declarations.register import found

PROPORTION = "porcentaje"
ASCENDING, DESCENDING, UNDEFINED_DIRECTION = "ascendente", "descendente", "no_definido"
NOT_PLANNED, NOT_AVAILABLE, ONLY_PROXY, OTHER_SOURCE = "NP", "ND", "PX", "FA"
PROGRAMME_TOTAL = "TOTAL"
VALID_FROM, VALID_TO = "vigente_desde", "vigente_hasta"
REGISTER, TARGET, CODES = "register", "target_population", "register_codes"

_TOLD = tomllib.loads(Path(__file__).with_suffix(".toml").read_text(encoding="utf-8"))


def _table(name: str, yearly: bool, told: Mapping[str, Any]) -> Table:
    given: dict[str, Any] = {"key": ["codigo"], "finder": found if "endings" in told else None, **told}
    fields = [_field(column, attributes) for column, attributes in given.pop("columns").items()]
    if given.get("awaited"):
        given["awaited"] = _TOLD["awaited"]
    return Table(name, yearly, fields=tuple(fields), **_fixed(given))


def _field(name: str, told: str | Mapping[str, Any]) -> Field:
    """A column; where its pattern is the policy's (`<objetivo>`, see `lib.policy`), so is its example."""
    given = _whole(told)
    if "<" in given.get("pattern", "") and "example" not in given:
        *before, last = given["pattern"].replace("<", "<ejemplo_").split("|")
        given["example"] = " o ".join(filter(None, [", ".join(before), last]))
    return Field(name, **_fixed(given))


def _whole(told: str | Mapping[str, Any]) -> dict[str, Any]:
    """The attributes of a column with those of its model."""
    own = {"like": told} if isinstance(told, str) else dict(told)
    model = own.pop("like", None)
    return (_whole(_TOLD["models"][model]) if model else {}) | own


def _fixed(given: Any) -> Any:
    """Attributes with tuples in the place of lists."""
    if isinstance(given, dict):
        return {name: _fixed(value) for name, value in given.items()}
    return tuple(map(_fixed, given)) if isinstance(given, list) else given


TABLES: dict[str, Table] = {
    name: _table(name, room == "yearly", told) for room in ("reference", "yearly") for name, told in _TOLD[room].items()
}
STATE_WORDS = {state: word for word, state in TABLES["indicator_results"].field("estado").aliases}
