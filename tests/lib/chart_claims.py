"""What must hold of the titles of the charts of any year: each held against the table that its chart draws."""

import re

from engine.figures import rows_of
from engine.spanish import in_words
from lib import pp0093_coverage
from lib.columns import table
from lib.progress import worsened
from lib.sentences import pp0093_budget as budget


def _chart_titles_hold(data, text):
    progress = table.frame("objective_gaps.progress", data)
    known = {code: row for code, row in rows_of(progress) if row["avance_tipo_1"].known}
    _reached_holds(
        text["charts.goal_gap_title"], progress, len(known), sum(r["avance_tipo_1"] >= 100 for r in known.values())
    )
    fell = sum(worsened(row["cambio_base"], row["sentido"]) for row in known.values())
    assert ("peor que en su línea base" in text["charts.goal_gap_title"]) == (fell > 0)
    if len(known) > 1 and fell:
        assert re.search(rf"(?:y|;) {in_words(fell, 'uno')} est", text["charts.goal_gap_title"])
    performance = table.frame("pp0093_budget.performance", data)
    reached = [row["avance_tipo_1"] >= 100 for _code, row in rows_of(performance) if row["avance_tipo_1"].known]
    _reached_holds(text["charts.performance_title"], performance, len(reached), sum(reached))


def _reached_holds(title, frame, known, met):
    """How many reached their goal, of those with an avance; without information is only what has no value."""
    valued = sum(item.known for item in frame["valor_obtenido"])
    assert ("con información" in title) == (0 < known == valued < len(frame))
    assert ("avance que calcular" in title) == (known < valued)
    assert ("tiene información" in title) == (known == valued == 0)
    assert (title.startswith("Ningún indicador")) == (known == 0 or (met == 0 and known > 1))
    assert (title.startswith("Todos los indicadores")) == (1 < known == met)
    if 0 < met < known:
        assert title.startswith(f"{in_words(met, 'uno').capitalize()} de {in_words(known)} indicadores")
    assert ("no llegó" in title) == (known == 1 and met == 0)


def _chart_largest_hold(data, text):
    services = pp0093_coverage.categories(data, "servicio")
    firms = [item.number for item in services.get("empresas", ()) if item.known]
    title = text["charts.services_given_title"]
    first = firms.count(max(firms)) if firms else 0
    assert ("ningún otro servicio" in title) == (0 < first < len(firms) == len(services))
    assert ("los demás con dato" in title) == (0 < first < len(firms) < len(services))
    if first == 1:
        name = next(row["nombre"] for _code, row in rows_of(services) if row["empresas"] == max(firms))
        assert title.startswith(name)
    execution = table.frame("pp0093_budget.execution", data)
    products = dict(rows_of(budget.products(execution)))
    if text["charts.budget_title"].endswith("del presupuesto"):
        pims = {row["nombre_corto"]: row["pim"].value for row in products.values()}
        named = text["charts.budget_title"].split(" tiene el ")[0]
        assert None not in pims.values() and pims[named] == max(pims.values())
    gaps = {code: row["brecha_fisico_financiero"].number for code, row in products.items() if _has_gap(row)}
    over = {code: gap for code, gap in gaps.items() if products[code]["alerta"] == "gasto_sobre_entrega"}
    named = re.match(r"(P\d) .* gastó el", text["charts.physical_financial_title"])
    assert bool(named) == any(gaps.values())
    assert not named or abs(gaps[named[1]]) == max(map(abs, (over or gaps).values()))
    _categories_hold(data, text)


def _has_gap(row):
    return row["brecha_fisico_financiero"].known


def _categories_hold(data, text):
    region = table.frame("pp0093_coverage.region", data)
    shares = {row["nombre"]: row["porcentaje"].number for _code, row in rows_of(region) if row["porcentaje"].known}
    title = text["charts.regions_title"]
    firsts = [name for name, share in shares.items() if share == max(shares.values())]
    assert all(name in title for name in firsts)
    assert ("no se publica el dato" in title) == (0 < len(shares) < len(region))
    context = table.frame("pp0093_coverage.context", data)
    grown = [
        row["valor"].number for _code, row in rows_of(context) if row["unidad"] == "porcentaje" and row["valor"].known
    ]
    assert ("lo que más creció" in text["charts.growth_title"]) == bool(grown and max(grown) > 0)
    policy = table.frame("services.levels", data).loc["PNDI"]
    assert ("no hay información" in text["service.finding"]) == (
        policy["medio_o_alto"].known and policy["sin_informacion"] > 0
    )


def _profile_holds(data, text):
    """The most frequent category is one that no other, published or not, can reach: of one whole, what is left is less."""
    title = text["charts.profile_title"]
    tops = {name: _firsts(pp0093_coverage.categories(data, name)) for name in ("tamano", "sector", "trabajadores")}
    sure = {name: top for name, (top, is_sure) in tops.items() if is_sure}
    shown = sure or {name: top for name, (top, _sure) in tops.items() if top}
    assert ("Lo más frecuente entre las empresas atendidas: " in title) == bool(sure)
    assert ("Lo más frecuente de lo que se publica: " in title) == (bool(shown) and not sure)
    assert title.count(" %)") == len(shown)
    assert all(top in title for top in shown.values())


def _firsts(frame):
    """The category with the largest published share and the share, and whether none that is not published can be larger."""
    shares = {row["nombre"]: row["porcentaje"] for _code, row in rows_of(frame) if row.get("porcentaje") is not None}
    known = {name: share.number for name, share in shares.items() if share.known}
    firsts = [name for name, share in known.items() if share == max(known.values())]
    if len(firsts) != 1:
        return "", False
    multiple = "si" in set(frame["respuesta_multiple"])
    name = firsts[0]
    told = f"({shares[name].text.replace(chr(160), ' ')})"
    return told, not multiple and known[name] > 100 - sum(known.values())


CHART_CLAIMS = (_chart_titles_hold, _chart_largest_hold, _profile_holds)
