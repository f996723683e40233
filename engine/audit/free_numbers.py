"""Which digits of a text are not quantities: dates, years, codes, legal norms, versions, file names.

Rules on the form of the text, never a list of exceptions; whatever no rule covers must be a figure.
"""

from __future__ import annotations

import re
from collections.abc import Iterator, Sequence

_MONTHS = "enero|febrero|marzo|abril|mayo|junio|julio|agosto|se[pt]tiembre|octubre|noviembre|diciembre"
_YEAR = r"(?:19|20)\d{2}"
_NO_DIGIT_BEFORE = r"(?<![\d.,])"
_NO_QUANTITY_AFTER = r"(?!\d|[.,]\d|\s?%|\s?p\.\s?p\.)"

DATES = (
    rf"{_NO_DIGIT_BEFORE}\d{{1,2}} de (?:{_MONTHS})(?: del? {_YEAR})?",
    rf"{_NO_DIGIT_BEFORE}{_YEAR}-\d{{2}}(?:-\d{{2}})?{_NO_QUANTITY_AFTER}",
    rf"(?<!S/ )(?<!S/)(?<![\d.,+−$]){_YEAR}(?:\s?[-–/]\s?{_YEAR})?{_NO_QUANTITY_AFTER}",
)
CODES = (
    r"(?<![\w.])(?:[A-ZÑ]{1,5}\.)?[A-ZÑ]{1,5}[.\-]?\d+(?:\.\d+)*(?![\w%]|[.,]\d|\s?%)",
    r"(?<![\d.,])0\d+(?!\d|[.,]\d)",  # no quantity is written with a leading zero
    rf"{_NO_DIGIT_BEFORE}\d{{2}}\.\d{{2}}\.\d{{2}}(?:\.\d{{2}})?(?!\d|\.\d)",
    rf"\b[Aa]ctividad(?:es)? \d\.\d(?:(?:, | y | e )\d\.\d)*{_NO_QUANTITY_AFTER}",
    r"\b[Ff]ichas? \d{3,5}(?![\d.,]*\d|\s?%)",
    rf"\b[Pp]roductos? [1-9](?:(?:, | y )[1-9])*{_NO_QUANTITY_AFTER}",
    r"\btipo [12](?!\d|[.,]\d)",
    rf"\b(?:Tabla|Cuadro|Gráfico|Figura|Sección|Anexo|Nota|[Pp]ágina|[Pp]ág\.|[Ff]ila) \d{{1,4}}{_NO_QUANTITY_AFTER}",
)
NORMS = (
    r"\b(?:Ley|Decreto|Resolución|Directiva|D\. ?S\.|D\. ?U\.|D\. ?L(?:eg)?\.|R\. ?[DMS]\.|ISO(?:/IEC)?|NTP|CIIU|Rev\.)"
    r"(?: [A-ZÁÉÍÓÚ][\wáéíóúñ]*\.?)* ?(?:N\.? ?[°º] ?)?\d[\w/.\-]*+(?: [A-Z]+/[A-Z]+)?(?!\s?%|\s?p\.\s?p\.)",
    r"\b(?:[Oo]ficio|[Mm]emor[aá]ndum|[Mm]emorando|[Ii]nforme|[Cc]arta|[Aa]cta|[Ee]xpediente|[Cc]ircular|[Cc]onvenio)"
    r"(?: [A-ZÁÉÍÓÚ][\wáéíóúñ]*\.?)* (?:N\.? ?[°º] ?)?\d+-[\w/.\-]*+(?!\s?%|\s?p\.\s?p\.)",
    r"\b[Aa]rt(?:ículo|\.) \d+(?![\d.,]*\d|\s?%)",
)
FACTORS = (r"× 100(?!\d|[.,]\d)",)  # the conversion to % in a definition
VERSIONS = (r"(?<![\w.])v?\d+\.\d+\.\d+(?:[\w.+-]*\w)?(?! ?%)",)
FILES = (
    r"[\w./-]*\w\.(?:csv|toml|xlsx|html|ipynb|py|json|md)\b",
    r"\b(?=[0-9a-f]*[a-f])(?=[0-9a-f]*\d)[0-9a-f]{7,64}\b",
)

_ALL = [re.compile(rule) for rule in (*DATES, *CODES, *NORMS, *FACTORS, *VERSIONS, *FILES)]
_BY_KIND = {"date": DATES, "norm": NORMS, "version": (*VERSIONS, r"v?\d+(?:\.\d+)*\S*")}
_NUMBER = re.compile(r"\d(?:[\d.,]*\d)?")
BARE_NUMBER = re.compile(r"[+−-]?(?:S/\s?)?\d[\d.,]*(?:\s?(?:%|p\.\s?p\.|millones))?")  # code holds more than that
MARK = re.compile(r"[\[(]?\d{1,3}(?:[,\s]+\d{1,3})*[\])]?")  # of a note or reference: `[3]`, `1, 2`


def quantities(text: str, exempt: Sequence[bool] = ()) -> Iterator[tuple[int, int]]:
    """Start and end of every number of a text that no rule covers, nor `exempt`, which says it of each character."""
    covered = list(exempt) or [False] * len(text)
    if not uncovered(text, covered):
        return
    for rule in _ALL:
        for match in rule.finditer(text):
            covered[match.start() : match.end()] = [True] * (match.end() - match.start())
    yield from uncovered(text, covered)


def uncovered(text: str, covered: Sequence[bool]) -> list[tuple[int, int]]:
    """Start and end of each number of a text that is not covered whole."""
    spans = (match.span() for match in _NUMBER.finditer(text))
    return [(start, end) for start, end in spans if not all(covered[start:end])]


def has_digit(text: str) -> bool:
    """Whether a text holds a digit."""
    return any(map(str.isdigit, text))


def is_of_kind(text: str, kind: str) -> bool:
    """Whether a text declared a `date`, `norm` or `version` reads like one."""
    for rule in _BY_KIND[kind]:
        text = re.sub(rule, "", text)
    return not has_digit(text)
