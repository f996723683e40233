"""Another policy: two objectives, three services, other units and codes, indicators that should fall, no budget programme.

It does not exist (`fixtures/faros`); its values are round, so that every expected figure is worked out by hand beside it.
"""

import csv
import re
import shutil
import sys
import tomllib
from pathlib import Path

import pytest

ROOT = Path(__file__).resolve().parents[2]
sys.path[:0] = [str(ROOT / "tests" / "fixtures"), str(ROOT / "tests" / "lib")]

from synthetic import fill_csv, real_data  # noqa: E402
from whole_report import whole_report  # noqa: E402

from engine.figures import Register  # noqa: E402
from engine.inputs.loading import check_year  # noqa: E402
from engine.inputs.new_year import new_year  # noqa: E402
from engine.inputs.problems import DataError  # noqa: E402
from engine.numbers import NBSP  # noqa: E402
from lib import pending, start  # noqa: E402
from lib.declarations import SCHEMA, TABLES  # noqa: E402
from lib.new_policy import new_policy  # noqa: E402
from lib.policy import PROGRAMME  # noqa: E402
from lib.suite import SUITE  # noqa: E402
from lib.summary import overview  # noqa: E402

FAROS, ITS_PROGRAMME = ROOT / "tests" / "fixtures" / "faros", ROOT / "tests" / "fixtures" / "faros_programa"
FIRST_ONES_WORDS = re.compile(
    r"PNDI|PP ?0093|PRODUCE\b|[Ii]ndustria|[Ee]mpresa|\bMIPYME|\bITP\b|\bOP\.\d|\bMEF\b|\bprograma\b"
)
BY_HAND = {
    "objective_gaps.problem[naufragios].diferencia_meta": "+0.50 por mil viajes",  # 3.5 - 3
    "objective_gaps.progress[OE1.1].avance_tipo_1": "80.0 %",  # fewer hours are better: 10 / 12.5
    "objective_gaps.progress[OE1.1].cambio_base": "+4.2 %",  # 12.5 / 12 - 1 = 4.17
    "objective_gaps.progress[OE1.1].avance_tipo_2": "−25.0 %",  # (12 - 12.5) / (12 - 10)
    "objective_gaps.progress[OE1.2].avance_tipo_1": "90.0 %",  # 81 / 90
    "objective_gaps.progress[OE2.1].nivel": "Alto",  # 40 / 40
    "objective_gaps.next_level[OE1.1].valor_necesario": "10.5 h",  # 10 / 0.95 = 10.53
    "services.levels[OE1].indicadores": "3",
    "services.levels[PNFM].medio_o_alto_pct": "50.0 %",  # 60 / 50 and 10 / 5, of four
    "services.levels[PNFM].mayor_150": "1",  # 10 / 5 = 200 %
    "services.levels[PNFM].bajo": "1",  # 4 / 8 = 50 %
    "services.missing[ND].indicadores": "1",
    "reconciliation.totals[difiere].cifras": "1",  # it prints 82 %, the data say 81
    "summary.rating[objetivos].propuesta": "Intermedio",  # 1 of 3 is alto, less than 75 %; all are medio or alto
    "summary.rating[servicios].propuesta": "Inicial",  # half of them, and up to half is inicial
    "summary.rating[global].propuesta": "Intermedio",
}


def copied(tmp_path):
    return Path(shutil.copytree(FAROS, tmp_path / "faros"))


@pytest.fixture(scope="module")
def made():
    return whole_report(FAROS, 2025)


@pytest.fixture(scope="module")
def figures(made):
    return Register.of(SUITE.tables.compute(made.data))


def test_it_is_reported_without_a_fault(made):
    assert (list(map(str, made.problems)), made.faults, pending.draft(made.data)) == ([], [], "")
    assert list(made.pages) == ["index.html", "01_objective_gaps.html", "02_services.html", "05_reconciliation.html"]


@pytest.mark.parametrize(("ident", "text"), BY_HAND.items())
def test_figures_by_hand(figures, ident, text):
    assert figures[ident].text.replace(NBSP, " ") == text


def read(page):
    return re.sub(
        r"\s+", " ", re.sub(r"<[^>]+>", "", re.sub(r"<(script|style|svg|pre|code|head).*?</\1>", "", page, flags=re.S))
    )


def test_every_page_says_that_it_is_fictitious_and_nothing_of_the_first_policy(made):
    for name, page in made.pages.items():
        text = read(page)
        assert "Faros y mareas (política ficticia): reporte 2025" in text
        assert "Datos sintéticos: esta página es una prueba y no describe ninguna política real." in text
        assert FIRST_ONES_WORDS.findall(text) == [], name


def test_the_first_page_tells_its_own_gains_and_losses(made):
    text = read(made.pages["index.html"])
    assert (
        "Frente a su línea base, la costa perdió puntualidad "
        "(espera para entrar: +4.2 %, 2020–2025) y ganó seguridad (naufragios: −0.50 por mil viajes, 2020–2025)."
        in text
    )
    assert "La Política de Faros y Mareas (ficticia) en 2025" in text


def test_in_a_page_over_several_policies_it_has_no_money(figures):
    said = overview(figures, SUITE.of(FAROS).names)
    assert {label: text.replace(NBSP, " ") for label, text in said.items()} == {
        "Valoración": "Intermedio",
        "Objetivos: nivel alto": "1",
        "Medio": "2",
        "Bajo": "0",
        "Sin información": "0",
        "Servicios: sin información": "1",
        "Servicios: parte sin información": "25.0 %",
        "Devengado": "",
        "Del PIM": "",
    }


def test_the_foot_says_who_made_it_and_of_when_the_newest_data_are_and_nothing_nobody_said(tmp_path):
    root = copied(tmp_path)
    assert foot(root) == "Fecha de los datos 2025"
    policy, sidecar = root / "policy.toml", root / "2025" / "indicator_results.meta.toml"
    said = (
        '[colofon]\nautor = "Oficina del Faro"\ncontacto = "faro@example.org, 616 2222"\nlicencia = ""\n\n[documentos]'
    )
    policy.write_text(policy.read_text(encoding="utf-8").replace("[documentos]", said), encoding="utf-8")
    told = sidecar.read_text(encoding="utf-8")
    sidecar.write_text(told.replace('fecha = "2025"', 'fecha = "2025-11-30"'), encoding="utf-8")
    assert foot(root) == "Autor Oficina del Faro Contacto faro@example.org, 616 2222 Fecha de los datos 2025-11-30"


def foot(root):
    made = whole_report(root, 2025, ["services"])
    assert made.faults == []
    (said,) = re.findall(r"<footer.*?<dl>(.*?)</dl>", made.pages["02_services.html"], re.S)
    return read(said.replace("><", "> <")).strip()


@pytest.mark.parametrize("column", ["logro_esperado", "valor_obtenido", "anio_dato", "estado"])
def test_a_blank_column_is_still_a_report(tmp_path, column):
    root = copied(tmp_path)
    with (root / "2025" / "indicator_results.csv").open(encoding="utf-8") as stream:
        codes = [row["codigo"] for row in csv.DictReader(stream)]
    fill_csv(root / "2025" / "indicator_results.csv", {(code, column): "" for code in codes})
    again = whole_report(root, 2025)
    assert (again.errors, again.faults, len(again.pages)) == ([], [], 4)


def test_its_next_year_is_made_and_asks_for_no_programme(tmp_path):
    root = copied(tmp_path)
    names = {path.stem for path in new_year(SCHEMA, 2026, root) if path.suffix == ".csv"}
    assert names == {table.name for table in TABLES.values() if table.yearly} - {*PROGRAMME["tables"]}
    fill_csv(
        root / "2026" / "indicator_results.csv", {("OE1.1", "valor_obtenido"): "11", ("OE1.1", "anio_dato"): "2026"}
    )
    again = whole_report(root, 2026)
    assert (again.errors, again.faults, len(again.pages)) == ([], [], 4)


def test_an_empty_year_asks_for_results_alone_and_for_no_provenance_of_what_is_not_used(tmp_path):
    root = copied(tmp_path)
    new_year(SCHEMA, 2026, root)

    said = [f"{problem.severity} {problem}" for problem in check_year(SCHEMA, 2026, root)]
    assert said[0] == "error 2026: no ha llegado ningún dato: no hay ningún resultado. Complete indicator_results."
    assert [line for line in said if "procedencia" in line] == []


def test_published_counts_are_held_against_its_own_objectives(tmp_path):
    """OE1 has I1.1.1 (60 of 50, alto), I1.1.2 (8 buoys lost where 4 were the limit, bajo) and I1.2.1 (ND); not one medio."""
    root = copied(tmp_path)
    (root / "2025" / "service_levels.csv").write_text(
        "codigo,servicios,indicadores,alto,mayor_150,medio,bajo,sin_informacion,no_programado,no_disponible,cita\n"
        "OE1,2,3,0,0,1,1,1,0,1,\nOE2,1,1,1,1,0,0,0,0,0,\nPNFM,3,4,1,1,1,1,1,0,1,\n",
        encoding="utf-8",
    )
    advice = (
        "Las dos tablas cuentan lo mismo: corrija la equivocada, o quite service_levels si ningún documento la publica."
    )
    where = "error 2025/service_levels.csv, fila 2, columna"

    assert [f"error {problem}" for problem in check_year(SCHEMA, 2025, root) if problem.is_error] == [
        f"{where} alto: service_levels dice 0 y las filas de indicator_results dan 1 (valor: «0»). {advice}",
        f"{where} medio: service_levels dice 1 y las filas de indicator_results dan 0 (valor: «1»). {advice}",
    ]


def test_the_start_notebook_has_its_own_titles_and_no_section_of_a_programme():
    assert list(start.sections(FAROS)["sección"]) == [
        "Resumen",
        "Brechas de los objetivos prioritarios",
        "Servicios de la política",
        "Conciliación con lo publicado",
    ]


def test_a_code_that_says_another_parent_is_an_error(tmp_path):
    root = copied(tmp_path)
    fill_csv(root / "reference" / "services.csv", {("S2.1", "objetivo"): "OE1"})
    assert [str(item).split(": ", 1)[1] for item in check_year(SCHEMA, 2025, root) if item.column == "objetivo"] == [
        "por su código, S2.1 pertenece a OE2 (valor: «OE1»). Corrija el código o el objetivo."
    ]


def without_rows(path, drop):
    with path.open(encoding="utf-8", newline="") as stream:
        header, *rows = csv.reader(stream)
    kept = [row for row in rows if not drop(dict(zip(header, row, strict=True)))]
    with path.open("w", encoding="utf-8", newline="") as stream:
        csv.writer(stream, lineterminator="\n").writerows([header, *kept])


def test_the_first_policy_without_its_programme(tmp_path):
    root = real_data(tmp_path / "data")
    text = (root / "policy.toml").read_text(encoding="utf-8")
    (root / "policy.toml").write_text(
        re.sub(r"\[programa\].*?(?=\n# En estos)", "", text, flags=re.S), encoding="utf-8"
    )
    for name in PROGRAMME["tables"]:
        for path in [*root.glob(f"*/{name}.*")]:
            path.unlink()
    for path in root.glob("*/identities*"):
        path.unlink()
    year = root / "2024"
    codes = re.compile(r"P\d|\d\.\d|PP0093|\d{4}|contexto|focalizacion|servicio|sector|region")
    without_rows(year / "factors.csv", lambda row: codes.fullmatch(row["ambito"]))
    without_rows(root / "reference" / "indicators.csv", lambda row: row["nivel"] == "desempeno_pp")
    without_rows(year / "indicator_results.csv", lambda row: codes.fullmatch(row["codigo"]))
    for name in ("published_figures", "observations"):
        without_rows(
            year / f"{name}.csv", lambda row: row["documento"] == "pp0093" or "pp0093" in "".join(row.values())
        )
    without_rows(year / "policy_facts.csv", lambda row: row["codigo"].startswith("pp0093"))
    without_rows(year / "contrasts.csv", lambda row: "pp0093" in row["expresion"])

    made = whole_report(root, 2024)

    assert (made.errors, made.faults) == ([], [])
    assert list(made.pages) == ["index.html", "01_objective_gaps.html", "02_services.html", "05_reconciliation.html"]
    assert "; el programa " not in read(made.pages["index.html"])
    figures = Register.of(SUITE.tables.compute(made.data))
    assert figures["services.levels[PNDI].medio_o_alto_pct"].text.replace(NBSP, " ") == "52.3 %"  # 45 of 86


FAULTS = {
    'sigla = "PNFM"': ('siglas = "PNFM"', ["falta «sigla» en [politica]", "«siglas» no es parte de [politica]"]),
    "[veredicto]": ("[veredictos]", ["falta «sujeto» en [veredicto]", "falta «medidas» en [veredicto]", "[veredictos] no es"]),
    '"I1.1.1"]': ('"X1"]', ["«indicador_servicio» de [codigos] está mal escrito"]),
    "'OE\\d\\.\\d'": ("'OE[\\d'", ["«indicador_objetivo» de [codigos] está mal escrito"]),
    '"{} h"': ('"h"', ["«horas» de [unidades] está mal escrito"]),
    "reporte {year}\"": ('reporte {anio}"', ["«titulo» de [reporte] está mal escrito"]),
    "[veredicto]\n": ("[colofon]\nautora = 3\n[veredicto]\n", ["«autora» no es parte de [colofon]"]),
    "[documentos]": ("[colofon]\ncontacto = [3]\n[documentos]", ["«contacto» de [colofon] está mal escrito"]),
    "medidas = {": ("medidas = 3 #", ["«medidas» de [veredicto] está mal escrito"]),
}  # fmt: skip


@pytest.mark.parametrize("written", FAULTS)
def test_a_fault_of_the_policy_file_is_told(tmp_path, written):
    root, (instead, said) = copied(tmp_path), FAULTS[written]
    path = root / "policy.toml"
    text = path.read_text(encoding="utf-8")
    assert written in text
    path.write_text(text.replace(written, instead, 1), encoding="utf-8")
    problems = list(map(str, check_year(SCHEMA, 2025, root)))
    assert len(problems) == len(said)
    assert all(problem.startswith(f"policy.toml: {part}") for problem, part in zip(problems, said, strict=True))


def test_without_the_file_it_is_asked_for(tmp_path):
    root = copied(tmp_path)
    (root / "policy.toml").unlink()
    assert list(map(str, check_year(SCHEMA, 2025, root))) == [
        "policy.toml: falta el archivo. Créelo como dice la guía, o cópielo de otra carpeta de datos."
    ]


def test_new_policy_makes_a_folder_whose_faults_are_those_left_to_fill_in(tmp_path):
    folder = tmp_path / "otra"
    made = {path.relative_to(folder).as_posix() for path in new_policy(folder)}
    assert {"policy.toml", "reference/rules.toml", "reference/objectives.csv", "reference/indicators.meta.toml"} <= made
    assert not {f"reference/{name}.csv" for name in PROGRAMME["tables"]} & made
    tomllib.loads((folder / "policy.toml").read_text(encoding="utf-8"))
    with pytest.raises(DataError) as caught:
        new_year(SCHEMA, 2025, folder)
    assert [problem.message for problem in caught.value.problems] == [
        *(f"falta «{key}» en [politica]" for key in ("sigla", "nombre", "ministerio")),
        *(f"falta «{key}» en [reporte]" for key in ("titulo", "portada")),
        *(f"falta «{key}» en [veredicto]" for key in ("sujeto", "medidas")),
    ]
    with pytest.raises(DataError, match="la carpeta ya existe y no se sobrescribe nada"):
        new_policy(folder)


def test_new_policy_with_a_programme_has_its_tables(tmp_path):
    made = {path.name for path in new_policy(tmp_path / "otra", programme=True)}
    assert {"programme.csv", "programme_indicators.csv", "regions.csv", "uit.csv"} <= made


PROGRAMME_BY_HAND = {
    "pp0093_coverage.atendidas[total].empresas": "1,200",
    "pp0093_coverage.atendidas[total].empresas_anterior_desde": "996",  # 1,200 / 1.205 = 995.9
    "pp0093_coverage.atendidas[total].empresas_anterior_hasta": "1,004",  # 1,200 / 1.195 = 1,004.2
    "pp0093_coverage.sexo[mujer].participacion": "25.0 %",  # 300 / 1,200
    "pp0093_coverage.overlap[servicio].por_empresa": "1.17",  # (800 + 600) / 1,200
    "pp0093_budget.execution[P1].avance_fisico_pct": "80.0 %",  # 800 / 1,000
    "pp0093_budget.execution[P1].costo_unitario": "S/ 119",  # 95,000 / 800 = 118.75
    "pp0093_budget.execution[TOTAL].avance_financiero_pct": "90.0 %",  # 135,000 / 150,000
}
ITS_WORDS = {
    "# [programa]\n": "[programa]\n",
    '# sigla = "PP 0000"': 'sigla = "PP 9999"',
    '# nombre = "programa presupuestal 0000 «…»"': 'nombre = "programa presupuestal 9999 «Pesca segura» (ficticio)"',
    '# unidades = ["Personas", "Acciones"]': 'unidades = ["Pescadores", "Acciones"]',
    "# producto =": "producto =",
    "# actividad =": "actividad =",
    "# indicador_desempeno_pp =": "indicador_desempeno_pp =",
    "[siglas]\n": """[voz]
programa = "el PP 9999"
del_programa = "del PP 9999"
unidad = "pescador"
unidades = "pescadores"
atendidas = "pescadores atendidos"
las_atendidas = "los pescadores atendidos"

[dimensiones]
atendidas = "Pescadores atendidos"
producto = "Productos"
servicio = "Servicios"
sexo = "Sexo"
region = "Regiones"
puerto = "Puertos"

[siglas]
""",
}
FIRST_PROGRAMMES_WORDS = re.compile(r"[Ee]mpresa|PP 0093|PNDI|PRODUCE\b|SUNAT|\bUIT\b|[Ii]ndustria")


def with_programme(folder):
    """The policy with a budget programme of its own, whose code is not written with a zero and that attends no firms."""
    new_policy(folder, programme=True)
    for given in (FAROS, ITS_PROGRAMME):
        shutil.copytree(given, folder, dirs_exist_ok=True)
    policy, rules = folder / "policy.toml", folder / "reference" / "rules.toml"
    told = policy.read_text(encoding="utf-8")
    for template, own in ITS_WORDS.items():
        assert told.count(template) == 1, template
        told = told.replace(template, own)
    policy.write_text(told, encoding="utf-8")
    criteria = re.compile(r"# Criterios de focalización.*?(?=# Ritmo)", re.S)
    rules.write_text(criteria.sub("", rules.read_text(encoding="utf-8")), encoding="utf-8")
    return folder


@pytest.fixture(scope="module")
def programme(tmp_path_factory):
    return whole_report(with_programme(tmp_path_factory.mktemp("programme") / "faros"), 2025)


def test_a_programme_of_its_own_is_reported_without_a_fault(programme):
    assert (programme.errors, programme.faults, len(programme.pages)) == ([], [], 6)


@pytest.mark.parametrize(("ident", "text"), PROGRAMME_BY_HAND.items())
def test_figures_of_its_programme_by_hand(programme, ident, text):
    assert Register.of(SUITE.tables.compute(programme.data))[ident].text.replace(NBSP, " ") == text


def test_its_pages_call_what_it_attends_by_its_name(programme):
    summary, coverage, budget = (
        read(programme.pages[name]) for name in ("index.html", "03_pp0093_coverage.html", "04_pp0093_budget.html")
    )
    assert (
        "el PP 9999 gastó el 90.0 % de su presupuesto y atendió a un 20.0 % más de pescadores que el año anterior."
        in summary
    )
    assert "El PP 9999 atendió a 1,200 pescadores, 20.0 % más que el año anterior." in coverage
    assert "pasa de los pescadores atendidos, 1,200, porque cada pescador puede recibir varios" in coverage
    assert "Piura reúne el 40.0 % de los pescadores atendidos" in coverage
    assert "El ejecutado del producto cuenta cada pescador una sola vez." in budget
    for page in (summary, coverage, budget):
        assert FIRST_PROGRAMMES_WORDS.findall(page.partition("Fuentes y versiones")[0]) == []


def test_dimensions_of_its_own_are_shown_and_what_it_lacks_is_said_once(programme):
    coverage = read(programme.pages["03_pp0093_coverage.html"])
    assert "Otras dimensiones" in coverage and "Mujeres" in coverage
    assert "Sin publicar este año: puertos." in coverage
    assert "No hay datos" not in coverage


def test_a_dimension_without_a_name_is_told(tmp_path):
    folder = with_programme(tmp_path / "faros")
    policy = folder / "policy.toml"
    policy.write_text(policy.read_text(encoding="utf-8").replace('sexo = "Sexo"\n', ""), encoding="utf-8")
    told = [str(problem) for problem in check_year(SCHEMA, 2025, folder) if "sin nombre" in str(problem)]
    assert told == [
        "2025/coverage.csv, columna dimension: dimensiones sin nombre: sexo. Agregue su nombre en [dimensiones] de policy.toml."
    ]
