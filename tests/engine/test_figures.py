"""The register: ids, units that depend on the row, and what figures.csv holds."""

from decimal import Decimal
from types import SimpleNamespace

import pandas as pd
import pytest

from engine.figures import Column, Register
from engine.numbers import UNIT_PATTERNS
from engine.tables import Tables
from engine.traced import Traced
from lib.columns import COLUMNS, table

YEAR = SimpleNamespace(rules={"niveles": {"alto": Decimal(95), "medio": Decimal(75)}})


def q(value, cell="2024/a.csv:2:x"):
    return Traced.given(Decimal(str(value)), cell)


@pytest.fixture
def frame():
    return pd.DataFrame(
        {
            "nombre": ["Productividad", "Exportaciones"],
            "unidad": ["soles", "porcentaje"],
            "decimales": [q(0), q(2)],
            "valor_obtenido": [q(42391), q("10.08")],
            "cambio_base": [q("-4.36968"), q("-0.22")],
            "brecha_meta": [q(-6616), q("-2.52")],
            "avance_tipo_1": [q("94.996"), Traced.absent("ND")],
        },
        index=["OP.01", "OP.02"],
        dtype=object,
    )


@pytest.fixture
def register(frame):
    return Register.of({"objective_gaps.progress": table.dressed("objective_gaps.progress", frame, YEAR)})


def test_a_column_that_says_no_more_shows_whole_numbers_of_its_own_without_a_sign(register):
    plain = Column("Empresas")
    assert (plain.decimals, plain.signed, plain.borrowed) == (0, False, False)
    for thing, name in ((plain, "label"), (next(iter(register.values())), "text")):
        with pytest.raises(AttributeError):
            setattr(thing, name, "otra cosa")


def test_unit_and_decimals_follow_the_row(register):
    texts = {key.split("[")[1]: figure.text.replace("\u00a0", " ") for key, figure in register.items()}
    assert texts == {
        "OP.01].valor_obtenido": "S/ 42,391",
        "OP.02].valor_obtenido": "10.08 %",
        "OP.01].cambio_base": "−4.4 %",
        "OP.02].cambio_base": "−0.22 p. p.",
        "OP.01].brecha_meta": "−S/ 6,616",
        "OP.02].brecha_meta": "−2.52 p. p.",
        "OP.01].avance_tipo_1": "94.996 %",
        "OP.02].avance_tipo_1": "sin información",
    }


def test_register_is_written_sorted_with_the_promised_columns(register):
    written = register.to_frame()
    assert list(written.columns) == ["id", "value", "unit", "decimals", "text", "origin", "formula", "sources"]
    assert list(written["id"]) == sorted(written["id"])
    first = written.set_index("id").loc["objective_gaps.progress[OP.02].avance_tipo_1"]
    assert (first["value"], first["text"]) == ("", "sin información")


def test_a_figure_of_another_table_is_registered_once(frame):
    """A frame that borrows a column keeps its ids; the register lists each under its own table."""
    own = table.dressed("objective_gaps.progress", frame, YEAR)
    borrowed = table.dressed("otra", own[["valor_obtenido"]], YEAR, named=False)
    assert borrowed.at["OP.01", "valor_obtenido"].id == "objective_gaps.progress[OP.01].valor_obtenido"
    assert len(Register.of({"otra": borrowed})) == 0


def test_an_unknown_figure_is_named_in_the_error():
    with pytest.raises(KeyError, match=r"there is no figure 'a\.b\[c\]\.d'"):
        _ = Register()["a.b[c].d"]


def test_a_column_nobody_declared_is_called_by_its_name():
    """Only an analyst's own table has one: see the next test."""
    assert table.column("s.t", "por_empresa_2").label == "Por empresa 2"


def test_every_column_of_figures_of_the_report_is_declared(frames):
    undeclared = [
        f"{name}.{column}"
        for name, frame in frames.items()
        for column in frame.columns
        if any(isinstance(cell, Traced) and cell.id for cell in frame[column])
        and not {f"{name}.{column}", f"{name.rpartition('.')[2]}.{column}", column} & COLUMNS.keys()
    ]
    assert undeclared == []


def test_a_misspelt_table_answers_with_the_nearest():
    with pytest.raises(KeyError, match=r"no existe la tabla «s\.levls»; ¿quiso decir s\.levels\?"):
        _declared().frame("s.levls", None)


def test_every_declared_unit_is_known():
    counted = {
        "",
        "anio",
        "palabra",
        "indicadores",
        "servicios",
        "empresas",
        "unidades",
        "cifras",
        "celdas",
        "uit",
        "anios",
    }
    declared = {item.unit for item in COLUMNS.values() if not item.unit.startswith("@")}
    assert declared <= counted | set(UNIT_PATTERNS)


def _declared():
    tables = Tables(COLUMNS, table.vocabulary)
    tables("s.levels")(lambda data: pd.DataFrame())
    return tables
