"""The first screen of the summary: a verdict, three findings with cause and action, and tiles with the headline figures."""

from __future__ import annotations

from collections.abc import Iterable

import pandas as pd
from markupsafe import Markup

from engine.figures import Row, rows_of
from engine.page.passages import Passage, bullets, coded, enumeration, if_known, joined, paragraph, sentence, text
from engine.traced import Traced
from lib.pp0093_budget import TOTAL
from lib.progress import NO_INFORMATION
from lib.sentences.pp0093_budget import CAUSES, OVERSPENT, SPENT_AND_DELIVERED, products
from lib.sentences.pp0093_coverage import ATTENDED, more_or_fewer
from lib.sentences.wording import inside, row_of, why, worsened
from lib.services import POLICY

_PRODUCTIVITY, _COMPETITIVENESS = "OP.01", "cip"
_MOST_TOLD = 2
_METHOD, _REVIEW_OF_FICHA = "METODO", "ficha técnica"
Frame = pd.DataFrame


def verdict(problem: Frame, progress: Frame, execution: Frame, atendidas: Frame) -> Passage:
    """How the industry and the programme went, in one sentence."""
    firms = row_of(atendidas, ATTENDED)
    programme = enumeration(
        filter(
            None,
            [
                if_known("gastó el {avance_financiero_pct} de su presupuesto", **row_of(execution, TOTAL)),
                if_known("atendió a {compared} empresas que el año anterior", compared=more_or_fewer(firms))
                or if_known("atendió a {empresas} empresas", **firms),
            ],
        )
    )
    industry = _industry(
        {"productividad": row_of(progress, _PRODUCTIVITY), "competitividad": row_of(problem, _COMPETITIVENESS)}
    )
    template = "{industry}; el PP 0093 {programme}." if programme else "{industry}."
    return paragraph(sentence(template, industry=industry, programme=programme))


def findings(
    progress: Frame, levels: Frame, execution: Frame, factors: Frame, alternatives: Frame, services: Frame
) -> Passage:
    """What to know first, with cause and action quoted: retreats, what is not measured, money spent without as much delivered.

    Args:
        progress: Result of `lib.objective_gaps.progress`.
        levels: Result of `lib.services.levels`.
        execution: Result of `lib.pp0093_budget.execution`.
        factors: Table `factors` of the year, for the causes.
        alternatives: Table `alternatives` of the year, for the actions.
        services: Table `services`, for who owes them.
    """
    return bullets(
        [
            _retreats(progress, factors, alternatives, services),
            _unmeasured(progress, row_of(levels, POLICY), factors, alternatives),
            _overspent(execution, factors),
        ]
    )


def tiles(levels: Frame, service_levels: Frame, atendidas: Frame, execution: Frame) -> Passage:
    """The four headline figures; one that is not known has no tile.

    Args:
        levels: Result of `lib.objective_gaps.levels`.
        service_levels: Result of `lib.services.levels`.
        atendidas: Categories of dimension `atendidas`.
        execution: Result of `lib.pp0093_budget.execution`.
    """
    objectives, policy = row_of(levels, "medio_o_alto"), row_of(service_levels, POLICY)
    firms, money = row_of(atendidas, ATTENDED), row_of(execution, TOTAL)
    of_objectives = if_known(
        "{part} de {all} indicadores", part=objectives["indicadores"], all=levels.at["total", "indicadores"]
    )
    shown = joined(
        [
            _tile("Indicadores de objetivo con nivel medio o alto", objectives["porcentaje"], of_objectives),
            _tile(
                "Indicadores de servicio con nivel medio o alto",
                policy["medio_o_alto_pct"],
                if_known("{medio_o_alto} de {indicadores} indicadores", **policy),
            ),
            _tile(
                "Empresas atendidas por el PP 0093",
                firms.get("empresas"),
                if_known("{compared} que el año anterior", compared=more_or_fewer(firms)),
            ),
            _tile(
                "Presupuesto del PP 0093 ejecutado",
                money["avance_financiero_pct"],
                if_known("{devengado} de {pim}", **money),
            ),
        ]
    )
    return Passage(Markup('<ul class="fichas">{}</ul>').format(shown), shown.figures) if shown else shown


def _industry(rows: dict[str, Row]) -> Passage:
    """«la industria perdió productividad (−4.4 %) y ganó competitividad (+2.0 %)»."""
    moves: dict[str, list[Passage]] = {"perdió": [], "mantuvo su": [], "ganó": []}
    for noun, row in rows.items():
        change = next(
            (row[name] for name in ("cambio_base_pct", "cambio_base") if name in row and row[name].known), None
        )
        if change is not None:
            verb = "mantuvo su" if change == 0 else "perdió" if worsened(change, row["sentido"]) else "ganó"
            moves[verb].append(sentence("{noun} ({change})", noun=noun, change=change))
    parts = [sentence("{verb} {nouns}", verb=verb, nouns=enumeration(nouns)) for verb, nouns in moves.items() if nouns]
    if not parts:
        return text("No hay datos para decir si la industria ganó o perdió productividad y competitividad")
    return sentence("Frente a su línea base, la industria {parts}", parts=enumeration(parts))


def _retreats(progress: Frame, factors: Frame, alternatives: Frame, services: Frame) -> Passage:
    worse = [(code, row) for code, row in rows_of(progress) if worsened(row["cambio_base"], row["sentido"])]
    if not worse:
        return Passage()
    names = (sentence("{name} ({cambio_base})", name=inside(row["nombre_corto"]), **row) for _code, row in worse)
    first = {coded(code): (code, row["padre"]) for code, row in worse[:_MOST_TOLD]}
    causes = (
        sentence("{code}, {why}", code=name, why=why(factors, (code,), ("causa",))) for name, (code, _) in first.items()
    )
    actions = (
        sentence(
            "{code}, {action}", code=name, action=_action(_proposed(alternatives, scope), _owners(services, scope))
        )
        for name, (_, scope) in first.items()
    )
    told = sentence("Peor que en su línea base: {names}.", names=enumeration(names))
    return _finding(told, joined(causes, "; "), joined(actions, "; "))


def _unmeasured(progress: Frame, policy: Row, factors: Frame, alternatives: Frame) -> Passage:
    if not policy["sin_informacion"] > 0:
        return Passage()
    codes = [code for code, row in rows_of(progress) if row["nivel"] == NO_INFORMATION]
    objectives = sentence("; de los objetivos, {codes}", codes=enumeration(map(coded, codes))) if codes else ""
    template = "Sin información: {sin_informacion} de {indicadores} indicadores de servicio{objectives}."
    action = _action(_proposed(alternatives, _METHOD, _REVIEW_OF_FICHA), ())
    return _finding(
        sentence(template, objectives=objectives, **policy), why(factors, codes, ("causa", "barrera")), action
    )


def _overspent(execution: Frame, factors: Frame) -> Passage:
    found = [
        (row["brecha_fisico_financiero"].number, code, row)
        for code, row in products(execution)
        if row["alerta"] == OVERSPENT
    ]
    if not found:
        return Passage()
    _gap, code, row = min(found, key=lambda item: item[0])
    told = sentence(
        f"{{code}}, {{name}}, {SPENT_AND_DELIVERED}.", code=coded(code), name=inside(row["nombre_corto"]), **row
    )
    activities = execution.index[execution["padre"] == code]
    owner = "; responde {responsable}" if row["responsable"] else ", ni dicen quién responde"
    action = sentence(f"los documentos no proponen nada para este producto{owner}", **row)
    return _finding(told, why(factors, (code, *activities), CAUSES[OVERSPENT]), action)


def _finding(told: Passage, cause: Passage, action: Passage) -> Passage:
    template = "<strong>{told}</strong> Por qué: {cause}. Qué hacer: {action}."
    return sentence(template, told=told, cause=cause, action=action)


def _proposed(alternatives: Frame, scope: str, about: str = "") -> str:
    """The first action the report proposes for a scope, about something; empty when there is none."""
    return next((item for item in alternatives.loc[alternatives["ambito"] == scope, "texto"] if about in item), "")


def _owners(services: Frame, objective: str) -> list[str]:
    return [name for name in dict.fromkeys(services.loc[services["objetivo"] == objective, "responsable"]) if name]


def _action(proposed: str, owners: Iterable[str]) -> Passage:
    if not proposed:
        return text("PRODUCE no propone nada")
    names = enumeration(owners)
    owed = sentence(" (de los servicios del objetivo responden {names})", names=names) if names else ""
    return sentence("PRODUCE propone «{action}», sin decir quién{owed}", action=proposed.rstrip(".,"), owed=owed)


def _tile(label: str, figure: Traced | None, remark: Passage) -> Passage:
    under = sentence('<span class="cambio">{remark}</span>', remark=remark) if remark else ""
    template = '<li><span class="rotulo">{label}</span><span class="cifra">{figure}</span>{under}</li>'
    return if_known(template, label=label, figure=figure, under=under)
