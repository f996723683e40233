"""What the run prints and refuses after export."""

from audit_samples import figure, register_of

from engine.audit.pages import DataTexts, audit_page, dead_links, shown_line

TOTALS = register_of(figure("reconciliation.totals[total].cifras", "355", "cifras", 0, "355"))
NO_TEXTS = DataTexts()
TOTAL = '<data value="355" data-figure="reconciliation.totals[total].cifras">355</data>'


def test_a_clean_report_says_how_many_figures_it_shows():
    result = audit_page(f"<p>{TOTAL} y {TOTAL}</p>", TOTALS, NO_TEXTS)
    assert result.problems == ()
    assert shown_line([result]) == "Cifras mostradas: 2 de 2 recalculadas; 0 sin registrar"


def test_a_planted_digit_and_a_wrong_id_fail_with_their_sentence():
    wrong = '<p>Son <data value="1" data-figure="no.hay[x].y">1</data>.</p>'
    result = audit_page(f"<p>{TOTAL}</p><p>Hay 43 servicios.</p>{wrong}{TOTAL}", TOTALS, NO_TEXTS)
    assert list(result.problems) == [
        "la figura «no.hay[x].y» no existe, en «Son 1.»",
        "número sin registrar «43», en «Hay 43 servicios.»",
    ]
    assert shown_line([result]) == "Cifras mostradas: 2 de 3 recalculadas; 1 sin registrar"


def test_pages_audited_one_by_one_add_up():
    results = [audit_page(f"<p>{TOTAL} y {number}</p>", TOTALS, NO_TEXTS) for number in ("7", "8")]
    assert shown_line(results) == "Cifras mostradas: 2 de 2 recalculadas; 2 sin registrar"


def test_links_that_lead_nowhere_are_told():
    good = {
        "1.html": '<p id="a"><a href="#a"><a href="2.html#b"><a href="2.html"><a href="x.csv">',
        "2.html": '<p id="b">',
    }
    assert dead_links(good) == []
    dead = {"1.html": '<p id="b"><a href="2.html#b"><a href="2.html#b"><a href="#c">', "2.html": '<p id="a">'}
    assert dead_links(dead) == [
        "Enlaces que no llevan a ninguna parte: 3 (1.html → 2.html#b). Revise la página a la que llevan."
    ]
