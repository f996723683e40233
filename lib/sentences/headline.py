"""The first screen of the summary: a verdict, three findings with cause and action, and tiles with the headline figures."""

from __future__ import annotations

from collections.abc import Iterable

from pandas import DataFrame

from engine.figures import Row, rows_of
from engine.page.passages import Passage, coded, counted, enumeration, if_known, joined, paragraph, sentence
from engine.spanish import in_words, inside, plural
from lib.policy import TILES, Policy
from lib.pp0093_budget import TOTAL, products
from lib.progress import worsened
from lib.sentences.objective_gaps import since_base
from lib.sentences.pp0093_budget import CAUSES, OVERSPENT, SPENT_AND_DELIVERED
from lib.sentences.pp0093_coverage import ATTENDED, TARGETED, than_last_year
from lib.sentences.wording import heading, known_in, last_row, row_of, served, why
from lib.words import spoken

_METHOD, _REVIEW_OF_FICHA = "METODO", "ficha técnica"
_INDICATORS = ("indicador", "indicadores")
_MOST_TOLD = 2
_OTHER_SOURCE = ", con otra fuente que la de su ficha"
_TOLD = ("retroceso_base", "objetivo_sin_informacion", "servicios_sin_informacion")  # by the findings, whole


def verdict(
    policy: Policy, problem: DataFrame, progress: DataFrame, execution: DataFrame, atendidas: DataFrame
) -> Passage:
    """How those whom the policy is for and the programme went, in one sentence."""
    firms = row_of(atendidas, ATTENDED)
    spent = if_known("gastó el {avance_financiero_pct} de su presupuesto", **row_of(execution, TOTAL))
    number = served(firms["empresas"]) if known_in(firms, "empresas") else None
    reached = if_known("atendió a {firms}", firms=than_last_year(firms, spoken("unidades")) or number)
    programme = enumeration(filter(None, (spent, reached)))
    moved = since_base(policy, problem, progress)
    told = sentence("{who} {programme}", who=spoken("programa"), programme=programme) if programme else programme
    return heading(joined([moved, told], "; "))


def findings(
    progress: DataFrame,
    levels: DataFrame,
    execution: DataFrame,
    factors: DataFrame,
    alternatives: DataFrame,
    services: DataFrame,
) -> Passage:
    """What to know first, with cause and action as the documents give them: retreats, what is not measured, money spent without as much delivered."""
    retreats = _retreats(progress, levels, factors, alternatives, services)
    told = [retreats, _unmeasured(progress, levels, factors, alternatives), _overspent(execution, factors)]
    return _list_of("hallazgos", [sentence("<li>{item}</li>", item=item) for item in told if item])


def rule(limits: DataFrame) -> Passage:
    """How the levels of the page are told, and whose rule it is."""
    template = (
        '<p class="regla">Avance tipo 1: valor obtenido como porcentaje de la meta del año. Nivel alto desde {alto} y medio desde '
        "{medio}{whose}.</p>"
    )
    norm = limits["norma"].iloc[0].rstrip(".")
    whose = sentence(": {norm}", norm=inside(norm)) if norm else ""
    return sentence(template, whose=whose, **limits["limite"])


def public_problem(problem: DataFrame) -> Passage:
    """What the public problem is measured with, in a sentence for each indicator that is compared."""
    against_goal = "{name}, {valor_obtenido} en {anio_dato}, con una meta de {logro_esperado} ({diferencia_meta})"
    against_base = "{name}, de {linea_base_valor} en {linea_base_anio} a {valor_obtenido} en {anio_dato}"
    named = ({**row, "name": inside(row["nombre_corto"])} for _code, row in rows_of(problem))
    told = joined((if_known(against_goal, **row) or if_known(against_base, **row) for row in named), "; ")
    return paragraph(sentence("Problema público: {told}.", told=told)) if told else told


def not_told(attention: DataFrame) -> DataFrame:
    """The alerts that the findings leave: of those who spent more than they delivered, the findings tell one."""
    reasons = attention["motivo"]
    one = [OVERSPENT] if sum(reasons == OVERSPENT) == 1 else []
    return attention[~reasons.isin([*_TOLD, *one])]


def tiles(
    policy: Policy,
    levels: DataFrame,
    service_levels: DataFrame,
    atendidas: DataFrame,
    focalizacion: DataFrame,
    execution: DataFrame,
) -> Passage:
    """The headline figures that the policy shows; one that is not known has no tile."""
    objectives, services = row_of(levels, "medio_o_alto"), last_row(service_levels)
    firms, money, total = row_of(atendidas, ATTENDED), row_of(execution, TOTAL), levels.at["total", "indicadores"]
    of_objectives = if_known("{indicadores} de {all}", all=counted(total, *_INDICATORS), **objectives)
    of_services = if_known("{medio_o_alto} de {all}", all=counted(services["indicadores"], *_INDICATORS), **services)
    spent, met = if_known("{devengado} de {pim}", **money), row_of(focalizacion, TARGETED)
    meets = if_known("el {porcentaje} cumple los criterios", "(el año anterior, el {porcentaje_anterior})", **met)
    reached = joined(filter(None, (than_last_year(firms), meets)), "; ")
    every = {
        "objetivos": ("Indicadores de objetivo con nivel medio o alto", objectives, "porcentaje", of_objectives),
        "servicios": ("Indicadores de servicio con nivel medio o alto", services, "medio_o_alto_pct", of_services),
        "atendidas": (f"{spoken('Atendidas')} por {spoken('programa')}", firms, "empresas", reached),
        "presupuesto": (f"Presupuesto {spoken('del_programa')} ejecutado", money, "avance_financiero_pct", spent),
    }
    return _list_of("fichas", [_tile(*every[name]) for name in policy.shown("fichas", TILES)])


def _retreats(
    progress: DataFrame, levels: DataFrame, factors: DataFrame, alternatives: DataFrame, services: DataFrame
) -> Passage:
    worse = [(code, row) for code, row in rows_of(progress) if worsened(row["cambio_base"], row["sentido"])]
    others = [row["estado"] == "FA" for _code, row in worse]
    names = (
        sentence("{name} ({cambio_base}{source})", name=inside(row["nombre_corto"]), source=source, **row)
        for (_code, row), other in zip(worse, others, strict=True)
        for source in [_OTHER_SOURCE if other and not all(others) else ""]
    )
    causes, actions = [], []
    for code, row in worse[:_MOST_TOLD]:
        owners = _owners(services, levels, row["padre"])
        told, done = why(factors, (code,), ("causa",)), _action(alternatives, row["padre"], owners=owners)
        name = inside(row["nombre_corto"])
        causes.append(sentence("en {name}, {told}", name=name, told=told))
        actions.append(sentence("en {name}, {done}", name=name, done=done))
    return (
        _finding(
            f"Peor que en su línea base{_OTHER_SOURCE if all(others) else ''}: {{names}}",
            causes,
            actions,
            names=enumeration(names),
        )
        if worse
        else Passage()
    )


def _unmeasured(progress: DataFrame, levels: DataFrame, factors: DataFrame, alternatives: DataFrame) -> Passage:
    services = last_row(levels)
    if not services["sin_informacion"] > 0:
        return Passage()
    absent = {code: row for code, row in rows_of(progress) if not row["valor_obtenido"].known}
    names = enumeration(inside(row["nombre_corto"]) for row in absent.values())
    objectives = sentence("; de los objetivos, {names}", names=names) if absent else ""
    every = counted(services["indicadores"], *_INDICATORS) or "los indicadores"
    template = "Sin información: {sin_informacion} de {every} de servicio{objectives}"
    cause, action = why(factors, absent, ("causa", "barrera")), _action(alternatives, _METHOD, about=_REVIEW_OF_FICHA)
    return _finding(template, [cause], [action], every=every, objectives=objectives, **services)


def _overspent(execution: DataFrame, factors: DataFrame) -> Passage:
    found = [(code, row) for code, row in rows_of(products(execution)) if row["alerta"] == OVERSPENT]
    if not found:
        return Passage()
    code, row = min(found, key=lambda item: item[1]["brecha_fisico_financiero"].number)
    cause = why(factors, (code, *execution.index[execution["padre"] == code]), CAUSES[OVERSPENT])
    owner = "; responsable: {responsable}" if row["responsable"] else ", ni dicen quién responde"
    action = sentence(f"los documentos no proponen nada para este producto{owner}", **row)
    template = f"{{code}}, {{name}}, {SPENT_AND_DELIVERED}"
    return _finding(template, [cause], [action], code=coded(code), name=inside(row["nombre_corto"]), **row)


def _finding(template: str, causes: Iterable[Passage], actions: Iterable[Passage], **fields: object) -> Passage:
    cause, action = joined(causes, "; "), joined(actions, "; ")
    told = sentence(f'<p class="que">{template}.</p>', **fields)
    why = '<p class="causa"><b>Causa:</b> {cause}.</p><p class="accion"><b>Acción:</b> {action}.</p>'
    return sentence(f"{{told}}{why}", told=told, cause=cause, action=action)


def _list_of(kind: str, items: Iterable[Passage]) -> Passage:
    listed = joined(items)
    return sentence(f'<ul class="{kind}">{{listed}}</ul>', listed=listed) if listed else listed


def _action(alternatives: DataFrame, scope: str, about: str = "", owners: Passage | str = "") -> Passage:
    """The first action the report proposes for a scope, about something, how many it proposes, and who answers."""
    proposed = [item for item in alternatives.loc[alternatives["ambito"] == scope, "texto"] if about in item]
    if not proposed:
        return sentence(spoken("no_propone"))
    one = "{propose}, sin nombrar responsable{owners}: «{text}»"
    many = (
        f"{{propose}} {in_words(len(proposed))} alternativas, sin nombrar responsable{{owners}}; la primera, «{{text}}»"
    )
    template = one if len(proposed) == 1 else many
    return sentence(template, propose=spoken("propone"), text=proposed[0].rstrip(".,"), owners=owners)


def _owners(services: DataFrame, levels: DataFrame, objective: str) -> Passage:
    """Who answers for how many of the services of an objective, as far as the documents say it."""
    named = [name for name in services.loc[services["objetivo"] == objective, "responsable"] if name]
    names, row = enumeration(dict.fromkeys(named)), row_of(levels, objective)
    some = f"{in_words(len(named), 'uno')} de sus {{servicios}} servicios {plural('está', 'están', len(named))}"
    every = plural("su servicio está", "sus servicios están", len(named))
    whose = some if row and row["servicios"] > len(named) else every
    return if_known(f" ({whose} a cargo de {{names}})", names=names, **row) if named else Passage()


def _tile(label: str, row: Row, column: str, remark: Passage | None) -> Passage:
    under = sentence('<span class="cambio">{remark}</span>', remark=remark) if remark else ""
    template = '<li><span class="rotulo">{label}</span><span class="cifra">{figure}</span>{under}</li>'
    return if_known(template, label=label, figure=row.get(column), under=under)
