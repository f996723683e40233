"""The headline figures: those of the policy's own indicators, whatever their codes."""

import re

from lib.tiles import tiles_html

from engine.figures import register


def labels(html: str) -> list[str]:
    return re.findall(r'<span class="rotulo">([^<]*)</span>', html)


def test_each_indicator_of_an_objective_with_progress_has_a_tile(whole):
    frame = whole.sections["objective_gaps"]["progress"]
    html = str(tiles_html(whole.figures, frame))

    assert labels(html)[:3] == [
        "Valor agregado bruto por trabajador: avance frente a la meta",
        "Exportaciones de media y alta tecnología: avance frente a la meta",
        "Ocupación de parques industriales: avance frente a la meta",
    ]
    assert [text in html for text in ("frente a la línea base", "esperado")] == [True, True]


def test_a_policy_with_other_codes_needs_no_code(whole):
    frame = whole.sections["objective_gaps"]["progress"].rename(index={"OP.01": "AP.7"})
    html = str(tiles_html(register("objective_gaps", {"progress": frame}), frame))

    assert 'data-figure="objective_gaps.progress[AP.7].avance_tipo_1"' in html
    assert len(labels(html)) == 3
