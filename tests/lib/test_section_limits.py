"""The rules of the sections on both sides of each limit and on it, over a year with a few cells changed; hand-worked."""

import pytest

from engine.numbers import NBSP
from lib import pp0093_budget, summary
from lib.columns import table


def activity(data, delivered, spent):
    """P1 with a goal of 100 and a budget of 100, so that both percentages can be read off."""
    return data.assuming(
        "programme_execution", "P1", meta_fisica=100, avance_fisico=delivered, pim=100, devengado=spent
    )


@pytest.mark.parametrize(
    ("delivered", "spent", "alert"),
    [
        (50, 70, ""),  # 20 points apart: the limit itself calls for nothing
        (49, 70, "gasto_sobre_entrega"),
        (70, 50, ""),
        (71, 50, "entrega_sobre_gasto"),
        (119, 100, ""),
        (120, 100, "revisar_programacion"),
        (121, 101, "revisar_programacion"),
        (150, 140, "revisar_programacion"),
        (151, 140, "mayor_150"),
        (151, 100, "mayor_150"),  # the most serious alone
        (None, 100, ""),
        (100, None, ""),
        (130, None, "revisar_programacion"),
    ],
)
def test_alerts_of_the_programme(data, delivered, spent, alert):
    assert pp0093_budget.execution(activity(data, delivered, spent)).at["P1", "alerta"] == alert


ALERTS_OF_2024 = """\
objetivo_bajo | Ocupación de parques industriales | 71.4 % | —
objetivo_sin_informacion | Empresas con servicios especializados | sin información | —
objetivo_sin_informacion | Acuerdo con el entorno regulatorio | sin información | —
retroceso_base | Valor agregado bruto por trabajador | −4.4 % | 86.5 %
retroceso_base | Exportaciones de media y alta tecnología | −0.22 p. p. | 80.0 %
gasto_sobre_entrega | Articulación y acceso a mercados | 65.4 % | 93.6 %
entrega_sobre_gasto | Transferencia de tecnología e innovación | 130.6 % | 99.6 %
desempeno_bajo | Conocimientos en gestión empresarial | 55.8 % | —
desempeno_bajo | MIPYME atendidas por los CITE | 67.2 % | —
desempeno_mayor_150 | Competencias técnico-productivas | 203.5 % | —
desempeno_mayor_150 | Acceso a oportunidades de negocio | 275.9 % | —
servicios_sin_informacion |  | 23 | 86
servicios_mayor_150 |  | 13 | 86
servicios_bajo |  | 18 | 86"""


def alerts(frame):
    rows = [
        (
            row.motivo,
            row.nombre,
            *(
                "—" if cell.missing == "no_aplica" else cell.text.replace(NBSP, " ")
                for cell in (row.figura, row.contraste)
            ),
        )
        for row in frame.itertuples()
    ]
    return "\n".join(" | ".join(row) for row in rows)


def test_what_to_look_at_first_in_2024(frames):
    """By the rules, most serious first, from what the reports print: 27.5 / 49.3 = 55.8, 76.3 / 37.5 = 203.5 and so on."""
    told = frames["summary.attention"]
    assert alerts(told) == ALERTS_OF_2024
    assert list(told.index) == [f"{place:02d}" for place in range(1, 15)]


@pytest.mark.parametrize(("number", "told"), [(0, False), (1, True)])
def test_services_are_an_alert_from_the_first_on(data, number, told):
    counts = dict.fromkeys(("OP.01", "OP.02", "OP.03", "OP.04"), 0) | {"OP.04": number}
    for objective, low in counts.items():
        data = data.assuming("service_levels", objective, bajo=low)
    reasons = set(table.frame("summary.attention", data)["motivo"])
    assert ("servicios_bajo" in reasons) == told


def test_a_value_without_a_goal_is_told_as_such_and_not_as_missing(data):
    found = table.frame("summary.attention", data.assuming("indicator_results", "OP.01", logro_esperado=None))
    mine = found[found["nombre"] == "Valor agregado bruto por trabajador"]
    assert list(mine["motivo"]) == ["objetivo_sin_avance"] and mine["figura"].iloc[0] == 42391


def test_a_policy_shows_the_alerts_it_asks_for_in_its_order(data, monkeypatch):
    asked = ["servicios_bajo", "objetivo_bajo"]
    monkeypatch.setattr("lib.policy.Policy.shown", lambda _self, _part, _all: asked)
    names = ("objective_gaps.progress", "pp0093_budget.execution", "pp0093_budget.performance", "services.levels")
    frames = [table.frame(name, data) for name in names]
    assert list(summary.attention(*frames, data)["motivo"]) == asked


def test_a_decision_holds_in_place_of_the_proposal_and_both_are_cited(data):
    place = "2024/published_rating.csv:5:valoracion_publicada"
    row = table.frame("summary.rating", data).loc["global"]
    assert [row[name].value for name in ("propuesta", "publicada", "vigente")] == ["Intermedio"] * 3
    assert (row["publicada"].origin, row["publicada"].sources, row["decidida"].sources) == (
        "publicado", (place,), (place,),
    )  # fmt: skip
    decided = data.assuming("published_rating", "global", valoracion_decidida="Avanzado", motivo="Acta de la comisión")
    row = table.frame("summary.rating", decided).loc["global"]
    assert (row["decidida"].value, row["vigente"].value, row["motivo"]) == (
        "Avanzado",
        "Avanzado",
        "Acta de la comisión",
    )
    assert (row["decidida"].origin, row["decidida"].sources) == ("transcrito", (place,))
    blank = data.assuming("published_rating", "global", valoracion_publicada="")
    row = table.frame("summary.rating", blank).loc["global"]
    assert (row["publicada"].missing, row["publicada"].sources, row["decidida"].missing) == (
        "no_publicado",
        (),
        "no_aplica",
    )
    assert row["vigente"].value == row["propuesta"].value


def test_an_overview_tells_only_of_the_sections_that_were_made(figures):
    told = summary.overview(figures, ("summary", "services"))
    assert (told["Valoración"], sum(map(bool, told.values()))) == ("Intermedio", 3)


def test_what_the_products_and_their_activities_add_up_to(data):
    """The programme's money is that of its products; an activity that lacks one measure leaves no sum of it."""
    more = pp0093_budget.sums(data.assuming("programme_execution", "P1", pim=2_086_413))  # one sol more
    assert more.at["TOTAL", "pim_actividades"] == 39_739_177
    assert not more.at["TOTAL", "meta_fisica_actividades"].known  # units of products differ: nothing to add
    fewer = pp0093_budget.sums(data.assuming("programme_execution", "1.1", avance_fisico=None))
    assert not fewer.at["P1", "avance_fisico_actividades"].known and fewer.at["P1", "pim_actividades"] == 2_086_412
