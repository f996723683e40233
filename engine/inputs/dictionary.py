"""`docs/data-dictionary.md`: what every column of every table means, written from the declarations.

Whoever declares the tables writes the file again after a declaration changes; a test compares them.
"""

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


def dictionary_text(schema: Schema) -> str:
    """The data dictionary as Markdown."""
    parts = [
        "# Diccionario de datos",
        f"Escrito por `{schema.command}.declarations` a partir de las declaraciones; no se edita a mano.",
        (
            "Un archivo CSV por tabla, en UTF-8 y con comas; los códigos son texto, los números van con punto decimal "
            "y sin separador de miles, y una celda vacía quiere decir «no dado». Junto a cada `x.csv`, `x.meta.toml` "
            "dice de dónde viene. Las tablas de un año también pueden venir en un libro `data/<año>/<año>.xlsx`, una "
            "hoja por tabla."
        ),
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
    needed = "" if table.required else " Opcional."
    key = ", ".join(f"`{name}`" for name in table.key)
    heading = f"### `{table.name}`\n\n{table.title}. Clave: {key}.{needed}"
    lines = ["| Columna | Qué contiene | Clase | ¿Vacía? | Valores |", "|---|---|---|---|---|"]
    lines += [_field_line(field) for field in table.fields]
    helpers = _helpers_text(table)
    return "\n\n".join(part for part in (heading, "\n".join(lines), helpers) if part)


def _field_line(field: Field) -> str:
    unit = f" ({_UNIT_WORDS.get(field.unit, field.unit)})" if field.unit else ""
    blank = "sí" if field.blank else "no"
    if field.optional:
        blank = "sí; la columna puede faltar"
    cells = (f"`{field.name}`", field.description, _KIND_WORDS[field.kind] + unit, blank, _values(field))
    return "| " + " | ".join(cell.replace("|", "\\|") for cell in cells) + " |"


def _values(field: Field) -> str:
    """The rules of a column in words."""
    parts = [", ".join(f"`{value}`" for value in field.allowed)]
    if field.pattern:
        parts.append(f"como {field.example}")
    if field.minimum is not None and field.maximum is not None:
        parts.append(f"de {field.minimum:g} a {field.maximum:g}")
    elif field.minimum is not None:
        parts.append(f"{field.minimum:g} o más")
    tables = [*field.refers_to, *(table for _column, _value, table in field.refers_by)]
    if tables:
        parts.append("código de {}".format(", ".join(f"`{name}`" for name in [*tables, *field.also])))
    return "; ".join(part for part in parts if part)


def _helpers_text(table: Table) -> str:
    if not table.helpers:
        return ""
    names = ", ".join(f"`{name}`" for name, _table, _column in table.helpers)
    return f"La plantilla agrega {names} para quien la llena: se comparan con el código y no se guardan."
