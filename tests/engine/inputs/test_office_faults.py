"""Faults of real offices in a filled 2025: the check stops, warns, or reads what was meant; none passes in silence."""

import shutil
import sys
from pathlib import Path

import pytest

sys.path.insert(0, str(Path(__file__).parents[2] / "lib"))

from office_faults import FULL, READ, STOPPED, WARNED
from synthetic import YEAR, synthetic_data
from whole_report import earlier_years_once

from engine.inputs.loading import examine
from engine.inputs.problems import errors
from lib.declarations import SCHEMA, TABLES

SAID = {
    "ND y nivel alto": [
        "aviso 2025/indicator_results.csv, fila 9, columna nivel_publicado: el estado es ND (no disponible) y el "
        "nivel publicado no es sin_informacion (valor: «alto»). Corrija el nivel o el estado; si el documento lo "
        "dice así, explíquelo en la nota.",
    ],
    "código de no respuesta 999": [
        "aviso 2025/indicator_results.csv, fila 19, columna valor_obtenido: parece un relleno de «sin dato» "
        "(valor: «999»). Deje la celda vacía y dígalo en estado; si es el valor, no cambie nada.",
    ],
    "puesto en cuartos (decimales)": [
        "aviso 2025/indicator_results.csv, columna valor_obtenido: tienen más decimales de los que se muestran o "
        "cuentan cosas enteras: cip_puesto (66.5). Revise el valor, la unidad y los decimales.",
    ],
    "porcentaje como fracción, sin meta ni base": [
        "aviso 2025/indicator_results.csv, fila 13, columna valor_obtenido: la unidad es porcentaje y el valor "
        "es menor que 1 (valor: «0.6»). ¿Es una fracción? 0.6 se escribe 60; si es correcto, no cambie nada.",
    ],
    "micro y pequeña intercambiadas": [
        "aviso 2025/coverage.csv, columna porcentaje: cada una tiene más o menos lo que la otra tenía en 2024: "
        "tamano.micro y tamano.pequena. ¿Se intercambiaron las filas? Si es correcto, no cambie nada.",
        "aviso 2025/target_population.csv, fila 4, columna empresas: la población objetivo es menor que lo "
        "atendido, 10,400 (valor: «9000»). Corrija la cifra, o explíquela en la cita.",
    ],
    "nombre de otra región": [
        "error 2025/coverage.csv, fila 40, columna nombre: por su código, la categoría es «La Libertad» (valor: "
        "«Junín»). Corrija el código o el nombre: ¿se desplazaron las filas?",
        "aviso 2025/coverage.csv, columna nombre: no son lo que eran: region.13 («Junín»; en 2024, «La "
        "Libertad»). Corrija la celda; si ahora es otra cosa, déle otro código.",
    ],
    "nombres de dos sectores intercambiados": [
        "aviso 2025/coverage.csv, columna nombre: no son lo que eran: sector.comercio («Manufactura»; en 2024, "
        "«Comercio»), sector.manufactura («Comercio»; en 2024, «Manufactura»). Corrija la celda; si ahora es "
        "otra cosa, déle otro código.",
    ],
    "base de otro servicio": [
        "aviso 2025/coverage.csv, columna base: no son lo que eran: capacitacion_tema.gestion_empresarial "
        "(«servicio.difusion»; en 2024, «servicio.capacitacion»). Corrija la celda; si ahora es otra cosa, déle "
        "otro código.",
        "aviso 2025/coverage.csv, fila 9, columna base: las categorías de capacitacion_tema tienen bases "
        "distintas: servicio.difusion, servicio.capacitacion. Una dimensión reparte un solo todo: corrija la "
        "base, o separe las dimensiones.",
    ],
    "base que es ella misma": [
        "error 2025/coverage.csv, fila 22, columna base: una cifra no es parte de sí misma (valor: "
        "«tamano.micro»). Escriba el código de su todo, o deje la celda vacía.",
        "aviso 2025/coverage.csv, columna base: no son lo que eran: tamano.micro («tamano.micro»; en 2024, "
        "«atendidas.total»). Corrija la celda; si ahora es otra cosa, déle otro código.",
        "aviso 2025/coverage.csv, fila 22, columna base: las categorías de tamano tienen bases distintas: "
        "tamano.micro, atendidas.total. Una dimensión reparte un solo todo: corrija la base, o separe las "
        "dimensiones.",
    ],
    "unidad de acciones en empresas": [
        "aviso 2025/coverage.csv, columna unidad: no son lo que eran: servicio.difusion («Acciones»; en 2024, "
        "«Empresas»). Corrija la celda; si ahora es otra cosa, déle otro código.",
        "aviso 2025/coverage.csv, fila 5, columna unidad: la unidad de su base atendidas.total es Empresas "
        "(valor: «Acciones»). Corrija la unidad o la base.",
        "aviso 2025/coverage.csv, fila 11, columna unidad: la unidad de su base servicio.difusion es Acciones "
        "(valor: «Empresas»). Corrija la unidad o la base.",
        "aviso 2025/coverage.csv, fila 12, columna unidad: la unidad de su base servicio.difusion es Acciones "
        "(valor: «Empresas»). Corrija la unidad o la base.",
    ],
    "fila TOTAL con los físicos sumados": [
        "aviso 2025/programme_execution.csv, fila 17, columna meta_fisica: el total no tiene meta física: sumaría "
        "unidades distintas (valor: «10900»). Deje la celda vacía.",
        "aviso 2025/programme_execution.csv, fila 17, columna avance_fisico: el total no tiene meta física: sumaría "
        "unidades distintas (valor: «12800»). Deje la celda vacía.",
    ],
    "fecha de decisión de otro siglo": [
        "error 2025/published_rating.csv, fila 5, columna fecha: la decisión es anterior al año del reporte "
        "(2025) (valor: «2015-03-01»). Corrija la fecha: lo que se valora es lo hecho en 2025.",
    ],
    "contexto con el año de otro": [
        "aviso 2025/context.csv, fila 2, columna anio: por su código, pbi_2025 es de otro año (valor: «2024»). "
        "Corrija el año, o el código.",
    ],
    "contexto con unidad de otro": [
        "aviso 2025/context.csv, columna unidad: no son lo que eran: pbi_2025 («soles»; en 2024, «porcentaje»). "
        "Corrija la celda; si ahora es otra cosa, déle otro código.",
    ],
    "parte mayor que su todo": [
        "error 2025/service_facts.csv, fila 8, columna valor: es más que mipymes_ec_atendidas, de la que es "
        "parte (420) (valor: «900»). Corrija una de las dos cifras.",
    ],
    "causa repetida con otro código": [
        "aviso 2025/factors.csv, fila 4, columna texto: es igual al de F002. ¿Se copió la fila? Corrija una de "
        "las dos.",
    ],
    "alternativas con el mismo orden": [
        "aviso 2025/alternatives.csv, fila 3, columna orden: es igual al de A.OP.01.1. ¿Se copió la fila? "
        "Corrija una de las dos.",
    ],
    "alternativa de otro objetivo que su código": [
        "aviso 2025/alternatives.csv, fila 3, columna ambito: por su código, A.OP.01.2 es de otro ámbito (valor: "
        "«OP.02»). Corrija el código o el ámbito.",
    ],
    "meta anunciada para un año pasado": [
        "error 2025/announced_goals.csv, fila 2, columna anio: se anuncian metas de años posteriores a 2025 "
        "(valor: «2024»). Corrija el año, o borre la fila: la meta del año va en indicator_results.",
    ],
    "meta anunciada contra el sentido": [
        "aviso 2025/announced_goals.csv, fila 2, columna logro_esperado: va contra el sentido ascendente: la "
        "meta de 2025 es 50,000 (valor: «5100»). Confirme la meta anunciada y el sentido.",
    ],
    "población objetivo menor que la atendida": [
        "aviso 2025/target_population.csv, fila 2, columna empresas: la población objetivo es menor que lo "
        "atendido, 5,440 (valor: «3000»). Corrija la cifra, o explíquela en la cita.",
    ],
    "cifra impresa con otro valor": [
        "error 2025/published_figures.csv, fila 2, columna valor: no tiene las cifras de lo impreso («45,000») "
        "(valor: «4500»). Escriba el valor como está impreso, con sus decimales en decimales.",
    ],
    "procedencia de otro año": [
        "aviso 2025/programme_execution.meta.toml: la ficha de programme_execution es de años anteriores a 2025 "
        "(valor: «2024»). ¿Se copió la del año anterior? Escriba el documento y la fecha de estos datos.",
    ],
    "procedencia de una tabla que no está": [
        "aviso 2025/ejecucion.meta.toml: el archivo no se usa: su nombre no es el de ninguna tabla. Cámbiele el "
        "nombre por el de la plantilla o sáquelo de la carpeta.",
    ],
    "documento del año anterior con fecha de este": [
        "aviso 2025/programme_execution.meta.toml: la ficha de programme_execution es de años anteriores a 2025 "
        "(valor: «PRODUCE, Anexo 2023-2024; PRODUCE, Resultados del PP 0093, 2024»). ¿Se copió la del año anterior? "
        "Escriba el documento y la fecha de estos datos.",
    ],
    "comentario de cifra preliminar": [
        "aviso 2025/2025.xlsx, hoja programme_execution: hay comentarios de Excel, que no se leen: F3. Páselos a "
        "la columna nota si quien lee el reporte debe saberlos.",
    ],
    "texto tachado en la nota": [
        "aviso 2025/2025.xlsx, hoja indicator_results: hay celdas tachadas y se leyeron: J6. Quite el tachado si "
        "valen, o bórrelas si no.",
    ],
    "cifras en letra blanca": [
        "aviso 2025/2025.xlsx, hoja programme_execution: hay celdas que no se ven y se leyeron: F3, G3. "
        "Muéstrelas si valen, o bórrelas si no.",
    ],
    "superíndice de nota en celda con formato": [
        "error 2025/2025.xlsx, hoja coverage: hay números con una llamada de nota en superíndice, que se leería "
        "como una cifra más: F22. Borre la llamada y escriba la aclaración en la nota.",
    ],
}

EVERY = {**STOPPED, **WARNED, **READ}


@pytest.fixture(scope="module", autouse=True)
def quick():
    with earlier_years_once(YEAR):
        yield


@pytest.fixture(scope="module")
def full(tmp_path_factory):
    """A 2025 with something in every table."""
    root = synthetic_data(tmp_path_factory.mktemp("full") / "data")
    FULL(root)
    return root, *examine(SCHEMA, YEAR, root)


@pytest.fixture(scope="module")
def book(workbook_once):
    return workbook_once, *examine(SCHEMA, YEAR, workbook_once)


@pytest.fixture
def planted(full, book, tmp_path):
    """The data with a fault, those without it, and what is said of it."""

    def plant(name):
        change = EVERY[name]
        root, clean, before = book if getattr(change, "book", False) else full
        change(shutil.copytree(root, tmp_path / "data"))
        data, problems = examine(SCHEMA, YEAR, tmp_path / "data")
        known = {str(problem) for problem in before}
        return data, clean, [problem for problem in problems if str(problem) not in known]

    return plant


def same(one, other):
    """Whether the figures and texts are the same, wherever they stand."""
    return all(
        one[name].drop(columns="lugar").map(str).equals(other[name].drop(columns="lugar").map(str)) for name in TABLES
    )


def test_there_are_a_hundred_and_more():
    assert len(EVERY) == len(STOPPED) + len(WARNED) + len(READ) > 150


@pytest.mark.exhaustive
@pytest.mark.parametrize("name", [name for name in STOPPED if name not in SAID])
def test_it_stops(planted, name):
    assert errors(planted(name)[2])


@pytest.mark.parametrize("name", [name for name in WARNED if name not in SAID])
def test_it_is_told_and_does_not_stop(planted, name):
    told = planted(name)[2]

    assert told and not errors(told)


@pytest.mark.parametrize("name", READ)
def test_it_is_read_as_it_was_meant(planted, name):
    data, clean, told = planted(name)

    assert told == [] and same(data, clean)


@pytest.mark.parametrize("name", SAID)
def test_what_is_said_of_it(planted, name):
    assert [f"{problem.severity} {problem}" for problem in planted(name)[2]] == SAID[name]
