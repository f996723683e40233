"""Figures of one objective, shared by the tests of this folder."""

import pytest
from audit_samples import figure, register_of


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
