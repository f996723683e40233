"""What each chart says: its message as title.

Each takes the frame of its chart. A comparison is made only as far as the published values carry it: a category that is
not published may be the largest.
"""

from __future__ import annotations

from collections.abc import Mapping

import pandas as pd

from engine.figures import first_row
from engine.page.passages import Passage, coded, enumeration, if_known, joined, sentence, text
from engine.spanish import in_words, inside, plural
from lib.pp0093_budget import products
from lib.progress import worsened
from lib.sentences.pp0093_budget import OVERSPENT
from lib.sentences.wording import by_size, known_in, moved, served, word
from lib.words import spoken

_ALL, _SHARE = "total", "porcentaje"
_MOST_NAMES = 3


def goal_gap_title(progress: pd.DataFrame) -> Passage:
    """How many indicators reached their goal, and how many are worse than at their base line."""
    known, met = _known(progress, "avance_tipo_1"), _met(progress)
    fell = sum(worsened(row["cambio_base"], row["sentido"]) for _code, row in known.iterrows())
    link = ";" if len(met) else " y"
    worse = plural("está", "están", fell)
    back = f"{link} {in_words(fell, 'uno')} {worse} peor que en su línea base" if fell else ""
    if len(known) == 1:
        back = ", y está peor que en su línea base" if fell else ""
    return text(_reached(progress, "de objetivo ") + back)


def rank_title(problem: pd.DataFrame) -> Passage:
    """How the places in a ranking moved since the base line."""
    ranks = [row for _key, row in _known(problem[problem["unidad"] == "puesto"], "cambio_base").iterrows()]
    told = (
        sentence("{name}: {move}", name=row["nombre_corto"], move=moved(row["cambio_base"], row["sentido"], "puesto"))
        for row in ranks
    )
    said = joined(told, "; ")
    return joined([said, text("desde su línea base")], " ") if said else text("No se publica ningún puesto")


def growth_title(context: pd.DataFrame) -> Passage:
    """The activity that grew most of those published."""
    frame = context[context["unidad"] == "porcentaje"]
    first = _largest(frame, "valor")
    if not first or not frame.at[first[0], "valor"] > 0:
        return text("No se publica ninguna actividad que haya crecido" if len(frame) else "No se publica el contexto")
    names = enumeration(inside(_name(frame, row)) for row in first)
    return sentence("De lo publicado, lo que más creció: {names} ({n})", names=names, n=frame.at[first[0], "valor"])


def targeting_title(frames: Mapping[str, pd.DataFrame]) -> Passage:
    """The share of firms that met the criteria, now and a year before."""
    row = first_row(next(iter(frames.values()), pd.DataFrame()))
    if not known_in(row, "porcentaje"):
        return text(f"No se publica qué parte de {spoken('las_atendidas')} cumple los criterios")
    now = sentence("Cumple los tres criterios el {porcentaje} de {all}", all=spoken("las_atendidas"), **row)
    before = if_known("el año anterior, el {porcentaje_anterior}", **row)
    return joined([now, before], "; ")


def series_title(series: pd.DataFrame) -> Passage:
    """Which indicators rose and which fell since their first value."""
    moves: dict[int, list[str]] = {1: [], -1: [], 0: []}
    for _code, group in series.groupby("indicador", sort=False) if len(series) else ():
        values = [value.number for value in group["valor_obtenido"] if value.known]
        if len(values) > 1:
            moves[(values[-1] > values[0]) - (values[-1] < values[0])].append(inside(group["nombre_corto"].iloc[0]))
    if not any(moves.values()):
        return text("Todavía no hay dos valores del mismo indicador que comparar")
    told = ((1, "subió", "subieron"), (-1, "bajó", "bajaron"), (0, "no cambió", "no cambiaron"))
    parts = [
        sentence(f"{plural(one, many, len(moves[way]))} {{names}}", names=enumeration(moves[way]))
        for way, one, many in told
        if moves[way]
    ]
    return sentence("Desde su primer valor, {parts}", parts=joined(parts, "; "))


def levels_by_objective_title(levels: pd.DataFrame) -> Passage:
    """The objectives with the largest and the smallest share of indicators at a medium or high level."""
    rows = by_size(levels.iloc[:-1], "medio_o_alto_pct")
    if not rows:
        return text("Indicadores de servicio por nivel de avance")
    share = "{medio_o_alto_pct} de los indicadores"
    lead = "Nivel medio o alto" if len(rows) == len(levels) - 1 else "Nivel medio o alto, de lo publicado"
    if rows[0]["medio_o_alto_pct"] == rows[-1]["medio_o_alto_pct"]:
        return sentence(f"{lead}: el {share} en cada objetivo", **rows[0])
    first, last = ({**row, "name": inside(row["nombre_corto"])} for row in (rows[0], rows[-1]))
    most = sentence(f"{lead}: del {share} en {{name}}", **first)
    return joined([most, sentence("al {medio_o_alto_pct} en {name}", **last)], " ")


def services_given_title(services: pd.DataFrame) -> Passage:
    """The service that reached most firms, as far as it can be told."""
    known, first = _known(services, "empresas"), _largest(services, "empresas")
    if not first:
        return text(f"No se publica a qué número de {spoken('unidades')} llegó cada servicio")
    than = ""
    if len(first) < len(known):
        than = (
            ", más que ningún otro servicio"
            if len(known) == len(services)
            else ", más que los demás con dato publicado"
        )
    verb, each = plural("llegó", "llegaron", len(first)), plural("", " cada uno", len(first))
    names = enumeration(_name(services, row) for row in first)
    firms = served(services.at[first[0], "empresas"])
    return sentence(f"{{names}} {verb} a {{firms}}{each}{than}", names=names, firms=firms)


def profile_title(dimensions: Mapping[str, pd.DataFrame]) -> Passage:
    """The most frequent category of the first dimensions in which it can be told."""
    sure = [frame for frame in dimensions.values() if _is_surely_largest(frame)]
    published = [frame for frame in dimensions.values() if len(_largest(frame, _SHARE)) == 1]
    if not published:
        return text(f"No se publica cómo son {spoken('las_atendidas')}")
    tops = [(frame, _largest(frame, _SHARE)[0]) for frame in (sure or published)[:_MOST_NAMES]]
    parts = [sentence("{name} ({n})", name=inside(_name(frame, row)), n=frame.at[row, _SHARE]) for frame, row in tops]
    where = f"entre {spoken('las_atendidas')}" if sure else "de lo que se publica"
    return sentence("Lo más frecuente {where}: {parts}", where=where, parts=enumeration(parts))


def regions_title(regions: pd.DataFrame) -> Passage:
    """The region with the largest published share, and of how many none is published."""
    known, first = _known(regions, _SHARE), _largest(regions, _SHARE)
    if not first:
        return text("No se publica la proporción de ninguna región")
    names, share = enumeration(_name(regions, row) for row in first), regions.at[first[0], _SHARE]
    verb = plural("reúne", "reúnen cada una", len(first))
    told = sentence(f"{{names}} {verb} el {{share}} de {spoken('las_atendidas')}", names=names, share=share)
    unknown = len(regions) - len(known)
    if not unknown:
        return told
    many = f"{in_words(unknown, 'una')} {plural('región', 'regiones', unknown)}"
    return joined([told, text(f"de {many} no se publica el dato")], "; ")


def budget_title(execution: pd.DataFrame) -> Passage:
    """The product with the largest budget, when all are known."""
    of_products = products(execution)
    first = _largest(of_products, "pim") if len(_known(of_products, "pim")) == len(of_products) else []
    if len(first) == 1 and execution.at[first[0], "participacion_pim"].known and len(of_products) > 1:
        return sentence("{nombre_corto} tiene el {participacion_pim} del presupuesto", **execution.loc[first[0]])
    return text("Presupuesto y devengado de cada producto")


def physical_financial_title(execution: pd.DataFrame) -> Passage:
    """The product in which spending and delivery part ways most: first of all one that calls for an alert for it."""
    gaps = _known(products(execution), "brecha_fisico_financiero")
    if gaps.empty:
        return text("No hay avances que comparar este año")
    sizes = {code: abs(gap.number) for code, gap in gaps["brecha_fisico_financiero"].items()}
    if not any(sizes.values()):
        return text("Los productos entregaron en la misma proporción en que gastaron")
    alerted = [code for code in sizes if gaps.at[code, "alerta"] == OVERSPENT]
    code = max(alerted or sizes, key=lambda each: sizes[each])
    template = "{code} {nombre_corto} gastó el {avance_financiero_pct} de su presupuesto y entregó el {avance_fisico_pct} de su meta"
    return sentence(template, code=coded(str(code)), **gaps.loc[code])


def performance_title(performance: pd.DataFrame) -> Passage:
    """How many performance indicators reached their goal, and which."""
    met, told = _met(performance), text(_reached(performance, "de desempeño "))
    if not 0 < len(met) <= _MOST_NAMES or len(met) == len(_known(performance, "avance_tipo_1")):
        return told
    return joined([told, enumeration(inside(_name(met, row)) for row in met.index)], ": ")


def verdicts_title(by_document: pd.DataFrame) -> Passage:
    """How many printed figures of each document differ from the recomputed ones."""
    rows = [(_name(by_document, code), row) for code, row in by_document.iterrows() if code != _ALL]
    if not rows:
        return text("No hay cifras publicadas que conciliar")
    told = (sentence("{name}, {difiere}", name=name, difiere=row["difiere"]) for name, row in rows)
    return sentence("Cifras que difieren: {told}", told=joined(told, "; "))


def _met(frame: pd.DataFrame) -> pd.DataFrame:
    """The rows that reached their goal, whatever the direction in which it lies."""
    return frame[frame["avance_tipo_1"] >= 100] if len(frame) else frame


def _reached(frame: pd.DataFrame, kind: str) -> str:
    """How many indicators reached their goal, of those with an avance; «con información» where only these have a value."""
    met, known, valued = map(len, (_met(frame), _known(frame, "avance_tipo_1"), _known(frame, "valor_obtenido")))
    what = "información" if known == valued else "avance que calcular"
    if known == 0:
        return f"Ningún indicador {kind}tiene {what} este año"
    told = ("" if kind == "de objetivo " else kind) + (f"con {what} " if known < len(frame) else "")
    if known == 1:
        return f"El {'único ' if len(frame) > 1 else ''}indicador {told}{'llegó' if met else 'no llegó'} a su meta"
    if met in (0, known):
        return (
            f"{'Todos los indicadores' if met else 'Ningún indicador'} {told}{'llegaron' if met else 'llegó'} a su meta"
        )
    counts = f"{in_words(met, 'uno').capitalize()} de {in_words(known)}"
    return f"{counts} indicadores {told}{plural('llegó', 'llegaron', met)} a su meta"


def _known(frame: pd.DataFrame, column: str) -> pd.DataFrame:
    """The rows in which a column has a value."""
    return frame.dropna(subset=[column]) if column in frame else frame.iloc[:0]


def _largest(frame: pd.DataFrame, column: str) -> list[str]:
    """The rows with the largest known value: several when they are equal."""
    known = _known(frame, column)
    return list(known.index[known[column] == known[column].max()]) if len(known) else []


def _is_surely_largest(frame: pd.DataFrame) -> bool:
    """Whether no category, published or not, can have as large a share as the first: shares of one whole, the rest is less."""
    first, known = _largest(frame, _SHARE), _known(frame, _SHARE)
    if "si" in set(frame.get("respuesta_multiple", ())) or len(first) != 1:
        return False
    return bool(frame.at[first[0], _SHARE].number > 100 - sum(value.number for value in known[_SHARE]))


def _name(frame: pd.DataFrame, row: object) -> str:
    column = next((name for name in ("nombre_corto", "nombre") if name in frame), "")
    return word(str(frame.at[row, column] if column else row))
