"""Walk a source document and list every number that its published figures do not hold.

The documents are not part of the project; whoever has the text of one runs `python -m lib walk YEAR DOCUMENT FILE`.
"""

from __future__ import annotations

import argparse
import re
from collections.abc import Callable, Sequence
from pathlib import Path

import pandas as pd

from engine.audit.page_reader import flat
from engine.audit.terminal import refuse, say
from engine.figures import rows_of
from engine.inputs.problems import DataError

_NUMBER = re.compile(r"\d(?:[\d.,]*\d)?")
_CONTEXT = 40


def unlisted_numbers(text: str, published: pd.DataFrame) -> list[str]:
    """Numbers of a document that no row lists, each with the words around it.

    Args:
        text: Text of the document.
        published: Its rows of `published_figures`.
    """
    whole = flat(text)
    listed = [False] * len(whole)
    for _key, row in rows_of(published):
        appearance = int(row["posicion"].number) if row["posicion"].known else 1
        _mark(whole, listed, flat(row["cita"]), row["impreso"], appearance)
    return [
        whole[max(0, match.start() - _CONTEXT) : match.end() + _CONTEXT]
        for match in _NUMBER.finditer(whole)
        if not all(listed[match.start() : match.end()])
    ]


def quotes_not_found(text: str, published: pd.DataFrame) -> list[str]:
    """Ids of the rows whose sentence is not, word for word, in the document.

    Args:
        text: Text of the document.
        published: Its rows of `published_figures`.
    """
    whole = flat(text)
    return [row["id"] for _key, row in rows_of(published) if flat(row["cita"]) not in whole]


def main(arguments: Sequence[str], published_of: Callable[[int, str], pd.DataFrame]) -> int:
    """Print what is missing of a document.

    Args:
        arguments: Year, document and file.
        published_of: The published figures of a year in a data folder, for their columns `documento`, `cita`, `impreso`.

    Returns:
        0 when every number has its row, 1 when some have not, 2 when it cannot be told.
    """
    parser = argparse.ArgumentParser(
        "python -m lib walk", description="Lista los números de un documento que published_figures no tiene."
    )
    parser.add_argument("year", type=int, metavar="AÑO", help="año del reporte")
    parser.add_argument("document", metavar="DOCUMENTO", help="su código, como en la columna documento")
    parser.add_argument("file", type=Path, metavar="ARCHIVO", help="texto del documento")
    parser.add_argument("--data-dir", default="", metavar="D", help="carpeta de datos (la del proyecto)")
    options = parser.parse_args(arguments)
    try:
        published = published_of(options.year, options.data_dir)
        text = options.file.read_text(encoding="utf-8")
    except (DataError, OSError, UnicodeDecodeError) as error:
        refuse(str(error))
        return 2
    published = published[published["documento"] == options.document]
    missing, altered = unlisted_numbers(text, published), quotes_not_found(text, published)
    say(f"{len(published)} filas; {len(missing)} números sin fila; {len(altered)} citas que no son literales")
    say(*(f"- sin fila: …{line}…" for line in missing), *(f"- cita no literal: {ident}" for ident in altered))
    return 1 if missing or altered else 0


def _mark(whole: str, listed: list[bool], quote: str, printed: str, appearance: int) -> None:
    """Mark the first place of the quote where the printed figure is not yet listed."""
    inside = -1
    for _time in range(appearance):
        inside = quote.find(printed, inside + 1)
    for match in re.finditer(re.escape(quote), whole) if inside >= 0 else ():
        start, end = match.start() + inside, match.start() + inside + len(printed)
        if not any(listed[start:end]):
            listed[start:end] = [True] * (end - start)
            return
