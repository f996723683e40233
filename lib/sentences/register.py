"""Sentences and titles of what only the register of services can show, and where the figures of section 03 come from."""

from __future__ import annotations

import pandas as pd

from engine.figures import first_row
from engine.page.passages import Passage, counted, enumeration, joined, paragraph, sentence
from engine.spanish import inside
from engine.traced import Traced
from lib.sentences.wording import by_size, row_of

_PRINTED = "Las cifras de cobertura son las que imprimen los documentos: este año no trae el registro de servicios."
_COUNTED = "Las cifras de cobertura se cuentan en el registro de servicios: cada empresa una vez en cada fila."
_DIFFERS = "{name}: se imprime {publicado} y el registro da {calculado}. {explicacion}"
_HIDDEN = "Por privacidad no se publican las celdas de menos de {minimo_empresas} empresas ni las que permitirían deducirlas: {suprimidas} de {celdas}."


def origin(suppression: pd.DataFrame) -> Passage:
    """Whether the section is counted in the register or printed, and what is suppressed.

    Args:
        suppression: Table `supresion` of the register.
    """
    row = first_row(suppression)
    return paragraph(_COUNTED, sentence(_HIDDEN, **row)) if row else paragraph(_PRINTED)


def verdicts(verdicts: pd.DataFrame) -> Passage:
    """How many printed aggregates agree with the register, and what is wrong with the others."""
    wrong = verdicts[verdicts["veredicto"] == "difiere"] if len(verdicts) else verdicts
    told = [sentence(_DIFFERS, name=row["nombre"], **row) for _key, row in wrong.iterrows()]
    if len(verdicts) and not told:
        return paragraph("Las cifras impresas que el registro permite comprobar coinciden con él.")
    return paragraph(joined(told, " "))


def combinations_title(frame: pd.DataFrame) -> Passage:
    """The most frequent combination of services."""
    top = next(iter(by_size(frame, "empresas")), None)
    names = enumeration(map(inside, top["nombre"].split(" + "))) if top else ""
    told = "Lo más frecuente: {n} solo con {names}"
    return sentence(told, n=_firms(top["empresas"]), names=names) if top else Passage()


def months_title(frame: pd.DataFrame) -> Passage:
    """The month in which most firms were attended."""
    top = next(iter(by_size(frame, "empresas")), None)
    told = "{name} es el mes con más empresas: {n}"
    return sentence(told, name=top["nombre"], n=top["empresas"]) if top else Passage()


def crossing_title(frame: pd.DataFrame) -> Passage:
    """The region and product with the most firms."""
    columns = [name for name in frame.columns if name != "nombre"]
    cells = [(row["nombre"], name, row[name]) for _key, row in frame.iterrows() for name in columns]
    known = [cell for cell in cells if cell[2].known]
    name, product, most = max(known, key=lambda cell: cell[2].number) if known else ("", "", None)
    told = "El mayor grupo está en {name}, en el producto {product}: {n}"
    return sentence(told, name=name, product=product, n=_firms(most)) if most is not None else Passage()


def returning_title(returning: pd.DataFrame) -> Passage:
    """How many firms are new, and how many of the year before did not come back."""
    new, old, lost = (row_of(returning, name) for name in ("nueva", "continua", "perdida"))
    if not (new and old and lost):
        return Passage()
    told = "{new} son nuevas y {old} continúan; del año anterior no volvieron {lost}"
    return sentence(told, new=_firms(new["empresas"]), old=old["empresas"], lost=lost["empresas"])


def _firms(value: Traced) -> Passage | str:
    return counted(value, "empresa", "empresas") or value.text
