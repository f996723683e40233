"""The comparison of two runs as one self-contained page: what changed in the data, and what each change moved.

It shows figures of two registers, so the tables of `engine.page`, which belong to one register and link to its sources,
do not apply; a caller may pass the report's style sheet to make both look alike.
"""

from __future__ import annotations

from collections.abc import Iterable, Mapping, Sequence

import pandas as pd
from markupsafe import Markup

from engine.audit.causes import Cause
from engine.audit.change_words import CAUSE_WORDS, NOTHING, STATE_WORDS, absolute_text, moved_text, relative_text

STYLE = """
:root{color-scheme:light dark}
body{font:16px/1.5 system-ui,sans-serif;max-width:80rem;margin:0 auto;padding:1rem}
.rueda{overflow-x:auto;margin-bottom:2rem}
table{border-collapse:collapse;width:100%}
caption{text-align:left;font-weight:600;padding:.5rem 0}
th,td{text-align:left;vertical-align:top;padding:.35rem .6rem;border-bottom:1px solid #8886}
.n{text-align:right;font-variant-numeric:tabular-nums;white-space:nowrap}
code{overflow-wrap:anywhere}
th code,li code{display:block;font-size:.8em;opacity:.8}
tbody th{font-weight:400;min-width:18rem}
ul{margin:.3rem 0;padding-left:1.1rem}
@media print{.rueda{overflow:visible}thead{display:table-header-group}tr{break-inside:avoid}}
"""


def comparison_page(
    changes: pd.DataFrame,
    causes: Mapping[Cause, Sequence[str]],
    names: tuple[str, str],
    lines: Iterable[str],
    style: str = STYLE,
) -> str:
    """HTML of a comparison.

    Args:
        changes: Result of `engine.audit.compare.compare`.
        causes: Result of `engine.audit.compare.figures_by_cause`.
        names: Names of the earlier and of the later run.
        lines: Summary.
        style: Style sheet.
    """
    title = "Qué cambió entre dos corridas"
    before, after = (Markup("<code>{}</code>").format(name) for name in names)
    nothing = Markup("<p>{}</p>").format("Ninguna figura cambió.")
    return Markup(
        '<!DOCTYPE html>\n<html lang="es-PE">\n<head>\n<meta charset="utf-8">\n'
        '<meta name="viewport" content="width=device-width, initial-scale=1">\n<title>{}</title>\n'
        "<style>{}</style>\n</head>\n<body>\n<main>\n<h1>{}</h1>\n<p>{}</p>\n{}\n{}\n</main>\n</body>\n</html>\n"
    ).format(
        title,
        Markup(style),
        title,
        Markup("Antes: {before}. Ahora: {after}.").format(before=before, after=after),
        Markup("\n").join(Markup("<p>{}</p>").format(line) for line in lines),
        _causes(changes, causes) + _figures(changes) if len(changes) else nothing,
    )


def _causes(changes: pd.DataFrame, causes: Mapping[Cause, Sequence[str]]) -> Markup:
    """What changed in the data, the rules or the code, each with the figures it moved."""
    labels = [("Qué cambió", ""), ("Antes", "n"), ("Ahora", "n"), ("Qué movió", "")]
    rows = Markup("\n").join(_cause_row(cause, idents, changes) for cause, idents in causes.items())
    return _table("Causas y figuras que movió cada una", labels, rows)


def _cause_row(cause: Cause, idents: Sequence[str], changes: pd.DataFrame) -> Markup:
    kind = CAUSE_WORDS[cause.kind].capitalize()
    name = Markup("{}: {}").format(kind, cause.place) if cause.place else kind
    moved = Markup("").join(_moved(changes.loc[ident]) for ident in idents)
    return Markup(
        '<tr><th scope="row">{}</th><td class="n">{}</td><td class="n">{}</td>'
        "<td><details><summary>{}</summary><ul>{}</ul></details></td></tr>"
    ).format(name, cause.old or NOTHING, cause.new or NOTHING, moved_text(len(idents)).capitalize(), moved)


def _moved(row: pd.Series) -> Markup:
    return Markup("<li>{}: {} → {}<code>{}</code></li>").format(
        row["nombre"], row["antes"] or NOTHING, row["ahora"] or NOTHING, row["figura"]
    )


def _figures(changes: pd.DataFrame) -> Markup:
    labels = [
        ("Figura", ""),
        ("Qué pasó", ""),
        ("Antes", "n"),
        ("Ahora", "n"),
        ("Cambio", "n"),
        ("Cambio en %", "n"),
        ("Por qué", ""),
    ]
    rows = Markup("\n").join(_figure_row(row) for row in changes.itertuples())
    return _table("Figuras que cambiaron; primero las de nivel", labels, rows)


def _figure_row(row: object) -> Markup:
    cells = [
        (STATE_WORDS[row.estado], ""),
        (row.antes or NOTHING, "n"),
        (row.ahora or NOTHING, "n"),
        (absolute_text(row.cambio_absoluto), "n"),
        (relative_text(row.cambio_relativo), "n"),
    ]
    why = Markup("{}{}").format(CAUSE_WORDS[row.causa], f": {row.detalle}" if row.detalle else "")
    return Markup('<tr><th scope="row">{}<code>{}</code></th>{}<td>{}</td></tr>').format(
        row.nombre,
        row.figura,
        Markup("").join(Markup("<td{}>{}</td>").format(_css(css), text) for text, css in cells),
        why,
    )


def _table(caption: str, labels: Sequence[tuple[str, str]], rows: Markup) -> Markup:
    head = Markup("").join(Markup('<th scope="col"{}>{}</th>').format(_css(css), label) for label, css in labels)
    return Markup(
        '<div class="rueda" role="region" aria-label="{}" tabindex="0">\n<table>\n<caption>{}</caption>\n'
        "<thead><tr>{}</tr></thead>\n<tbody>\n{}\n</tbody>\n</table>\n</div>\n"
    ).format(caption, caption, head, rows)


def _css(name: str) -> Markup:
    return Markup(' class="{}"').format(name) if name else Markup("")
