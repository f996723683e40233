"""The first screen of the summary: a verdict, three findings with cause and action, and tiles with the headline figures."""

from __future__ import annotations

from collections.abc import Iterable

import pandas as pd
from markupsafe import Markup

from engine.figures import Row, rows_of
from engine.page.passages import (
    Passage,
    amount,
    bullets,
    coded,
    enumeration,
    joined,
    paragraph,
    sentence,
    text,
)
from engine.traced import Traced
from lib.pp0093_budget import TOTAL
from lib.sentences.wording import inside, why, worsened
from lib.services import POLICY

_PRODUCTIVITY, _COMPETITIVENESS = "OP.01", "cip"
_OVERSPENT = "gasto_sobre_entrega"
_MOST_TOLD = 2
_NO_INFORMATION = "sin_informacion"
_METHOD, _REVIEW_OF_FICHA = "METODO", "ficha técnica"


def verdict(problem: pd.DataFrame, progress: pd.DataFrame, execution: pd.DataFrame, attended: pd.DataFrame) -> Passage:
    """How the industry and the programme went, in one sentence.

    Args:
        problem: Result of `lib.objective_gaps.problem`.
        progress: Result of `lib.objective_gaps.progress`.
        execution: Result of `lib.pp0093_budget.execution`.
        attended: Categories of dimension `atendidas`.
    """
    return paragraph(
        sentence(
            "{industry}{programme}.", industry=_industry(problem, progress), programme=_programme(execution, attended)
        )
    )


def findings(
    progress: pd.DataFrame,
    levels: pd.DataFrame,
    execution: pd.DataFrame,
    factors: pd.DataFrame,
    alternatives: pd.DataFrame,
    services: pd.DataFrame,
) -> Passage:
    """What to know first: retreats, what is not measured, spending without as much delivery; with cause and action.

    Causes and actions are texts of the documents, quoted.

    Args:
        progress: Result of `lib.objective_gaps.progress`.
        levels: Result of `lib.services.levels`.
        execution: Result of `lib.pp0093_budget.execution`.
        factors: Table `factors` of the year.
        alternatives: Table `alternatives` of the year.
        services: Table `services`, for who owes what.
    """
    return bullets(
        [
            _retreats(progress, factors, alternatives, services),
            _unmeasured(progress, levels, factors, alternatives),
            _overspent(execution, factors),
        ]
    )


def tiles(objectives: pd.DataFrame, services: pd.DataFrame, attended: pd.DataFrame, execution: pd.DataFrame) -> Passage:
    """The four headline figures; one that is not known has no tile.

    Args:
        objectives: Result of `lib.objective_gaps.levels`.
        services: Result of `lib.services.levels`.
        attended: Categories of dimension `atendidas`.
        execution: Result of `lib.pp0093_budget.execution`.
    """
    objective, policy, total = (
        dict(objectives.loc["medio_o_alto"]),
        dict(services.loc[POLICY]),
        dict(execution.loc[TOTAL]),
    )
    firms = _attended_row(attended)
    of_indicators = "{part} de {whole} indicadores"
    items = [
        _tile(
            "Indicadores de objetivo con nivel medio o alto",
            objective["porcentaje"],
            _part(of_indicators, objective["indicadores"], objectives.at["total", "indicadores"]),
        ),
        _tile(
            "Indicadores de servicio con nivel medio o alto",
            policy["medio_o_alto_pct"],
            _part(of_indicators, policy["medio_o_alto"], policy["indicadores"]),
        ),
        _tile("Empresas atendidas por el PP 0093", firms.get("empresas"), _against_last_year(firms)),
        _tile(
            "Presupuesto del PP 0093 ejecutado",
            total["avance_financiero_pct"],
            _part("{part} de {whole}", total["devengado"], total["pim"]),
        ),
    ]
    shown = joined(items)
    return Passage(Markup('<ul class="fichas">{}</ul>').format(shown), shown.figures) if shown else shown


def _industry(problem: pd.DataFrame, progress: pd.DataFrame) -> Passage:
    moves: dict[str, list[Passage]] = {"perdió": [], "mantuvo su": [], "ganó": []}
    for noun, frame, code in (
        ("productividad", progress, _PRODUCTIVITY),
        ("competitividad", problem, _COMPETITIVENESS),
    ):
        row = dict(frame.loc[code]) if code in frame.index else {}
        if row and row["cambio_base"].known:
            percent = row.get("cambio_base_pct", row["cambio_base"])
            change = percent if percent.known else row["cambio_base"]
            verb = "mantuvo su" if change == 0 else "perdió" if worsened(change, row["sentido"]) else "ganó"
            moves[verb].append(sentence("{noun} ({change})", noun=noun, change=change))
    parts = [sentence("{verb} {nouns}", verb=verb, nouns=enumeration(nouns)) for verb, nouns in moves.items() if nouns]
    if not parts:
        return text("No hay datos para decir si la industria ganó o perdió productividad y competitividad")
    return sentence("Frente a su línea base, la industria {parts}", parts=enumeration(parts))


def _programme(execution: pd.DataFrame, attended: pd.DataFrame) -> Passage:
    spent, firms = execution.at[TOTAL, "avance_financiero_pct"], _attended_row(attended)
    parts = [sentence("gastó el {share} de su presupuesto", share=spent)] if spent.known else []
    change, number = firms.get("variacion_anual"), firms.get("empresas")
    if change is not None and change.known:
        parts.append(sentence("atendió a {change} que el año anterior", change=_more_or_fewer(change)))
    elif number is not None and number.known:
        parts.append(sentence("atendió a {n} empresas", n=number))
    return sentence("; el PP 0093 {parts}", parts=enumeration(parts)) if parts else Passage()


def _more_or_fewer(change: Traced) -> Passage:
    if change == 0:
        return text("el mismo número de empresas")
    return sentence("{n} {more} empresas", n=amount(change), more="más" if change > 0 else "menos")


def _retreats(
    progress: pd.DataFrame, factors: pd.DataFrame, alternatives: pd.DataFrame, services: pd.DataFrame
) -> Passage:
    worse = [(code, row) for code, row in rows_of(progress) if worsened(row["cambio_base"], row["sentido"])]
    if not worse:
        return Passage()
    figures = enumeration(
        sentence("{name} ({change})", name=inside(row["nombre_corto"]), change=row["cambio_base"])
        for _code, row in worse
    )
    told = worse[:_MOST_TOLD]
    return _finding(
        sentence("Peor que en su línea base: {figures}.", figures=figures),
        joined((_of(code, why(factors, (code,), ("causa",))) for code, _row in told), "; "),
        joined(
            (
                _of(code, _action(_first(alternatives, row["padre"]), _owners(services, row["padre"])))
                for code, row in told
            ),
            "; ",
        ),
    )


def _unmeasured(
    progress: pd.DataFrame, levels: pd.DataFrame, factors: pd.DataFrame, alternatives: pd.DataFrame
) -> Passage:
    without = levels.at[POLICY, "sin_informacion"]
    if not without > 0:
        return Passage()
    codes = progress.index[progress["nivel"] == _NO_INFORMATION]
    return _finding(
        sentence(
            "No se pueden medir {without} de {all} indicadores de servicio{objectives}.",
            without=without,
            all=levels.at[POLICY, "indicadores"],
            objectives=sentence(" ni, de los objetivos, {codes}", codes=enumeration(map(coded, codes)))
            if len(codes)
            else "",
        ),
        why(factors, codes, ("causa", "barrera")),
        _action(_first(alternatives, _METHOD, _REVIEW_OF_FICHA), ()),
    )


def _overspent(execution: pd.DataFrame, factors: pd.DataFrame) -> Passage:
    products = [(code, row) for code, row in rows_of(execution) if row["alerta"] == _OVERSPENT and not row["padre"]]
    if not products:
        return Passage()
    code, row = min(products, key=lambda item: item[1]["brecha_fisico_financiero"].number)
    activities = execution.index[execution["padre"] == code]
    return _finding(
        sentence(
            "{code}, {name}, gastó el {spent} de su presupuesto y entregó el {delivered} de su meta física.",
            code=coded(code),
            name=inside(row["nombre_corto"]),
            spent=row["avance_financiero_pct"],
            delivered=row["avance_fisico_pct"],
        ),
        why(factors, (code, *activities), ("causa", "barrera")),
        sentence("los documentos no proponen qué hacer; responde {owner}", owner=row["responsable"])
        if row["responsable"]
        else text("los documentos no proponen qué hacer ni dicen quién responde"),
    )


def _finding(told: Passage, cause: Passage, action: Passage) -> Passage:
    return sentence(
        "<strong>{told}</strong> Por qué: {cause}. Qué hacer: {action}.", told=told, cause=cause, action=action
    )


def _of(code: str, told: Passage) -> Passage:
    return sentence("{code}, {told}", code=coded(code), told=told)


def _first(alternatives: pd.DataFrame, scope: str, about: str = "") -> str:
    """The first action the report proposes for a scope, about something; empty when there is none."""
    texts = alternatives.loc[alternatives["ambito"] == scope, "texto"]
    return next((item for item in texts if about in item), "")


def _owners(services: pd.DataFrame, objective: str) -> list[str]:
    named = services.loc[services["objetivo"] == objective, "responsable"]
    return [name for name in dict.fromkeys(named) if name]


def _action(proposed: str, owners: Iterable[str]) -> Passage:
    if not proposed:
        return text("PRODUCE no propone nada")
    named = list(owners)
    return sentence(
        "PRODUCE propone «{action}», sin decir quién{owners}",
        action=proposed.rstrip(".,"),
        owners=sentence(" (de los servicios del objetivo responden {names})", names=enumeration(named))
        if named
        else "",
    )


def _attended_row(attended: pd.DataFrame) -> Row:
    return dict(attended.loc["total"]) if "total" in attended.index else {}


def _against_last_year(firms: Row) -> Passage:
    change = firms.get("variacion_anual")
    if change is None or not change.known:
        return Passage()
    return sentence("{change} que el año anterior", change=_more_or_fewer(change))


def _part(template: str, part: Traced, whole: Traced) -> Passage:
    return sentence(template, part=part, whole=whole) if part.known and whole.known else Passage()


def _tile(label: str, figure: Traced | None, remark: Passage) -> Passage:
    if figure is None or not figure.known:
        return Passage()
    template = '<li><span class="rotulo">{label}</span><span class="cifra">{figure}</span>{remark}</li>'
    shown = sentence('<span class="cambio">{remark}</span>', remark=remark) if remark else ""
    return sentence(template, label=label, figure=figure, remark=shown)
