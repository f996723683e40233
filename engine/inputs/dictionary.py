"""The data dictionary: what every column of every table means, written from the declarations as Markdown."""

from __future__ import annotations

from collections.abc import Iterable
from pathlib import Path

from engine.inputs import fields
from engine.inputs.fields import Field, Schema, Table

_TEXTS = {fields.CODE: "código", fields.TEXT: "texto", fields.YES_NO: "si o no", fields.DATE: "fecha AAAA-MM-DD"}
_KIND_WORDS = {fields.NUMBER: "número", fields.INTEGER: "entero", fields.YEAR: "año", **_TEXTS}
_NAMED_UNITS = {fields.ROW_UNIT: "la de la columna unidad", fields.CODE_UNIT: "la de su código"}
_UNIT_WORDS = {"porcentaje": "%", "soles": "S/", **_NAMED_UNITS}
_FILES = (
    "Un archivo CSV por tabla, en UTF-8 y con comas; los códigos son texto, los números van con punto decimal y sin "
    "separador de miles, y una celda vacía quiere decir «no dado». Junto a cada `x.csv`, `x.meta.toml` dice de dónde "
    "viene. Las tablas de un año también pueden venir en un libro `data/<año>/<año>.xlsx`, una hoja por tabla."
)


def dictionary_text(schema: Schema) -> str:
    """The data dictionary as Markdown."""
    parts = [
        "# Diccionario de datos",
        f"Escrito por `{schema.command}.declarations` a partir de las declaraciones; no se edita a mano.",
        _FILES,
        "## Tablas de referencia (`data/reference/`)",
        *map(_table_text, schema.reference),
        "## Tablas de cada año (`data/<año>/`)",
        *map(_table_text, schema.yearly),
    ]
    return "\n\n".join(parts) + "\n"


def write_dictionary(schema: Schema, path: Path) -> Path:
    """Write the dictionary."""
    path.write_text(dictionary_text(schema), encoding="utf-8", newline="")
    return path


def _table_text(table: Table) -> str:
    optional = "" if table.required else " Opcional."
    lines = [
        f"### `{table.name}`\n\n{table.title}. Clave: {_quoted(table.key)}.{optional}\n",
        *("| Columna | Qué contiene | Clase | ¿Vacía? | Valores |", "|---|---|---|---|---|"),
        *map(_field_line, table.fields),
    ]
    if table.helpers:
        told = "para quien la llena: se comparan con el código y no se guardan."
        lines.append(f"\nLa plantilla agrega {_quoted(helper[0] for helper in table.helpers)} {told}")
    return "\n".join(lines)


def _field_line(field: Field) -> str:
    unit = f" ({_UNIT_WORDS.get(field.unit, field.unit)})" if field.unit else ""
    blank = "sí; la columna puede faltar" if field.optional else "sí" if field.blank else "no"
    cells = (f"`{field.name}`", field.description, _KIND_WORDS[field.kind] + unit, blank, _values(field))
    return "| " + " | ".join(cell.replace("|", "\\|") for cell in cells) + " |"


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
