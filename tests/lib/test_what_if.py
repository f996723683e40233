"""What an assumed cell or rule makes of the indicators."""

from lib.results import indicators_of


def test_a_value_assumed_where_the_office_had_none_counts(data):
    results = data["indicator_results"]
    code = next(code for code in results.index if results.at[code, "estado"] == "ND" and code.startswith("ISS"))
    assumed = data.assuming("indicator_results", code, valor_obtenido=50)

    assert indicators_of(data, "servicio").at[code, "valor_obtenido"].missing == "ND"
    assert indicators_of(assumed, "servicio").at[code, "valor_obtenido"].number == 50


def test_a_level_under_an_assumed_limit_says_so(data):
    level = indicators_of(data.with_rules("niveles", alto=85), "objetivo").at["OP.01", "nivel"]

    assert (str(level.value), level.assumed) == ("alto", True)
    assert not indicators_of(data, "objetivo").at["OP.01", "nivel"].assumed
