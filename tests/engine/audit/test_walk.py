"""Every number of a document has its row; the walk lists the ones that have not."""

from audit_samples import frame, number, published_row

from engine.audit.walk import quotes_not_found, unlisted_numbers

TEXT = "En 2024 se atendió\n a 12,791 empresas; el 70.8 %   cumplió.\nFueron 12,791 en total."


def rows(*given):
    return frame("published_figures", *(published_row(*row[:3], cita=row[3], **row[4]) for row in given))


def test_what_no_row_lists_is_told_with_its_words():
    found = rows(
        ("a", "12,791", "12791", "se atendió a 12,791 empresas", {}), ("b", "70.8 %", "70.8", "el 70.8 % cumplió", {})
    )
    assert unlisted_numbers(TEXT, found) == [
        "En 2024 se atendió a 12,791 empresas; el 70.8 %",
        "791 empresas; el 70.8 % cumplió. Fueron 12,791 en total.",
    ]


def test_two_rows_of_one_sentence_list_two_appearances():
    found = rows(("a", "5", "5", "5 y 5", {}), ("b", "5", "5", "5 y 5", {"posicion": number("2")}))
    assert unlisted_numbers("5 y 5", found) == []


def test_the_same_sentence_twice_needs_two_rows():
    one = rows(("a", "5", "5", "Son 5 cosas.", {}))
    assert len(unlisted_numbers("Son 5 cosas. Son 5 cosas.", one)) == 1


def test_a_quote_that_is_not_in_the_document_is_told():
    assert quotes_not_found(TEXT, rows(("a", "12,791", "12791", "atendió 12,791 empresas", {}))) == ["a"]
