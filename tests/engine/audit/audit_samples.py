"""Small literal samples: a year with a few tables, and figures made by hand."""

import hashlib
import re
import shutil
from dataclasses import replace
from decimal import Decimal

import pandas as pd
import pytest

from engine.audit.changes import changes_of
from engine.audit.run_reading import Run
from engine.figures import Register
from engine.inputs.fields import PLACE
from engine.inputs.files import Folder, data_root
from engine.inputs.year_data import YearData
from engine.traced import Shown, Traced
from lib.declarations import SCHEMA, TABLES
from lib.reconciliation import table

PUBLISHED = "2024/published_figures.csv"


def number(value, source="2024/x.csv:2:valor", origin="transcrito"):
    return Traced.given(Decimal(value), source, origin)


def figure(
    ident,
    value,
    unit="",
    decimals=0,
    text=None,
    origin="calculado",
    source="2024/x.csv:2:valor",
    formula="",
    label="Figura",
):
    traced = Traced(
        None if value is None else value if not _is_number(value) else Decimal(value),
        formula,
        (source,),
        "" if value is not None else "ND",
        origin,
    )
    shown = Shown(ident, text if text is not None else str(value), label, "", unit, decimals)
    return replace(traced, shown_as=shown)


def _is_number(value):
    return value.lstrip("-").replace(".", "", 1).isdigit()


def register_of(*figures):
    return Register(figures)


def published_row(ident, printed, value, figure="", line=2, **given):
    """One row of published_figures as the loader gives it."""
    row = {
        "id": ident,
        "documento": "pndi",
        "seccion": "I. OP.01",
        "cita": f"El valor fue {printed}.",
        "impreso": printed,
        "posicion": number("1"),
        "unidad": "",
        "comparador": "igual",
        "tipo": "cifra",
        "figura": figure,
        "motivo": "",
        "nota": "",
        "clase": "",
        "valor": number(value, f"{PUBLISHED}:{line}:valor", "publicado") if value else Traced.absent("no_publicado"),
        "decimales": number(str(len(value.partition(".")[2]))) if value else Traced.absent("no_publicado"),
    }
    return {**row, **given}


def frame(table, *rows):
    """A frame of a declared table; missing columns are blank."""
    declared = TABLES[table]
    records = [
        {
            item.name: row.get(item.name, Traced.absent("no_publicado") if item.numeric else "")
            for item in declared.fields
        }
        for row in rows
    ]
    made = pd.DataFrame(records, columns=[item.name for item in declared.fields], dtype=object)
    made[PLACE] = [_place(record.values()) for record in records]
    made.index = pd.Index([".".join(str(record[key]) for key in declared.key) for record in records], dtype=object)
    return made


def _place(cells):
    """`file:row` of a row, from its first cell that says one."""
    sources = (source for cell in cells if isinstance(cell, Traced) for source in cell.sources)
    return next(sources, "").rpartition(":")[0]


def year_of(**frames):
    """A year with the given frames; all other tables are empty."""
    tables = {name: frames.get(name, frame(name)) for name in TABLES}
    rules = {"niveles": {"alto": Decimal(95), "medio": Decimal(75), "alerta_mayor_que": Decimal(150)}}
    return YearData(SCHEMA.of(Folder())[0], 2024, tables, rules)


def depends_on(sources: str, cell: str) -> bool:
    """Whether a figure's sources hold a cell: itself, or its whole file as `file:*:*`.

    Args:
        sources: Column `sources` of figures.csv.
        cell: `file:line:column`.
    """
    return bool({cell, f"{cell.split(':')[0]}:*:*"} & set(sources.split("; ")))


def run_of(data):
    """A run made from a year's data, with its figures but no tables."""
    figures = Register.of(table.compute(data)).to_frame().astype(str).set_index("id")
    return Run("", figures, data.year, data.hashes)


def compared(before, after):
    """What changed from one run to another, by id."""
    return {item.id: item for item in changes_of(before, after, table, ("reconciliation",))}


def changed_copy(folder, name, old, new):
    """A copy of the data with one cell changed and its sidecar's sha256 renewed."""
    shutil.copytree(data_root(), folder)
    table = folder / "2024" / name
    text = table.read_text(encoding="utf-8")
    assert text.count(old) == 1
    line = text[: text.index(old)].count("\n") + 1
    table.write_text(text.replace(old, new), encoding="utf-8", newline="")
    sidecar = table.with_suffix(".meta.toml")
    digest = hashlib.sha256(table.read_bytes()).hexdigest()
    sidecar.write_text(
        re.sub(r'sha256 = "\w+"', f'sha256 = "{digest}"', sidecar.read_text(encoding="utf-8")),
        encoding="utf-8",
        newline="",
    )
    return line


@pytest.fixture
def progress():
    """Figures of OP.01: 42,391 of 49,007."""
    return register_of(
        figure(
            "objective_gaps.progress[OP.01].valor_obtenido",
            "42391",
            "soles",
            0,
            "S/ 42,391",
            "transcrito",
            "2024/indicator_results.csv:6:valor_obtenido",
        ),
        figure(
            "objective_gaps.progress[OP.01].logro_esperado",
            "49007",
            "soles",
            0,
            "S/ 49,007",
            "transcrito",
            "2024/indicator_results.csv:6:logro_esperado",
            label="Logro esperado",
        ),
        figure(
            "objective_gaps.progress[OP.01].avance_tipo_1",
            "86.4999",
            "porcentaje",
            1,
            "86.5 %",
            formula="42,391 ÷ 49,007 × 100",
        ),
        figure("objective_gaps.progress[OP.01].cambio_base", "-4.37", "porcentaje", 1, "−4.4 %"),
        figure("objective_gaps.progress[OP.01].nivel", "medio", "palabra", 0, "Medio"),
        figure("objective_gaps.progress[OP.04].valor_obtenido", None, "porcentaje", 1, "sin información"),
    )
