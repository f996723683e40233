"""Sentences of section 01: public problem, gap to the goal, retreat against the base line, pace."""

from __future__ import annotations

import pandas as pd

from engine.figures import Row, rows_of
from engine.page.passages import (
    Passage,
    amount,
    bullets,
    coded,
    counted,
    enumeration,
    if_known,
    joined,
    paragraph,
    sentence,
)
from engine.spanish import inside
from lib.declarations.tables import ASCENDING, DESCENDING
from lib.policy import Policy
from lib.progress import worsened
from lib.sentences.firmness import firmness as firmness
from lib.sentences.wording import at_levels, heading, moved, reasons, row_of, why
from lib.words import spoken

_WITHOUT_GOAL = "{valor_obtenido}, sin meta con que compararlo."
_OTHER_SOURCE = "El valor proviene de una fuente alternativa a la de la ficha."
_CAUSE, _WHY = ("causa",), ("causa", "barrera", "facilitador", "medida")
_NO_YEAR = ", de un año que el documento no dice"


def finding(policy: Policy, problem: pd.DataFrame, progress: pd.DataFrame) -> Passage:
    """What the page finds: whether those whom the policy is for are better than at the base line."""
    return heading(since_base(policy, problem, progress))


def since_base(policy: Policy, problem: pd.DataFrame, progress: pd.DataFrame) -> Passage:
    """«Frente a su línea base, la industria perdió productividad (−4.4 %, 2019–2024) y ganó competitividad (+2.0 %)»."""
    moves: dict[str, list[Passage]] = {"perdió": [], "mantuvo su": [], "ganó": []}
    subject, measures = policy["veredicto"]["sujeto"], policy["veredicto"]["medidas"]
    for noun, code in measures.items():
        row = row_of(progress, code) or row_of(problem, code)
        changes = [row[name] for name in ("cambio_base_pct", "cambio_base") if name in row and row[name].known]
        for change in changes[:1]:
            what = sentence("{name}: ", name=inside(row["nombre_corto"])) if row["sentido"] == DESCENDING else ""
            years = if_known(", {linea_base_anio}–{anio_dato}", **row)
            told = sentence("{noun} ({what}{change}{years})", noun=noun, what=what, change=change, years=years)
            if change == 0:
                moves["mantuvo su"].append(told)
            elif row["sentido"] in (ASCENDING, DESCENDING):
                moves["perdió" if worsened(change, row["sentido"]) else "ganó"].append(told)
    parts = [sentence("{verb} {nouns}", verb=verb, nouns=enumeration(nouns)) for verb, nouns in moves.items() if nouns]
    if not parts:
        unknown = "No hay datos para decir si {subject} ganó o perdió {nouns}"
        return sentence(unknown, subject=subject, nouns=enumeration(measures))
    return sentence("Frente a su línea base, {subject} {parts}", subject=subject, parts=enumeration(parts))


def problem_gap(problem: pd.DataFrame, factors: pd.DataFrame) -> Passage:
    """One item per indicator of the public problem, against goal and base line, with what the documents say of it."""
    return bullets(
        joined([_problem_item(code, row, factors), reasons(factors, code, kinds=_CAUSE)], " ")
        for code, row in rows_of(problem)
    )


def level_counts(levels: pd.DataFrame) -> Passage:
    """How many objective indicators stand at each level."""
    total = levels.at["total", "indicadores"]
    if total == 0:
        return paragraph("No hay indicadores de los objetivos prioritarios este año.")
    some = {level: n for level, n in levels["indicadores"].items() if n > 0}
    if len(some) == 1:
        return paragraph("No han llegado los resultados de los indicadores de los objetivos prioritarios.")
    template = "De {total} de los objetivos prioritarios: {levels}."
    return paragraph(sentence(template, total=counted(total, "indicador", "indicadores"), levels=at_levels(some)))


def progress_by_indicator(progress: pd.DataFrame, factors: pd.DataFrame) -> Passage:
    """One item per objective indicator: value, goal, avance tipo 1 and level, the change since the base line, and why."""
    return bullets(_progress_item(code, row, factors) for code, row in rows_of(progress))


def hidden_retreat(progress: pd.DataFrame) -> Passage:
    """Indicators whose avance tipo 1 looks fair while the value is worse than at the base line."""
    beside_goal = "{code} ({avance_tipo_1} de avance tipo 1 y {avance_tipo_2} de avance tipo 2)"
    beside_base = "{code} ({avance_tipo_1} de avance tipo 1 y {cambio_base} frente a la base)"
    worse = [
        sentence(beside_goal if row["avance_tipo_2"] < 0 else beside_base, code=coded(code), **row)
        for code, row in rows_of(progress)
        if row["avance_tipo_1"].known and worsened(row["cambio_base"], row["sentido"])
    ]
    if not worse:
        return Passage()
    template = (
        "El avance tipo 1 compara con la meta y puede ocultar un retroceso: {items} {verb} peor que en su línea base."
    )
    return paragraph(sentence(template, items=enumeration(worse), verb="está" if len(worse) == 1 else "están"))


def restated(restated: pd.DataFrame) -> Passage:
    """Base lines and goals that changed since the year before: old, new and why."""
    base = "La línea base era {linea_base_previa} y ahora es {linea_base_valor}."
    goal = "La meta anunciada era {meta_anunciada} y ahora es {logro_esperado}."
    return bullets(
        sentence(
            "<strong>{code}</strong>, {name}. {told} {why}",
            code=coded(code),
            name=row["nombre_corto"],
            told=if_known(base, goal, **row),
            why=row["aclaracion"] or "Los datos no dicen por qué.",
        )
        for code, row in rows_of(restated)
    )


def next_level(next_level: pd.DataFrame) -> Passage:
    """What each indicator below alto needed for the next level."""
    below = "{code} necesitaba {valor_necesario} para el nivel {siguiente_nivel}; quedó a {missed}."
    above = "{code} necesitaba bajar a {valor_necesario} para el nivel {siguiente_nivel}; lo pasó por {missed}."
    return bullets(
        if_known(below if row["falta"] > 0 else above, code=coded(code), missed=amount(row["falta"]), **row)
        for code, row in rows_of(next_level)
    )


def pace(pace: pd.DataFrame) -> Passage:
    """Observed yearly pace against the one the goal required, and the one the final goal asks from now."""
    return bullets(_pace_item(row) for _code, row in rows_of(pace))


def trend(trend: pd.DataFrame) -> Passage:
    """Each indicator in the year and in the year before, level changes in words."""
    return bullets(_trend_item(row) for _code, row in rows_of(trend))


def composites(progress: pd.DataFrame) -> Passage:
    """Why both composite scores are shown side by side, and how indicators weigh."""
    told = (
        "El reporte de la política no agrega los indicadores de un objetivo. El compuesto de CEPLAN cuenta como cero lo que no "
        "tiene información y el medible lo excluye; ninguno se lee sin su cobertura."
    )
    weighed = (
        "Pesan según su relevancia donde se publica la de todos los indicadores del objetivo; donde no, pesan igual."
    )
    alike = "Sin relevancias publicadas, todos los indicadores pesan igual."
    return paragraph(told, weighed if any(item.known for item in progress["relevancia"]) else alike)


def _unexplained(code: str, row: Row, factors: pd.DataFrame) -> str:
    """That the documents give no cause for a retreat; nothing when they do, or when there is none."""
    silent = worsened(row["cambio_base"], row["sentido"]) and str(why(factors, (code,), _CAUSE)) == spoken("sin_causa")
    return f"; {spoken('sin_causa')}" if silent else ""


def _problem_item(code: str, row: Row, factors: pd.DataFrame) -> Passage:
    if not row["valor_obtenido"].known:
        return if_known("<strong>{nombre}</strong>: sin valor numérico.", "{nota}", **row)
    difference, percent = row["diferencia_meta"], row["cambio_base_pct"]
    place = "es igual a" if difference == 0 else "está por encima de" if difference > 0 else "está por debajo de"
    return if_known(
        "<strong>{nombre}</strong>: {valor_obtenido}{when}.",
        f"Frente a la meta de {{logro_esperado}}, la diferencia es {{diferencia_meta}}: {place} la meta.",
        "Frente a {linea_base_valor}{since}, {moved}{silent}.",
        silent="" if row["unidad"] == "puesto" else _unexplained(code, row, factors),
        when=if_known(" en {anio_dato}", **row),
        since=if_known(" de {linea_base_anio}", **row),
        moved=moved(percent if percent.known else row["cambio_base"], row["sentido"], row["unidad"]),
        **row,
    )


def _progress_item(code: str, row: Row, factors: pd.DataFrame) -> Passage:
    value, goal = row["valor_obtenido"].known, row["logro_esperado"].known
    if row["avance_tipo_1"].known:
        told = (
            "{valor_obtenido} frente a una meta de {logro_esperado}, {avance_tipo_1} de avance tipo 1, nivel {nivel}."
        )
    elif value:
        told = "{valor_obtenido}, frente a {logro_esperado}: avance tipo 1 no calculable." if goal else _WITHOUT_GOAL
    else:
        told = "{valor_obtenido}; la meta era {logro_esperado}." if goal else "{valor_obtenido}."
    origin = f": {row['nota_base']}" if row.get("nota_base") else if_known(", de {linea_base_anio}", **row) or _NO_YEAR
    moves = moved(row["cambio_base"], row["sentido"], row["unidad"])
    told_of = reasons(factors, *((code,) if value else (code, row["padre"])), kinds=_WHY)
    from_base = (
        f"Respecto de la línea base ({{linea_base_valor}}{{origin}}) {{moves}}{_unexplained(code, row, factors)}."
    )
    source = "" if told_of or not value or row["estado"] != "FA" else _OTHER_SOURCE
    beside_goal = sentence(f"<strong>{{code}}</strong>, {{nombre}}: {told}", code=coded(code), **row)
    said = if_known("{beside_goal}", from_base, source, beside_goal=beside_goal, origin=origin, moves=moves, **row)
    return joined([said, told_of], " ")


def _pace_item(row: Row) -> Passage:
    reading = if_known(": {ritmo}", **row)
    both = "varió {ritmo_observado} y la meta pedía {ritmo_requerido}{reading}"
    observed = both if row["ritmo_requerido"].known else "su variación media fue {ritmo_observado}"
    passed = worsened(row["ritmo_necesario"], row["sentido"])
    asked = "llegar a {meta_final_valor} en {meta_final_anio} pide {ritmo_necesario}"
    from_now = "ya pasó la meta final, {meta_final_valor} en {meta_final_anio}" if passed else asked
    told = if_known(observed, from_now, link="; ", reading=reading, **row)
    return sentence("<strong>{nombre_corto}</strong>: {told}.", told=told, **row) if told else told


def _trend_item(row: Row) -> Passage:
    changed = row["nivel"].value != row["nivel_previo"].value
    moved_to = "<strong>{nombre_corto}</strong>: pasó de {valor_previo} a {valor_obtenido} ({cambio_anual})."
    compared = if_known(moved_to, **row) or sentence(
        "<strong>{nombre_corto}</strong>: sin dos valores que comparar.", **row
    )
    levels = if_known("Nivel: antes, {nivel_previo}; ahora, {nivel}.", **row) if changed else Passage()
    return joined(filter(None, (compared, levels)), " ")
