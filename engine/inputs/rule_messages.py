"""What the analyst reads when a cell breaks a rule of its column."""

from __future__ import annotations

from engine.inputs.fields import Field


def rule_text(field: Field, rule: str, first_row: int = 0) -> tuple[str, str]:
    """The rule and what to do.

    Args:
        field: The column.
        rule: Code of the rule.
        first_row: For a repeated key, the row where it stands first.
    """
    if rule == "vacio":
        return "falta el valor", f"Complete la celda: {field.description}."
    if rule == "permitido":
        return "no es un valor permitido", "Escriba uno de estos: {}.".format(", ".join(field.allowed))
    if rule == "patron":
        return ("el código no tiene la forma esperada", f"Escríbalo como en el ejemplo: {field.example}.")
    if rule == "clave_repetida":
        return (
            f"el código ya está en la fila {first_row}",
            "Deje una sola fila, o corrija el código si Excel le quitó ceros.",
        )
    return _range_text(field, rule)


def _range_text(field: Field, rule: str) -> tuple[str, str]:
    limit = f"{field.minimum if rule == 'minimo' else field.maximum:g}"
    message = "debe ser {} o más" if rule == "minimo" else "debe ser {} o menos"
    return message.format(limit), f"Corrija el valor: {field.description}."
