"""Codes, choices, yes/no, dates and texts as offices and Excel write them."""

import pytest

from engine.inputs.cells import read_choice, read_code, read_date, read_text, read_yes_no
from engine.inputs.fields import CODE, TEXT, Field

UBIGEO = Field("ubigeo", CODE, "", pattern=r"\d{2}")
SERVICE = Field("codigo", CODE, "", pattern=r"\d{2}\.\d{2}\.\d{2}")
ACTIVITY = Field("codigo", CODE, "", pattern=r"P\d|\d\.\d{1,2}")
FREE = Field("ambito", CODE, "", refers_to=("programme",))
STATE = Field("estado", TEXT, "", blank=True, allowed=("NP", "ND"))
LEVEL = Field("nivel", TEXT, "", blank=True, allowed=("medio", "sin_informacion"), aliases=(("intermedio", "medio"),))


@pytest.mark.parametrize(
    ("written", "field", "known", "meant"),
    [
        ("9", UBIGEO, None, "09"),
        ("9.0", UBIGEO, None, "09"),
        ("1.3.2", SERVICE, None, "01.03.02"),
        ("01,03,02", SERVICE, None, "01.03.02"),
        ("p1", ACTIVITY, None, "P1"),
        ("1,1", ACTIVITY, {"1.1", "1.2"}, "1.1"),
        ("1.1", ACTIVITY, {"1.10", "1.2"}, "1.10"),
        ("93", FREE, {"0093", "P1"}, "0093"),
        ("93", FREE, {"0093", "93"}, "93"),
        (" P1\u00a0", ACTIVITY, None, "P1"),
        ("3000534.0", Field("codigo_mef", CODE, "", pattern=r"\d{7}"), None, "3000534"),
    ],
)
def test_a_code_that_can_be_only_one_is_mended(written, field, known, meant):
    reading = read_code(written, field, known)

    assert (reading.text, reading.fault) == (meant, "")
    assert bool(reading.note) == (written != meant)


@pytest.mark.parametrize(("written", "field", "known"), [("2.1", FREE, {"02.01", "2.10"}), ("1,1", ACTIVITY, None)])
def test_a_code_that_could_be_two_is_left_for_the_checks_to_refuse(written, field, known):
    reading = read_code(written, field, known)

    assert (reading.text, reading.note) == (written, "")


def test_a_code_that_excel_made_a_date_is_refused():
    assert read_code("2003-02-01 00:00:00", SERVICE).fault == "codigo_fecha"


@pytest.mark.parametrize(
    ("written", "field", "meant"),
    [
        ("ND", STATE, "ND"),
        ("nd", STATE, "ND"),
        ("Intermedio", LEVEL, "medio"),
        ("Sin Información", LEVEL, "sin_informacion"),
        ("-", STATE, ""),
        ("otro", STATE, "otro"),
    ],
)
def test_a_choice_is_read_whatever_its_capitals_and_accents(written, field, meant):
    assert read_choice(written, field).text == meant


@pytest.mark.parametrize(
    ("written", "meant", "fault"),
    [
        ("si", "si", ""),
        ("Sí", "si", ""),
        ("NO", "no", ""),
        ("VERDADERO", "si", ""),
        ("x", "x", "si_no"),
        ("1", "1", "si_no"),
    ],
)
def test_yes_and_no(written, meant, fault):
    reading = read_yes_no(written, blank=False)

    assert (reading.text, reading.fault) == (meant, fault)


@pytest.mark.parametrize(
    ("written", "meant", "fault"),
    [
        ("2025-03-31", "2025-03-31", ""),
        ("2025-03-31 00:00:00", "2025-03-31", ""),
        ("31/03/2025", "2025-03-31", ""),
        ("05/05/2025", "2025-05-05", ""),
        ("05/06/2025", "05/06/2025", "fecha_ambigua"),
        ("31/02/2025", "31/02/2025", "fecha"),
        ("marzo", "marzo", "fecha"),
        ("20250331", "20250331", "fecha"),
        ("2025-W14-1", "2025-W14-1", "fecha"),
        ("2025-3-31", "2025-03-31", ""),
    ],
)
def test_dates(written, meant, fault):
    reading = read_date(written, blank=True)

    assert (reading.text, reading.fault) == (meant, fault)


@pytest.mark.parametrize("written", ["regiÃ³n", "aÃ±o", "acciÃ³n", "100 Â°C", "â€œcitaâ€\u009d", "a\ufffdo"])
def test_damaged_letters_are_refused(written):
    assert read_text(written, blank=False).fault == "texto_danado"


@pytest.mark.parametrize("written", ["Áncash", "AÑO", "São Paulo", "15 °C", "«cita» – guion", "Â"])
def test_good_letters_are_not(written):
    assert read_text(written, blank=False).fault == ""
