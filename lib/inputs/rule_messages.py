"""What the analyst reads when a cell breaks a rule of its column."""

from __future__ import annotations

from lib.inputs.fields import Field
from lib.language import _


def rule_text(field: Field, rule: str, first_row: int = 0) -> tuple[str, str]:
    """The rule and what to do.

    Args:
        field: The column.
        rule: Code of the rule.
        first_row: For a repeated key, the row where it stands first.
    """
    if rule == "vacio":
        return _("falta el valor"), _("Complete la celda: {}.").format(field.description)
    if rule == "permitido":
        return _("no es un valor permitido"), _("Escriba uno de estos: {}.").format(", ".join(field.allowed))
    if rule == "patron":
        return (_("el código no tiene la forma esperada"), _("Escríbalo como en el ejemplo: {}.").format(field.example))
    if rule == "clave_repetida":
        return (
            _("el código ya está en la fila {}").format(first_row),
            _("Deje una sola fila, o corrija el código si Excel le quitó ceros."),
        )
    return _range_text(field, rule)


def _range_text(field: Field, rule: str) -> tuple[str, str]:
    limit = f"{field.minimum if rule == 'minimo' else field.maximum:g}"
    message = _("debe ser {} o más") if rule == "minimo" else _("debe ser {} o menos")
    return message.format(limit), _("Corrija el valor: {}.").format(field.description)
