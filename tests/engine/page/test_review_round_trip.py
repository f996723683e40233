"""The reviewer's round trip on the real report: sheet out, opinions in, one figure changed, sheet back."""

import json

import openpyxl
import pytest

from engine.inputs.review_sheet import REVIEW
from engine.page.workbook import write_tables_csv
from lib.__main__ import main
from lib.suite import SUITE

CHANGED, SAME = "objective_gaps.progress[OP.01].avance_tipo_1", "pp0093_budget.execution[TOTAL].pim"


@pytest.fixture
def published(pages, frames, figures, data, tmp_path):
    folder = tmp_path / "outputs/2024"
    folder.mkdir(parents=True)
    for name, html in pages.items():
        (folder / name).write_text(html, encoding="utf-8")
    figures.to_frame().to_csv(folder / "figures.csv", index=False, encoding="utf-8-sig")
    write_tables_csv(frames, SUITE.tables, folder / "tables")
    (folder / "run.json").write_text(json.dumps({"year": data.year, "inputs": data.hashes}), encoding="utf-8")
    return folder


def rows_by_id(book):
    position = REVIEW.columns.index("id")
    return {row[position].value: row for row in book["Revisión"].iter_rows(min_row=2)}


def test_a_review_of_the_real_report_comes_back(published, capsys):
    assert main(["review", str(published)]) == 0
    sheet = published.parent / "revision-2024.xlsx"
    book = openpyxl.load_workbook(sheet)
    rows = rows_by_id(book)
    assert 900 < len(rows) < 1200
    for ident, opinion in ((CHANGED, ("no", "Redondeo", "Ana Ruiz")), (SAME, ("No", "Falta la fuente", "Luis Paz"))):
        for cell, text in zip(rows[ident][3:], opinion, strict=False):
            cell.value = text
    book.save(sheet)
    table = published / "figures.csv"
    before = table.read_text(encoding="utf-8-sig")
    line = next(line for line in before.splitlines() if line.startswith(CHANGED))
    table.write_text(before.replace(line, line.replace("86.5\xa0%", "86.4\xa0%")), encoding="utf-8-sig")
    capsys.readouterr()

    assert main(["review", str(published), "--filled", str(sheet)]) == 1

    assert capsys.readouterr().out.splitlines() == [
        f"2 cifras revisadas de {len(rows):,}: 0 conformes, 2 con observación; {len(rows) - 2:,} sin revisar.",
        "Desde que se hizo la hoja: 1 cifra cambió, 0 son nuevas, 0 ya no se muestran.",
        "Observaciones:",
        f"- PIM: Total del programa [{SAME}]: «Falta la fuente» (Luis Paz). ABIERTA: la cifra sigue igual, "
        "S/ 39,739,176.",
        f"- Avance tipo 1: OP.01 Valor agregado bruto por trabajador [{CHANGED}]: «Redondeo» (Ana Ruiz). La cifra "
        "cambió, 86.5 % → 86.4 %.",
        "Queda 1 observación abierta.",
    ]
