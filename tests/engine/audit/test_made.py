"""Figures made in a notebook: published only when they follow from the data by their own formula."""

import copy
import json
import statistics
from dataclasses import replace
from decimal import Decimal

import pytest
from audit_samples import figure, frame, number, register_of, year_of

from engine.audit.made import check_made, to_record
from engine.figures import Register
from engine.numbers import quantity_text
from engine.traced import Shown, Traced, count, total

PIM, SPENT, PLAN = (number(value, f"2024/programme_execution.csv:2:{name}") for value, name in
                    (("200", "pim"), ("150", "devengado"), ("7", "meta_fisica")))  # fmt: skip
DATA = year_of(
    programme_execution=frame(
        "programme_execution", {"codigo": "P1", "pim": PIM, "devengado": SPENT, "meta_fisica": PLAN}
    )
)
KNOWN = replace(
    number("86.5", "2024/x.csv:2:valor"),
    formula="173 ÷ 200 × 100",
    shown_as=Shown("s.t[a].avance", "86.5 %", "Avance", "", "porcentaje", 1),
)
REGISTER = Register([KNOWN])
HIGH = Traced.given(Decimal(95), "reference/rules.toml:niveles:alto")


def made(value, ident="por_responsable[DVMYPE].razon", unit="", decimals=0, text=None):
    """A value as a notebook shows it: dressed as a figure, written down as JSON and read again."""
    own = quantity_text(value.value, unit, decimals) if isinstance(value.value, Decimal) else str(value.value)
    shown = Shown(ident, own if text is None else text, "Razón", "", unit, decimals)
    return json.loads(json.dumps(to_record(replace(value, shown_as=shown))))


def problems(*records):
    return check_made(records, REGISTER, DATA)[1]


def share():
    return (SPENT / PIM * 100).closed()


def test_a_figure_that_follows_from_the_data_enters_the_register():
    found, faults = check_made([made(share(), unit="porcentaje", decimals=1, text="75.0 %")], REGISTER, DATA)
    assert faults == []
    figure = found["por_responsable[DVMYPE].razon"]
    assert (figure.value, figure.text, figure.look.label, figure.look.unit) == (75, "75.0 %", "Razón", "porcentaje")
    assert figure.formula == "150 ÷ 200 × 100"


@pytest.mark.parametrize(
    "value",
    [
        total([PIM, SPENT, PLAN]) / 3,
        (KNOWN + PLAN).closed(),
        (KNOWN.closed() * 2).closed(),  # its name is gone, its formula is the register's
        abs(SPENT - PIM),
        count(["P1", "P2"], [PIM]),
        Traced.because("alto", "95 ≤ 150", HIGH, SPENT),
        Traced.because(statistics.median([200, 150, 7]), "mediana(200; 150; 7)", PIM, SPENT, PLAN),
        Traced.because(
            Decimal(str(statistics.stdev([200, 150, 7]))), "desviación estándar(200; 150; 7)", PIM, SPENT, PLAN
        ),
        Traced.because(Decimal("0.8"), "redondeo(150 ÷ 200; 1)", SPENT / PIM),
        Traced.absent("ND", PIM.sources),
        PIM,
    ],
)
def test_what_can_be_calculated_again_passes(value):
    assert problems(made(value)) == []


def changed(record, **cells):
    return {**record, **cells}


def with_operand(record, **cells):
    other = copy.deepcopy(record)
    other["operands"][0].update(cells)
    return other


GENUINE = made(share())


@pytest.mark.parametrize(
    ("record", "told"),
    [
        (changed(GENUINE, value="76"), "su fórmula no da «76»: 150 ÷ 200 × 100"),
        (
            with_operand(GENUINE, value="151"),
            "2024/programme_execution.csv:2:devengado dice «150» y la figura toma «151»",
        ),
        (with_operand(GENUINE, sources=["2024/no.csv:2:x"]), "«150» no sale de una celda de los datos"),
        (with_operand(GENUINE, origin="supuesto"), "se apoya en un supuesto"),
        (changed(GENUINE, origin="supuesto"), "se apoya en un supuesto"),
        (changed(GENUINE, sources=["2024/programme_execution.csv:2:pim"]), "dice salir de"),
        (changed(GENUINE, text="80"), "«80» no es «75"),
        (
            changed(GENUINE, formula="lo que corresponde"),
            "su fórmula no se puede volver a calcular: lo que corresponde",
        ),
        (changed(GENUINE, id="por responsable"), "su nombre no es tabla[fila].columna"),
        (made(Traced(Decimal(5))), "no sale de ningún dato"),
        (made(Traced.given(Decimal(201), PIM.sources[0])), "dice «200» y la figura toma «201»"),
        (made(Traced.because("alto", "95 ≤ 7", HIGH, PLAN)), "su fórmula no da «alto»: 95 ≤ 7"),
        (made(Traced.because(Decimal(3), "n(P1, P2)", PIM)), "su fórmula no da «3»: n(P1, P2)"),
        (made(Traced.because(Decimal(9), "mediana(200; 150; 7)", PIM, SPENT, PLAN)), "su fórmula no da «9»"),
        (made(replace(KNOWN, value=Decimal(87)), "s.t[a].avance"), "vale «86.5» y el cuaderno muestra «87»"),
        (made((replace(KNOWN, value=Decimal(87)) + PLAN).closed()), "vale «86.5» y el cuaderno muestra «87»"),
    ],
)
def test_what_does_not_follow_from_the_data_is_refused(record, told):
    found, faults = check_made([record], REGISTER, DATA)
    assert len(found) == 0
    assert len(faults) == 1
    assert faults[0].startswith(f"la figura «{record['id']}»: ")
    assert told in faults[0]


def test_one_name_is_of_one_figure():
    assert problems(GENUINE, GENUINE) == []
    assert "hay otra con el mismo nombre y otro valor" in problems(GENUINE, made((PIM / SPENT).closed()))[0]


def test_registered_figures_are_told_by_name_and_add_nothing():
    record = to_record(KNOWN)
    found, faults = check_made([record], REGISTER, DATA)
    assert (len(found), faults) == (0, [])
    assert [operand.get("operands") for operand in to_record(KNOWN + PLAN)["operands"]] == [None, []]


def test_a_cell_of_the_year_before_is_a_cell_too():
    before = year_of(
        programme_execution=frame("programme_execution", {"codigo": "P1", "pim": number("90", "2023/p.csv:2:pim")})
    )
    year = replace(DATA, previous=before)
    grown = (PIM / number("90", "2023/p.csv:2:pim") * 100).closed()
    assert check_made([made(grown)], REGISTER, year)[1] == []


def test_every_registered_figure_made_again_under_another_name_passes():
    other = register_of(figure("s.t[b].x", "3", formula="regla propia"))
    value = replace(other["s.t[b].x"])
    assert check_made([made(value)], other, DATA)[1] == []
