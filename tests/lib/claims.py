"""What must hold of all that is said of a year: each claim of a sentence held against the tables that it tells of."""

import re

from chart_claims import CHART_CLAIMS

from engine.figures import rows_of
from engine.traced import Traced, total
from lib import pp0093_coverage
from lib.columns import table
from lib.progress import ASCENDING, DESCENDING, worsened
from lib.sentences import pp0093_budget as budget
from lib.sentences import pp0093_coverage as coverage
from lib.sentences.wording import inside


def _items(text):
    return text.split("\n") if text else []


def _moves_hold(data, text):
    progress = table.frame("objective_gaps.progress", data)
    for (code, row), item in zip(rows_of(progress), _items(text["gaps.progress_by_indicator"]), strict=True):
        assert item.startswith(f"{code}, {row['nombre']}: ")
        change, way = row["cambio_base"], row["sentido"]
        assert ("Respecto de la línea base" in item) == change.known
        if " mejoró " in item or " retrocedió " in item:
            assert way == "ascendente" and (change > 0) == (" mejoró " in item)
        if "se espera" in item:
            assert way == "descendente" and (change > 0) == ("y se espera que baje" in item)
        if " aumentó " in item or " disminuyó " in item:
            assert (change > 0) == (" aumentó " in item)
        causes = data["factors"][(data["factors"]["ambito"] == code) & (data["factors"]["tipo"] == "causa")]
        assert ("PRODUCE no explica por qué" in item) == (change.known and worsened(change, way) and causes.empty)
        assert ("sin información" in item) <= (not row["valor_obtenido"].known)
        assert ("sin meta" in item) == (row["valor_obtenido"].known and not row["logro_esperado"].known)
    for (_code, row), item in zip(
        rows_of(table.frame("objective_gaps.problem", data)), _items(text["gaps.problem_gap"]), strict=True
    ):
        difference = row["diferencia_meta"]
        assert ("por encima de la meta" in item) <= (difference > 0 or not row["valor_obtenido"].known)
        assert ("es igual a la meta" in item) == (difference == 0)
        assert (" cayó " in item) <= (row["cambio_base"] > 0) and (" subió " in item) <= (row["cambio_base"] < 0)
        if " mejoró " in item or " retrocedió " in item:
            assert row["sentido"] == ASCENDING and (row["cambio_base"] > 0) == (" mejoró " in item)


def _retreats_hold(data, text):
    progress = table.frame("objective_gaps.progress", data)
    worse = {code for code, row in rows_of(progress) if worsened(row["cambio_base"], row["sentido"])}
    told_so = {code for code in progress.index if re.search(rf"\b{code} \(", text["gaps.hidden_retreat"])}
    assert told_so == {code for code in worse if progress.at[code, "avance_tipo_1"].known}
    assert ("están peor" in text["gaps.hidden_retreat"]) == (len(told_so) > 1)
    for code, row in rows_of(progress):
        alert = f"Peor que en la línea base: {inside(row['nombre_corto'])} ("
        assert (alert in text["overall.attention"]) == (code in worse and row["nivel"].value in ("medio", "alto"))
        missing = f"Objetivo sin información: {inside(row['nombre_corto'])}."
        assert (missing in text["overall.attention"]) == (not row["valor_obtenido"].known)


def _distances_hold(data, text):
    frame = table.frame("objective_gaps.next_level", data)
    told_so = {item.split(" ")[0]: item for item in _items(text["gaps.next_level"])}
    assert set(told_so) == {code for code, row in rows_of(frame) if row["falta"].known}
    for code, item in told_so.items():
        assert ("quedó a" in item) == (frame.at[code, "falta"] > 0)


def _page_findings_hold(data, text):
    products = list(rows_of(budget.products(table.frame("pp0093_budget.execution", data))))
    rates = {inside(row["nombre_corto"]): row["avance_fisico_pct"] for _code, row in products}
    known = {name: rate.number for name, rate in rates.items() if rate.known}
    short = {name for name, rate in known.items() if rate < 100}
    told_so = text["budget.finding"]
    assert all((f"{name} (" in told_so) == (name in short) for name in rates)
    assert ("no llegaron" in told_so, "no llegó" in told_so) == (len(short) > 1, len(short) == 1)
    assert ("todos los productos" in told_so) == (not short and len(known) == len(rates) > 0)
    assert ("con dato llegaron" in told_so) == (not short and 0 < len(known) < len(rates))
    levels = table.frame("services.levels", data).iloc[:-1]
    shares = sorted((item for item in levels["medio_o_alto_pct"] if item.known), key=lambda item: item.number)
    title = text["charts.levels_by_objective_title"]
    ends = re.findall(r"[−\d,.]+ %", title)
    assert {*ends} == {item.text.replace("\u00a0", " ") for item in shares[:1] + shares[-1:]}
    assert ("lo publicado" in title) == (0 < len(shares) < len(levels))


def _sums_hold(data, text):
    given_services = pp0093_coverage.categories(data, "servicio")
    firms = list(given_services["empresas"]) if "empresas" in given_services else []
    attended = data["coverage"].at["atendidas.total", "empresas"]
    given = text["coverage.services_given"]
    multiple = "si" in set(given_services["respuesta_multiple"])
    divided = attended != 0 or not multiple or total(firms) == 0  # «por empresa» needs firms
    assert ("La suma" in given) == (bool(firms) and attended.known and all(item.known for item in firms) and divided)
    if "pasa de" in given:
        assert sum(item.number for item in firms) > attended.number
    sums, execution = table.frame("pp0093_budget.sums", data), table.frame("pp0093_budget.execution", data)
    codes = [code for code, _row in rows_of(budget.products(execution))]
    fewer = [code for code in codes if sums.at[code, "diferencia_avance_fisico"] < 0]
    assert re.findall(r"en (P\d), las actividades", text["budget.physical_sums"]) == fewer
    unmeasured = [code for code in fewer if not _all_measured(execution, code)]
    assert re.findall(r"en (P\d), las actividades con dato", text["budget.physical_sums"]) == unmeasured
    added = [code for code in fewer if sums.at[code, "diferencia_meta_fisica"] == 0]
    assert (
        re.findall(
            r"P\d",
            text["budget.physical_sums"].partition(" Las metas de ")[2]
            or text["budget.physical_sums"].partition(" La meta de ")[2],
        )
        == added
    )


def _all_measured(execution, product):
    return all(item.known for item in execution.loc[execution["padre"] == product, "avance_fisico"])


def _firms_hold(data, text):
    row = data["coverage"].loc["atendidas.total"]
    change = row["variacion_anual"]
    for name in ("coverage.finding", "headline.verdict", "headline.tiles"):
        told_so = "headline" not in name or change.known
        assert ("menos" in text[name]) == (
            change < 0 and (row["empresas"].known or name == "headline.verdict") and told_so
        )
    counted = pp0093_coverage.categories(data, "atendidas")
    then = [counted.loc["total"].get(f"empresas_anterior_{end}", Traced.absent("ND")) for end in ("desde", "hasta")]
    assert bool(coverage.year_before_note(counted)) == (then[0] < then[1])


def _findings_hold(data, text):
    verdict = text["headline.verdict"]
    for noun, name, code in (("productividad", "progress", "OP.01"), ("competitividad", "problem", "cip")):
        row = table.frame(f"objective_gaps.{name}", data).loc[code]
        clause = re.search(rf"(perdió|ganó|mantuvo su) (?:productividad \([^)]*\) y )?{noun}", verdict)
        if verdict.startswith("Frente") and clause and clause[1] != "mantuvo su":
            assert (clause[1] == "perdió") == worsened(row["cambio_base"], row["sentido"])
    products = list(rows_of(budget.products(table.frame("pp0093_budget.execution", data))))
    over = [row["brecha_fisico_financiero"].number for _code, row in products if row["alerta"] == budget.OVERSPENT]
    found = re.search(r"^(P\d), .* gastó el", text["headline.findings"], re.MULTILINE)
    assert bool(found) == bool(over)
    if found:
        gap = table.frame("pp0093_budget.execution", data).at[found[1], "brecha_fisico_financiero"]
        assert gap == min(over) and gap < 0


def _ranges_hold(data, text):
    """What is left of 100 is told where rounding does not explain it, and of as many categories as are left."""
    sums = table.frame("pp0093_coverage.sums", data)
    left = {name: row["resto_porcentaje"] for name, row in rows_of(sums)}
    told = {name for name, rest in left.items() if rest.known and rest > sums.at[name, "categorias"] / 20}
    regions = table.frame("pp0093_coverage.region", data)
    unpublished = sum(not item.known for item in regions["porcentaje"])
    several = 1 < unpublished < len(regions) and "region" in told
    assert ("juntas suman" in text["coverage.regions"]) == several
    assert ("la otra región" in text["coverage.regions"]) == (unpublished == 1 and "region" in told)
    given = table.frame("pp0093_coverage.overlap", data)
    if "La suma" in text["coverage.services_given"]:
        above = given.at["servicio", "diferencia"] > 0
        multiple = "si" in set(pp0093_coverage.categories(data, "servicio")["respuesta_multiple"])
        assert ("porque" in text["coverage.services_given"]) == (above and multiple)


_PUBLISHED = ("servicios", "indicadores", "alto", "mayor_150", "medio", "bajo", "sin_informacion")
_OF_SERVICES = {
    "sin_informacion": "Indicadores de servicio sin información",
    "mayor_150": "Indicadores de servicio con avance mayor que el límite de alerta",
    "bajo": "Indicadores de servicio con nivel bajo",
}


def _counts_hold(data, text):
    """Counts that are told are above zero and those of the table."""
    levels = table.frame("objective_gaps.levels", data)["indicadores"]
    counted = re.findall(r"([\d,]+) (?:de nivel|sin información)", text["gaps.level_counts"])
    if counted:
        assert sum(map(int, counted)) == levels["total"] and "0" not in counted
    policy = table.frame("services.levels", data).loc["PNDI"]
    assert bool(text["service.above_alert"]) == (policy["mayor_150"] > 0)
    counted_rows = not any(item.known for name in _PUBLISHED for item in data["service_levels"][name])
    assert ("Ningún documento del año publica" in text["service.what_is_known"]) == counted_rows
    for column, said in _OF_SERVICES.items():
        expected = f"{said}: {policy[column].text} de {policy['indicadores'].text}." if policy[column] > 0 else said
        assert (expected in text["overall.attention"]) == (policy[column] > 0)
    assert (text["headline.findings"].count("Sin información: ") == 1) == (policy["sin_informacion"] > 0)
    missing = table.frame("services.missing", data)["indicadores"]
    told = text["service.missing_by_reason"]
    assert ("Todos los indicadores" in told) == (missing["total"] == 0)
    if told and missing["total"] > 0:
        assert ("no se había programado" in told) == (missing["NP"] > 0)
        assert ("no disponían de datos" in told) == (missing["ND"] > 0)
    named = table.frame("services.named_counts", data).loc["PNDI"]
    every = (
        named["servicios_nombrados"] >= named["servicios"] and named["indicadores_nombrados"] >= named["indicadores"]
    )
    assert ("nombran todos" in text["service.what_is_known"]) == (
        every and "Ningún documento" not in text["service.what_is_known"]
    )


def _paces_hold(data, text):
    pace = table.frame("objective_gaps.pace", data)
    items = _items(text["gaps.pace"])
    for _code, row in rows_of(pace):
        item = next((each for each in items if each.startswith(f"{row['nombre_corto']}: ")), "")
        passed = worsened(row["ritmo_necesario"], row["sentido"])
        known = row["ritmo_necesario"].known and bool(item)
        assert ("ya pasó la meta final" in item) == (known and passed)
        assert ("llegar a" in item) == (known and not passed)
        assert ("varió" in item) == (row["ritmo_observado"].known and row["ritmo_requerido"].known)
    progress = table.frame("objective_gaps.progress", data)
    assert ("Pesan según" in text["gaps.composites"]) == any(item.known for item in progress["relevancia"])
    assert ("todos los indicadores pesan igual" in text["gaps.composites"]) == (
        "Pesan según" not in text["gaps.composites"]
    )
    for (_code, row), item in zip(rows_of(progress), _items(text["gaps.progress_by_indicator"]), strict=True):
        assert ("no calculable" in item) == (
            row["valor_obtenido"].known and row["logro_esperado"].known and not row["avance_tipo_1"].known
        )


def _firmness_holds(data, text):
    for section, name in (("objective_gaps", "gaps.firmness"), ("services", "service.firmness")):
        frame, counts = (table.frame(f"{section}.{part}", data) for part in ("firmness", "firmness_counts"))
        tested, fragile = (counts.at[part, "indicadores"] for part in ("probados", "fragil"))
        assert ("Ningún nivel es frágil" in text[name]) == (tested > 0 and fragile == 0)
        assert ("El único nivel que se puede probar es frágil" in text[name]) == (tested == 1 and fragile == 1)
        assert ("Ningún indicador tiene un avance" in text[name]) == (tested == 0)
        items = [item for item in _items(text[name]) if ": nivel " in item]
        assert len(items) == (fragile.number if tested > 0 else 0)
        for code, row in rows_of(frame[frame["firmeza"] == "fragil"]):
            item = next(each for each in items if each.startswith(f"{code}, "))
            assert ("justo en el límite" in item) == (row["distancia_limite"] == 0)
            moved = {part: row[part].known and row[part] != row["nivel"].value for part in _MOVED}
            assert {part: words in item for part, words in _MOVED.items()} == moved


_MOVED = {"nivel_redondeo": "redondeo de la fuente", "nivel_variacion": "si el valor varía"}
_ALERT_WORDS = {
    "gasto_sobre_entrega": " menos; ",
    "entrega_sobre_gasto": " más; ",
    "revisar_programacion": "conviene revisar la programación",
    "mayor_150": "la meta pudo fijarse demasiado baja",
}


def _alerts_hold(data, text):
    execution = table.frame("pp0093_budget.execution", data)
    items = {item.split(",")[0]: item for item in _items(text["budget.gap"])}
    alerted = {code: row for code, row in rows_of(execution) if row["alerta"]}
    if alerted:
        assert list(items) == list(alerted)
    for code, row in alerted.items():
        words = _ALERT_WORDS[row["alerta"]]
        assert words in items[code]
        gap = row["brecha_fisico_financiero"]
        assert row["alerta"] not in ("gasto_sobre_entrega", "entrega_sobre_gasto") or (gap < 0) == (words == " menos; ")
    rates = any(item.known for item in execution["avance_fisico_pct"])
    assert ("pasa los límites de alerta" in text["budget.gap"]) == (not alerted and rates)
    costs = [code for code, row in rows_of(budget.products(execution)) if row["costo_unitario"].known]
    cost, _and, besides = text["budget.unit_cost"].partition(" El gasto incluye también ")
    assert re.findall(r" en (P\d)", cost) == costs
    uncounted = execution[(execution["cuenta_en_producto"] == "no") & (execution["devengado"] > 0)]
    assert not costs or re.findall(r"\b\d\.\d\b", besides) == list(uncounted.index)


def _trends_hold(data, text):
    """Against the year before: only what both years have, from the old to the new; a level is told where it changed."""
    trend = table.frame("objective_gaps.trend", data)
    for (_code, row), item in zip(rows_of(trend), _items(text["gaps.trend"]), strict=True):
        old, new, levels = row["valor_previo"], row["valor_obtenido"], (row["nivel_previo"], row["nivel"])
        assert item.startswith(f"{row['nombre_corto']}: ")
        assert (": pasó de " in item) == row["cambio_anual"].known
        assert (": sin dos valores que comparar." in item) == (not row["cambio_anual"].known)
        if row["cambio_anual"].known:
            assert f": pasó de {old.text} a {new.text} (".replace("\u00a0", " ") in item
        changed = all(level.known for level in levels) and levels[0].value != levels[1].value
        assert ("Nivel: antes, " in item) == changed
        assert not changed or f"antes, {levels[0].text.lower()}; ahora, {levels[1].text.lower()}." in item
    for row in list(table.frame("services.trend", data).iloc)[-1:]:
        old, new = row["medio_o_alto_pct_previo"], row["medio_o_alto_pct"]
        told = f"Los indicadores de nivel medio o alto pasaron de {old.text} a {new.text} (".replace("\u00a0", " ")
        assert (told in text["service.trend"]) == (old.known and new.known)


def _rating_holds(data, text):
    """Decided, proposed and published: whose it is, and whether the proposal is what was published."""
    said, row = text["overall.rating"], table.frame("summary.rating", data).loc["global"]
    decided, proposed, published = (row[name] for name in ("decidida", "propuesta", "publicada"))
    own = decided if decided.known else proposed
    assert said.startswith(
        f"Nivel de implementación: {own.text.lower()}." if own.known else "Nivel de implementación: "
    )
    assert ("Es la decisión registrada" in said) == decided.known
    assert ("Es nuestra propuesta" in said) == (not decided.known)
    assert ("coincide con la publicada" in said) == (published.known and published.value == proposed.value)
    assert (f"La publicada es {published.text.lower()};" in said) == (
        published.known and published.value != proposed.value
    )


def _sources_hold(data, text):
    """An alternative source is told where the value came from one and the documents say no more of it."""
    progress = table.frame("objective_gaps.progress", data)
    for (_code, row), item in zip(rows_of(progress), _items(text["gaps.progress_by_indicator"]), strict=True):
        alternative = row["valor_obtenido"].known and row["estado"] == "FA"
        assert ("fuente alternativa a la de la ficha." in item.partition(" Según PRODUCE: ")[0]) == (
            alternative and "Según PRODUCE" not in item
        )


def _attention_holds(data, text):
    """Every alert of the programme and of its performance, and no other, with the figure that is ahead said to be so."""
    said, expected = _items(text["overall.attention"]), []
    execution, performance = (table.frame(f"pp0093_budget.{name}", data) for name in ("execution", "performance"))
    for _code, row in rows_of(budget.products(execution)):
        physical, financial = row["avance_fisico_pct"], row["avance_financiero_pct"]
        both = {"f": physical.text, "m": financial.text, "name": inside(row["nombre_corto"])}
        if physical > 150:
            expected.append("Meta por revisar: {name}, {f} de la meta física.".format(**both))
        elif financial - physical > 20:
            line = "Gastó más de lo que entregó: {name}, {m} del presupuesto y {f} de la meta física."
            expected.append(line.format(**both))
        elif physical - financial > 20:
            line = "Entregó más de lo que gastó: {name}, {f} de la meta física y {m} del presupuesto."
            expected.append(line.format(**both))
        elif physical >= 120:
            expected.append("Programación por revisar: {name}, {f} de la meta física.".format(**both))
    for _code, row in rows_of(performance):
        avance, name = row["avance_tipo_1"], inside(row["nombre_corto"])
        if avance < 75:
            expected.append(f"Indicador de desempeño con nivel bajo: {name} ({avance.text} de avance).")
        if avance > 150:
            expected.append(f"Meta de desempeño por revisar: {name} ({avance.text} de avance).")
    told = [item for item in said if item.startswith(_OF_THE_PROGRAMME)]
    assert sorted(told) == sorted(item.replace("\u00a0", " ") for item in expected)


_OF_THE_PROGRAMME = (
    "Gastó más",
    "Entregó más",
    "Programación por revisar",
    "Meta por revisar",
    "Indicador de desempeño",
    "Meta de desempeño",
)


def _verdict_holds(data, text):
    """No gain or loss without a direction, and none that the value did not make."""
    said = text["headline.verdict"].partition("; el PP")[0]
    for noun, name, code in (("productividad", "progress", "OP.01"), ("competitividad", "problem", "cip")):
        row = table.frame(f"objective_gaps.{name}", data).loc[code]
        changes = [row[part] for part in ("cambio_base_pct", "cambio_base") if part in row and row[part].known]
        directed = row["sentido"] in (ASCENDING, DESCENDING)
        expected = bool(changes) and (directed or changes[0] == 0)
        assert (f"{noun} (" in said) == expected
        assert expected or said.startswith(("Frente", "No hay datos"))


CLAIMS = (
    _moves_hold,
    _retreats_hold,
    _distances_hold,
    _page_findings_hold,
    _sums_hold,
    _firms_hold,
    _findings_hold,
    _ranges_hold,
    _counts_hold,
    _paces_hold,
    _firmness_holds,
    _alerts_hold,
    _trends_hold,
    _rating_holds,
    _sources_hold,
    _attention_holds,
    _verdict_holds,
    *CHART_CLAIMS,
)
