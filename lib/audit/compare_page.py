"""The comparison of two runs as one self-contained page.

It shows figures of two registers, so the tables of `lib.report`, which belong to one register and link to its sources,
do not apply; a caller may pass the report's style sheet to make both look alike.
"""

from __future__ import annotations

from collections.abc import Iterable

import pandas as pd
from markupsafe import Markup

from lib.audit.change_words import CAUSE_WORDS, NOTHING, STATE_WORDS, absolute_text, relative_text
from lib.language import _

STYLE = """
:root{color-scheme:light dark}
body{font:16px/1.5 system-ui,sans-serif;max-width:72rem;margin:0 auto;padding:1rem}
.rueda{overflow-x:auto}
table{border-collapse:collapse;width:100%}
caption{text-align:left;font-weight:600;padding:.5rem 0}
th,td{text-align:left;vertical-align:top;padding:.35rem .6rem;border-bottom:1px solid #8886}
.n{text-align:right;font-variant-numeric:tabular-nums;white-space:nowrap}
code{overflow-wrap:anywhere}
tbody th{font-weight:400;min-width:20rem}
@media print{.rueda{overflow:visible}thead{display:table-header-group}tr{break-inside:avoid}}
"""


def comparison_page(changes: pd.DataFrame, before: str, after: str, lines: Iterable[str], style: str = STYLE) -> str:
    """HTML of a comparison.

    Args:
        changes: Result of `lib.audit.compare.compare`.
        before: Name of the earlier run.
        after: Name of the later run.
        lines: Summary.
        style: Style sheet.
    """
    title = _("Qué cambió entre dos corridas")
    return Markup(
        '<!DOCTYPE html>\n<html lang="es-PE">\n<head>\n<meta charset="utf-8">\n'
        '<meta name="viewport" content="width=device-width, initial-scale=1">\n<title>{}</title>\n'
        "<style>{}</style>\n</head>\n<body>\n<main>\n<h1>{}</h1>\n<p>{}</p>\n{}\n{}\n</main>\n</body>\n</html>\n"
    ).format(
        title,
        Markup(style),
        title,
        Markup(_("Antes: {before}. Ahora: {after}.")).format(
            before=Markup("<code>{}</code>").format(before), after=Markup("<code>{}</code>").format(after)
        ),
        Markup("\n").join(Markup("<p>{}</p>").format(line) for line in lines),
        _table(changes) if len(changes) else Markup("<p>{}</p>").format(_("Ninguna figura cambió.")),
    )


def _table(changes: pd.DataFrame) -> Markup:
    labels = [
        (_("Figura"), ""),
        (_("Qué pasó"), ""),
        (_("Antes"), "n"),
        (_("Ahora"), "n"),
        (_("Cambio"), "n"),
        (_("Cambio en %"), "n"),
        (_("Por qué"), ""),
    ]
    head = Markup("").join(Markup('<th scope="col"{}>{}</th>').format(_css(css), label) for label, css in labels)
    rows = Markup("\n").join(_row(row) for row in changes.itertuples())
    return Markup(
        '<div class="rueda" role="region" aria-label="{}" tabindex="0">\n<table>\n<caption>{}</caption>\n'
        "<thead><tr>{}</tr></thead>\n<tbody>\n{}\n</tbody>\n</table>\n</div>"
    ).format(_("Figuras que cambiaron"), _("Figuras que cambiaron; primero las de nivel"), head, rows)


def _row(row: object) -> Markup:
    cells = [
        (_(STATE_WORDS[row.estado]), ""),
        (row.antes or NOTHING, "n"),
        (row.ahora or NOTHING, "n"),
        (absolute_text(row.cambio_absoluto), "n"),
        (relative_text(row.cambio_relativo), "n"),
    ]
    why = Markup("{}{}").format(
        _(CAUSE_WORDS[row.causa]), Markup(": <code>{}</code>").format(row.detalle) if row.detalle else ""
    )
    return Markup('<tr><th scope="row"><code>{}</code></th>{}<td>{}</td></tr>').format(
        row.figura, Markup("").join(Markup("<td{}>{}</td>").format(_css(css), text) for text, css in cells), why
    )


def _css(name: str) -> Markup:
    return Markup(' class="{}"').format(name) if name else Markup("")
