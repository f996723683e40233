"""Short ways to declare the columns that many tables have."""

from __future__ import annotations

from typing import Any

from engine.inputs.fields import CODE, INTEGER, NUMBER, ROW_UNIT, TEXT, YEAR, YES_NO, Field

PROPORTION = "porcentaje"


def code(name: str, description: str, pattern: str = "", example: str = "", **options: Any) -> Field:
    """A column of codes; a pattern of the policy (`<objetivo>`, see `lib.policy`) has the policy's example."""
    if "<" in pattern and not example:
        *before, last = pattern.replace("<", "<ejemplo_").split("|")
        example = " o ".join(filter(None, [", ".join(before), last]))
    return Field(name, CODE, description, pattern=pattern, example=example, **options)


def text(name: str, description: str, *allowed: str, **options: Any) -> Field:
    """A column of texts, or of the few allowed ones."""
    return Field(name, TEXT, description, allowed=allowed, **options)


def number(name: str, description: str, unit: str = "", **options: Any) -> Field:
    """A column of numbers."""
    return Field(name, NUMBER, description, unit=unit, **options)


def integer(name: str, description: str, minimum: int, maximum: int | None = None, **options: Any) -> Field:
    """A column of whole numbers."""
    return Field(name, INTEGER, description, minimum=minimum, maximum=maximum, **options)


def year(name: str, description: str, **options: Any) -> Field:
    """A column of years."""
    return Field(name, YEAR, description, minimum=1990, maximum=2100, **options)


def yes_no(name: str, description: str, **options: Any) -> Field:
    """A column of `si` and `no`."""
    return Field(name, YES_NO, description, **options)


def count(name: str, description: str, **options: Any) -> Field:
    """A count of the year, to be filled in and compared with last year's."""
    return integer(name, description, 0, fill=True, compared=True, **options)


def money(name: str, description: str) -> Field:
    """An amount of the year in soles, likewise."""
    return number(name, description, "soles", blank=True, minimum=0, fill=True, compared=True)


def share(name: str, description: str, minimum: int = 0, maximum: int | None = 100, **options: Any) -> Field:
    """A published percentage of the year, to be filled in."""
    limits = {"minimum": minimum, "maximum": maximum}
    return number(name, description, PROPORTION, blank=True, published=True, fill=True, **limits, **options)


NAME = text("nombre", "Nombre")
OFFICIAL_NAME = text("nombre", "Nombre oficial")
SHORT_NAME = text("nombre_corto", "Nombre para gráficos")
RESPONSIBLE = text("responsable", "Dependencia o entidad responsable", blank=True)
NOTE = text("nota", "Aclaración para quien lee el dato", blank=True, fill=True)
OPTIONAL_NOTE = text("nota", NOTE.description, blank=True, fill=True, optional=True)
QUOTE = text("cita", "Frase textual del documento de donde se tomó el dato", blank=True, fill=True, quoted=True)
DECIMALS = integer("decimales", "Decimales con que se muestra", 0, 6)
FACT = code("codigo", "Código de la cifra", "[a-z0-9_]+", "talleres_ambientales")
FACT_NAME = text("nombre", "Qué mide")
FACT_VALUE = number("valor", "Valor", ROW_UNIT, blank=True, published=True, fill=True, compared=True)
FACT_UNIT = text("unidad", "Unidad de medida")
