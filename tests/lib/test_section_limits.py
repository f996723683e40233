"""The rules of the sections on both sides of each limit and on it, over a year with a few cells changed; hand-worked."""

import pytest

from lib import pp0093_budget


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
