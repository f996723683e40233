"""Sentences of section 01: public problem, gap to the goal, retreat against the base line, pace."""

from __future__ import annotations

import pandas as pd

from engine.figures import Row, rows_of
from engine.page.passages import (
    Passage,
    agree,
    amount,
    bullets,
    coded,
    counted,
    enumeration,
    joined,
    paragraph,
    sentence,
    text,
)
from lib.sentences.wording import LEVELS, beside_goal, moved, of_level, without_two_years, worsened

_ALTERNATIVE_SOURCE = "FA"


def problem_gap(problem: pd.DataFrame) -> Passage:
    """One item per indicator of the public problem: value against goal and against base line.

    Args:
        problem: Result of `lib.objective_gaps.problem`.
    """
    return bullets(_problem_item(row) for _code, row in rows_of(problem))


def level_counts(levels: pd.DataFrame) -> Passage:
    """How many objective indicators stand at each level.

    Args:
        levels: Result of `lib.objective_gaps.levels`.
    """
    total = levels.at["total", "indicadores"]
    if total == 0:
        return paragraph(text("No hay indicadores de los objetivos prioritarios este año."))
    parts = [
        sentence("{n} {level}", n=levels.at[level, "indicadores"], level=of_level(level))
        for level in LEVELS
        if levels.at[level, "indicadores"] > 0
    ]
    return paragraph(
        sentence(
            "De {total} de los objetivos prioritarios: {parts}.",
            total=counted(total, "indicador", "indicadores"),
            parts=enumeration(parts),
        )
    )


def progress_by_indicator(progress: pd.DataFrame) -> Passage:
    """One item per objective indicator: value, goal, avance tipo 1 and level, and the change since the base line.

    Args:
        progress: Result of `lib.objective_gaps.progress`.
    """
    return bullets(_progress_item(code, row) for code, row in rows_of(progress))


def hidden_retreat(progress: pd.DataFrame) -> Passage:
    """Indicators whose avance tipo 1 looks fair while the value is worse than at the base line.

    Args:
        progress: Result of `lib.objective_gaps.progress`.
    """
    worse = [
        (code, row)
        for code, row in rows_of(progress)
        if row["avance_tipo_1"].known and worsened(row["cambio_base"], row["sentido"])
    ]
    if not worse:
        return Passage()
    return paragraph(
        sentence(
            "El avance tipo 1 compara con la meta y puede ocultar un retroceso: {items} {verb} peor que en su línea base.",
            items=enumeration(_retreat(code, row) for code, row in worse),
            verb="está" if len(worse) == 1 else "están",
        )
    )


def next_level(next_level: pd.DataFrame) -> Passage:
    """What each indicator below alto needed for the next level.

    Args:
        next_level: Result of `lib.objective_gaps.next_level`.
    """
    return bullets(
        sentence(
            "{code} necesitaba {needed} para el nivel {level}; {distance}.",
            code=coded(code),
            needed=row["valor_necesario"],
            level=row["siguiente_nivel"],
            distance=sentence("le faltó {n}" if row["falta"] > 0 else "quedó {n} por encima", n=amount(row["falta"])),
        )
        for code, row in rows_of(next_level)
        if row["falta"].known
    )


def pace(pace: pd.DataFrame) -> Passage:
    """Observed yearly pace against the one the goal required, and the one the final goal asks from now.

    Args:
        pace: Result of `lib.objective_gaps.pace`.
    """
    return bullets(_pace_item(row) for _code, row in rows_of(pace))


def trend(trend: pd.DataFrame) -> Passage:
    """Each indicator in the year and in the year before, level changes in words.

    Args:
        trend: Result of `lib.objective_gaps.trend`.
    """
    return bullets(_trend_item(row) for _code, row in rows_of(trend)) or without_two_years()


def composites(progress: pd.DataFrame) -> Passage:
    """Why both composite scores are shown side by side, and how indicators weigh.

    Args:
        progress: Result of `lib.objective_gaps.progress`.
    """
    weights = (
        "Donde se publica la relevancia de todos los indicadores de un objetivo, pesan según ella; donde no, pesan igual."
        if any(item.known for item in progress["relevancia"])
        else "Sin relevancias publicadas, todos los indicadores pesan igual."
    )
    return paragraph(
        text(
            "El reporte de la política no agrega los indicadores de un objetivo. Como análisis propio se muestran dos "
            "compuestos: el de CEPLAN cuenta como cero lo que no tiene información y el medible lo excluye; ninguno se lee "
            "sin su cobertura."
        ),
        text(weights),
    )


def _problem_item(row: Row) -> Passage:
    name, value = sentence("<strong>{name}</strong>", name=row["nombre"]), row["valor_obtenido"]
    if not value.known:
        return joined([sentence("{name}: sin valor numérico.", name=name), sentence("{note}", note=row["nota"])], " ")
    when = sentence(" en {year}", year=row["anio_dato"]) if row["anio_dato"].known else ""
    parts = [sentence("{name}: {value}{when}.", name=name, value=value, when=when)]
    if row["diferencia_meta"].known:
        parts.append(
            sentence(
                "Frente a la meta de {goal}, la diferencia es {difference}: {verdict}.",
                goal=row["logro_esperado"],
                difference=row["diferencia_meta"],
                verdict=beside_goal(row["diferencia_meta"]),
            )
        )
    return joined([*parts, _problem_change(row)], " ")


def _problem_change(row: Row) -> Passage:
    if not row["cambio_base"].known:
        return Passage()
    change = row["cambio_base_pct"] if row["cambio_base_pct"].known else row["cambio_base"]
    return sentence(
        "Frente a {base}{when}, {moved}.",
        base=row["linea_base_valor"],
        when=sentence(" de {year}", year=row["linea_base_anio"]) if row["linea_base_anio"].known else "",
        moved=moved(change, row["sentido"], row["unidad"]),
    )


def _progress_item(code: str, row: Row) -> Passage:
    name = sentence("<strong>{code}</strong>, {name}", code=coded(code), name=row["nombre"])
    source = (
        "El valor proviene de una fuente alternativa a la de la ficha." if row["estado"] == _ALTERNATIVE_SOURCE else ""
    )
    return joined([_against_goal(name, row), _against_base(row), text(source)], " ")


def _against_goal(name: Passage, row: Row) -> Passage:
    value, goal, avance = row["valor_obtenido"], row["logro_esperado"], row["avance_tipo_1"]
    if avance.known:
        template = "{name}: {value} frente a una meta de {goal}, {avance} de avance tipo 1, nivel {level}."
    elif not value.known:
        template = "{name}: {value}; la meta era {goal}." if goal.known else "{name}: {value}."
    else:
        template = "{name}: {value}; meta, {goal}; {avance}." if goal.known else "{name}: {value}; {avance}."
    return sentence(template, name=name, value=value, goal=goal, avance=avance, level=row["nivel"])


def _against_base(row: Row) -> Passage:
    if not row["cambio_base"].known:
        return Passage()
    base, year = row["linea_base_valor"], row["linea_base_anio"]
    template = (
        "Respecto de la línea base ({base}, de {year}) {moved}."
        if year.known
        else "Respecto de la línea base ({base}, de un año que el documento no dice) {moved}."
    )
    return sentence(template, base=base, year=year, moved=moved(row["cambio_base"], row["sentido"]))


def _retreat(code: str, row: Row) -> Passage:
    template = (
        "{code} ({avance_tipo_1} de avance tipo 1 y {avance_tipo_2} de avance tipo 2)"
        if row["avance_tipo_2"] < 0
        else "{code} ({avance_tipo_1} de avance tipo 1 y {cambio_base} frente a la base)"
    )
    figures = {name: row[name] for name in ("avance_tipo_1", "avance_tipo_2", "cambio_base")}
    return sentence(template, code=coded(code), **figures)


def _pace_item(row: Row) -> Passage:
    name = sentence("<strong>{name}</strong>", name=row["nombre_corto"])
    observed, required = row["ritmo_observado"], row["ritmo_requerido"]
    parts = []
    if observed.known and required.known:
        template = "{name}: varió {observed} y la meta pedía {required}{reading}."
        reading = sentence(": {word}", word=row["ritmo"]) if row["ritmo"].known else ""
        parts.append(sentence(template, name=name, observed=observed, required=required, reading=reading))
    elif observed.known:
        parts.append(sentence("{name}: su variación media fue {observed}.", name=name, observed=observed))
    if row["ritmo_necesario"].known:
        parts.append(
            sentence(
                "{lead}: llegar a {goal} en {year} pide {pace}.",
                lead="Desde entonces" if parts else name,
                goal=row["meta_final_valor"],
                year=row["meta_final_anio"],
                pace=row["ritmo_necesario"],
            )
        )
    return joined(parts, " ")


def _trend_item(row: Row) -> Passage:
    name = sentence("<strong>{name}</strong>", name=row["nombre_corto"])
    if not row["cambio_anual"].known:
        return sentence("{name}: sin dos valores que comparar.", name=name)
    template = "{name}: pasó de {before} a {now} ({change})."
    parts = [
        sentence(template, name=name, before=row["valor_previo"], now=row["valor_obtenido"], change=row["cambio_anual"])
    ]
    if row["nivel"].value != row["nivel_previo"].value:
        parts.append(sentence("Su nivel cambió de {before} a {now}.", before=row["nivel_previo"], now=row["nivel"]))
    return joined(parts, " ")
