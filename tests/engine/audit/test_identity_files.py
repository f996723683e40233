"""Identities as data: how they are read, judged and refused."""

from decimal import Decimal

import pandas as pd
import pytest
from audit_samples import figure, number, register_of

from engine.audit.expressions import YearOperands
from engine.audit.identities import identity_table
from engine.audit.identity_files import read_identities
from engine.inputs.problems import DataError
from engine.traced import Traced

TABLES = {
    "spent": pd.DataFrame(
        {"name": ["Uno", "Dos"], "kind": ["a", "b"], "pim": [number("10", "s.csv:2:pim"), number("5", "s.csv:3:pim")]},
        index=["1.1", "1.2"],
        dtype=object,
    )
}
FIGURES = register_of(figure("a.total[T].pim", "15"), figure("a.share[x].pct", "33.3"), figure("a.base[x].n", "15"))
HEAD = '[[identidad]]\nclave = "k"\ndocumento = "d"\nenunciado = "Se cumple"\n'


@pytest.fixture
def judged(tmp_path):
    """The table of the identities written, those of any year and those of 2024."""

    def judge(own="", any_year="", tables=TABLES):
        for folder, text in (("2024", own), ("reference", any_year)):
            (tmp_path / folder).mkdir(exist_ok=True)
            (tmp_path / folder / "identities.toml").write_text(text, encoding="utf-8")
        declared, problems = read_identities(tmp_path, 2024)
        if problems:
            raise DataError(problems)
        return identity_table(declared, YearOperands(tables, FIGURES, {}), str.upper)

    return judge


def test_an_equality_within_the_printed_rounding(judged):
    row = judged(
        HEAD + 'izquierda = "5 / a.base[x].n * 100"\nderecha = "a.share[x].pct"\ntolerancia = "medio(a.share[x].pct)"'
    )
    assert row.at["k", "veredicto"].value == "se_cumple"
    assert row.at["k", "diferencia"].formula == "5 ÷ 15 × 100 − 33.3"


@pytest.mark.parametrize(
    ("left", "relation", "verdict", "formula"),
    [
        ("a.total[T].pim", "=", "se_cumple", "15 = 15"),
        ("a.total[T].pim + 1", "=", "no_se_cumple", "16 ≠ 15"),
        ("a.total[T].pim - 1", "=", "no_se_cumple", "14 ≠ 15"),
        ("a.total[T].pim", "<=", "se_cumple", "15 ≤ 15"),
        ("a.total[T].pim + 1", "<=", "no_se_cumple", "16 > 15"),
        ("a.total[T].pim / 0", "=", "no_aplica", "falta una cifra"),
    ],
)
def test_relations(judged, left, relation, verdict, formula):
    table = judged(HEAD + f'izquierda = "{left}"\nrelacion = "{relation}"\nderecha = "suma(spent[*].pim)"')
    found = table.at["k", "veredicto"]
    assert (found.value, found.formula) == (verdict, formula)


@pytest.mark.parametrize(
    ("left", "right", "relation", "verdict"),
    [
        ("suma(spent[*].pim)", "9", "=", "no_aplica"),  # what is missing may be the 4 that lack
        ("suma(spent[*].pim)", "5", "=", "se_cumple"),
        ("suma(spent[*].pim)", "4", "=", "no_se_cumple"),
        ("9", "suma(spent[*].pim)", "=", "no_aplica"),
        ("9", "suma(spent[*].pim)", "<=", "no_aplica"),
        ("5", "suma(spent[*].pim)", "<=", "se_cumple"),
        ("suma(spent[*].pim)", "6", "<=", "no_aplica"),
        ("suma(spent[*].pim)", "4", "<=", "no_se_cumple"),
    ],
)
def test_a_sum_with_a_part_missing_decides_only_what_it_can(judged, left, right, relation, verdict):
    missing = {
        "spent": pd.DataFrame({"pim": [number("5"), Traced.absent("no_publicado")]}, index=["1", "2"], dtype=object)
    }
    table = judged(HEAD + f'izquierda = "{left}"\nrelacion = "{relation}"\nderecha = "{right}"', tables=missing)
    assert table.at["k", "veredicto"].value == verdict


def test_texts_are_told_where_their_condition_holds(judged):
    texts = (
        'si_falla = [{ cuando = "izquierda > derecha", texto = "Sobra." }, { texto = "Falta." }]\nexplicacion = "Bien."'
    )
    for left, said in (("4", "Sobra."), ("2", "Falta."), ("3", "Bien.")):
        table = judged(HEAD + f'izquierda = "{left}"\nderecha = "a.total[T].pim / 5"\n{texts}')
        assert table.at["k", "explicacion"] == said
    table = judged(HEAD + 'izquierda = "4"\nderecha = "a.total[T].pim"\nsin_decidir = "No se sabe."')
    assert (table.at["k", "veredicto"].value, table.at["k", "explicacion"]) == ("no_aplica", "No se sabe.")


def test_a_pattern_holds_for_each_row_and_for_each_value_of_a_column(judged):
    table = judged(
        HEAD.replace('"k"', '"r_{fila}"').replace("Se cumple", "{name}: {kind:palabra} {fila:numero}")
        + 'filas = "spent[kind=b]"\nizquierda = "spent[{fila}].pim"\nderecha = "5 + 0 * a.total[T].pim"\n'
        + HEAD.replace('"k"', '"g_{kind}"')
        + 'filas = "spent"\npor = "kind"\nizquierda = "suma(spent[kind={kind}].pim)"\nderecha = "10"\n'
    )
    assert dict(table["enunciado"]) == {"g_b": "Se cumple", "r_1.2": "Dos: B 12", "g_a": "Se cumple"}
    assert table.at["g_b", "veredicto"].value == "no_se_cumple"


def test_a_whole_number_must_explain_what_is_printed(judged):
    text = HEAD + 'izquierda = "a.share[x].pct / 100 * a.base[x].n"\n'
    table = judged(text + 'entero = { impreso = "a.share[x].pct", como = "n / a.base[x].n * 100" }')
    assert (table.at["k", "derecha"].number, table.at["k", "veredicto"].value) == (Decimal(5), "se_cumple")
    untested = judged(text + 'entero = { impreso = "a.share[x].pct", como = "n / (a.base[x].n * 1000) * 100" }')
    assert list(untested.index) == []


def test_a_row_that_a_year_lacks_is_no_fault_of_an_identity_of_any_year(judged):
    assert len(judged(any_year=HEAD + 'izquierda = "spent[9.9].pim"\nderecha = "a.total[T].pim"')) == 0


@pytest.mark.parametrize(
    ("entry", "message"),
    [
        (
            'izquierda = "a.totl[T].pim"\nderecha = "1"',
            "la identidad k: no existe «a.totl[T].pim». ¿Quiso decir «a.total[T].pim»?",
        ),
        ('izquierda = "1"\nderecha = "1"', "la identidad k: no puede fallar: no lee ninguna cifra"),
        (
            'izquierda = "a.total[T].pim"\nderecha = "a.total[T].pim"',
            "la identidad k: no puede fallar: los dos lados son la misma cifra",
        ),
        ('izquierda = "a.total[T].pim +"\nderecha = "1"', "la identidad k: «a.total[T].pim +» no es una expresión"),
        ('izquierda = "a.total[T].pim"', "la identidad k no dice: derecha o entero"),
        ('izquierda = "1"\nderecha = "2"\nexplicasion = "x"', "¿Quiso decir «explicacion»?"),
        ('izquierda = "1"\nderecha = "2"\nrelacion = "<"', "la identidad k no está bien escrita"),
        ('izquierda = "1"\nderecha = "2"\nentero = "x"', "no dice: derecha o entero"),
        (
            'izquierda = "a.total[T].pim"\nderecha = "15"\nsi_falla = "Son {a.total[U].pim}."',
            "la identidad k: no existe «a.total[U].pim»",
        ),
        ('filas = "spend"\nizquierda = "a.total[T].pim"\nderecha = "1"', "la identidad k: no existe «spend»"),
        ('filas = "spent"\nizquierda = "a.total[T].pim"\nderecha = "1"', "la identidad k: hay otra con la misma clave"),
    ],
)
def test_a_fault_is_told_with_file_key_and_remedy(judged, entry, message):
    with pytest.raises(DataError) as error:
        judged(HEAD + entry)
    assert str(error.value).startswith("2024/identities.toml: ")
    assert message in str(error.value)


def test_a_figure_named_by_a_text_stays_a_reference(judged):
    table = judged(HEAD + 'izquierda = "a.total[T].pim"\nderecha = "15"\nexplicacion = "Son {a.total[T].pim}."')
    assert table.at["k", "explicacion"] == "Son {a.total[T].pim}."


PARTIAL = {
    "spent": pd.DataFrame(
        {"pim": [number("10", "s.csv:2:pim"), number("5", "s.csv:3:pim"), Traced.absent("no_publicado")]},
        index=["1.1", "1.2", "2.1"],
        dtype=object,
    )
}


def test_on_the_limit_of_the_tolerance_a_sum_with_a_part_missing_holds(judged):
    """16 against 15 and what is missing, with a tolerance of 1: nothing need be missing; 17 could wait for the part."""
    text = HEAD + 'derecha = "suma(spent[*].pim)"\ntolerancia = "1"\nizquierda = "{}"'
    rows = [judged(text.format(left), tables=PARTIAL).loc["k"] for left in ("16", "17", "13")]
    assert [row["veredicto"].value for row in rows] == ["se_cumple", "no_aplica", "no_se_cumple"]
    assert rows[0]["explicacion"] == "Hay partes que el documento no imprime; sin ellas la suma ya da el total."
    assert rows[2]["explicacion"] == ""
    assert judged(HEAD + 'izquierda = "a.total[T].pim"\nderecha = "15"').at["k", "explicacion"] == ""


def test_a_whole_number_is_asked_only_where_the_print_tells_two_apart(judged):
    """Of 1,000 one more is 0.1 points more: exactly what 33.3 shows, so that every share is that of some number."""
    text = HEAD + 'izquierda = "a.share[x].pct / 100 * {0}"\nentero = {{ impreso = "{1}", como = "n / {0} * 100" }}'
    assert judged(text.format("1000", "a.share[x].pct")).empty
    assert len(judged(text.format("500", "a.share[x].pct"))) == 1
    missing = judged(text.format("15", "spent[2.1].pim"), tables=PARTIAL)
    assert missing.at["k", "veredicto"].value == "no_aplica"
    told = '\nexplicacion = [{cuando = "tolerancia <= 0.005", texto = "Justo."}]'  # 5 is 0.005 from 4.995
    assert judged(text.format("a.base[x].n", "a.share[x].pct") + told).at["k", "explicacion"] == "Justo."


def test_what_fails_stands_first_and_a_table_that_does_not_exist_is_a_fault_in_any_year(judged):
    one = HEAD + 'izquierda = "a.total[T].pim"\nderecha = "15"\n'
    assert list(judged(one + one.replace('"k"', '"l"').replace('"15"', '"16"')).index) == ["l", "k"]
    with pytest.raises(DataError, match="no existe «spend»"):
        judged(any_year=HEAD + 'filas = "spend"\nizquierda = "a.total[T].pim"\nderecha = "1"')


def test_every_fault_is_told_and_a_tolerance_that_is_not_known_allows_nothing(judged):
    fault = HEAD + 'filas = "spend"\nizquierda = "a.total[T].pim"\nderecha = "1"\n'
    with pytest.raises(DataError) as error:
        judged(fault + fault.replace('"k"', '"l"'))
    assert len(error.value.problems) == 2
    text = HEAD + 'izquierda = "a.total[T].pim + 0.5"\nderecha = "15"\ntolerancia = "spent[2.1].pim"'
    assert judged(text, tables=PARTIAL).at["k", "veredicto"].value == "no_se_cumple"
