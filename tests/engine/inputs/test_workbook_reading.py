"""Workbooks as offices return them: what Excel hides, converts or leaves out is said."""

import openpyxl
import pytest
from planting import lines

from engine.inputs.loading import check_year, load_year
from lib.declarations import SCHEMA

BOOK = "2025/2025.xlsx"


@pytest.fixture(scope="module")
def lines_before(workbook_once):
    return lines(check_year(SCHEMA, 2025, workbook_once))


@pytest.fixture
def filled(in_workbook, lines_before):
    return in_workbook, lines_before


def changed(filled, change):
    """What the check says after a change to the workbook that it did not say before."""
    root, before = filled
    book = openpyxl.load_workbook(root / BOOK)
    change(book)
    book.save(root / BOOK)
    return [line for line in lines(check_year(SCHEMA, 2025, root)) if line not in before]


def set_cell(sheet, cell, value):
    def change(book):
        book[sheet][cell].value = value

    return change


def test_a_filled_workbook_has_no_errors(filled):
    assert not [line for line in filled[1] if line.startswith("error")]


def test_a_number_as_text_with_a_comma(filled):
    assert changed(filled, set_cell("service_levels", "C2", "treinta y siete"))[:1] == [
        "error 2025/2025.xlsx, hoja service_levels, celda C2, fila 2, columna indicadores: se esperaba un número "
        "(valor: «treinta y siete»). Escriba solo el número, con punto decimal, o deje la celda vacía."
    ]


def test_a_code_that_excel_made_a_number(filled):
    assert changed(filled, set_cell("coverage", "B42", 9)) == [
        "aviso 2025/2025.xlsx, hoja coverage, celda B42, fila 42, columna categoria: se leyó como 09 (valor: «9»). Si "
        "no es correcto, escriba el código completo en una celda con formato de texto."
    ]


def test_a_percentage_cell_is_read_as_it_shows(filled):
    def change(book):
        book["coverage"]["F3"].value = 0.75
        book["coverage"]["F3"].number_format = "0.0%"

    assert changed(filled, change) == [
        "aviso 2025/2025.xlsx, hoja coverage, celda F3, fila 3, columna porcentaje: se leyó como 75 (valor: «75%»). Si "
        "no es correcto, escriba el número con punto decimal y sin separador de miles."
    ]


def test_a_number_keeps_the_fifteen_digits_of_excel(filled):
    root, _before = filled
    book = openpyxl.load_workbook(root / BOOK)
    book["indicator_results"]["F6"].value = 0.1 + 0.2 + 44999.7
    book.save(root / BOOK)

    assert str(load_year(SCHEMA, 2025, root)["indicator_results"].at["OP.01", "valor_obtenido"].number) == "45000"


def test_a_hidden_row_is_refused(filled):
    def change(book):
        book["coverage"].row_dimensions[5].hidden = True

    assert changed(filled, change) == [
        "error 2025/2025.xlsx, hoja coverage, fila 5: la fila está oculta o filtrada y tiene datos. Muéstrela si vale, "
        "o bórrela si no."
    ]


def test_merged_cells_are_refused(filled):
    assert changed(filled, lambda book: book["coverage"].merge_cells("K5:K6"))[:1] == [
        "error 2025/2025.xlsx, hoja coverage, celda K5:K6, fila 5: hay celdas combinadas entre los datos. Sepárelas y "
        "escriba el valor en cada fila."
    ]


def test_a_formula_without_a_saved_result_is_refused(filled):
    assert changed(filled, set_cell("programme_execution", "F17", "=SUM(F2:F16)")) == [
        "error 2025/2025.xlsx, hoja programme_execution, celda F17, fila 17, columna pim: la fórmula no tiene un valor "
        "guardado (valor: «=SUM(F2:F16)»). Abra el libro en Excel, guárdelo, o escriba el valor."
    ]


def test_an_excel_error_is_refused(filled):
    assert changed(filled, set_cell("programme_execution", "F17", "#REF!")) == [
        "error 2025/2025.xlsx, hoja programme_execution, celda F17, fila 17, columna pim: la celda muestra un error de "
        "Excel (valor: «#REF!»). Corrija la fórmula o escriba el valor."
    ]


def test_a_sheet_with_another_name_is_said_and_missed(filled):
    def change(book):
        book["service_levels"].title = "niveles"

    assert changed(filled, change) == [
        "aviso 2025: no hay datos en tablas que en 2024 los tenían: service_levels, factors, alternatives, "
        "published_figures, contrasts, observations. Agréguelas si hay fuente; si no, el informe sale sin ellas.",
        "aviso 2025/2025.xlsx, hoja niveles: la hoja no se usa: su nombre no es el de ninguna tabla. Por sus columnas "
        "parece service_levels: cámbiele el nombre.",
    ]


def test_a_sheet_of_the_office_s_own_is_said(filled):
    assert changed(filled, lambda book: book.create_sheet("Borrador").append(["codigo", "idea"])) == [
        "aviso 2025/2025.xlsx, hoja Borrador: la hoja no se usa: su nombre no es el de ninguna tabla. Cámbiele el "
        "nombre por el de la plantilla si tiene datos."
    ]


def test_a_hidden_column_is_read_and_said(filled):
    def change(book):
        book["indicator_results"].column_dimensions["F"].hidden = True

    assert changed(filled, change) == [
        "aviso 2025/2025.xlsx, hoja indicator_results, columna valor_obtenido: la columna está oculta y se leyó. "
        "Muéstrela y revise sus datos."
    ]


def test_a_hidden_sheet_is_read_and_said(filled):
    def change(book):
        book["coverage"].sheet_state = "hidden"

    assert changed(filled, change) == [
        "aviso 2025/2025.xlsx, hoja coverage: la hoja está oculta y se leyó. Muéstrela y revise sus datos."
    ]


def test_a_workbook_without_its_provenance_is_said_once(filled):
    assert changed(filled, lambda book: book.remove(book["Procedencia"])) == [
        "aviso 2025/2025.xlsx, hoja Procedencia: la hoja no dice de dónde vienen: indicator_results, baselines, "
        "service_facts, service_levels, policy_facts, published_rating, coverage, programme_execution, context. "
        "Cópiela de la plantilla y complétela: documento, ubicación y tipo de los datos."
    ]


def test_a_thousands_point_in_a_text_cell_is_refused(filled):
    assert changed(filled, set_cell("programme_execution", "D12", "3.000")) == [
        "error 2025/2025.xlsx, hoja programme_execution, celda D12, fila 12, columna meta_fisica: el separador puede "
        "ser decimal o de miles: no se sabe si es 3000 o 3.000 (valor: «3.000»). Escriba el número con punto decimal y "
        "sin separador de miles."
    ]


def test_a_goal_of_thousands_that_excel_took_for_units(filled):
    """3.000 typed where the comma is the decimal mark is 3: 3,300 of 3 against 90 % of the money."""
    assert changed(filled, set_cell("programme_execution", "D12", 3)) == [
        "aviso 2025/2025.xlsx, hoja programme_execution, celda I12, fila 12, columna nota: el avance físico y el "
        "financiero distan 109,910.0 p. p. y no hay explicación. Explique la diferencia en la nota.",
        "aviso 2025/2025.xlsx, hoja programme_execution, celda D12, fila 12, columna meta_fisica: es de otro orden de "
        "magnitud que en 2024 (2,848) (valor: «3»). Revise la unidad, los decimales y el signo; si es correcto, no "
        "cambie nada.",
    ]


def test_a_state_in_words_is_understood(filled):
    assert changed(filled, set_cell("indicator_results", "H9", "No disponible ")) == [
        "aviso 2025/2025.xlsx, hoja indicator_results, celda H9, fila 9, columna estado: se leyó como ND (valor: «No "
        "disponible»). Si no es correcto, escríbalo como en la plantilla."
    ]


def test_an_extra_column_is_said(filled):
    def change(book):
        book["programme_execution"].insert_cols(4)
        book["programme_execution"]["D1"].value = "meta semestral"

    assert changed(filled, change) == [
        "aviso 2025/2025.xlsx, hoja programme_execution, fila 1: la columna «meta semestral» no se usa. Bórrela, o "
        "corrija su nombre si debía ser una de la plantilla."
    ]


def test_a_source_note_below_the_table_is_said_once(filled):
    assert changed(filled, set_cell("programme_execution", "A40", "Fuente: PRODUCE")) == [
        "error 2025/2025.xlsx, hoja programme_execution, celda A40, fila 40, columna codigo: el código no tiene la "
        "forma esperada (valor: «Fuente: PRODUCE»). Escríbalo como en el ejemplo: P1, 1.1 o TOTAL."
    ]


def test_a_table_below_titles_is_found(filled):
    problems = changed(filled, lambda book: book["service_levels"].insert_rows(1, 2))

    assert problems[0] == (
        "aviso 2025/2025.xlsx, hoja service_levels, fila 3: el encabezado no está en la fila 1; se leyó desde aquí. No "
        "hace falta cambiar nada si las filas de encima son solo títulos."
    )


def test_a_file_that_is_no_workbook_is_said_once(filled):
    root, _before = filled
    (root / BOOK).write_text("no soy un libro", encoding="utf-8")

    assert [line for line in lines(check_year(SCHEMA, 2025, root)) if line.startswith("error")] == [
        "error 2025/2025.xlsx: el libro no se puede abrir. Ábralo en Excel, quítele la contraseña si la tiene y "
        "guárdelo como «Libro de Excel (.xlsx)»."
    ]


@pytest.mark.parametrize("kind", [".ods", ".xls", ".xlsm"])
def test_a_book_of_another_kind_is_refused_with_what_to_do(filled, kind):
    root, before = filled
    (root / BOOK).rename((root / BOOK).with_suffix(kind))

    told = [line for line in lines(check_year(SCHEMA, 2025, root)) if line not in before]
    assert (
        f"error 2025/2025{kind}: un libro {kind} no se lee. Ábralo y guárdelo como Excel (.xlsx), con el nombre "
        "2025.xlsx."
    ) in told
