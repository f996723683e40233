"""The reviewer's workbook: what is written, and every fault of what comes back."""

from datetime import datetime

import openpyxl
import pytest

from engine.inputs.review_sheet import Answer, control, mark, read_review, write_review

HEADER = (
    "cifra", "texto", "páginas", "conforme", "observación", "revisor", "fecha", "fórmula", "fuentes", "id", "control",
)  # fmt: skip
MADE = (2024, "d" * 64, "f" * 64)


def figure(key, text, formula=""):
    return {
        "cifra": f"Avance: {key}",
        "texto": text,
        "paginas": "index.html",
        "formula": formula,
        "fuentes": "2024/a.csv:2:x",
        "id": f"s.t[{key}].c",
    }


ROWS = [figure("a", "86.5\xa0%", "42 ÷ 49 × 100"), figure("b", "+7"), figure("c", "2024")]


@pytest.fixture
def path(tmp_path):
    made = tmp_path / "revision-2024.xlsx"
    write_review(made, ROWS, *MADE)
    return made


@pytest.fixture
def returned(path):
    """Change the workbook with a function of it, and read it as the report of 2024."""

    def change(*changes):
        book = openpyxl.load_workbook(path)
        for one in changes:
            one(book)
        book.save(path)
        return read_review(path, 2024)

    return change


def put(cell, value):
    def change(book):
        book["Revisión"][cell].value = value

    return change


def said(filled):
    return [f"{problem.severity}: {problem}" for problem in filled.problems]


def test_a_row_per_figure_with_room_for_an_opinion(path):
    sheet = openpyxl.load_workbook(path)["Revisión"]
    rows = list(sheet.iter_rows(values_only=True))
    assert rows[0] == HEADER
    assert rows[1] == (
        "Avance: a", "86.5\xa0%", "index.html", None, None, None, None, "42 ÷ 49 × 100", "2024/a.csv:2:x", "s.t[a].c",
        f"{mark('s.t[a].c')}-{mark('86.5 %')}",
    )  # fmt: skip
    assert len(rows) == 1 + len(ROWS)


def test_the_sheet_is_comfortable_and_only_the_opinion_is_open(path):
    sheet = openpyxl.load_workbook(path)["Revisión"]
    choice = sheet.data_validations.dataValidation[0]
    assert (sheet.freeze_panes, sheet.auto_filter.ref) == ("C2", "A1:K4")
    assert (choice.formula1, str(choice.sqref)) == ('"sí,no"', "D2:D4")
    assert sheet.protection.sheet and [cell.column_letter for cell in sheet[2] if not cell.protection.locked] == list(
        "DEFG"
    )
    assert sheet.column_dimensions["E"].width > 50


def test_the_first_sheet_says_what_to_do_and_what_it_was_made_from(path):
    book = openpyxl.load_workbook(path)
    rows = list(book.worksheets[0].iter_rows(values_only=True))
    assert rows[0][0] == "Revisión del reporte 2024"
    assert rows[3][1] == "2. En conforme elija sí o no. Déjela vacía si no revisó la cifra."
    assert rows[-4:] == [
        ("Año del reporte", "2024"),
        ("Cifras", "3"),
        ("Huella de los datos", "d" * 64),
        ("Huella de las cifras", "f" * 64),
    ]


def test_no_text_can_become_a_formula(tmp_path):
    write_review(tmp_path / "x.xlsx", [{**figure("a", "=1+1"), "cifra": "=cmd|' /C calc'!A0", "formula": "@x"}], *MADE)
    cells = openpyxl.load_workbook(tmp_path / "x.xlsx")["Revisión"][2]
    given = [cell for cell in cells if cell.value is not None]
    assert {cell.data_type for cell in given} == {"s"} and all(cell.quotePrefix for cell in given)
    assert {cell.number_format for cell in cells if cell.value is None} == {"@"}


def test_an_untouched_sheet_has_no_faults_and_no_opinion(path):
    filled = read_review(path, 2024)
    assert said(filled) == []
    assert (filled.data, filled.figures) == MADE[1:]
    assert filled.answers["s.t[a].c"] == Answer("s.t[a].c", "Avance: a", "86.5 %", mark("86.5 %"))


@pytest.mark.parametrize("written", ["sí", "SÍ", "Si", " si ", "s", True])
def test_a_yes_is_a_yes_however_it_is_written(returned, written):
    filled = returned(put("D2", written))
    assert (filled.answers["s.t[a].c"].verdict, said(filled)) == ("si", [])


@pytest.mark.parametrize("written", ["no ", "NO", "No\xa0", False])
def test_a_no_is_a_no_however_it_is_written(returned, written):
    filled = returned(put("D2", written), put("E2", "falta"), put("F2", "Ana"))
    assert (filled.answers["s.t[a].c"].verdict, said(filled)) == ("no", [])


def test_a_date_and_a_text_of_several_lines_are_read_in_one(returned):
    filled = returned(
        put("E3", "dos\nlíneas\t y  más"), put("F3", " Ana  Ruiz "), put("G3", datetime(2025, 3, 2)), put("G2", "ayer")
    )
    answer = filled.answers["s.t[b].c"]
    assert (answer.observation, answer.reviewer, answer.date) == ("dos líneas y más", "Ana Ruiz", "2025-03-02")
    assert filled.answers["s.t[a].c"].date == "ayer"


def test_a_formula_in_an_observation_is_only_a_text(returned):
    filled = returned(put("E2", "=cmd|' /C calc'!A0"), put("F2", "Ana"))
    assert filled.answers["s.t[a].c"].observation == "=cmd|' /C calc'!A0"
    assert said(filled) == []


def test_hidden_rows_count_because_reviewers_filter(returned):
    def hide(book):
        book["Revisión"].row_dimensions[2].hidden = True

    assert returned(hide, put("D2", "sí")).answers["s.t[a].c"].verdict == "si"


def test_a_copy_of_another_program_is_understood(tmp_path):
    """Columns in another order, one more, blank rows, numbers for digits, ordinary spaces, no formats."""
    book = openpyxl.Workbook()
    book.active.title = "Instrucciones"
    book.active.append(["Año del reporte", 2024])
    sheet = book.create_sheet("Revision")
    sheet.append(["id", "CONTROL", "texto", "cifra", "Conforme", "Observacion", "revisor", "fecha", "prioridad"])
    sheet.append([None] * 9)
    for row, text in zip(ROWS, ["86.5 %", "+7", 2024], strict=True):
        sheet.append([row["id"], control(row["id"], row["texto"]), text, row["cifra"], "Si", "", "Ana", "", "alta"])
        sheet.append([None] * 9)
    book.save(tmp_path / "copia.xlsx")

    filled = read_review(tmp_path / "copia.xlsx", 2024)

    assert [(answer.ident, answer.text, answer.verdict) for answer in filled.answers.values()] == [
        ("s.t[a].c", "86.5 %", "si"),
        ("s.t[b].c", "+7", "si"),
        ("s.t[c].c", "2024", "si"),
    ]
    assert said(filled) == [
        "aviso: copia.xlsx, hoja Revision, fila 1: la columna «prioridad» no se usa. Bórrela, o corrija su nombre si "
        "debía ser una de la plantilla."
    ]


SHEET = "revision-2024.xlsx, hoja Revisión"
FAULTS = {
    "conforme": (
        [put("D3", "tal vez")],
        f"error: {SHEET}, celda D3, fila 3, columna conforme: solo se acepta si o no (valor: «tal vez»). Escriba si o "
        "no.",
    ),
    "id": (
        [put("J2", "s.t[x].c")],
        f"error: {SHEET}, celda J2, fila 2, columna id: el id no es el que se dio (valor: «s.t[x].c»). Copie el id y el "
        "control del libro original: por ellos se sabe de qué cifra se habla.",
    ),
    "no id": (
        [put("J2", None), put("E2", "mal"), put("F2", "Ana")],
        f"error: {SHEET}, celda J2, fila 2, columna id: la fila tiene una revisión y no tiene id. Copie el id del libro "
        "original, o borre lo escrito en la fila.",
    ),
    "twice": (
        [put("J5", "s.t[a].c"), put("K5", control("s.t[a].c", "86.5 %")), put("B5", "86.5 %")],
        f"error: {SHEET}, celda J5, fila 5, columna id: el id está también en la fila 2 (valor: «s.t[a].c»). Deje una "
        "sola fila por cifra.",
    ),
    "text": (
        [put("B2", "86.4 %")],
        f"aviso: {SHEET}, celda B2, fila 2, columna texto: alguien escribió sobre el texto de la cifra; no se usa "
        "(valor: «86.4 %»). Lo que la cifra debería decir va en observación.",
    ),
    "reviewer": (
        [put("E2", "mal")],
        f"aviso: {SHEET}, celda F2, fila 2, columna revisor: la observación no dice de quién es. Escriba el nombre de "
        "quien revisó.",
    ),
    "reason": (
        [put("D2", "no")],
        f"aviso: {SHEET}, celda E2, fila 2, columna observacion: dice no y no dice por qué. Escriba qué se observa.",
    ),
    "column": (
        [put("D1", "opinión")],
        f"error: {SHEET}, fila 1: falta la columna conforme. Agregue la columna: sí o no; vacía si no se revisó.",
    ),
    "control column": (
        [put("K1", None), *(put(f"K{row}", None) for row in (2, 3, 4))],
        f"error: {SHEET}, fila 1: falta la columna control. Agregue la columna: código que permite saber si la fila se "
        "alteró.",
    ),
    "merged": (
        [lambda book: book["Revisión"].merge_cells("E2:E3")],
        f"error: {SHEET}, celda E2:E3, fila 2: hay celdas combinadas entre los datos. Sepárelas y escriba el valor en "
        "cada fila.",
    ),
    "rows": (
        [lambda book: book["Revisión"].delete_rows(4)],
        f"aviso: {SHEET}: se borraron filas: la hoja se hizo con 3 cifras y tiene 2. Las cifras de las filas borradas "
        "se cuentan como nuevas.",
    ),
    "sheet": (
        [lambda book: setattr(book["Revisión"], "title", "Hoja1")],
        "error: revision-2024.xlsx: falta la hoja Revisión, o está vacía. Cópiela del libro original, con ese nombre.",
    ),
    "instructions": (
        [lambda book: book.remove(book["Instrucciones"])],
        "error: revision-2024.xlsx, hoja Instrucciones, columna Año del reporte: no dice de qué año es la revisión. "
        "Copie la hoja Instrucciones del libro original.",
    ),
}


@pytest.mark.parametrize("fault", FAULTS)
def test_a_fault_is_said_with_its_place_and_what_to_do(returned, fault):
    changes, sentence = FAULTS[fault]
    assert sentence in said(returned(*changes))


def test_all_faults_are_said_at_once(returned):
    filled = returned(
        lambda book: book["Instrucciones"].cell(10, 2, "2023"), put("D2", "?"), put("D3", "quizá"), put("J4", "x")
    )
    assert [problem.cell for problem in filled.problems if problem.is_error] == ["B10", "D2", "D3", "J4"]
    assert said(filled)[0] == (
        "error: revision-2024.xlsx, hoja Instrucciones, celda B10, fila 10, columna Año del reporte: la revisión es de "
        "otro año; el reporte es de 2024 (valor: «2023»). Indique la carpeta del reporte de ese año."
    )


def test_a_file_that_is_none_or_no_workbook_is_said(tmp_path):
    assert said(read_review(tmp_path / "nada.xlsx", 2024)) == [
        "error: nada.xlsx: el archivo no existe. Revise la ruta."
    ]
    (tmp_path / "texto.ods").write_text("no es un libro", encoding="utf-8")
    assert said(read_review(tmp_path / "texto.ods", 2024)) == [
        "error: texto.ods: el libro no se puede abrir. Ábralo en Excel, quítele la contraseña si la tiene y guárdelo "
        "como «Libro de Excel (.xlsx)»."
    ]


@pytest.mark.parametrize("place", range(40, 4000, 330))
def test_a_damaged_copy_is_refused_or_read_whole(path, place):
    whole = read_review(path, 2024).answers
    content = bytearray(path.read_bytes())
    content[place : place + 60] = bytes(range(60))
    path.write_bytes(content)
    filled = read_review(path, 2024)
    assert filled.answers == whole or "el libro no se puede abrir" in said(filled)[0]
