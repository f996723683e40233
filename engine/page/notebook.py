"""What a notebook shows: frames as tables, charts and sentences, each with the origin of its figures.

`Session` is bound to a report's tables by `lib.notebook`, which gives the four words notebooks use.
"""

from __future__ import annotations

from collections import Counter
from collections.abc import Callable, Mapping, Sequence
from dataclasses import fields, replace
from pathlib import Path
from typing import Any, TypeAlias

import pandas as pd
from markupsafe import Markup

from engine.inputs.year_data import YearData
from engine.names import known
from engine.page import style
from engine.page.html import paragraphs, piece, slug
from engine.page.passages import Passage, joined, sentence
from engine.page.provenance import Trail, origin_html
from engine.page.tables import Layout, TableView, is_bare_number, table_html
from engine.tables import Tables
from engine.traced import Traced

Drawn: TypeAlias = pd.DataFrame | Mapping[str, pd.DataFrame]
Loader = Callable[[int, str], YearData]
_DATA_SUFFIX = "datos"


class Session:
    """The year a notebook works with, and what it shows of it.

    Args:
        tables: Meaning of tables, columns and codes.
        loader: Reads a year: (year, data folder).
    """

    def __init__(self, tables: Tables, loader: Loader) -> None:
        self._tables, self._loader = tables, loader
        self._data: YearData | None = None
        self._times: Counter[tuple[str, str]] = Counter()

    def load(self, year: int, data_dir: str | Path = "") -> YearData:
        """Read and check the tables of a year, and make this notebook look like the report.

        Args:
            year: Reporting year.
            data_dir: Data folder; empty for the project's own.

        Returns:
            The year: `data["indicators"]` and the like, every number with its cell.

        Raises:
            DataError: With every problem of the data: file, row, column, value, what to do.

        Example:
            data = load(2024)
        """
        before, self._data = self._data, self._loader(year, str(data_dir))
        if before is not None and before is not self._data:
            for each in before.years:  # figures in arrays of numpy, which hold their year, would keep it for ever
                each.cache.clear()
        self._times.clear()
        _display(style.notebook_style(), {"role": "style"})
        _display(style.banners(self._data), {"role": "banner"})
        return self._data

    def show(
        self,
        frame: pd.DataFrame | pd.Series,
        caption: str,
        columns: Sequence[str] | str = (),
        name: str = "",
        **layout: Any,
    ) -> None:
        """Show a frame as an accessible table with units, notes, sources and the formula of every figure.

        Args:
            frame: Any frame; its figures keep their ids however it was filtered, sorted or merged.
            caption: Title.
            columns: Columns to show, in order; empty for all.
            name: Publishes a table made in the notebook: its figures get ids and the run recomputes them.
            **layout: How else it is shown: `header`, `notes`, `codes`, `bars`, `group_by`, … of `engine.page.tables.Layout`; of
                columns of one's own also `labels`, `units` and `decimals`.

        Raises:
            KeyError: When there is no such column or option, with those there are.
            ValueError: When a table to be published has numbers that do not remember where they come from.

        Example:
            show(progress, caption="Avance de los indicadores", columns=["valor_obtenido", "avance_tipo_1", "nivel"])
        """
        for option in layout:
            known("la opción", option, (field.name for field in fields(Layout)))
        shown = (columns,) if isinstance(columns, str) else tuple(columns)
        view = self._view(frame, Layout(caption, shown, **layout), name)
        told: dict[str, Any] = {"role": "table", "tables": [_told(view)]}
        if name:
            from engine.audit.made import to_record  # only tables made in a notebook need it

            told["figures"] = [to_record(value) for value in view.shown_figures()]
        _display(table_html(view, self._trail(view.frame)), told)

    def chart(
        self,
        draw: Callable[..., Any],
        frame: Drawn,
        *,
        title: Passage | str,
        alt: Passage | str = "",
        columns: Sequence[str] = (),
        subtitle: str = "",
        note: Passage | str = "",
        height: float | None = None,
        optional: bool = False,
        **options: Any,
    ) -> None:
        """Show a chart with its message, its alternative text and its data one click below.

        Args:
            draw: Draws on axes: `draw(frame, ax, **options)`.
            frame: What it draws: a frame, or several by their title.
            title: The message, a sentence.
            alt: What the drawing shows, in words and figures; empty to read out the columns of the frame.
            columns: Columns of the data table.
            subtitle: What is measured and in which unit.
            note: What a reader must know to read it.
            height: Height in pixels; None for the one that suits the frame.
            optional: Whether nothing is shown when the frame has no rows.
            **options: Passed to `draw`.

        Example:
            chart(charts.goal_gap, progress, title=titles.goal_gap_title(progress), columns=["valor_obtenido", "nivel"])
        """
        frames = {subtitle or str(title): frame} if isinstance(frame, pd.DataFrame) else frame
        if optional and all(each.empty for each in frames.values()):
            return
        from engine.page.drawing import drawing  # matplotlib, only when a chart is drawn

        views = [
            self._view(each, Layout(caption, tuple(columns), explained=False), suffix=f"{draw.__name__}-{_DATA_SUFFIX}")
            for caption, each in frames.items()
        ]
        several = {view.layout.caption: view.frame for view in views}
        drawn: Drawn = views[0].frame if isinstance(frame, pd.DataFrame) else several
        ident = slug(views[0].name.partition(".")[0], "grafico", self._numbered("grafico", draw.__name__))
        trail, figures = self._trail(views[0].frame), [value for view in views for value in view.shown_figures()]
        html = piece(
            "chart",
            ident=ident,
            svg=drawing(draw, drawn, ident=ident, height=height, **options),
            title=title,
            alt=alt or joined((view.in_words(headed=len(views) > 1) for view in views), " "),
            subtitle=subtitle,
            note=note,
            source="; ".join(trail.documents(figures)),
            table=Markup("").join(table_html(view, trail) for view in views),
        )
        _display(html, {"role": "chart", "tables": list(map(_told, views))})

    def say(self, *passages: Passage | str, folded: str = "") -> None:
        """Show sentences, and below them where their figures come from.

        Args:
            *passages: What functions of `lib.sentences` give, or texts; a number in a text is no figure, and a run refuses it.
            folded: What a reader opens to read them; empty to have them open.

        Example:
            say(sentences.level_counts(levels), sentences.hidden_retreat(progress))
        """
        said = joined(item if isinstance(item, Passage) else sentence("{said} ", said=item) for item in passages)
        if not said:
            return
        figures = list({value.id: value for value in said.figures}.values())
        trail = self._trail_of(figures[0] if figures else None)
        origin = origin_html(figures, trail, lambda value: value.look.row)
        html = Markup('<div class="dice">{}{}</div>').format(paragraphs(said.html), origin)
        closed = Markup('<details class="plegada"><summary>{}</summary>{}</details>')
        _display(closed.format(folded, html) if folded else html, {"role": "text"})

    def _view(self, given: pd.DataFrame | pd.Series, layout: Layout, name: str = "", suffix: str = "") -> TableView:
        frame = _with_names(given)
        self._known_columns(frame, layout)
        own = name or _name_of(frame) or slug(layout.caption[:40])
        if name and name in self._tables.names():
            raise ValueError(f"ya hay una tabla «{name}» en el reporte: dele otro nombre a la suya")
        view = TableView(own, frame, layout, self._tables, self._numbered(own, suffix))
        if name:
            _refuse_without_origin(view)
        return replace(view, frame=self._tables.dressed(own, frame, self._data, bool(name), view.meaning))

    def _numbered(self, own: str, suffix: str) -> str:
        """The end of an id; what is shown again is numbered."""
        self._times[own, suffix] += 1
        times = self._times[own, suffix]
        return "-".join(filter(None, [suffix, str(times) if times > 1 else ""]))

    def _known_columns(self, frame: pd.DataFrame, layout: Layout) -> None:
        """A misspelt column answers with those that there are; one of other years may be absent from this one's."""
        declared = {key.rpartition(".")[2] for key in self._tables.columns}
        for name in layout.names:
            if name and name not in declared:
                known("en la tabla la columna", name, frame.columns)

    def _trail(self, frame: pd.DataFrame) -> Trail:
        return self._trail_of(next(_figures(frame), None))

    def _trail_of(self, figure: Traced | None) -> Trail:
        data = figure.look.data if figure is not None else None
        known = data if data is not None else self._data
        if known is None:
            raise RuntimeError("aún no hay datos: empiece con data = load(year, data_dir)")
        return Trail(known, self._tables)


def _with_names(given: pd.DataFrame | pd.Series) -> pd.DataFrame:
    """A frame whose rows and columns are called by texts; a pivot or a grouping calls them by years, words or several of them."""
    frame = given.to_frame(given.name or "valor") if isinstance(given, pd.Series) else given
    return frame.set_axis(map(_called, frame.columns), axis=1).set_axis(
        pd.Index(map(_called, frame.index), dtype=object)
    )


def _called(name: Any) -> str:
    if isinstance(name, tuple):
        return " · ".join(filter(None, map(_called, name)))
    return name.text if isinstance(name, Traced) else str(name)


def _refuse_without_origin(view: TableView) -> None:
    """A run could not calculate again what remembers nothing: how many rows, a rank, a float."""
    for column in view.columns:
        bare = next((cell for cell in view.frame[column] if is_bare_number(cell)), None)
        if bare is not None:
            raise ValueError(
                f"la columna «{column}» de «{view.name}» tiene números que no recuerdan de dónde vienen ({bare}) y no se puede "
                "publicar: hágala con cifras de otras columnas. Para contar filas: count(filas.index, filas), de engine.traced."
            )


def _figures(frame: pd.DataFrame) -> Any:
    return (cell for name in frame.columns for cell in frame[name] if isinstance(cell, Traced) and cell.id)


def _told(view: TableView) -> dict[str, Any]:
    """What a table tells of itself, for the workbook."""
    how = {name: getattr(view.layout, name) for name in ("caption", "header", "named_by", "notes")}
    return {"name": view.name, "columns": view.columns, "rows": len(view.frame), **how}


def _name_of(frame: pd.DataFrame) -> str:
    """The table that a frame is, or whose figures it holds."""
    first = next(_figures(frame), None)
    return str(frame.attrs.get("table", "")) or (first.id.partition("[")[0] if first is not None else "")


def _display(markup: Markup, report: dict[str, Any]) -> None:
    """Show HTML in a notebook, if there is any; what it is goes along for the page and the check of the run."""
    if not markup:
        return
    from IPython.display import display  # heavy, and tests and exports never show anything

    styled = markup if report["role"] in ("style", "banner") else Markup('<div class="pndi">{}</div>').format(markup)
    display({"text/html": str(styled)}, raw=True, metadata={"report": report})
