"""The identities of 2024: each can fail, and those that do are the ones of the two documents."""

from decimal import Decimal

import pytest

from engine.audit.expressions import Operand, YearOperands
from engine.audit.identities import FAILS, HOLDS, UNDECIDED, Judge
from engine.audit.identity_files import read_identities
from engine.figures import Register
from engine.inputs.files import data_root
from engine.inputs.loading import load_year
from engine.traced import Traced
from lib import reconciliation
from lib.declarations import SCHEMA

pytestmark = pytest.mark.skipif(not (data_root() / "2024").is_dir(), reason="needs the data of 2024")

FACTORS = ("0.01", "0.9", "1.1", "100")


class Altered:
    """Figures and cells of a year, one of them with another value."""

    def __init__(self, year, ident, value):
        self._year, self._ident, self._value = year, ident, value

    def __call__(self, reference):
        return [Operand(*item[:2], self._value) if item.id == self._ident else item for item in self._year(reference)]


@pytest.fixture(scope="module")
def year():
    data = load_year(SCHEMA, 2024)
    contrasts = Register.of({reconciliation.CONTRASTS: reconciliation.contrasts(data, reconciliation.figures(data))})
    return YearOperands(data.tables, reconciliation.figures(data) | contrasts, {})


@pytest.fixture(scope="module")
def found(year):
    judge = Judge(year)
    identities = list(judge.identities(read_identities(data_root(), 2024)[0]))
    assert judge.problems == []
    return identities


def test_those_that_fail_are_known(found):
    assert {item.key for item in found if item.verdict == FAILS} == {
        "universo_certificaciones",
        "atendidas_productos",
        "itp_informacion",
        "poblacion_cite",
    }


def test_no_identity_passes_whatever_its_figures_say(found, year):
    assert [item.key for item in found if item.verdict == HOLDS and _always_passes(item, year)] == []


def test_what_is_not_judged_says_why(found):
    assert all(item.verdict.formula for item in found if item.verdict == UNDECIDED)


def _always_passes(identity, year):
    """Whether it holds whatever value one of its figures takes."""
    altered = (
        Altered(year, ident, Traced(value.number * Decimal(factor)))
        for ident, value in identity.used.items()
        if value.known
        for factor in FACTORS
    )
    return all(item.verdict == HOLDS for each in altered for item in Judge(each).identities([identity.declared]))
