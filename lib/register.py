"""Section 03 from the administrative register, when a year has one: its tables, the printed aggregates against it, the firms.

What is counted, and how, stands in `lib.register_counts`; which cells are not published, in `lib.disclosure`.
"""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass
from decimal import Decimal
from operator import sub
from typing import Any

import pandas as pd

from engine.audit.verdicts import DIFFER, MATCH, UNVERIFIABLE
from engine.disk import once
from engine.figures import parts_of, rows_of
from engine.inputs.year_data import YearData
from engine.names import known
from engine.numbers import decimals_of, round_half_up
from engine.traced import Traced
from lib import pp0093_coverage as from_documents
from lib import register_counts
from lib.columns import table
from lib.declarations.tables import CODES, TARGET
from lib.policy import policy_of
from lib.progress import porcentaje, variacion
from lib.register_counts import COUNTS, MET, NO_DATA, NO_WHOLE, NOT_MET, PARTS, TOTAL, Cell, file_of
from lib.words import VOCABULARY

SUPPRESSED = "suprimido"
_FAMILY = "pp0093_coverage.registro_{}"
_AXES = {  # what the rows and the columns of a table of two dimensions are
    "criterio": ("criterio", "focalizacion"),
    "varios": ("varios", "varios"),
    "producto_region": ("region", "producto"),
    "tamano_sector": ("sector", "tamano"),
    "retorno_producto": ("producto", "retorno"),
}
_SAME = {"capacitacion_unidad": "unidad", "accion_4_2": "unidad", "trabajadores_sector": "sector"}
_NAMED = (
    "atendidas focalizacion servicio producto capacitacion_unidad capacitacion_tema difusion_tema transferencia_tipo "
    "articulacion_tipo evento tamano tamano_rango sector trabajadores trabajadores_sector unidad"
).split()
_COMPARED = ("atendidas", "focalizacion", "producto")  # with last year's register
_BY_SERVICES = ("atendidas", "servicio", "unidad", "region", "producto", "actividad")  # where firms may count twice
_AGAIN = {"actividad": "actividad", "unidad": "unidad ejecutora", "servicio": "clase de servicio", "tema": "tema",
          "region": "región", "month(fecha)": "mes", "rowid": "servicio"}  # fmt: skip
_MONTHS = "Enero Febrero Marzo Abril Mayo Junio Julio Agosto Setiembre Octubre Noviembre Diciembre".split()
_ORDER = (MET, NOT_MET, "nueva", "continua", "perdida", "formal", "anios", "ventas", "servicio", "actividad", "unidad",
          "region", "menos_de_5", "de_5_a_100", "mas_de_100", "una", "uno", "dos", "tres", "cuatro", "cuatro_o_mas")  # fmt: skip


def tables(data: YearData) -> list[str]:
    """Names of the tables that the register of a year gives; none without a register."""
    if not file_of(data):
        return []
    given = {cell[0] for cell in register_counts.published(data)[0]}
    return [name for name in COUNTS if name in given and name != "perdidas"] + list(_MADE)


@table(_FAMILY, each=tables)
def counts(data: YearData, name: str) -> pd.DataFrame:
    """One table of the register; empty when the year has none.

    Args:
        data: The year.
        name: A table of `register_counts.COUNTS`, or `objetivo` (coverage of the target population), `veredictos` (the
            printed aggregates against the register) or `supresion` (what is not published).

    Returns:
        Rows by category: `empresas` (distinct firms) and `porcentaje` of the whole; in tables of two dimensions, a column
        per category of the second. «Sin dato» stands apart; `empresas_hasta` counts it in.
    """
    if known("la tabla del registro", name, (*COUNTS, *_MADE)) not in tables(data):
        return pd.DataFrame(columns=["nombre", "unidad", "empresas", "porcentaje"], dtype=object)
    if name in _MADE:
        return _MADE[name](data)
    return _crossed(data, name) if name in _AXES else _simple(data, name)


def categories(data: YearData, dimension: str) -> pd.DataFrame:
    """One dimension of the coverage: from the register when the year has one, as printed when not.

    Args:
        data: The year.
        dimension: A dimension of its table `coverage`.

    Raises:
        KeyError: When neither the year nor the policy has it, nor the register counts it; with those there are.
    """
    there = (*from_documents.dimensions(data), from_documents.REGION, *policy_of(data)["dimensiones"], *COUNTS, *_NAMED)
    if known("la dimensión", dimension, there) in tables(data):
        return counts(data, dimension)
    return from_documents.regions(data) if dimension == "region" else from_documents.categories(data, dimension)


def further(data: YearData) -> pd.DataFrame:
    """The categories of the dimensions that no notebook names; rows and columns as `categories`."""
    names = [name for name in from_documents.dimensions(data) if name not in _NAMED]
    given = [(name, categories(data, name)) for name in names]
    frames = [frame.set_index(f"{name}." + frame.index).assign(dimension=name) for name, frame in given]
    return pd.concat(frames) if frames else pd.DataFrame()


def unpublished(data: YearData) -> list[str]:
    """Names of the dimensions that the policy counts and the year does not give."""
    given = {*data["coverage"]["dimension"], *tables(data)}
    return [name for code, name in policy_of(data)["dimensiones"].items() if code not in given]


def if_printed(data: YearData, frame: pd.DataFrame) -> pd.DataFrame:
    """A table about printed figures: without rows when the year has a register, which stands in their place.

    Args:
        data: The year.
        frame: Any table.
    """
    return frame.iloc[:0] if file_of(data) else frame


def firms(figure: Traced) -> pd.Series:
    """The RUC of the firms behind a number of the register: for the analyst on the spot, never in a report.

    Args:
        figure: A count of a table of `counts`.

    Raises:
        PermissionError: Where nobody sits before the notebook: what it shows would stay in a file.
        KeyError: When the figure is no count of firms of the register.

    Example:
        firms(counts(data, "tamano").at["mediana", "empresas"])
    """
    from IPython import get_ipython  # heavy, and a report never asks

    if not getattr(getattr(get_ipython(), "kernel", None), "_allow_stdin", True):
        raise PermissionError("las empresas no se muestran en un informe: quite firms(…) del cuaderno")
    name, row, column = parts_of(figure.id)
    name = name.removeprefix(_FAMILY.format(""))
    data = figure.shown_as.data if figure.shown_as else None
    counted = name in COUNTS and (column == "empresas" or name in _AXES) and COUNTS[name].unit == "Empresas"
    if data is None or not counted or row == "perdida":
        raise KeyError("no es un conteo de empresas del registro: pida una celda de register.counts(data, …)")
    where, given = ("fila::VARCHAR = ?", [row]) if name not in _AXES else ("fila = ? AND columna = ?", [row, column])
    with register_counts.opened(data) as base:
        query = f"SELECT DISTINCT ruc::VARCHAR FROM ({COUNTS[name].query}) WHERE {where} ORDER BY 1"
        return pd.Series([ruc for (ruc,) in base.execute(query, given).fetchall()], name="ruc", dtype=object)


@dataclass(frozen=True)
class _Results:
    """The cells of a year's register as values that remember what they count, and in which file."""

    counts: Mapping[Cell, int]
    hidden: frozenset[Cell]
    source: str
    names: Mapping[str, Mapping[str, str]]

    @classmethod
    def of(cls, data: YearData, only: tuple[str, ...] = tuple(COUNTS)) -> _Results:
        """Those of some tables."""
        found, small, others = register_counts.published(data, only)
        source = f"{file_of(data)}:{data.cache['register.rows']:,} filas:*"
        return cls(found, frozenset(small | others), source, _names(data))

    def value(self, cell: Cell) -> Traced:
        """A cell; missing when it is suppressed, zero when no firm is in it."""
        if cell in self.hidden:
            return Traced.absent(SUPPRESSED, [self.source])
        row, column = _AXES.get(cell[0], (cell[0], ""))
        words = COUNTS[cell[0]].words.format(fila=self.name(row, cell[1]), columna=self.name(column, cell[2]))
        formula = f"conteo de {COUNTS[cell[0]].unit.lower()} {words}"
        return Traced(Decimal(self.counts.get(cell, 0)), formula, (self.source,))

    def name(self, table_name: str, code: str) -> str:
        """What readers call a row."""
        if table_name == "combinacion":
            return " + ".join(self.name("servicio", each) for each in code.split("+"))
        return self.names.get(_SAME.get(table_name, table_name), {}).get(code) or VOCABULARY.text(code)

    def codes(self, table_name: str, part: int = 1) -> list[str]:
        """The rows of a table as its reference lists them, others by their firms; those without data last."""
        axis = _AXES.get(table_name, (table_name, ""))[part - 1]
        order = [*_ORDER, *self.names.get(_SAME.get(axis, axis), ())]
        cells = [cell for cell in self.counts if cell[0] == table_name]
        cells.sort(key=lambda cell: (-self.counts[cell], cell))
        known = {code: place for place, code in reversed(list(enumerate(order)))}
        codes = dict.fromkeys(cell[part] for cell in cells)
        return sorted(codes, key=lambda code: (code == NO_DATA, known.get(code, len(order))))


def _names(data: YearData) -> dict[str, dict[str, str]]:
    """What readers call the rows of each dimension: as its document prints them, else as the reference tables do."""
    programme, codes, coverage = data["programme"], data[CODES], data["coverage"]
    named: dict[str, dict[str, str]] = {name: dict(data[source]["nombre"]) for name, source in
             (("region", "regions"), ("sector", "sector_groups"), ("tamano", "size_classes"))}  # fmt: skip
    named["producto"] = dict(programme.loc[programme["padre"] == "", "nombre_corto"])
    named["actividad"] = dict(programme.loc[programme["padre"] != "", "nombre_corto"])
    named["mes"] = {str(number): month for number, month in enumerate(_MONTHS, start=1)}
    named["varios"] = {"servicio": "Clases de servicio", "actividad": "Actividades"}
    named["varios"] |= {"unidad": "Unidades", "region": "Regiones"}
    for dimension, rows in codes.groupby("dimension", sort=False):
        named[dimension] = dict(zip(rows["codigo"], rows["nombre"], strict=True))
    for dimension, rows in coverage[~coverage["dimension"].isin(_SAME)].groupby("dimension", sort=False):
        told = dict(zip(rows["categoria"], rows["nombre"], strict=True))
        kept = {code: told.get(code, name) for code, name in named.get(dimension, {}).items()}
        named[dimension] = kept or told
    return named


def _simple(data: YearData, name: str) -> pd.DataFrame:
    results, count = _Results.of(data), COUNTS[name]
    cells: dict[str, Cell] = {code: (name, code, "") for code in results.codes(name)}
    if name == "retorno":
        cells["perdida"] = ("perdidas", "total", "")
    rows = {}
    for code, cell in cells.items():
        value = results.value(cell)
        rows[code] = {"nombre": results.name(name, code), "unidad": count.unit, "empresas": value}
        rows[code]["respuesta_multiple"] = "no" if count.rows == PARTS or name == TOTAL[0] else "si"
        if count.whole != NO_WHOLE:
            whole = results.value(count.whole)
            rows[code]["porcentaje"] = porcentaje(value, whole) if code != "perdida" else Traced.absent("no_aplica")
    frame = pd.DataFrame.from_dict(rows, orient="index", dtype=object)
    if NO_DATA in rows and name in ("focalizacion", "tamano"):
        frame = _bounded(frame, results.value(TOTAL))
    return _against_last_year(data, name, frame) if name in _COMPARED else frame


def _bounded(frame: pd.DataFrame, whole: Traced) -> pd.DataFrame:
    """Shares of the firms with data, and what each count would be if all those without data were of its row."""
    unknown, absent = frame.at[NO_DATA, "empresas"], Traced.absent("no_aplica")
    with_data, firms, known = (whole - unknown).closed(), frame["empresas"], frame.index != NO_DATA
    shares = firms.map(lambda value: porcentaje(value, with_data))
    return frame.assign(
        porcentaje_con_dato=shares.where(known, absent), empresas_hasta=(firms + unknown).where(known, absent)
    )


def _against_last_year(data: YearData, name: str, frame: pd.DataFrame) -> pd.DataFrame:
    """With last year's register beside it; as it is when there is none."""
    if data.previous is None or not file_of(data.previous):
        return frame
    before = _Results.of(data.previous, _COMPARED)
    values = [before.value((name, str(code), "")) for code in frame.index]
    frame["variacion_anual"] = list(map(variacion, frame["empresas"], values))
    if name == TOTAL[0]:
        frame["empresas_anterior_desde"] = frame["empresas_anterior_hasta"] = values
    if name == "focalizacion":
        shares = [porcentaje(value, before.value(TOTAL)) for value in values]
        changes = list(map(sub, frame["porcentaje"], shares))
        frame = frame.assign(porcentaje_anterior=shares, diferencia_pp=changes)
    return frame


def _crossed(data: YearData, name: str) -> pd.DataFrame:
    results, axis = _Results.of(data), _AXES[name][0]
    columns = results.codes(name, 2)
    rows = {
        row: {"nombre": results.name(axis, row)} | {column: results.value((name, row, column)) for column in columns}
        for row in results.codes(name)
    }
    return pd.DataFrame.from_dict(rows, orient="index", dtype=object)


def _coverage(data: YearData) -> pd.DataFrame:
    """Firms attended over those of the target population, where `target_population.csv` gives it."""
    results = _Results.of(data)
    rows = {}
    for key, row in rows_of(data[TARGET]):
        attended = results.value((row["dimension"], row["categoria"], ""))
        rows[key] = {"nombre": results.name(row["dimension"], row["categoria"]), "dimension": row["dimension"]}
        rows[key] |= {"poblacion": row["empresas"], "empresas": attended, "unidad": "Empresas"}
        rows[key]["cobertura"] = porcentaje(attended, row["empresas"])
    return pd.DataFrame.from_dict(rows, orient="index", dtype=object)


def _suppression(data: YearData) -> pd.DataFrame:
    """From how many firms a cell is published, how many cells there are, and how many are not published."""
    found, small, others = register_counts.published(data)
    source = _Results.of(data).source
    least = data.rule("privacidad")["minimo_empresas"]

    def told(cells: Any, words: str) -> Traced:
        return Traced(Decimal(len(cells)), f"conteo de celdas {words}", (source,))

    row = {"minimo_empresas": least, "celdas": told(found, "de las tablas del registro")}
    row |= {"suprimidas": told(small | others, "suprimidas")}
    row["suprimidas_pct"] = porcentaje(row["suprimidas"], row["celdas"])
    return pd.DataFrame.from_dict({"total": row}, orient="index", dtype=object)


def _verdicts(data: YearData) -> pd.DataFrame:
    """Each printed aggregate of the coverage against the register, in the decimals it was printed with."""
    rows = {}
    for key, printed in rows_of(data["coverage"]):
        for column in ("empresas", "porcentaje", "variacion_anual", "porcentaje_anterior"):
            value = printed[column]
            if value.known:
                found = _found(data, printed["dimension"], printed["categoria"], column)
                rows[f"{key}.{column}"] = _verdict(data, printed, column, value, found)
    return pd.DataFrame.from_dict(rows, orient="index", dtype=object)


def _found(data: YearData, dimension: str, category: str, column: str) -> Traced:
    """What the register gives for a printed figure; missing where it gives none."""
    frame = counts(data, dimension) if dimension in tables(data) else pd.DataFrame()
    there = category in frame.index and column in frame.columns
    return frame.at[category, column] if there else Traced.absent("no_aplica")


def _verdict(data: YearData, printed: Mapping[str, Any], column: str, value: Traced, found: Traced) -> dict[str, Any]:
    decimals = max(decimals_of(value.number), int(column != "empresas"))  # 35.0 is kept as 35
    same = found.known and round_half_up(found.number, decimals) == value.number
    word = UNVERIFIABLE if not found.known else MATCH if same else DIFFER
    share = column != "empresas"
    may_be_double = word == DIFFER and printed["dimension"] in _BY_SERVICES and not share
    return {
        "nombre": printed["nombre"],
        "dimension": printed["dimension"],
        "unidad": "porcentaje" if share else printed["unidad"],
        "decimales": Traced(Decimal(decimals)),
        "publicado": value,
        "calculado": found,
        "diferencia": value - found,
        "veredicto": Traced.because(word, f"{value.shown()} {'=' if same else '≠'} {found.shown()}", value, found),
        "explicacion": _double_count(data, printed, value) if may_be_double else "",
    }


def _double_count(data: YearData, printed: Mapping[str, Any], value: Traced) -> str:
    """How a printed count that is too high comes out when firms are counted more than once; empty when it does not."""
    cell = (printed["dimension"], str(printed["categoria"]))
    again = once((cell, list(_AGAIN), register_counts.made_from(data)), lambda: _repeated(data, *cell))
    words = next((words for column, words in _AGAIN.items() if again[column] == value.number), "")
    return words and f"Doble conteo: es la suma por {words}, que cuenta otra vez a la empresa que está en más de uno."


def _repeated(data: YearData, name: str, row: str) -> dict[str, int]:
    """Firms of a row of a table, each counted again in every value of some columns."""
    with register_counts.opened(data) as base:
        return {column: register_counts.repeated(base, COUNTS[name], row, column) for column in _AGAIN}


_MADE = {"objetivo": _coverage, "veredictos": _verdicts, "supresion": _suppression}
