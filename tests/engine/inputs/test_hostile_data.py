"""Data made to hurt: bounded time and memory, one sentence that says what and where, and nothing raw on a terminal."""

import os
import time
import zipfile

import openpyxl
import pytest
from planting import lines, plant, read_rows, write_rows

from engine.inputs.corrections import REQUIRED_KEYS
from engine.inputs.loading import check_year
from engine.inputs.problem_files import write_problems
from engine.inputs.problems import Problem
from lib.declarations import SCHEMA

BOOK = "2025/2025.xlsx"
HUGE = (
    "error 2025/2025.xlsx: el libro tiene demasiadas celdas, también las vacías con formato o combinadas. Copie los "
    "datos en la plantilla, y guárdela como libro nuevo."
)
CORRECTION = (
    '[[correccion]]\ntabla = "coverage"\nclave = "tamano.micro"\ncolumna = "porcentaje"\nvalor_anterior = "1"\n'
    'valor_nuevo = "2"\nmotivo = "Prueba"\nfecha = 2025-05-02\n'
)


def errors_of(root, year=2024):
    return [line for line in lines(check_year(SCHEMA, year, root)) if line.startswith("error")]


@pytest.fixture(autouse=True)
def within_seconds():
    """Every case ends soon; before, some took minutes or never ended."""
    started = time.monotonic()
    yield
    assert time.monotonic() - started < 20


def repack(path, change):
    """Write a workbook again with its parts changed: (name, bytes) to bytes."""
    with zipfile.ZipFile(path) as archive:
        parts = {name: archive.read(name) for name in archive.namelist()}
    with zipfile.ZipFile(path, "w", zipfile.ZIP_DEFLATED) as archive:
        for name, content in parts.items():
            archive.writestr(name, change(name, content))


def in_sheet(change):
    return lambda name, content: change(content) if name.endswith("sheet2.xml") else content


@pytest.mark.parametrize("cell", ["A1048576", "XFD1", "XFD1048576"])
def test_one_formatted_cell_far_away_changes_nothing(in_workbook, cell):
    before = lines(check_year(SCHEMA, 2025, in_workbook))
    book = openpyxl.load_workbook(in_workbook / BOOK)
    for sheet in book.worksheets:
        sheet[cell].font = openpyxl.styles.Font(bold=True)
    book.save(in_workbook / BOOK)

    assert lines(check_year(SCHEMA, 2025, in_workbook)) == before


@pytest.mark.parametrize(("cell", "most"), [("A1048576", "200,000 filas"), ("XFD3", "300 columnas")])
def test_a_value_far_away_is_refused(in_workbook, cell, most):
    book = openpyxl.load_workbook(in_workbook / BOOK)
    book["coverage"][cell].value = "x"
    book.save(in_workbook / BOOK)

    assert errors_of(in_workbook, 2025)[0] == (
        f"error 2025/2025.xlsx, hoja coverage: la tabla pasa de {most}. Borre lo que sobra debajo o a la derecha de los "
        "datos."
    )


def test_a_compressed_bomb_is_refused(in_workbook):
    repack(in_workbook / BOOK, in_sheet(lambda content: content + b" " * 200_000_000))

    assert (in_workbook / BOOK).stat().st_size < 1_000_000
    assert errors_of(in_workbook, 2025) == [HUGE]


def test_huge_shared_strings_are_refused(in_workbook):
    with zipfile.ZipFile(in_workbook / BOOK, "a", zipfile.ZIP_DEFLATED) as archive:
        archive.writestr("xl/sharedStrings.xml", b"<sst>" + b"<si><t>x</t></si>" * 2_000_000 + b"</sst>")

    assert errors_of(in_workbook, 2025) == [HUGE]


def test_a_sheet_merged_whole_is_refused(in_workbook):
    merged = b'</sheetData><mergeCells count="1"><mergeCell ref="A1:XFD1048576"/></mergeCells>'
    repack(in_workbook / BOOK, in_sheet(lambda content: content.replace(b"</sheetData>", merged, 1)))

    assert errors_of(in_workbook, 2025) == [HUGE]


def test_entities_that_multiply_are_refused(in_workbook):
    entities = b'<!DOCTYPE a [<!ENTITY a "aaaaaaaaaa"><!ENTITY b "&a;&a;&a;&a;">]>'
    repack(in_workbook / BOOK, in_sheet(lambda content: entities + content))

    assert errors_of(in_workbook, 2025) == [HUGE]


@pytest.mark.parametrize(
    "file", ["2024/coverage.csv", "2024/coverage.meta.toml", "2024/corrections.toml", "2024/2024.xlsx", "reference/rules.toml"]
)  # fmt: skip
@pytest.mark.parametrize("make", [os.mkfifo, os.mkdir])
def test_a_pipe_or_a_folder_in_place_of_a_file_is_said(data, file, make):
    (data / file).unlink(missing_ok=True)
    make(data / file)

    assert (
        f"error {file}: no es un archivo que se pueda leer. Quítelo, o ponga en su lugar el archivo de datos."
    ) in errors_of(data)


@pytest.mark.parametrize("file", ["2024/coverage.csv", "2024/coverage.meta.toml", "reference/rules.toml"])
def test_a_file_that_may_not_be_read_is_said(data, file, monkeypatch):
    real = type(data).open

    def refuse(path, *args, **kwargs):
        if path == data / file:
            raise PermissionError(13, "Permission denied")
        return real(path, *args, **kwargs)

    monkeypatch.setattr(type(data), "open", refuse)

    assert errors_of(data)[0] == (
        f"error {file}: el archivo no se puede leer. Revise sus permisos, y que no esté abierto en otro programa."
    )


def test_a_link_to_itself_is_said(data):
    (data / "2024/coverage.csv").unlink()
    (data / "2024/coverage.csv").symlink_to("coverage.csv")

    assert errors_of(data)[0].startswith("error 2024/coverage.csv: no es un archivo que se pueda leer.")


def test_a_huge_csv_is_refused(data):
    with (data / "2024/coverage.csv").open("ab") as stream:
        stream.truncate(40 * 1024**2)

    assert errors_of(data)[0] == (
        "error 2024/coverage.csv: el archivo pasa de 32 MB. Deje en él solo los datos de la tabla."
    )


@pytest.mark.parametrize(("tail", "most"), [("a\n" * 300_000, "200,000 filas"), ("", "300 columnas")])
def test_a_csv_of_too_many_rows_or_columns_is_refused(data, tail, most):
    path = data / "2024/coverage.csv"
    text = path.read_text(encoding="utf-8")
    path.write_text(text + tail if tail else text.replace("\n", "," * 500 + "\n"), encoding="utf-8")

    assert errors_of(data)[0].startswith(f"error 2024/coverage.csv: la tabla pasa de {most}.")


@pytest.mark.parametrize("digits", ["1" * 400, "0." + "1" * 400, "1" * 16, "9" * 59])
def test_a_number_of_hundreds_of_digits_is_refused(data, digits):
    plant(data, {"file": "2024/programme_execution.csv", "row": "1.1", "column": "pim", "value": digits})

    assert errors_of(data)[0] == (
        "error 2024/programme_execution.csv, fila 3, columna pim: el número tiene demasiadas cifras (valor: "
        f"«{digits if len(digits) <= 300 else digits[:300] + '…'}»). Escriba como máximo 15 cifras antes del punto y 20 después."
    )


def test_a_cell_of_nothing_but_line_ends_is_soon_read(data):
    value = "\n" * 100_000 + "x"
    plant(data, {"file": "2024/programme_execution.csv", "row": "1.1", "column": "pim", "value": value})

    assert "se esperaba un número" in errors_of(data)[0]


@pytest.mark.parametrize("value", ["nan", "inf", "-inf", "1e99", "9" * 400])
def test_a_rule_that_cannot_be_counted_with_is_refused(data, value):
    plant(data, {"file": "reference/rules.toml", "replace": "alto = 95", "to": f"alto = {value}"})

    assert errors_of(data)[0].startswith(
        "error reference/rules.toml: en la edición 2024, alto de [edicion.niveles] no es un número (valor: "
    )


@pytest.mark.parametrize(
    "content",
    [
        "x = " + "[" * 50_000 + "]" * 50_000,
        "x = " + "{a = " * 20_000 + "1" + "}" * 20_000,
        "a" + ".a" * 50_000 + " = 1",
        "[" + ".".join(["a"] * 50_000) + "]",
        "x = " + "9" * 5_000,
    ],
)
@pytest.mark.parametrize("file", ["reference/rules.toml", "2024/coverage.meta.toml", "2024/corrections.toml"])
def test_deep_or_astronomic_toml_is_refused(data, content, file):
    (data / file).write_text(content, encoding="utf-8")

    assert errors_of(data)[0] == (
        f"error {file}: el archivo tiene números o niveles que no se pueden leer. Escriba cada dato en una línea: "
        "nombre = valor."
    )


def test_a_huge_toml_is_refused(data):
    (data / "2024/corrections.toml").write_text("# x\n" * 100_000, encoding="utf-8")

    assert errors_of(data) == [
        "error 2024/corrections.toml: el archivo pasa de 256 KB. Deje en él solo los datos de la tabla."
    ]


@pytest.mark.parametrize(
    ("hidden", "told"),
    [
        ("\x1b[31m", "<U+001B>[31m"),
        ("\u202e", "<U+202E>"),
        ("\u2066", "<U+2066>"),
        ("\x07", "<U+0007>"),
        ("\x9b", "<U+009B>"),
    ],
)
def test_control_and_direction_characters_are_refused_with_their_cell(data, hidden, told):
    value = f"No{hidden}ta"
    plant(data, {"file": "2024/programme_execution.csv", "row": "1.1", "column": "nota", "value": value})

    assert errors_of(data) == [
        "error 2024/programme_execution.csv, fila 3, columna nota: la celda tiene caracteres de control que no se ven "
        f"(valor: «No{told}ta»). Escriba el texto de nuevo, sin copiarlo."
    ]


def test_control_characters_in_a_code_a_number_and_a_choice_are_refused(data):
    for row, column in (("1.2", "codigo"), ("1.3", "pim")):
        plant(data, {"file": "2024/programme_execution.csv", "row": row, "column": column, "value": "1\x1b"})
    plant(data, {"file": "2024/indicator_results.csv", "row": "OP.01", "column": "estado", "value": "N\u200eD"})

    assert [line.split(":")[0] for line in errors_of(data) if "de control" in line] == [
        "error 2024/indicator_results.csv, fila 6, columna estado",
        "error 2024/programme_execution.csv, fila 4, columna codigo",
        "error 2024/programme_execution.csv, fila 5, columna pim",
    ]


@pytest.mark.parametrize(
    ("file", "content", "key"),
    [
        ("2024/coverage.meta.toml", 'titulo = "a\\u202eb"', "titulo"),
        ("2024/corrections.toml", CORRECTION.replace("Prueba", "\\u001b[2J"), "motivo"),
        ("reference/rules.toml", '[[edicion]]\nnombre = "\\u2067"', "nombre"),
    ],
)
def test_control_characters_in_toml_are_refused(data, file, content, key):
    (data / file).write_text(content, encoding="utf-8")

    assert errors_of(data)[0] == (
        f"error {file}: {key} tiene caracteres de control que no se ven. Escriba el texto de nuevo, sin copiarlo."
    )


def test_control_characters_in_the_provenance_of_a_workbook_are_refused(in_workbook):
    book = openpyxl.load_workbook(in_workbook / BOOK)
    book["Procedencia"]["D2"].value = "Ofi\u202ecina"
    book.save(in_workbook / BOOK)

    assert errors_of(in_workbook, 2025) == [
        "error 2025/2025.xlsx, hoja Procedencia, fila 2, columna productor: la celda tiene caracteres de control que no "
        "se ven (valor: «Ofi<U+202E>cina»). Escriba el texto de nuevo, sin copiarlo."
    ]


def test_what_is_read_as_it_was_is_not_refused(data):
    plant(
        data,
        {"file": "2024/programme_execution.csv", "row": "1.1", "column": "nota", "value": "una línea\ny\u00a0otra"},
    )

    assert errors_of(data) == []


def test_file_names_and_headers_reach_no_output_raw(data, tmp_path):
    (data / "2024/a\x1b[2J\u202eb.csv").write_text("x", encoding="utf-8")
    os.close(os.open(os.fsencode(data / "2024") + b"/\xff.csv", os.O_CREAT))
    rows = read_rows(data / "2024/coverage.csv")
    write_rows(data / "2024/coverage.csv", [[*rows[0], "x\x1b]0;y\x07"], *([*row, "1"] for row in rows[1:])])

    problems = check_year(SCHEMA, 2024, data)
    table = write_problems(problems, tmp_path / "salida", data)[0]

    told = "\n".join(map(str, problems)) + table.read_text(encoding="utf-8-sig")
    assert "a<U+001B>[2J<U+202E>b.csv" in told and "<U+DCFF>.csv" in told and "x<U+001B>]0;y<U+0007>" in told
    assert told.replace("\n", "").replace("\xa0", "").isprintable()


@pytest.mark.parametrize("value", ["=1+1", "+1", "@x", "＝1", "－x", "\t=1", "-cmd"])
def test_nothing_in_the_table_of_problems_is_a_formula(tmp_path, value):
    table = write_problems([Problem("a.csv", "mal", "corrija", value=value)], tmp_path)[0]

    assert table.read_text(encoding="utf-8-sig").splitlines()[1].split(",")[6].strip('"').startswith(("'", " ="))


def test_a_negative_number_in_the_table_of_problems_stays_one(tmp_path):
    table = write_problems([Problem("a.csv", "mal", "corrija", value="-12.5")], tmp_path)[0]

    assert ",-12.5," in table.read_text(encoding="utf-8-sig")


def test_a_long_value_is_cut(data):
    plant(data, {"file": "2024/programme_execution.csv", "row": "1.1", "column": "pim", "value": "x" * 100_000})

    assert len(errors_of(data)[0]) < 600


def test_unknown_keys_of_a_correction_are_errors(data):
    content = "version = 1\n" + CORRECTION + 'motivos = "x"\n'
    (data / "2024/corrections.toml").write_text(content, encoding="utf-8")

    how = f"Una corrección es una sección [[correccion]] con: {', '.join(REQUIRED_KEYS)}."
    assert errors_of(data) == [
        f"error 2024/corrections.toml: «version» no es parte de una corrección. {how}",
        f"error 2024/corrections.toml, fila 2: «motivos» no es parte de una corrección. {how}",
    ]


def test_an_empty_folder_of_a_year_is_said_once(data):
    (data / "2025").mkdir()
    (data / "2025/.~lock.x#").touch()

    assert lines(check_year(SCHEMA, 2025, data)) == [
        "error 2025/: la carpeta del año está vacía. Bórrela, y créela con sus plantillas con «python -m lib new-year 2025»."
    ]


def test_a_hundred_thousand_unknown_codes_take_seconds(data):
    path = data / "2024/indicator_results.csv"
    header, *rows = read_rows(path)
    blank = [""] * (len(header) - 1)
    write_rows(path, [header, *rows, *([f"ISS.99.{n // 1000:02d}.{n % 1000:03d}", *blank] for n in range(100_000))])

    found = [line for line in errors_of(data) if "el código no existe" in line]

    assert len(found) == 100_000
    assert "Corrija el código o agréguelo primero" in found[0]


def test_many_unknown_codes_among_many_known_ones_take_seconds(data):
    header, *rows = read_rows(data / "reference/services.csv")
    added = [
        [f"01.{n // 100:02d}.{n % 100:02d}", "OP.01", "Servicio", *[""] * (len(header) - 3)] for n in range(700, 9999)
    ]
    write_rows(data / "reference/services.csv", [header, *rows, *added])
    path = data / "2024/factors.csv"
    header, *rows = read_rows(path)
    write_rows(path, [header, *rows, *([f"F{n}", f"99.{n:03d}", *rows[0][2:]] for n in range(100, 999))])

    assert sum("el código no existe" in line for line in errors_of(data)) == 899
