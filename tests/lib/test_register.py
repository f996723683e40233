"""The register of services: every table against pandas, the printed margins, double counts, faults told, and privacy."""

import re
import shutil
import subprocess
import sys
import zipfile

import nbformat
import numpy as np
import pandas as pd
import pytest
from nbclient import NotebookClient
from nbclient.exceptions import CellExecutionError
from registers import by_hand, random_register

from benchmarks.example_register import example_folder, planted, rucs, write
from benchmarks.example_register import main as example_register
from benchmarks.example_register import register as register_of
from engine.disk import RUN_FOLDER
from engine.inputs.loading import check_year, load_year
from engine.inputs.new_year import new_year
from engine.inputs.problems import DataError
from lib import register, register_counts, register_file
from lib.declarations import SCHEMA

YEAR = 2024
SYNTHETIC = "Datos sintéticos: esta página es una prueba y no describe ninguna política real."


@pytest.fixture(scope="module")
def folder(data, tmp_path_factory):
    """The worked example: as many firms as printed."""
    made = tmp_path_factory.mktemp("example") / "data"
    example_folder(data, made)
    return made


@pytest.fixture(scope="module")
def example(folder):
    return load_year(SCHEMA, YEAR, folder)


@pytest.fixture
def with_register(project_root, tmp_path):
    """Gives the real year with a register instead of its folder's; `before` is last year's."""

    def load(frame, ending="parquet", before=None):
        root = tmp_path / f"data-{len(list(tmp_path.iterdir()))}"
        for name in ("reference", str(YEAR)):
            shutil.copytree(project_root / "data" / name, root / name)
        shutil.copy(project_root / "data" / "policy.toml", root)
        write(frame, root / str(YEAR) / f"register.{ending}")
        if before is not None:
            (root / "2023").mkdir()
            write(before, root / "2023" / "register.csv")
        return root

    return load


def year_of(root):
    return load_year(SCHEMA, YEAR, root)


def told(root):
    return [problem.told for problem in check_year(SCHEMA, YEAR, root) if "register." in problem.file]


# Counts ---------------------------------------------------------------------------------------------------------------


@pytest.mark.parametrize("seed", [1, 2])
def test_every_table_is_what_pandas_counts(seed, with_register):
    frame = random_register(seed, firms=150, regions=25)
    before = frame[frame["ruc"].isin(frame["ruc"].unique()[:40])].assign(fecha=pd.Timestamp("2023-04-04"))
    gone = pd.DataFrame([before.iloc[0]]).assign(ruc=rucs(np.array([999_999])))
    year = year_of(with_register(frame, before=pd.concat([before, gone])))
    expected = by_hand(frame, {*before["ruc"], *gone["ruc"]})
    assert {name for name, _row, _column in expected} >= set(register_counts.COUNTS) - {"evento"}
    assert register_counts.counted(year) == expected


def test_order_format_and_loading_twice_change_nothing(with_register):
    frame = random_register(3, firms=30)
    expected = by_hand(frame)
    mixed = frame.sample(frac=1, random_state=1)
    for given, ending in ((mixed, "parquet"), (frame, "xlsx"), (pd.concat([frame, mixed]), "csv")):
        assert register_counts.counted(year_of(with_register(given, ending))) == expected, ending


def test_what_a_firm_is_follows_its_last_service_with_data(with_register):
    frame = random_register(4, firms=1).iloc[[0, 0, 0]].reset_index(drop=True)
    frame["fecha"] = pd.to_datetime(["2024-02-01", "2024-05-01", "2024-09-01"])
    frame["ciiu"] = ["1410", "4711", None]
    frame["trabajadores"] = [500, None, None]
    frame["estado_sunat"] = ["BAJA DEFINITIVA", "ACTIVO", "ACTIVO"]
    cells = register_counts.counted(year_of(with_register(frame)))
    assert ("sector", "comercio", "") in cells and ("trabajadores", "mas_de_100", "") in cells
    assert ("criterio", "formal", "no_cumple") in cells, "it was not active when it received its first service"


def test_a_year_without_a_register_has_none_of_its_tables(data):
    assert register.tables(data) == []
    assert register.counts(data, "tamano").empty
    assert register.categories(data, "tamano").at["micro", "porcentaje"].text == "67.8\u00a0%"


def test_a_run_checks_and_counts_a_register_once_and_keeps_no_firm(with_register, tmp_path, monkeypatch):
    frame = random_register(8, firms=20)
    root, run = with_register(pd.concat([frame, frame.iloc[:1]])), tmp_path / "run"
    run.mkdir()
    monkeypatch.setenv(RUN_FOLDER, str(run))
    opened = spied(monkeypatch, register_file, "opened")
    first, second = year_of(root), year_of(root)  # as two notebooks of a run do
    assert len(opened) == 1 and first.warnings == second.warnings
    assert "registro_fila" in [doubt.rule for doubt in first.warnings]
    assert register_counts.published(first) == register_counts.published(second)
    assert register_counts.published(second)[0] == by_hand(frame)
    assert (
        register.counts(second, "atendidas").at["total", "empresas"].sources[0].endswith(f":{len(frame) + 1} filas:*")
    )
    assert len(opened) == 2
    kept = b"".join(path.read_bytes() for path in run.iterdir())
    assert len(kept) > 1000
    for ruc in frame["ruc"].unique():
        assert ruc.encode() not in kept and int(ruc).to_bytes(8, "little").rstrip(b"\0") not in kept


def test_a_run_counts_again_what_another_file_or_rule_would_change(with_register, tmp_path, monkeypatch):
    monkeypatch.setenv(RUN_FOLDER, str(tmp_path))
    frame = random_register(9, firms=12)
    root = with_register(frame)
    year = year_of(root)
    ruled = (year, year.with_rules("privacidad", minimo_empresas=4))
    hidden = [len(register_counts.published(each)[1]) for each in ruled]
    assert hidden == [sum(firms < least for firms in by_hand(frame).values()) for least in (3, 4)]
    fewer = frame[frame["ruc"] != frame["ruc"].iloc[0]]
    write(fewer, root / str(YEAR) / "register.parquet")
    assert register_counts.published(year_of(root))[0] == by_hand(fewer)


def spied(monkeypatch, module, name):
    """The calls of a function from now on."""
    calls, function = [], getattr(module, name)
    monkeypatch.setattr(module, name, lambda *given: calls.append(given) or function(*given))
    return calls


# Printed margins ------------------------------------------------------------------------------------------------------


def test_every_printed_coverage_figure_of_2024_is_reproduced(example, data):
    verdicts = register.counts(example, "veredictos")
    printed = data["coverage"][["empresas", "porcentaje", "variacion_anual", "porcentaje_anterior"]]
    assert len(verdicts) == sum(value.known for name in printed for value in printed[name]) == 51
    assert set(verdicts["veredicto"].astype(str)) == {"coincide"}


def test_what_only_a_register_shows(example):
    targeting = register.counts(example, "focalizacion")
    assert targeting.at["cumple", "empresas"].text == "9,056"
    assert targeting.at["cumple", "porcentaje"].text == "70.8\u00a0%"  # 9,056 of 12,791
    known = 12_791 - int(targeting.at["sin_dato", "empresas"])
    assert float(targeting.at["cumple", "porcentaje_con_dato"]) == pytest.approx(9056 / known * 100)
    formula = "conteo de empresas de tamaño Microempresa"
    assert register.counts(example, "tamano").at["micro", "empresas"].formula == formula
    assert register.counts(example, "tamano").at["micro", "empresas"].sources == (
        "2024/register.parquet:25,244 filas:*",
    )


def test_a_double_count_is_found_and_named(example):
    # 1,781 + 456 + 277 firms of the activities of product 1, of which 177 are in two
    wrong = example.assuming("coverage", "producto.P1", empresas=2514)
    row = register.counts(wrong, "veredictos").loc["producto.P1.empresas"]
    assert (row["veredicto"], row["diferencia"].text) == ("difiere", "+177")
    assert row["explicacion"] == (
        "Doble conteo: es la suma por actividad, que cuenta otra vez a la empresa que está en más de uno."
    )


def test_a_double_count_that_the_example_plants_is_found_and_named(data, tmp_path):
    # three services are now another unit's, to firms that the first one attends: of 568 firms 565 + 3 are left, 565 of them distinct
    example_folder(data, tmp_path / "data", faults=["double-count"])
    verdicts = register.counts(year_of(tmp_path / "data"), "veredictos")
    row = verdicts.loc["producto.P3.empresas"]
    assert (row["veredicto"], row["calculado"].text, row["diferencia"].text) == ("difiere", "565", "+3")
    assert row["explicacion"] == (
        "Doble conteo: es la suma por unidad ejecutora, que cuenta otra vez a la empresa que está en más de uno."
    )


# Faults ---------------------------------------------------------------------------------------------------------------


def faulty():
    frame = random_register(5, firms=40).astype(object)
    wrong = {
        "ruc": "2090000000X",
        "fecha": pd.Timestamp("2023-12-31"),
        "producto": "P9",
        "unidad": "otra",
        "ubigeo": "990101",
    }
    for row, (column, value) in enumerate(wrong.items()):
        frame.loc[row, column] = value
    frame.loc[5, "ruc"] = frame.loc[5, "ruc"][:-1] + str((int(frame.loc[5, "ruc"][-1]) + 1) % 10)
    frame.loc[6, ["producto", "actividad"]] = ["P1", "4.1"]
    frame.loc[[7, 8], "trabajadores"] = -1
    frame["fecha"] = pd.to_datetime(frame["fecha"])
    frame["fecha_inscripcion"] = pd.to_datetime(frame["fecha_inscripcion"])
    return pd.concat([frame, frame.iloc[20:22]], ignore_index=True)


def test_faults_are_counted_by_rule_with_their_first_rows_and_no_firm(with_register):
    frame = faulty()
    problems = told(with_register(frame, "csv"))
    place, last = "Error: 2024/register.csv, fila", len(frame)
    for expected in (
        f"{place} 2, columna ruc: 1 fila: el RUC no tiene once cifras (primeras: 2). Escríbalo completo, como texto.",
        f"{place} 7, columna ruc: 1 fila: el dígito verificador del RUC no corresponde (primeras: 7). "
        "Busque la cifra equivocada en el documento de origen.",
        f"{place} 3, columna fecha: 1 fila: la fecha no es del año (primeras: 3). Corríjala, o lleve la fila al registro "
        "de su año.",
        f"{place} 4, columna producto: 1 fila: producto: el código no existe en las tablas de referencia (primeras: 4). "
        "Corrija el código, o agréguelo primero a su tabla.",
        f"{place} 8, columna actividad: 1 fila: la actividad no es del producto de la fila (primeras: 8). Corrija una de "
        "las dos.",
        f"{place} 9, columna trabajadores: 2 filas: los trabajadores no son un número de cero o más (primeras: 9, 10). "
        "Corrija el número, o deje la celda vacía.",
        f"Aviso: 2024/register.csv, fila {last}: 2 filas: es igual a otra: el servicio se cuenta una vez (primeras: {last}, "
        f"{last + 1}). Bórrela si está repetida.",
    ):
        assert expected in problems
    assert not set(re.findall(r"\d{11}", " ".join(problems)))


def test_each_fault_that_the_example_plants_is_found_in_its_rows(data, tmp_path, capsys):
    folder, names = tmp_path / "data", ["check-digit", "dates", "codes", "attributes", "duplicates"]
    asked = [str(folder), "--firms", "300", "--seed", "4", "--format", "csv", "--faults", *names]
    assert example_register(asked) == 0
    assert capsys.readouterr().out.splitlines()[-1] == f"Siga con: python run_all.py --year 2024 --data-dir {folder}"
    clean, spoiled = register_of(data, 300, seed=4), planted(register_of(data, 300, seed=4), names, seed=4)
    places = {}
    for column in ("ruc", "fecha", "unidad", "ciiu"):
        differing = np.flatnonzero(clean[column].to_numpy() != spoiled[column].to_numpy()[: len(clean)]) + 2
        places[column] = f"fila {differing[0]}", ", ".join(f"{row:,}" for row in differing)
        assert len(differing) == 3
    problems = "\n".join(told(folder))
    for column, message in (
        ("ruc", "el dígito verificador del RUC no corresponde"),
        ("fecha", "la fecha no es del año"),
        ("unidad", "unidad: el código no existe en las tablas de referencia"),
    ):
        row, rows = places[column]
        assert f"Error: 2024/register.csv, {row}, columna {column}: 3 filas: {message} (primeras: {rows})." in problems
    assert "empresas cambian de datos entre sus filas; se toma el de su último servicio con dato" in problems
    repeated = ", ".join(f"{len(clean) + place:,}" for place in (2, 3, 4))
    assert f"3 filas: es igual a otra: el servicio se cuenta una vez (primeras: {repeated})." in problems


def test_without_a_fault_asked_for_the_example_has_none(folder):
    assert told(folder) == []


def test_an_example_needs_the_printed_margins(data, tmp_path, capsys):
    folder = tmp_path / "data"
    with pytest.raises(DataError) as contradicting:
        example_folder(data.assuming("coverage", "atendidas.total", empresas=5000), folder)
    assert str(contradicting.value) == (
        "2024/coverage.csv: los márgenes impresos no caben unos en otros: ninguna empresa inventada los cumple. Revise las "
        "empresas."
    )
    assert example_register([str(folder), "--data-dir", "tests/fixtures/faros", "--year", "2025"]) == 2
    assert capsys.readouterr().err == (
        "2025/coverage.csv: falta atendidas.total, y el registro inventado reproduce lo que imprimen los documentos. Pida "
        "con --year un año que lo imprima.\n"
    )
    with pytest.raises(DataError, match=r"falta anterior\.producto\.P2,"):
        example_folder(data.assuming("coverage", "producto.P2", variacion_anual=None), folder)
    assert not folder.exists()


def test_an_example_refuses_what_makes_no_sense(tmp_path, capsys):
    with pytest.raises(SystemExit) as raised:
        example_register([str(tmp_path / "new"), "--firms", "-3"])
    assert raised.value.code == 2
    assert "argument --firms: debe ser un número entero, de cero o más" in capsys.readouterr().err
    assert example_register([str(tmp_path)]) == 2
    assert capsys.readouterr().err == (
        f"{tmp_path}: la carpeta ya existe y no se sobrescribe nada. Complete sus archivos, o bórrela usted si quiere "
        "empezar de nuevo.\n"
    )


def test_a_check_digit_is_that_of_the_sunat():
    # 2090000000: 2x5 + 9x3 = 37; 11 - 37 % 11 = 7. 2094827173: 10 + 27 + 8 + 56 + 12 + 35 + 4 + 21 + 6 = 179; 11 - 3 = 8
    assert list(rucs(np.array([0, 1]))) == ["20900000007", "20948271738"]


def test_a_file_that_is_no_table_says_so(with_register):
    root = with_register(random_register(6, firms=5), "csv")
    (root / str(YEAR) / "register.csv").write_bytes(b"ruc,fecha\n20900000007,2024-01-01\n")
    assert "falta la columna producto" in told(root)[0]
    (root / str(YEAR) / "register.csv").rename(root / str(YEAR) / "register.parquet")
    assert told(root)[0] == (
        "Error: 2024/register.parquet: el archivo no se puede leer como tabla. Guárdelo otra vez, en UTF-8 y con una celda "
        "por columna."
    )


def test_a_new_year_gets_a_template_that_is_no_register(project_root, tmp_path):
    shutil.copytree(project_root / "data", tmp_path / "data")
    new_year(SCHEMA, 2025, tmp_path / "data")
    template = (tmp_path / "data" / "2025" / "register.csv").read_text(encoding="utf-8")
    assert (
        template.startswith("ruc,fecha,producto,actividad,servicio,tema,unidad,ubigeo,ciiu,")
        and template.count("\n") == 1
    )
    assert not any("register" in problem.file for problem in check_year(SCHEMA, 2025, tmp_path / "data"))


# Privacy --------------------------------------------------------------------------------------------------------------


def test_a_suppressed_cell_is_said_and_counts_nowhere(with_register):
    year = year_of(with_register(random_register(7, firms=30)))
    found, small, others = register_counts.published(year)
    hidden = small | others
    assert small and all(found[cell] < 3 for cell in small)
    for name in register.tables(year):
        frame = register.counts(year, name)
        for row, cells in frame.iterrows():
            for column, value in cells.items():
                cell = (name, row, "" if column == "empresas" else column)
                if cell in hidden:
                    assert (value.known, value.text) == (False, "suprimido por privacidad")
    told_of = register.counts(year, "supresion").loc["total"]
    assert (int(told_of["celdas"]), int(told_of["suprimidas"])) == (len(found), len(hidden))


def test_the_firms_behind_a_number_are_for_the_analyst(example, folder):
    sizes = register.counts(example, "tamano")
    firms = register.firms(sizes.at["mediana", "empresas"])
    assert len(firms) == int(sizes.at["mediana", "empresas"]) == 217 and all(
        re.fullmatch(r"209\d{8}", ruc) for ruc in firms
    )
    assert len(register.firms(register.counts(example, "producto_region").at["03", "P1"])) == 7
    with pytest.raises(KeyError, match="no es un conteo de empresas del registro"):
        register.firms(sizes.at["mediana", "porcentaje"])
    cell = (
        f"from lib import register\nfrom lib.notebook import load\ndata = load({YEAR}, {str(folder)!r})\n"
        "register.firms(register.counts(data, 'tamano').at['mediana', 'empresas'])"
    )
    notebook = nbformat.v4.new_notebook(cells=[nbformat.v4.new_code_cell(cell)])
    with pytest.raises(CellExecutionError, match="las empresas no se muestran en un informe"):
        NotebookClient(notebook, kernel_name="python3").execute()
    assert not re.findall(r"209\d{8}", nbformat.writes(notebook))


@pytest.mark.slow
def test_no_output_names_a_firm_and_every_page_says_it_is_made_up(folder, project_root, tmp_path):
    """All bytes of a report, inside its workbook too: only a whole run shows them."""
    command = [
        sys.executable,
        "run_all.py",
        "--year",
        str(YEAR),
        "--data-dir",
        str(folder),
        "--output-dir",
        str(tmp_path),
    ]
    run = subprocess.run(command, cwd=project_root, capture_output=True, text=True, check=True)
    registers = {
        y: pd.concat(chunk["ruc"] for chunk in [_read(folder / str(y) / "register.parquet")]) for y in (2023, YEAR)
    }
    rucs_of_all = {*registers[2023], *registers[YEAR]}
    blobs = {"terminal": (run.stdout + run.stderr).encode()}
    for path in tmp_path.rglob("*"):
        if path.is_file():
            blobs[path.name] = path.read_bytes()
            if zipfile.is_zipfile(path):
                book = zipfile.ZipFile(path)
                blobs |= {f"{path.name}/{name}": book.read(name) for name in book.namelist()}
    assert {name for name, blob in blobs.items() if not rucs_of_all.isdisjoint(elevens(blob))} == set()
    pages = list(tmp_path.rglob("*.html"))
    summary = next(path for path in pages if path.name == "index.html").read_text(encoding="utf-8")
    assert 'data-figure="pp0093_coverage.registro_atendidas[total].empresas"' in summary  # as section 03
    assert len(pages) >= 7 and all(SYNTHETIC in path.read_text(encoding="utf-8") for path in pages)


def elevens(blob):
    """Every eleven digits in a row, also those inside longer rows of digits."""
    rows = (digits.decode() for digits in re.findall(rb"\d{11,}", blob))
    return {digits[start : start + 11] for digits in rows for start in range(len(digits) - 10)}


def test_eleven_digits_are_found_wherever_they_stand():
    assert elevens(b"a20900000007b 120948271738 1234567890") == {"20900000007", "12094827173", "20948271738"}


def _read(path):
    import duckdb

    return duckdb.connect().execute(f"FROM '{path}'").df()


def test_a_misspelt_dimension_or_table_answers_with_those_there_are(data):
    with pytest.raises(KeyError, match=r"no existe la dimensión «tamaño»; ¿quiso decir tamano"):
        register.categories(data, "tamaño")
    with pytest.raises(KeyError, match=r"no existe la tabla del registro «tamanio»; ¿quiso decir tamano"):
        register.counts(data, "tamanio")
    assert register.categories(data, "transferencia_tipo").shape[0] and register.counts(data, "mes").empty
