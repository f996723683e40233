"""Section 05: every figure the two documents print, against the figure computed from the data.

Pure tables from frames and figures; no verdict is typed by hand (METHODS: «Conciliación»).
"""

from __future__ import annotations

import difflib
from collections.abc import Callable, Iterable, Mapping
from decimal import Decimal
from functools import partial
from importlib import import_module

import pandas as pd

from engine.audit import differences
from engine.audit import verdicts as judging
from engine.audit.expressions import Evaluation, ExpressionError, YearOperands
from engine.audit.identities import identity_table
from engine.audit.identity_files import read_identities
from engine.audit.verdicts import DIFFER, INPUT, MATCH, UNVERIFIABLE, VERDICTS, Printed
from engine.figures import Register, Row, rows_of
from engine.inputs.problems import DataError, Problem
from engine.inputs.quotes import overlap, plain, quotes_of
from engine.inputs.sources import table_of
from engine.inputs.year_data import YearData
from engine.traced import Traced
from lib.columns import table
from lib.policy import policy_of
from lib.results import with_shares
from lib.suite import SUITE
from lib.words import VOCABULARY

SECTION, SOURCE = "reconciliation", "published_figures"
CONTRASTS = "reconciliation.contrasts"
FIGURE_KIND = "cifra"
TOTAL, RECOMPUTED = "total", "recalculadas"
_TEXTS = ["documento", "seccion", "cita", "impreso", "figura", "clase", "explicacion", "correccion", "motivo", "unidad"]
_NUMBERS = ["decimales", "calculado", "diferencia", "veredicto"]
_OBSERVATION = "clase documento titulo cita_1 seccion_1 cita_2 seccion_2 explicacion correccion_propuesta".split()
_MANY_SOURCES = 12

for _module in sorted((*SUITE.names, "register")):  # so that the tables of all sections are declared
    import_module(f"lib.{_module}")


def figures(data: YearData) -> Register:
    """All figures of the other sections, by id."""
    if SECTION not in data.cache:
        others = (section for section in table.sections() if section != SECTION)
        data.cache[SECTION] = Register.of(table.compute(data, *others))
    return data.cache[SECTION]


@table("reconciliation.verdicts", figures=figures)
def verdicts(data: YearData, figures: Register) -> pd.DataFrame:
    """Every printed figure with its computed value and verdict, in the order of the documents.

    Returns:
        Rows by printed figure; texts of the document, `calculado`, `diferencia`, `veredicto` and, where it differs or needs
        explaining, `clase`, `explicacion` and `correccion`.

    Raises:
        DataError: When a published figure names a figure that does not exist, or neither a figure nor a reason.
    """
    published = data[SOURCE]
    rows = published[published["tipo"] == FIGURE_KIND]
    if problems := [problem for _key, row in rows_of(rows) for problem in _figure_problems(row, figures)]:
        raise DataError(problems)
    inputs = places_of_transcription(rows, figures, data)
    name = partial(_row_name, data["programme"]["padre"])
    records = {key: _record(row, figures, key in inputs, name) for key, row in rows_of(rows)}
    return pd.DataFrame.from_dict(records, orient="index", columns=_TEXTS + _NUMBERS, dtype=object)


@table("reconciliation.errors")
def errors(verdicts: pd.DataFrame) -> pd.DataFrame:
    """What differs, the most serious class first."""
    return _by_class(verdicts[verdicts["veredicto"] == DIFFER])


@table("reconciliation.ambiguities")
def ambiguities(verdicts: pd.DataFrame) -> pd.DataFrame:
    """What does not differ but is badly worded, labelled or scoped: rows with a note, the most serious class first."""
    return _by_class(verdicts[(verdicts["veredicto"] != DIFFER) & (verdicts["explicacion"] != "")])


@table("reconciliation.labels")
def labels(data: YearData) -> pd.DataFrame:
    """Codes, norms, dates and numbering that somebody noted as wrong."""
    published = data[SOURCE]
    noted = published[(published["tipo"] != FIGURE_KIND) & (published["nota"] != "")]
    notes = [differences.split_note(note) for note in noted["nota"]]
    frame = noted[["documento", "seccion", "cita", "impreso", "tipo"]].assign(
        clase=noted["clase"].map(differences.class_word),
        explicacion=[explanation for explanation, _correction in notes],
        correccion=[correction for _explanation, correction in notes],
    )
    return _by_class(frame)


@table("reconciliation.unverifiable")
def unverifiable(verdicts: pd.DataFrame, data: YearData) -> pd.DataFrame:
    """What no data allow to recompute; `motivo` says why."""
    found = verdicts[verdicts["veredicto"] == UNVERIFIABLE]
    return found.assign(documento=found["documento"].map(policy_of(data)["documentos"]))


@table("reconciliation.totals")
def totals(verdicts: pd.DataFrame) -> pd.DataFrame:
    """Number and share of printed figures by verdict, with the total."""
    counts = {name: _count(verdicts, name) for name in (*VERDICTS, TOTAL)}
    return with_shares(counts, counts[TOTAL], "cifras")


@table("reconciliation.by_document")
def by_document(verdicts: pd.DataFrame, data: YearData) -> pd.DataFrame:
    """Number of printed figures by document and verdict, with totals and how many were recomputed."""
    groups = {name: verdicts[verdicts["documento"] == name] for name in dict.fromkeys(verdicts["documento"])}
    groups[TOTAL] = verdicts
    rows = {document: {name: _count(group, name) for name in (*VERDICTS, TOTAL)} for document, group in groups.items()}
    frame = pd.DataFrame.from_dict(rows, orient="index", dtype=object)
    frame[RECOMPUTED] = frame[MATCH] + frame[DIFFER]
    return frame.assign(nombre_corto=[policy_of(data)["documentos"].get(name, name) for name in rows])


@table("reconciliation.identities", figures=figures)
def identities(data: YearData, figures: Register) -> pd.DataFrame:
    """All identities of the year with both sides, their difference and the verdict, those that fail first.

    Raises:
        DataError: When a file of identities is badly written, or names a figure that does not exist.
    """
    declared, problems = read_identities(data.root, data.year)
    if problems:
        raise DataError(problems)
    told = figures | Register.of({CONTRASTS: contrasts(data, figures)})
    return identity_table(declared, _operands(data, told), VOCABULARY.text)


@table(CONTRASTS, figures=figures)
def contrasts(data: YearData, figures: Register) -> pd.DataFrame:
    """Numbers that the notes and observations of the year compare with what is printed: `valor` by contrast.

    Raises:
        DataError: When an expression cannot be read or names a figure that does not exist.
    """
    lookup, declared = _operands(data, figures), data["contrasts"]
    problems, values = list[Problem](), list[Traced]()
    for _key, row in rows_of(declared):
        try:
            values.append(Evaluation(lookup).value(row["expresion"]))
        except ExpressionError as error:
            meant = getattr(error, "nearest", "")
            near = f"¿Quiso decir «{meant}»?" if meant else "Corríjala."
            file, line = _place(row["decimales"])
            problems.append(Problem(file, str(error), near, line, "expresion", rule="contraste"))
    if problems:
        raise DataError(problems)
    return declared[["nombre", "unidad", "decimales"]].assign(valor=values)


def _operands(data: YearData, figures: Register) -> YearOperands:
    return YearOperands(data.tables, figures, data.previous.tables if data.previous else {})


@table("reconciliation.observations")
def observations(data: YearData) -> pd.DataFrame:
    """Passages that contradict each other or that the figures do not bear out, with both quotes."""
    frame = data["observations"].reindex(columns=_OBSERVATION)
    return _by_class(frame.assign(clase=frame["clase"].map(differences.class_word)))


def headline(figures: Register) -> list[str]:
    """How the printed figures came out, in a line for the terminal; none where a year prints none.

    Args:
        figures: The register.
    """
    counts = {name: figures.get(f"reconciliation.totals[{name}].cifras") for name in (*VERDICTS, TOTAL)}
    numbers = {name: int(figure.number) for name, figure in counts.items() if figure is not None}
    if len(numbers) < len(counts) or not numbers[TOTAL]:
        return []
    recomputed = numbers[MATCH] + numbers[DIFFER]
    return [
        f"Conciliación: {numbers[DIFFER]:,} de {recomputed:,} cifras recalculadas difieren; {numbers[INPUT]:,} son datos "
        f"de entrada y {numbers[UNVERIFIABLE]:,} no se pueden verificar ({numbers[TOTAL]:,} publicadas)"
    ]


def places_of_transcription(rows: pd.DataFrame, figures: Register, data: YearData) -> set[str]:
    """Published rows that are the very place a data cell was transcribed from, one per cell.

    Of the rows that print a cell's value: the one whose sentence the data table quotes; failing that, the one in the
    part of the document the table was taken from; failing that, the first printed.

    Args:
        rows: Rows of `published_figures` with tipo `cifra`.
        figures: Figures of the other sections.
        data: The year, for the quotes and sidecars of its tables.
    """
    candidates: dict[str, dict[str, Row]] = {}
    for key, row in rows_of(rows):
        figure = figures.get(row["figura"])
        if figure is not None and figure.known and judging.prints_input(Printed.of(row), figure):
            candidates.setdefault("; ".join(figure.sources), {})[key] = row
    quotes = quotes_of(data, SOURCE)
    return {_transcribed_from(found, source, quotes, data) for source, found in candidates.items()}


def _transcribed_from(rows: Mapping[str, Row], source: str, quotes: Mapping[str, str], data: YearData) -> str:
    place = source.rsplit(":", 1)[0]
    quote = plain(quotes.get(place, ""))
    location = plain(str(data.sidecars.get(table_of(source), {}).get("ubicacion", "")))
    quoted = [key for key, row in rows.items() if overlap(plain(row["cita"]), quote)]
    located = [key for key, row in rows.items() if location.startswith(plain(row["seccion"]))]
    return (quoted or located or list(rows))[0]


def _record(row: Row, figures: Register, is_input: bool, name: Callable[[str], str]) -> dict[str, object]:
    printed = Printed.of(row)
    figure = figures.get(printed.figure)
    verdict = judging.judge(printed, figure, is_input)
    computed, unit = _computed(printed, figure)
    return {
        **{name: row[name] for name in ("documento", "seccion", "cita", "impreso", "figura")},
        "motivo": "" if verdict != UNVERIFIABLE else row["motivo"] if figure is None else figure.text,
        "unidad": unit,
        "decimales": Traced(Decimal(_decimals(printed, computed))),
        "calculado": computed,
        "diferencia": printed.value - computed,
        "veredicto": verdict,
        **_explanation(row, printed, figure, verdict, figures, name),
    }


def _computed(printed: Printed, figure: Traced | None) -> tuple[Traced, str]:
    if figure is None:
        return Traced.absent("no_aplica", inputs=(printed.value,)), printed.unit
    unit = printed.unit if judging.same_kind(printed, figure) else figure.look.unit
    return judging.expected(printed, figure), unit


def _decimals(printed: Printed, computed: Traced) -> int:
    """As printed; one more where the computed value does not end there, so that a difference can be seen."""
    if not computed.known or computed.number == round(computed.number, printed.decimals):
        return printed.decimals
    return printed.decimals + 1


def _explanation(
    row: Row, printed: Printed, figure: Traced | None, verdict: Traced, figures: Register, name: Callable[[str], str]
) -> dict[str, str]:
    explanation, correction = differences.split_note(row["nota"])
    if verdict != DIFFER or figure is None:
        kind = differences.class_word(row["clase"])
        return {"clase": kind, "explicacion": explanation, "correccion": correction}
    automatic = differences.explain(printed, figure, figures, name)
    return {
        "clase": differences.class_word(row["clase"] or automatic.kind),
        "explicacion": explanation or automatic.text,
        "correccion": correction or automatic.correction,
    }


def _row_name(parents: pd.Series, row: str) -> str:
    return f"Actividad {row}" if parents.get(row) else row


def _by_class(frame: pd.DataFrame) -> pd.DataFrame:
    order = {differences.class_word(name): rank for rank, name in enumerate(differences.CLASSES)}
    return frame.sort_values("clase", key=lambda kinds: kinds.map(order).fillna(len(order)), kind="stable")


def _count(frame: pd.DataFrame, name: str) -> Traced:
    """Rows with a verdict, or all of them; it depends on every row, because any could have had it."""
    chosen = len(frame) if name == TOTAL else int((frame["veredicto"] == name).sum())
    sources = _by_file(source for item in frame["veredicto"] for source in item.sources)
    return Traced(Decimal(chosen), f"n({name})", sources)


def _by_file(sources: Iterable[str]) -> tuple[str, ...]:
    """Cells a count depends on; a file with many of them stands for all of its cells, as `file:*:*`."""
    files: dict[str, set[str]] = {}
    for source in sources:
        files.setdefault(source.split(":")[0], set()).add(source)
    cited = (cells if len(cells) <= _MANY_SOURCES else {f"{file}:*:*"} for file, cells in files.items())
    return tuple(sorted(source for cells in cited for source in cells))


def _figure_problems(row: Row, figures: Register) -> list[Problem]:
    name = row["figura"]
    if not name:
        advice = "Escriba la figura que debe igualar, o por qué no se puede verificar."
        return [] if row["motivo"] else [_problem(row, "figura", "la cifra {id} no tiene figura ni motivo", advice)]
    if name not in figures:
        near = difflib.get_close_matches(name, list(figures), n=1)
        advice = f"¿Quiso decir «{near[0]}»?" if near else "Los ids están en figures.csv."
        return [_problem(row, "figura", "la cifra {id} nombra una figura que no existe", advice)]
    if isinstance(figures[name].value, str):
        message = "la cifra {id} nombra una figura que no es un número"
        return [_problem(row, "figura", message, "Elija la figura que tiene el número impreso.")]
    if not row["valor"].known:
        return [_problem(row, "valor", "la cifra {id} no tiene valor", "Escriba el valor impreso.")]
    return []


def _problem(row: Row, column: str, message: str, advice: str) -> Problem:
    file, line = _place(row["valor"])
    value = row[column] if isinstance(row[column], str) else ""
    return Problem(file, message.format(id=row["id"]), advice, line, column, value, rule=column)


def _place(cell: Traced) -> tuple[str, int | None]:
    file, _colon, rest = (cell.sources[0] if cell.sources else f"{SOURCE}.csv").partition(":")
    line = rest.split(":")[0]
    return file, int(line) if line.isdigit() else None
