"""The data dictionary: what every column of every table means, written from the declarations as Markdown."""

from __future__ import annotations

from pathlib import Path

from engine.inputs.fields import CODE, CODE_UNIT, DATE, INTEGER, NUMBER, ROW_UNIT, TEXT, YEAR, YES_NO, Field, Table
from engine.inputs.schema import Schema

_KIND_WORDS = {
    CODE: "código",
    TEXT: "texto",
    NUMBER: "número",
    INTEGER: "entero",
    YEAR: "año",
    YES_NO: "si o no",
    DATE: "fecha AAAA-MM-DD",
}
_UNIT_WORDS = {ROW_UNIT: "la de la columna unidad", CODE_UNIT: "la de su código", "porcentaje": "%", "soles": "S/"}
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
    needed, key = "" if table.required else " Opcional.", ", ".join(f"`{name}`" for name in table.key)
    lines = ["| Columna | Qué contiene | Clase | ¿Vacía? | Valores |", "|---|---|---|---|---|"]
    parts = [
        f"### `{table.name}`\n\n{table.title}. Clave: {key}.{needed}",
        "\n".join([*lines, *map(_field_line, table.fields)]),
    ]
    if table.helpers:
        names = ", ".join(f"`{name}`" for name, _table, _column in table.helpers)
        told = "para quien la llena: se comparan con el código y no se guardan."
        parts.append(f"La plantilla agrega {names} {told}")
    return "\n\n".join(parts)


def _field_line(field: Field) -> str:
    unit = f" ({_UNIT_WORDS.get(field.unit, field.unit)})" if field.unit else ""
    blank = "sí; la columna puede faltar" if field.optional else "sí" if field.blank else "no"
    cells = (f"`{field.name}`", field.description, _KIND_WORDS[field.kind] + unit, blank, _values(field))
    return "| " + " | ".join(cell.replace("|", "\\|") for cell in cells) + " |"


def _values(field: Field) -> str:
    """The rules of a column in words."""
    parts = [", ".join(f"`{value}`" for value in field.allowed)]
    if field.pattern:
        parts.append(f"como {field.example}")
    if field.minimum is not None:
        parts.append(
            f"{field.minimum:g} o más" if field.maximum is None else f"de {field.minimum:g} a {field.maximum:g}"
        )
    if tables := [*field.refers_to, *(table for _column, _value, table in field.refers_by)]:
        parts.append(f"código de {', '.join(f'`{name}`' for name in [*tables, *field.also])}")
    return "; ".join(part for part in parts if part)
