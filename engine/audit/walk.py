"""Walk a source document and list every number that `published_figures` does not hold.

The documents are not part of the project; whoever has the text of one runs
`python -m engine.audit.walk YEAR DOCUMENT FILE`, for example `2024 pndi documento.txt`.
"""

from __future__ import annotations

import argparse
import re
import sys
from collections.abc import Sequence
from pathlib import Path

import pandas as pd

from engine.audit.page_reader import flat
from engine.inputs.loading import load_year
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
    for row in published.itertuples():
        _mark(whole, listed, flat(row.cita), row.impreso, int(row.posicion.number) if row.posicion.known else 1)
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
    return [row.id for row in published.itertuples() if flat(row.cita) not in whole]


def main(arguments: Sequence[str]) -> int:
    """Print what is missing of a document.

    Args:
        arguments: Year, document and file.

    Returns:
        0 when every number has its row, 1 when some have not, 2 when it cannot be told.
    """
    parser = argparse.ArgumentParser(
        "python -m engine.audit.walk", description="Lista los números de un documento que published_figures no tiene."
    )
    parser.add_argument("year", type=int, metavar="AÑO", help="año del reporte")
    parser.add_argument("document", choices=("pndi", "pp0093"), help="documento")
    parser.add_argument("file", type=Path, metavar="ARCHIVO", help="texto del documento")
    parser.add_argument("--data-dir", default="", metavar="D", help="carpeta de datos (la del proyecto)")
    options = parser.parse_args(arguments)
    from lib.declarations import SCHEMA

    try:
        published = load_year(SCHEMA, options.year, options.data_dir)["published_figures"]
        text = options.file.read_text(encoding="utf-8")
    except (DataError, OSError, UnicodeDecodeError) as error:
        print(error, file=sys.stderr)
        return 2
    return _tell(text, published[published["documento"] == options.document])


def _tell(text: str, published: pd.DataFrame) -> int:
    missing, altered = unlisted_numbers(text, published), quotes_not_found(text, published)
    print(f"{len(published)} filas; {len(missing)} números sin fila; {len(altered)} citas que no son literales")
    for line in missing:
        print(f"- sin fila: …{line}…")
    for ident in altered:
        print(f"- cita no literal: {ident}")
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


if __name__ == "__main__":
    sys.exit(main(sys.argv[1:]))
