"""What the pages say of years made up from the real one: each claim is held against the tables it tells of."""

import random
import re
from dataclasses import replace
from decimal import Decimal

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st
from told import everything

from engine.figures import rows_of
from engine.inputs.loading import load_year
from engine.traced import Traced
from lib import pp0093_coverage
from lib.columns import table
from lib.declarations import SCHEMA
from lib.progress import worsened
from lib.sentences import pp0093_budget as budget
from lib.sentences.wording import inside


@pytest.fixture(scope="module")
def year():
    return load_year(SCHEMA, 2024)


_NUMBERS = {
    "indicators": ("linea_base_valor", "linea_base_anio", "meta_final_valor", "meta_final_anio"),
    "indicator_results": ("logro_esperado", "valor_obtenido", "anio_dato"),
    "coverage": ("empresas", "porcentaje", "variacion_anual", "porcentaje_anterior"),
    "programme_execution": ("meta_fisica", "avance_fisico", "pim", "devengado"),
    "service_levels": (
        "servicios",
        "indicadores",
        "alto",
        "mayor_150",
        "medio",
        "bajo",
        "sin_informacion",
        "no_programado",
    ),
    "context": ("valor", "anio"),
}
_WORDS = {
    ("indicators", "sentido"): ("ascendente", "descendente", "no_definido", ""),
    ("indicators", "agregacion"): ("no_agregable", "agregable", "maximo_permisible", "minimo_permisible"),
    ("programme", "responsable"): ("", "DGDE"),
    ("factors", "tipo"): ("causa", "barrera", "facilitador", "explicacion"),
    ("published_rating", "valoracion_publicada"): ("", "Inicial", "Intermedio", "Avanzado"),
}
_YEARS = ("linea_base_anio", "meta_final_anio", "anio_dato", "anio")
_KEPT = ("OP.01", "cip", "atendidas.total")  # what other rows are a part of, and what the verdict tells of


def made_up(year, seed):
    """A year with cells of the real one blanked, tied, reversed or moved, directions changed and rows left out."""
    chooser = random.Random(seed)
    blank, move = chooser.choice([0, 0.1, 0.5, 0.9]), chooser.choice([0.1, 0.5, 0.9])
    tables = {name: frame.copy() for name, frame in year.tables.items()}
    for name, columns in _NUMBERS.items():
        for column in columns:
            tables[name][column] = _shuffled(list(tables[name][column]), column, blank, move, chooser)
    for (name, column), words in _WORDS.items():
        if chooser.random() < 0.5:
            tables[name][column] = [chooser.choice(words) for _key in tables[name].index]
    for name in ("indicators", "coverage"):
        if chooser.random() < 0.4:
            kept = [
                key in _KEPT or ("." in key and name == "coverage") or chooser.random() < 0.4
                for key in tables[name].index
            ]
            tables[name] = tables[name][kept]
    # Their texts name figures of 2024, which a made-up year may lack.
    for name, column in (("programme_execution", "nota"), ("factors", "texto")):
        tables[name][column] = [re.sub(r"\{[^}]*\}", "1,234", cell) for cell in tables[name][column]]
    return replace(year, tables=tables)


def _shuffled(cells, column, blank, move, chooser):
    values = [cell.number for cell in cells if isinstance(cell, Traced) and cell.known] or [Decimal(1)]
    made = []
    for cell in cells:
        if chooser.random() < blank:
            made.append(Traced.absent("no_publicado", ["t.csv:2:x"]))
        elif chooser.random() >= move:
            made.append(cell)
        elif column in _YEARS:
            made.append(Traced.given(chooser.randint(2015, 2035), "t.csv:2:x"))
        else:
            scale = Decimal(chooser.choice(["0", "1", "1", "0.5", "0.999", "1.001", "1.3", "3", "-1"]))
            whole = values[0] == values[0].to_integral_value()
            value = chooser.choice([*values, Decimal(1), Decimal(0)]) * scale
            value = abs(value) if column != "variacion_anual" else max(value, Decimal(-90))
            made.append(Traced.given(value.quantize(Decimal(1)) if whole else round(value, 1), "t.csv:2:x"))
    return made


_WRONG = {
    "a value of Python": r"\b(?:None|nan|Traced|Decimal)\b|\{|\}",
    "spaces": r"  | [.,;:)]|\( |\(\)",
    "stops": r"[.,;:] ?[.,;:]",
    "a code": r"(?<![\w/.])[a-z]+_[a-z_]+",
    "agreement": r"(?<![\d.,])1 (?:indicadores|empresas|servicios|cifras|niveles|años|puestos)\b"
    r"|(?<![\d.,])(?!1 )[\d,]+ (?:indicador|empresa|servicio|cifra|año|puesto)\b",
    "a sign where a verb says it": r"(?:faltó|pasó por|retrocedió|mejoró|cayó|subió|bajó|aumentó|disminuyó) (?:S/ )?[−+]",
    "no number where one is promised": r"(?:no publicado|sin datos|no aplica|no calculable) (?:de (?:avance|nivel)|empresas|indicadores|por)",
}


@pytest.mark.slow
@settings(max_examples=300, deadline=None, derandomize=True)
@given(seed=st.integers(0, 10**9))
def test_any_year_is_told_truly(year, seed):
    data = made_up(year, seed)
    text = everything(data)
    for name, passage in text.items():
        for what, pattern in _WRONG.items():
            assert not (found := re.search(pattern, passage.replace("p. p.", "puntos"))), (
                f"{what} «{found[0]}» in {name}: {passage}"
            )
    for claim in (_moves_hold, _retreats_hold, _distances_hold, _largest_hold, _sums_hold, _firms_hold, _findings_hold):
        claim(data, text)


def _items(text):
    return text.split("\n") if text else []


def _moves_hold(data, text):
    progress = table.frame("objective_gaps.progress", data)
    for (code, row), item in zip(rows_of(progress), _items(text["gaps.progress_by_indicator"]), strict=True):
        assert item.startswith(f"{code}, {row['nombre']}: ")
        change, way = row["cambio_base"], row["sentido"]
        assert ("Respecto de la línea base" in item) == change.known
        if " mejoró " in item or " retrocedió " in item:
            assert way == "ascendente" and (change > 0) == (" mejoró " in item)
        if "se espera" in item:
            assert way == "descendente" and (change > 0) == ("y se espera que baje" in item)
        if " aumentó " in item or " disminuyó " in item:
            assert (change > 0) == (" aumentó " in item)
        assert ("sin información" in item) <= (not row["valor_obtenido"].known)
        assert ("sin meta" in item) == (row["valor_obtenido"].known and not row["logro_esperado"].known)
    for (_code, row), item in zip(
        rows_of(table.frame("objective_gaps.problem", data)), _items(text["gaps.problem_gap"]), strict=True
    ):
        difference = row["diferencia_meta"]
        assert ("por encima de la meta" in item) <= (difference > 0 or not row["valor_obtenido"].known)
        assert ("es igual a la meta" in item) == (difference == 0)
        assert (" cayó " in item) <= (row["cambio_base"] > 0) and (" subió " in item) <= (row["cambio_base"] < 0)


def _retreats_hold(data, text):
    progress = table.frame("objective_gaps.progress", data)
    worse = {code for code, row in rows_of(progress) if worsened(row["cambio_base"], row["sentido"])}
    told_so = {code for code in progress.index if re.search(rf"\b{code} \(", text["gaps.hidden_retreat"])}
    assert told_so == {code for code in worse if progress.at[code, "avance_tipo_1"].known}
    assert ("están peor" in text["gaps.hidden_retreat"]) == (len(told_so) > 1)
    for code, row in rows_of(progress):
        alert = f"Peor que en la línea base: {inside(row['nombre_corto'])} ("
        assert (alert in text["overall.attention"]) == (code in worse and row["nivel"].value in ("medio", "alto"))
        missing = f"Objetivo sin información: {inside(row['nombre_corto'])}."
        assert (missing in text["overall.attention"]) == (not row["valor_obtenido"].known)


def _distances_hold(data, text):
    frame = table.frame("objective_gaps.next_level", data)
    told_so = {item.split(" ")[0]: item for item in _items(text["gaps.next_level"])}
    assert set(told_so) == {code for code, row in rows_of(frame) if row["falta"].known}
    for code, item in told_so.items():
        assert ("le faltó" in item) == (frame.at[code, "falta"] > 0)


def _largest_hold(data, text):
    products = [row for _code, row in budget.products(table.frame("pp0093_budget.execution", data))]
    budgets = [row["pim"].value for row in products]
    named = re.search(r"más presupuesto es (\w+)", text["budget.execution"])
    known = None not in budgets and sum(budgets) > 0
    assert bool(named) == (known and budgets.count(max(budgets)) == 1)
    if named:
        assert data["programme_execution"].at[named[1], "pim"] == max(budgets)


def _sums_hold(data, text):
    given_services = pp0093_coverage.categories(data, "servicio")
    firms = list(given_services["empresas"]) if "empresas" in given_services else []
    attended = data["coverage"].at["atendidas.total", "empresas"]
    given = text["coverage.services_given"]
    assert ("La suma" in given) == (
        bool(firms) and attended.known and all(item.known for item in firms) and attended != 0
    )
    if "pasa de" in given:
        assert sum(item.number for item in firms) > attended.number
    sums, execution = table.frame("pp0093_budget.sums", data), table.frame("pp0093_budget.execution", data)
    codes = [code for code, _row in budget.products(execution)]
    fewer = [code for code in codes if sums.at[code, "diferencia_avance_fisico"] < 0]
    assert re.findall(r"en (P\d), las actividades", text["budget.physical_sums"]) == fewer
    added = [code for code in fewer if sums.at[code, "diferencia_meta_fisica"] == 0]
    assert (
        re.findall(
            r"P\d",
            text["budget.physical_sums"].partition(" Las metas de ")[2]
            or text["budget.physical_sums"].partition(" La meta de ")[2],
        )
        == added
    )


def _firms_hold(data, text):
    row = data["coverage"].loc["atendidas.total"]
    change = row["variacion_anual"]
    for name in ("coverage.attended", "headline.verdict", "headline.tiles"):
        told_so = "headline" not in name or change.known
        assert ("menos" in text[name]) == (
            change < 0 and (row["empresas"].known or name == "headline.verdict") and told_so
        )
    ends = re.findall(r"de ([\d,]+) a ([\d,]+)\.$", text["coverage.attended"])
    for first, last in ends:
        assert int(first.replace(",", "")) <= int(last.replace(",", ""))


def _findings_hold(data, text):
    verdict = text["headline.verdict"]
    for noun, name, code in (("productividad", "progress", "OP.01"), ("competitividad", "problem", "cip")):
        row = table.frame(f"objective_gaps.{name}", data).loc[code]
        clause = re.search(rf"(perdió|ganó|mantuvo su) (?:productividad \([^)]*\) y )?{noun}", verdict)
        if verdict.startswith("Frente") and clause and clause[1] != "mantuvo su":
            assert (clause[1] == "perdió") == worsened(row["cambio_base"], row["sentido"])
    products = budget.products(table.frame("pp0093_budget.execution", data))
    over = [row["brecha_fisico_financiero"].number for _code, row in products if row["alerta"] == budget.OVERSPENT]
    found = re.search(r"^(P\d), .* gastó el", text["headline.findings"], re.MULTILINE)
    assert bool(found) == bool(over)
    if found:
        gap = table.frame("pp0093_budget.execution", data).at[found[1], "brecha_fisico_financiero"]
        assert gap == min(over) and gap < 0
