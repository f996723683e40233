"""Expressions over figures: the grammar, what it refuses, and what the result remembers."""

from decimal import Decimal

import pandas as pd
import pytest
from audit_samples import figure, number, register_of

from engine.audit.expressions import Evaluation, ExpressionError, UnknownReferenceError, YearOperands
from engine.traced import Traced

TABLES = {
    "spent": pd.DataFrame(
        {"pim": [number("10", "s.csv:2:pim"), number("5", "s.csv:3:pim"), Traced.absent("no_publicado")]},
        index=["1.1", "1.2", "2.1"],
        dtype=object,
    ),
    "plan": pd.DataFrame({"parent": ["P1", "P1", "P2"], "counts": ["si", "no", "si"]}, index=["1.1", "1.2", "2.1"]),
}
FIGURES = register_of(
    figure("a.total[T].pim", "15", source="t.csv:2:pim"),
    figure("a.parts[x].pim", "9.25", source="t.csv:3:pim", formula="37 ÷ 4"),
    figure("a.parts[y].pim", "6"),
)
LOOKUP = YearOperands(TABLES, FIGURES, {})


def value(text, **names):
    return Evaluation(LOOKUP, **names).value(text)


@pytest.mark.parametrize(
    ("text", "expected", "formula"),
    [
        ("a.total[T].pim", "15", ""),
        ("a.total[T].pim / 2 - 0.5", "7", "15 ÷ 2 − 0.5"),
        ("-(a.total[T].pim + 1) * 2", "-32", "(0 − (15 + 1)) × 2"),
        ("suma(spent[1.*].pim)", "15", "10 + 5"),
        ("suma(spent[plan.parent=P1, plan.counts!=no].pim, a.total[T].pim)", "25", "10 + 15"),
        ("suma(a.parts[*].pim)", "15.25", "9.25 + 6"),
        ("cifra(a.parts[x].pim * 2) + 1", "19.5", "18.50 + 1"),
        ("cuenta(spent[*].pim)", "3", "n(1.1, 1.2, 2.1)"),
        ("conocidas(spent[*].pim)", "2", "n(1.1, 1.2)"),
        ("conocidas(spent[plan.parent=P9].pim)", "0", "n(∅)"),
        ("medio(a.parts[x].pim)", "0.005", ""),
        ("n / 4 * 100", "75", "3 ÷ 4 × 100"),
    ],
)
def test_an_expression_gives_a_number_and_its_formula(text, expected, formula):
    found = value(text, n=Traced(Decimal(3)))
    assert (found.number, found.formula) == (Decimal(expected), formula)


@pytest.mark.parametrize(
    ("condition", "holds"),
    [
        ("a.total[T].pim == suma(spent[1.*].pim)", True),
        ("a.total[T].pim < 15 or not falta(spent[1.1].pim)", True),
        ("a.total[T].pim <= 15 and falta(spent[2.1].pim)", True),
        ("spent[2.1].pim >= 0", False),
    ],
)
def test_a_condition_holds_or_not(condition, holds):
    assert Evaluation(LOOKUP).holds(condition) is holds


def test_an_evaluation_remembers_what_it_read_and_that_a_part_was_missing():
    whole, partial = Evaluation(LOOKUP), Evaluation(LOOKUP)
    assert whole.value("suma(spent[1.*].pim)").sources == ("s.csv:2:pim", "s.csv:3:pim")
    assert (list(whole.used), whole.partial) == (["spent[1.1].pim", "spent[1.2].pim"], False)
    assert partial.value("suma(spent[*].pim)").number == 15
    assert partial.partial


@pytest.mark.parametrize(
    "text",
    [
        "__import__('os').system('true')",
        "(lambda: 1)()",
        "a.total[T].pim ** 9",
        "[1, 2]",
        "'a'",
        "True",
        "open",
        "suma()",
        "suma(x=1)",
        "suma(plan[1.1].parent)",
        "cuenta(3)",
        "spent[1.*].pim + 1",
        "plan[1.1].parent",
        "1 < 2",
        "1 +",
        "",
        "(" * 3000,
        "a.total[T].pim.real",
    ],
)
def test_what_is_not_of_the_grammar_is_refused(text):
    with pytest.raises(ExpressionError):
        value(text)


@pytest.mark.parametrize(
    ("reference", "nearest", "only_rows"),
    [
        ("spent[1.3].pim", "spent[1.2].pim", True),
        ("spent[1.1].pin", "spent[1.1].pim", False),
        ("a.parts[z].pim", "a.parts[y].pim", True),
        ("a.part[x].pim", "a.parts[x].pim", False),
        ("a.parts[z?].pim", "a.parts[y].pim", True),
        ("zzz[q].w", "", False),
        ("anterior.spent[1.1].pim", "", True),
    ],
)
def test_an_unknown_reference_names_the_nearest(reference, nearest, only_rows):
    with pytest.raises(UnknownReferenceError) as error:
        value(reference)
    assert (error.value.nearest, error.value.only_rows) == (nearest, only_rows)


def test_the_year_before_is_read_by_its_name():
    assert value("conocidas(anterior.spent[*].pim)").number == 0  # no year before: no rows
    lookup = YearOperands(TABLES, FIGURES, {"spent": TABLES["spent"]})
    assert Evaluation(lookup).value("spent[1.1].pim - anterior.spent[1.2].pim").number == 5


def test_whole_numbers_counts_and_what_is_missing():
    """9.25 lies between 9 and 10; of the three rows two have a value, and their cells are cited."""
    assert (value("piso(a.parts[x].pim)"), value("techo(a.parts[x].pim)")) == (9, 10)
    assert value("piso(a.parts[x].pim)").formula == "entero junto a 9.25"
    assert value("techo(spent[2.1].pim)").missing == "no_publicado"
    assert value("suma(a.parts[x*].pim)") == Decimal("9.25")
    assert value("conocidas(spent[*].pim)").sources == ("s.csv:2:pim", "s.csv:3:pim")
    assert Evaluation(LOOKUP).holds("falta(spent[1.1].pim, spent[2.1].pim)")


@pytest.mark.parametrize(
    ("condition", "holds"),
    [
        ("a.total[T].pim >= 15 and a.total[T].pim >= 16", False),
        ("a.total[T].pim >= 16 or a.total[T].pim >= 15", True),
        ("a.total[T].pim >= 16 or a.total[T].pim >= 17", False),
    ],
)
def test_both_parts_of_and_one_part_of_or(condition, holds):
    assert Evaluation(LOOKUP).holds(condition) is holds


def test_what_is_refused_is_told_as_it_was_written():
    with pytest.raises(ExpressionError, match=r"^solo se cuentan filas de una tabla$"):
        value("cuenta(spent[*].pim, 5)")
    with pytest.raises(ExpressionError, match=r"^«celda_5» no se puede usar en una expresión$"):
        value("celda_5 + a.total[T].pim")
    with pytest.raises(ExpressionError, match=r"^«celda_1» no se puede usar en una expresión$"):
        value("celda_1 + a.total[T].pim")
    for condition in ("nada.parent=P1", "plan.nada=P1", "=P1"):
        with pytest.raises(ExpressionError, match=rf"^«{condition}» no es una condición sobre filas de spent$"):
            value(f"suma(spent[{condition}].pim)")
    with pytest.raises(UnknownReferenceError) as refused:
        LOOKUP.rows("spend")
    assert (refused.value.nearest, refused.value.only_rows) == ("spent", False)
