"""A review of a small report: the sheet that is made, and what is told of it when it comes back."""

import csv
import json
import shutil

import openpyxl
import pytest

from engine.audit import review
from engine.audit.manifest import MadeFrom, inputs_digest, meta_elements
from lib.columns import table

COLUMNS = ["id", "value", "unit", "decimals", "text", "origin", "formula", "sources"]
HASHES = {"2024/a.csv": "a" * 64}
TEXTS = {"s.t[a].c": "86.5\xa0%", "s.t[b].c": "7", "s.t[c].c": "Alto", "s.t[d].c": "S/\xa0100"}


def main(report, output=None, filled=None):
    return review.review(report, output, filled, table)


def page(section, idents, hashes):
    metas = "".join(
        f'<meta name="{name}" content="{content}">'
        for name, contents in meta_elements(MadeFrom(2024, hashes), section).items()
        for content in contents
    )
    shown = "".join(f'<p><data data-figure="{ident}">x</data></p>' for ident in idents)
    return f"<html><head>{metas}</head><body>{shown}</body></html>"


def publish(folder, texts=TEXTS, hashes=HASHES, **run):
    """A report whose first page shows all but the last figure, and the index the first and the last."""
    shutil.rmtree(folder, ignore_errors=True)
    folder.mkdir(parents=True)
    idents = list(texts)
    pages = {"01_services.html": idents[:-1], "index.html": [idents[0], idents[-1]], "report-2024.html": idents}
    for name, shown in pages.items():
        section = "all" if name.startswith("report") else name
        (folder / name).write_text(page(section, shown, hashes), encoding="utf-8")
    with (folder / "figures.csv").open("w", encoding="utf-8", newline="") as stream:
        writer = csv.DictWriter(stream, COLUMNS, restval="")
        writer.writeheader()
        writer.writerows({"id": ident, "text": text} for ident, text in {**texts, "s.t[hidden].c": "1"}.items())
    (folder / "run.json").write_text(json.dumps({"year": 2024, "inputs": hashes} | run), encoding="utf-8")
    return folder


@pytest.fixture
def report(tmp_path):
    return publish(tmp_path / "outputs/2024")


@pytest.fixture
def sheet(report, capsys):
    assert main(report) == 0
    capsys.readouterr()
    return report.parent / "revision-2024.xlsx"


def fill(path, *rows):
    """Write opinions: (row, conforme, observación, revisor, fecha)."""
    book = openpyxl.load_workbook(path)
    for number, *cells in rows:
        for column, text in enumerate(cells, start=4):
            book["Revisión"].cell(number, column, text or None)
    book.save(path)


def read_back(report, sheet, capsys):
    code = main(report, filled=sheet)
    told = capsys.readouterr()
    return code, told.out.splitlines(), told.err.splitlines()


def test_the_sheet_has_the_figures_of_the_pages_each_once(report, capsys):
    assert main(report) == 0

    path = report.parent / "revision-2024.xlsx"
    assert capsys.readouterr().out == f"{path}: 4 cifras por revisar.\n"
    book = openpyxl.load_workbook(path)
    rows = list(book["Revisión"].iter_rows(min_row=2, values_only=True))
    assert [(row[0], row[1], row[2], row[9]) for row in rows] == [
        ("C: a", "86.5\xa0%", "01_services.html, index.html", "s.t[a].c"),
        ("C: b", "7", "01_services.html", "s.t[b].c"),
        ("C: c", "Alto", "01_services.html", "s.t[c].c"),
        ("C: d", "S/\xa0100", "index.html", "s.t[d].c"),
    ]
    facts = dict(book["Instrucciones"].iter_rows(min_row=10, values_only=True))
    assert (facts["Año del reporte"], facts["Huella de los datos"]) == ("2024", inputs_digest(HASHES))


def test_a_sheet_that_exists_is_never_overwritten(report, sheet, capsys):
    before = sheet.read_bytes()
    assert main(report) == 2
    assert capsys.readouterr().err == (
        f"{sheet}: ya existe y no se sobrescribe; léala con --filled o dé otro nombre con --output\n"
    )
    assert sheet.read_bytes() == before
    assert main(report, output=report.parent / "nuevas/otra.xlsx") == 0


def test_the_published_folder_is_not_touched(report, capsys):
    inside = report / "notebooks" / ".." / "revision.xlsx"
    assert main(report, output=inside) == 2
    assert capsys.readouterr().err == f"{inside}: la carpeta del reporte no se toca; indique otra con --output\n"


def test_a_place_that_cannot_be_written_is_said(report, tmp_path, capsys):
    (tmp_path / "archivo").write_text("", encoding="utf-8")
    assert main(report, output=tmp_path / "archivo/x.xlsx") == 2
    assert capsys.readouterr().err.startswith(f"{tmp_path / 'archivo/x.xlsx'}: no se puede escribir: ")


def test_a_folder_that_is_no_report_is_said(report, tmp_path, capsys):
    assert main(tmp_path) == 2
    (report / "run.json").unlink()
    assert main(report) == 2
    assert capsys.readouterr().err.splitlines() == [
        f"{tmp_path}: no hay figures.csv; indique la carpeta de una corrida o su figures.csv",
        f"{report}: no es la carpeta de un reporte publicado: faltan sus páginas o run.json",
    ]


def test_an_untouched_sheet_has_nothing_open(report, sheet, capsys):
    assert read_back(report, sheet, capsys) == (
        0,
        [
            "0 cifras revisadas de 4: 0 conformes, 0 con observación; 4 sin revisar.",
            "El reporte tiene los mismos datos y las mismas cifras con que se hizo la hoja.",
            "No queda ninguna observación abierta.",
        ],
        [],
    )


def test_an_observation_on_a_figure_that_is_the_same_is_open(report, sheet, capsys):
    fill(sheet, (2, "no", "Debe ser 86.4 %", "Ana Ruiz", "2025-03-02"), (3, "sí", "", "Ana Ruiz", ""), (4, "no"))
    assert read_back(report, sheet, capsys) == (
        1,
        [
            "Aviso: revision-2024.xlsx, hoja Revisión, celda E4, fila 4, columna observacion: dice no y no dice por "
            "qué. Escriba qué se observa.",
            "3 cifras revisadas de 4: 1 conforme, 2 con observación; 1 sin revisar.",
            "El reporte tiene los mismos datos y las mismas cifras con que se hizo la hoja.",
            "Observaciones:",
            "- C: a [s.t[a].c]: «Debe ser 86.4 %» (Ana Ruiz, 2025-03-02). ABIERTA: la cifra sigue igual, 86.5 %.",
            "- C: c [s.t[c].c]: no conforme, sin decir por qué (sin revisor). ABIERTA: la cifra sigue igual, Alto.",
            "Quedan 2 observaciones abiertas.",
        ],
        [],
    )


def test_what_changed_went_or_came_since_is_told_with_both_texts(report, sheet, capsys):
    fill(
        sheet,
        (2, "no", "Debe ser 86.4 %", "Ana", ""),
        (3, "", "Falta la fuente", "Luis", ""),
        (4, "sí", "", "Ana", ""),
        (5, "no", "Sobra", "Luis", ""),
    )
    publish(
        report,
        {"s.t[a].c": "86.4\xa0%", "s.t[b].c": "7", "s.t[c].c": "Medio", "s.t[n].c": "3"},
        {"2024/a.csv": "b" * 64},
    )
    assert read_back(report, sheet, capsys) == (
        1,
        [
            "4 cifras revisadas de 4: 1 conforme, 3 con observación; 0 sin revisar.",
            "Desde que se hizo la hoja: 2 cifras cambiaron, 1 es nueva, 1 ya no se muestra.",
            "Observaciones:",
            "- C: b [s.t[b].c]: «Falta la fuente» (Luis). ABIERTA: la cifra sigue igual, 7.",
            "- C: a [s.t[a].c]: «Debe ser 86.4 %» (Ana). La cifra cambió, 86.5 % → 86.4 %.",
            "- C: d [s.t[d].c]: «Sobra» (Luis). La cifra ya no se muestra.",
            "Conformes cuya cifra cambió después; revíselas otra vez:",
            "- C: c [s.t[c].c]: Alto → Medio",
            "Cifras que no están en la hoja:",
            "- C: n [s.t[n].c]: 3",
            "Queda 1 observación abierta.",
        ],
        [],
    )


def test_a_text_that_ends_in_a_full_stop_ends_the_sentence(tmp_path, capsys):
    report = publish(tmp_path / "outputs/2024", {"s.t[a].c": "0.3\xa0p.\xa0p.", "s.t[b].c": "7"})
    assert main(report) == 0
    sheet = report.parent / "revision-2024.xlsx"
    fill(sheet, (2, "no", "Falta el signo", "Ana", ""))
    capsys.readouterr()
    _code, told, _errors = read_back(report, sheet, capsys)
    assert told[-2] == "- C: a [s.t[a].c]: «Falta el signo» (Ana). ABIERTA: la cifra sigue igual, 0.3 p. p."


def test_a_reviewer_closes_an_observation_with_a_yes(report, sheet, capsys):
    fill(sheet, (2, "Sí", "Se explicó en la nota", "Ana", ""))
    code, told, _errors = read_back(report, sheet, capsys)
    assert code == 0
    assert told[-2:] == [
        "- C: a [s.t[a].c]: «Se explicó en la nota» (Ana). Cerrada por el revisor, la cifra sigue igual, 86.5 %.",
        "No queda ninguna observación abierta.",
    ]


def test_a_text_somebody_wrote_over_is_not_taken_for_the_old_one(report, sheet, capsys):
    fill(sheet, (2, "no", "Está mal", "Ana", ""))
    book = openpyxl.load_workbook(sheet)
    book["Revisión"]["B2"].value = "86.4 %"
    book.save(sheet)
    assert read_back(report, sheet, capsys)[0] == 1
    publish(report, {**TEXTS, "s.t[a].c": "86.4\xa0%"})
    code, told, _errors = read_back(report, sheet, capsys)
    assert code == 0
    assert "- C: a [s.t[a].c]: «Está mal» (Ana). La cifra cambió, ahora 86.4 %." in told


def test_other_data_with_the_same_figures_is_said(report, sheet, capsys):
    publish(report, hashes={"2024/a.csv": "b" * 64})
    assert read_back(report, sheet, capsys)[1][1] == (
        "Los datos no son los mismos con que se hizo la hoja, pero las cifras que se muestran sí."
    )


def test_a_sheet_that_cannot_be_used_tells_every_fault_and_nothing_else(report, sheet, capsys):
    fill(sheet, (2, "quizá", "mal", "", ""), (3, "?", "", "", ""))
    place = "revision-2024.xlsx, hoja Revisión"
    assert read_back(report, sheet, capsys) == (
        2,
        [],
        [
            f"Error: {place}, celda D2, fila 2, columna conforme: solo se acepta si o no (valor: «quizá»). Escriba si "
            "o no.",
            f"Error: {place}, celda D3, fila 3, columna conforme: solo se acepta si o no (valor: «?»). Escriba si o no.",
            f"Aviso: {place}, celda F2, fila 2, columna revisor: la observación no dice de quién es. Escriba el nombre "
            "de quien revisó.",
            "La hoja no se puede usar; corrija los errores y vuelva a leerla.",
        ],
    )


def test_a_hostile_observation_is_shown_as_what_it_is(report, sheet, capsys):
    fill(sheet, (2, "no", "=cmd|' /C calc'!A0", "=HYPERLINK(1)\n", ""))
    assert (
        "- C: a [s.t[a].c]: «=cmd|' /C calc'!A0» (=HYPERLINK(1)). ABIERTA: la cifra sigue igual, 86.5 %."
        in (read_back(report, sheet, capsys)[1])
    )
