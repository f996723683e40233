"""What the pages say of years made up from the real one: each claim is held against the tables it tells of."""

import random
import re
from dataclasses import replace
from decimal import Decimal

import pytest
from claims import CLAIMS
from told import everything

from engine.traced import Traced, total


@pytest.fixture(scope="session")
def year(data):
    return data


_NUMBERS = {
    "indicators": ("linea_base_valor", "linea_base_anio", "meta_final_valor", "meta_final_anio", "relevancia"),
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
    ("indicator_results", "estado"): ("", "", "FA", "ND", "NP"),
    ("programme", "responsable"): ("", "DGDE"),
    ("factors", "tipo"): ("causa", "barrera", "facilitador", "explicacion"),
    ("published_rating", "valoracion_publicada"): ("", "Inicial", "Intermedio", "Avanzado"),
    ("published_rating", "valoracion_decidida"): ("", "Inicial", "Intermedio", "Avanzado"),
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
    tables["published_rating"]["motivo"] = "Acta de la comisión"  # a decision has its reason, or is an error
    if chooser.random() < 0.1:
        _tie(tables["coverage"], chooser)
    if chooser.random() < 0.1:  # nothing of one kind
        tables["service_levels"][chooser.choice(("mayor_150", "sin_informacion", "bajo"))] = Traced.given(
            0, "t.csv:2:x"
        )
    if chooser.random() < 0.1:
        tables["coverage"]["respuesta_multiple"] = chooser.choice(("si", "no"))
    # Their texts name figures of 2024, which a made-up year may lack.
    for name, column in (("programme_execution", "nota"), ("factors", "texto"), ("indicator_results", "nota")):
        tables[name][column] = [re.sub(r"\{[^}]*\}", "1,234", cell) for cell in tables[name][column]]
    made = replace(year, tables=tables)
    return (
        replace(made, previous=replace(made_up(year, f"before {seed}"), year=year.year - 1)) if _second(seed) else made
    )


def _second(seed):
    """One year in five has a year before it, made up too."""
    return isinstance(seed, int) and seed % 5 == 0


def _tie(coverage, chooser):
    """The firms attended are as many as all services, or the size classes make up the whole."""
    services = coverage["empresas"][coverage["dimension"] == "servicio"]
    added = total(item for item in services if item.known)
    if chooser.random() < 0.5 and added.known:
        coverage.loc["atendidas.total", "empresas"] = Traced.given(added.number, "t.csv:2:x")
    for dimension in ("tamano", "region"):
        rows = coverage.index[coverage["dimension"] == dimension]
        for row in rows:
            coverage.loc[row, "porcentaje"] = Traced.given(round(Decimal(100) / len(rows), 1), "t.csv:2:x")


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


_YEARS_OF_A_PART = 50


@pytest.mark.slow
@pytest.mark.parametrize("part", range(6))
def test_any_year_is_told_truly(year, part):
    """300 years, in parts that run side by side."""
    for seed in range(part * _YEARS_OF_A_PART, (part + 1) * _YEARS_OF_A_PART):
        told_truly(made_up(year, seed))


def told_truly(data):
    text = everything(data)
    for name, passage in text.items():
        for what, pattern in _WRONG.items():
            assert not (found := re.search(pattern, passage.replace("p. p.", "puntos"))), (
                f"{what} «{found[0]}» in {name}: {passage}"
            )
    for claim in CLAIMS:
        claim(data, text)
