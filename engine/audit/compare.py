"""`python -m lib compare A B`: two runs (or two years) figure by figure, in the terminal and as a page."""

from __future__ import annotations

import argparse
from collections.abc import Collection, Mapping, Sequence
from pathlib import Path

import jinja2

from engine.audit.causes import Cause
from engine.audit.changes import (
    CAUSE_WORDS,
    NOTHING,
    STATE_WORDS,
    Change,
    by_cause,
    cause_text,
    changes_of,
    moved_text,
    summary_lines,
)
from engine.audit.run_reading import NotARunError, read_run
from engine.audit.terminal import refuse, say
from engine.inputs.files import PROJECT_ROOT
from engine.tables import Tables

_COMPARED, _UNUSABLE = 0, 2

# It shows figures of two registers, so the tables of `engine.page`, which link to the sources of one, do not apply.
PAGE = """\
<!DOCTYPE html>
<html lang="es-PE">
<head>
<meta charset="utf-8">
<meta name="viewport" content="width=device-width, initial-scale=1">
<title>Qué cambió entre dos corridas</title>
<style>
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
</style>
</head>
<body>
<main>
<h1>Qué cambió entre dos corridas</h1>
<p>Antes: <code>{{ before }}</code>. Ahora: <code>{{ after }}</code>.</p>
{% for line in lines %}<p>{{ line }}</p>
{% endfor %}
{%- macro table(caption, labels) %}
<div class="rueda" role="region" aria-label="{{ caption }}" tabindex="0">
<table>
<caption>{{ caption }}</caption>
<thead><tr>{% for label, css in labels %}<th scope="col"{% if css %} class="{{ css }}"{% endif %}>{{ label }}</th>\
{% endfor %}</tr></thead>
<tbody>
{{ caller() }}</tbody>
</table>
</div>
{% endmacro %}
{%- if changes %}
{%- call table("Causas y figuras que movió cada una",
    [("Qué cambió", ""), ("Antes", "n"), ("Ahora", "n"), ("Qué movió", "")]) %}
{%- for cause, moved in causes.items() %}
<tr><th scope="row">{{ words[cause.kind] | capitalize }}{% if cause.place %}: {{ cause.place }}{% endif %}</th>\
<td class="n">{{ cause.old or nothing }}</td><td class="n">{{ cause.new or nothing }}</td>\
<td><details><summary>{{ moved_text(moved) | capitalize }}</summary><ul>{% for item in moved %}\
<li>{{ item.name }}: {{ item.before or nothing }} → {{ item.after or nothing }}<code>{{ item.id }}</code></li>\
{% endfor %}</ul></details></td></tr>
{%- endfor %}
{% endcall %}
{%- call table("Figuras que cambiaron; primero las de nivel",
    [("Figura", ""), ("Qué pasó", ""), ("Antes", "n"), ("Ahora", "n"), ("Cambio", "n"), ("Cambio en %", "n"),
     ("Por qué", "")]) %}
{%- for item in changes %}
<tr><th scope="row">{{ item.name }}<code>{{ item.id }}</code></th><td>{{ states[item.state] }}</td>\
<td class="n">{{ item.before or nothing }}</td><td class="n">{{ item.after or nothing }}</td>\
<td class="n">{{ item.absolute_text }}</td><td class="n">{{ item.relative_text }}</td>\
<td>{{ words[item.kind] }}{% if item.detail %}: {{ item.detail }}{% endif %}</td></tr>
{%- endfor %}
{% endcall %}
{%- else %}
<p>Ninguna figura cambió.</p>
{%- endif %}
</main>
</body>
</html>
"""


def main(arguments: Sequence[str], tables: Tables, repeating: Collection[str] = ()) -> int:
    """Compare two runs, print the table and write the page.

    Args:
        arguments: Command line after `compare`.
        tables: What columns mean and what codes are called.
        repeating: Sections whose tables repeat figures of others.

    Returns:
        0 when they were compared, 2 when they cannot be.
    """
    options = _parser().parse_args(arguments)
    try:
        before, after = read_run(options.a), read_run(options.b)
    except NotARunError as error:
        refuse(str(error))
        return _UNUSABLE
    changes = changes_of(before, after, tables, repeating)
    causes, lines = by_cause(changes), summary_lines(changes, before, after)
    say(*lines, *cause_lines(causes), *terminal_table(changes, causes))
    options.html.parent.mkdir(parents=True, exist_ok=True)
    page = comparison_page(changes, causes, (before.name, after.name), lines)
    options.html.write_text(page, encoding="utf-8", newline="\n")
    say(f"Página: {options.html}")
    return _COMPARED


def cause_lines(causes: Mapping[Cause, Sequence[Change]]) -> list[str]:
    """One numbered line per cause with how many figures it moved."""
    return [
        f"{number}. {cause_text(cause)} ({moved_text(moved)})"
        for number, (cause, moved) in enumerate(causes.items(), 1)
    ]


def terminal_table(changes: Sequence[Change], causes: Mapping[Cause, Sequence[Change]]) -> list[str]:
    """Lines of a table for the terminal; causes by their number in `cause_lines`; none when nothing changed."""
    numbers = {cause: str(number) for number, cause in enumerate(causes, 1)}
    rows = [("figura", "antes", "ahora", "cambio", "%", "causa", "id")]
    for item in changes:
        why = ", ".join(numbers[cause] for cause in item.causes)
        shown = (item.before or NOTHING, item.after or NOTHING, item.absolute_text, item.relative_text)
        rows.append((item.name, *shown, why, item.id))
    widths = [max(map(len, column)) for column in zip(*rows, strict=True)]
    lines = ["  ".join(cell.ljust(width) for cell, width in zip(row, widths, strict=True)).rstrip() for row in rows]
    return lines if changes else []


def comparison_page(
    changes: Sequence[Change], causes: Mapping[Cause, Sequence[Change]], names: tuple[str, str], lines: Sequence[str]
) -> str:
    """The comparison as one self-contained page: what changed in the data, and what each change moved.

    Args:
        changes: Result of `changes_of`.
        causes: Result of `by_cause`.
        names: Names of the earlier and of the later run.
        lines: Summary.
    """
    return jinja2.Environment(autoescape=True).from_string(PAGE).render(
        changes=changes, causes=causes, before=names[0], after=names[1], lines=lines, words=CAUSE_WORDS,
        states=STATE_WORDS, nothing=NOTHING, moved_text=moved_text,
    )  # fmt: skip


def _parser() -> argparse.ArgumentParser:
    parser = argparse.ArgumentParser(
        "python -m lib compare",
        description="Compara dos corridas (o dos años) figura por figura y dice por qué cambió cada una.",
    )
    parser.add_argument("a", type=Path, metavar="A", help="carpeta de la corrida anterior, o su figures.csv")
    parser.add_argument("b", type=Path, metavar="B", help="carpeta de la corrida nueva, o su figures.csv")
    parser.add_argument(
        "--html",
        type=Path,
        default=PROJECT_ROOT / "outputs" / "comparacion.html",
        metavar="ARCHIVO",
        help="página que se escribe (outputs/comparacion.html)",
    )
    return parser
