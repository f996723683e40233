"""The register: ids, units that depend on the row, and what figures.csv holds."""

from decimal import Decimal

import pandas as pd
import pytest

from engine.figures import Register, register
from engine.numbers import UNIT_PATTERNS
from engine.traced import Traced
from lib.columns import COLUMNS, column


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


def texts(figures):
    return {key.split("[")[1]: figure.text.replace("\u00a0", " ") for key, figure in figures.items()}


def test_unit_and_decimals_follow_the_row(frame):
    figures = register("objective_gaps", {"progress": frame}, {"alto": Decimal(95), "medio": Decimal(75)})
    assert texts(figures) == {
        "OP.01].valor_obtenido": "S/ 42,391",
        "OP.02].valor_obtenido": "10.08 %",
        "OP.01].cambio_base": "−4.4 %",
        "OP.02].cambio_base": "−0.22 p. p.",
        "OP.01].brecha_meta": "−S/ 6,616",
        "OP.02].brecha_meta": "−2.52 p. p.",
        "OP.01].avance_tipo_1": "94.996 %",
        "OP.02].avance_tipo_1": "sin información",
    }


def test_register_is_written_sorted_with_the_promised_columns(frame):
    written = register("objective_gaps", {"progress": frame}).to_frame()
    assert list(written.columns) == ["id", "value", "unit", "decimals", "text", "origin", "formula", "sources"]
    assert list(written["id"]) == sorted(written["id"])
    first = written.set_index("id").loc["objective_gaps.progress[OP.02].avance_tipo_1"]
    assert (first["value"], first["text"]) == ("", "sin información")


def test_an_unknown_figure_is_named_in_the_error():
    with pytest.raises(KeyError, match=r"there is no figure 'a\.b\[c\]\.d'"):
        _ = Register()["a.b[c].d"]


def test_an_undeclared_column_is_named_in_the_error():
    with pytest.raises(KeyError, match=r"column 'raro' of table s\.t is not in lib\.catalogue\.COLUMNS"):
        column("s", "t", "raro")


def test_every_declared_unit_is_known():
    counted = {"", "anio", "palabra", "indicadores", "servicios", "empresas", "cifras", "uit", "anios"}
    declared = {item.unit for item in COLUMNS.values() if not item.unit.startswith("@")}
    assert declared <= counted | set(UNIT_PATTERNS)
