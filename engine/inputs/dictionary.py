"""The data dictionary: what every column of every table means, written from the declarations as Markdown."""

from __future__ import annotations

from collections.abc import Iterable
from pathlib import Path

import jinja2

from engine.inputs import fields
from engine.inputs.fields import Field, Schema

_TEXTS = {fields.CODE: "código", fields.TEXT: "texto", fields.YES_NO: "si o no", fields.DATE: "fecha AAAA-MM-DD"}
_KIND_WORDS = {fields.NUMBER: "número", fields.INTEGER: "entero", fields.YEAR: "año", **_TEXTS}
_NAMED_UNITS = {fields.ROW_UNIT: "la de la columna unidad", fields.CODE_UNIT: "la de su código"}
_UNIT_WORDS = {"porcentaje": "%", "soles": "S/", **_NAMED_UNITS}


def dictionary_text(schema: Schema) -> str:
    """The data dictionary as Markdown."""
    environment = jinja2.Environment(trim_blocks=True, lstrip_blocks=True)
    template = environment.from_string(Path(__file__).with_suffix(".md.j2").read_text(encoding="utf-8"))
    return template.render(schema=schema, quoted=_quoted, cells=_cells)


def _cells(field: Field) -> tuple[str, ...]:
    """What the dictionary tells of a column."""
    unit = f" ({_UNIT_WORDS.get(field.unit, field.unit)})" if field.unit else ""
    blank = "sí; la columna puede faltar" if field.optional else "sí" if field.blank else "no"
    return f"`{field.name}`", field.description, _KIND_WORDS[field.kind] + unit, blank, _values(field)


def _values(field: Field) -> str:
    parts = [_quoted(field.allowed), f"como {field.example}" if field.pattern else ""]
    if field.minimum is not None:
        upper = "{:g} o más" if field.maximum is None else "de {:g} a {:g}"
        parts.append(upper.format(field.minimum, field.maximum))
    if tables := [*field.refers_to, *(table for _column, _value, table in field.refers_by)]:
        parts.append(f"código de {_quoted([*tables, *field.also])}")
    return "; ".join(filter(None, parts))


def _quoted(names: Iterable[str]) -> str:
    return ", ".join(f"`{name}`" for name in names)
