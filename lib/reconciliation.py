"""Section 05: every figure the two documents print, against the figure computed from the data.

Pure tables from frames and figures; no verdict is typed by hand (METHODS: «Conciliación»).
"""

from __future__ import annotations

import difflib
import re
from collections.abc import Iterable, Mapping
from decimal import Decimal
from pathlib import PurePosixPath

import pandas as pd

from engine.audit import differences, verdicts
from engine.audit.identities import identity_table
from engine.audit.identity_files import read_identities
from engine.audit.operands import YearOperands
from engine.audit.verdicts import DIFFER, INPUT, MATCH, UNVERIFIABLE, VERDICTS, Printed
from engine.figures import Figure, Register, Row, rows_of
from engine.inputs.loading import YearData
from engine.inputs.problems import DataError, Problem
from engine.traced import Traced
from lib.progress import porcentaje
from lib.words import word

SOURCE = "published_figures"
FIGURE_KIND = "cifra"
TOTAL = "total"
_TEXTS = ["documento", "seccion", "cita", "impreso", "figura", "clase", "explicacion", "correccion", "motivo", "unidad"]
_NUMBERS = ["decimales", "calculado", "diferencia", "veredicto"]
_OBSERVATION_COLUMNS = [
    "clase",
    "documento",
    "titulo",
    "cita_1",
    "seccion_1",
    "cita_2",
    "seccion_2",
    "explicacion",
    "correccion_propuesta",
]
_MANY_SOURCES = 12
_ACTIVITY = re.compile(r"\d\.\d")


def tables(data: YearData, figures: Register) -> dict[str, pd.DataFrame]:
    """All tables of the section.

    Args:
        data: The year.
        figures: Figures of the other sections.

    Returns:
        `verdicts` (all), `errors`, `ambiguities` and `labels` (what to correct), `unverifiable`, `totals`,
        `by_document`, `identities` and `observations`; rows keyed by the id of the published figure, the verdict, the
        document, the identity or the observation.

    Raises:
        DataError: When a published figure names a figure that does not exist, or neither a figure nor a reason.
    """
    published = data[SOURCE]
    verdict = verdict_table(data, figures)
    return {
        "verdicts": _worded(verdict),
        "errors": _worded(errors(verdict)),
        "ambiguities": _worded(ambiguities(verdict)),
        "labels": _worded(labels(published)),
        "unverifiable": _worded(verdict[_is(verdict, UNVERIFIABLE)]),
        "totals": totals(verdict),
        "by_document": totals_by_document(verdict),
        "identities": identities(data, figures),
        "observations": _worded(_by_class(data["observations"].reindex(columns=_OBSERVATION_COLUMNS))),
    }


def verdict_table(data: YearData, figures: Register) -> pd.DataFrame:
    """Every printed figure with its computed value and verdict, in the order of the documents.

    Args:
        data: The year.
        figures: Figures of the other sections.
    """
    published = data[SOURCE]
    rows = published[published["tipo"] == FIGURE_KIND]
    _require_figures(rows, figures)
    inputs = places_of_transcription(rows, figures, data)
    records = {key: _record(row, figures, key in inputs) for key, row in rows_of(rows)}
    return pd.DataFrame.from_dict(records, orient="index", columns=_TEXTS + _NUMBERS, dtype=object)


def identities(data: YearData, figures: Register) -> pd.DataFrame:
    """What the printed figures must keep among themselves, judged; those that fail first.

    Args:
        data: The year; its identities are read from its folder.
        figures: Figures of the other sections.

    Raises:
        DataError: When a file of identities is badly written, or names a figure that does not exist.
    """
    declared, problems = read_identities(data.root, data.year)
    if problems:
        raise DataError(problems)
    previous = data.previous.tables if data.previous else {}
    return identity_table(declared, YearOperands(data.tables, figures, previous), word)


def errors(verdict: pd.DataFrame) -> pd.DataFrame:
    """What differs, the most serious class first."""
    return _by_class(verdict[_is(verdict, DIFFER)])


def ambiguities(verdict: pd.DataFrame) -> pd.DataFrame:
    """What does not differ but is badly worded, labelled or scoped: rows with a note, the most serious class first."""
    return _by_class(verdict[~_is(verdict, DIFFER) & (verdict["explicacion"] != "")])


def labels(published: pd.DataFrame) -> pd.DataFrame:
    """Codes, norms, dates and numbering that somebody noted as wrong.

    Args:
        published: Table `published_figures`.
    """
    noted = published[(published["tipo"] != FIGURE_KIND) & (published["nota"] != "")]
    notes = [differences.split_note(note) for note in noted["nota"]]
    frame = noted[["documento", "seccion", "cita", "impreso", "tipo", "clase"]].copy()
    frame["explicacion"] = [explanation for explanation, _correction in notes]
    frame["correccion"] = [correction for _explanation, correction in notes]
    return _by_class(frame)


def totals(verdict: pd.DataFrame) -> pd.DataFrame:
    """Number and share of printed figures by verdict, with the total."""
    everything = _count(verdict, TOTAL)
    rows = {name: {"cifras": _count(verdict, name)} for name in VERDICTS}
    rows[TOTAL] = {"cifras": everything}
    for row in rows.values():
        row["porcentaje"] = porcentaje(row["cifras"], everything)
    return pd.DataFrame.from_dict(rows, orient="index", dtype=object)


def totals_by_document(verdict: pd.DataFrame) -> pd.DataFrame:
    """Number of printed figures by document and verdict, with totals."""
    groups = {document: verdict[verdict["documento"] == document] for document in dict.fromkeys(verdict["documento"])}
    groups[TOTAL] = verdict
    rows = {document: {name: _count(group, name) for name in (*VERDICTS, TOTAL)} for document, group in groups.items()}
    return pd.DataFrame.from_dict(rows, orient="index", dtype=object)


def headline(figures: Register) -> list[str]:
    """How the printed figures came out, in a line for the terminal; none where a year prints none.

    Args:
        figures: The register.
    """
    counts = {name: figures.get(f"reconciliation.totals[{name}].cifras") for name in (*VERDICTS, TOTAL)}
    numbers = {name: int(figure.traced.number) for name, figure in counts.items() if figure is not None}
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
        if figure is not None and figure.known and verdicts.prints_input(Printed.of(row), figure):
            candidates.setdefault("; ".join(figure.traced.sources), {})[key] = row
    quotes = _quotes_by_row(data)
    return {_transcribed_from(found, source, quotes, data) for source, found in candidates.items()}


def _transcribed_from(rows: Mapping[str, Row], source: str, quotes: Mapping[str, str], data: YearData) -> str:
    place = source.rsplit(":", 1)[0]
    quote = _plain(quotes.get(place, ""))
    location = _plain(str(data.sidecars.get(PurePosixPath(place.split(":")[0]).stem, {}).get("ubicacion", "")))
    quoted = [key for key, row in rows.items() if _overlap(_plain(row["cita"]), quote)]
    located = [key for key, row in rows.items() if location.startswith(_plain(row["seccion"]))]
    return (quoted or located or list(rows))[0]


def _overlap(one: str, other: str) -> bool:
    return bool(one and other) and (one in other or other in one)


def _plain(text: str) -> str:
    return " ".join(text.casefold().split())


def _quotes_by_row(data: YearData) -> dict[str, str]:
    """Quote of each data row, by the `file:line` its numbers carry as source."""
    found: dict[str, str] = {}
    for name, frame in data.tables.items():
        if "cita" not in frame.columns or name == SOURCE:
            continue
        for _key, row in rows_of(frame):
            found |= {
                source.rsplit(":", 1)[0]: row["cita"]
                for cell in row.values()
                if isinstance(cell, Traced)
                for source in cell.sources
            }
    return found


def _record(row: Row, figures: Register, is_input: bool) -> dict[str, object]:
    printed = Printed.of(row)
    figure = figures.get(printed.figure)
    verdict = verdicts.judge(printed, figure, is_input)
    computed, unit = _computed(printed, figure)
    difference = (printed.value - computed).closed()
    return {
        **{name: row[name] for name in ("documento", "seccion", "cita", "impreso", "figura")},
        "motivo": _reason(row, figure, verdict),
        "unidad": unit,
        "decimales": Traced(Decimal(_decimals(printed, computed))),
        "calculado": computed,
        "diferencia": difference,
        "veredicto": verdict,
        **_explanation(row, printed, figure, verdict, figures),
    }


def _computed(printed: Printed, figure: Figure | None) -> tuple[Traced, str]:
    if figure is None:
        return Traced.absent("no_aplica", printed.value.sources), printed.unit
    unit = printed.unit if verdicts.same_kind(printed, figure) else figure.unit
    return verdicts.expected(printed, figure), unit


def _decimals(printed: Printed, computed: Traced) -> int:
    """As printed; one more where the computed value does not end there, so that a difference can be seen."""
    if not computed.known or computed.number == round(computed.number, printed.decimals):
        return printed.decimals
    return printed.decimals + 1


def _reason(row: Row, figure: Figure | None, verdict: Traced) -> str:
    if verdict != UNVERIFIABLE:
        return ""
    return row["motivo"] if figure is None else figure.text


def _explanation(
    row: Row, printed: Printed, figure: Figure | None, verdict: Traced, figures: Register
) -> dict[str, str]:
    explanation, correction = differences.split_note(row["nota"])
    if verdict != DIFFER or figure is None:
        return {"clase": row["clase"], "explicacion": explanation, "correccion": correction}
    automatic = differences.explain(printed, figure, figures, _row_name)
    return {
        "clase": row["clase"] or automatic.kind,
        "explicacion": explanation or automatic.text,
        "correccion": correction or automatic.correction,
    }


def _row_name(row: str) -> str:
    return f"Actividad {row}" if _ACTIVITY.fullmatch(row) else row


def _is(frame: pd.DataFrame, verdict: str) -> pd.Series:
    return pd.Series([item == verdict for item in frame["veredicto"]], index=frame.index, dtype=bool)


def _by_class(frame: pd.DataFrame) -> pd.DataFrame:
    order = {name: position for position, name in enumerate(differences.CLASSES)}
    ranks = [order.get(name, len(order)) for name in frame["clase"]]
    positions = sorted(range(len(frame)), key=lambda position: ranks[position])
    return frame.iloc[positions]


def _worded(frame: pd.DataFrame) -> pd.DataFrame:
    """The frame with its classes in words: «unidad» alone is also a dimension of the coverage."""
    return frame.assign(clase=[differences.class_word(kind) for kind in frame["clase"]])


def _count(frame: pd.DataFrame, name: str) -> Traced:
    """Rows with a verdict, or all of them; it depends on every row, because any could have had it."""
    chosen = len(frame) if name == TOTAL else int(_is(frame, name).sum())
    sources = _by_file(source for item in frame["veredicto"] for source in item.sources)
    return Traced(Decimal(chosen), f"n({name})", sources)


def _by_file(sources: Iterable[str]) -> tuple[str, ...]:
    """Cells a count depends on; a file with many of them stands for all of its cells, as `file:*:*`."""
    files: dict[str, set[str]] = {}
    for source in sources:
        files.setdefault(source.split(":")[0], set()).add(source)
    return tuple(
        sorted(
            item
            for file, cells in files.items()
            for item in (cells if len(cells) <= _MANY_SOURCES else {f"{file}:*:*"})
        )
    )


def _require_figures(rows: pd.DataFrame, figures: Register) -> None:
    problems = [problem for _key, row in rows_of(rows) for problem in _figure_problems(row, figures)]
    if problems:
        raise DataError(problems)


def _figure_problems(row: Row, figures: Register) -> list[Problem]:
    name = row["figura"]
    if not name and not row["motivo"]:
        return [
            _problem(
                row,
                "figura",
                "la cifra {id} no tiene figura ni motivo",
                "Escriba la figura que debe igualar, o por qué no se puede verificar.",
            )
        ]
    if not name:
        return []
    if name not in figures:
        near = difflib.get_close_matches(name, list(figures), n=1)
        advice = f"¿Quiso decir «{near[0]}»?" if near else "Los ids están en figures.csv."
        return [_problem(row, "figura", "la cifra {id} nombra una figura que no existe", advice)]
    if isinstance(figures[name].value, str):
        return [
            _problem(
                row,
                "figura",
                "la cifra {id} nombra una figura que no es un número",
                "Elija la figura que tiene el número impreso.",
            )
        ]
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
