"""The administrative register of services: distinct firms counted by DuckDB over the file, each table by one query.

The queries stand in `register_counts.toml`. An analyst runs them, or others, in `with opened(data) as base`.
"""

from __future__ import annotations

import tomllib
from collections.abc import Callable, Collection, Iterable, Iterator, Mapping
from contextlib import contextmanager
from dataclasses import dataclass
from itertools import pairwise
from pathlib import Path
from typing import TYPE_CHECKING, Any, TypeAlias

from engine.disk import once
from engine.figures import rows_of
from engine.inputs.year_data import YearData
from engine.traced import Traced
from lib import disclosure, register_file
from lib.declarations.tables import CODES, REGISTER, TABLES
from lib.disclosure import Relation

if TYPE_CHECKING:
    import duckdb

Cell: TypeAlias = tuple[str, str, str]  # table, row, column
PARTS, COVER, SOME = "partes", "cubren", "algunas"  # how the rows of a table make up their whole
TOTAL: Cell = ("atendidas", "total", "")
NO_WHOLE: Cell = ("", "", "")
NO_DATA, MET, NOT_MET = "sin_dato", "cumple", "no_cumple"
FEW, MANY = 5, 100  # workers: fewer than, more than
_TIMES = {"una": 1, "dos": 2, "tres": 3, "cuatro_o_mas": 4}
_ENDS = (0, 13, 50, 150, 500, 1700, 2300, None)  # of ranges of sales in UIT; the printed ones are among them
BRACKETS = {f"uit_{low}_{'mas' if high is None else high}": (low, high) for low, high in pairwise(_ENDS)}


@dataclass(frozen=True)
class Count:
    """A table of counts of distinct firms.

    Attributes:
        words: What the firms of a cell have in common, for its formula.
        query: Gives `fila`, `ruc` and, of a table with several columns, `columna`.
        rows: Whether the rows are parts of the whole, cover it, or neither.
        whole: The cell that is 100 %.
        unit: What is counted.
    """

    words: str
    query: str
    rows: str = SOME
    whole: Cell = TOTAL
    unit: str = "Empresas"


_TOLD = tomllib.loads(Path(__file__).with_suffix(".toml").read_text(encoding="utf-8"))
COUNTS = {name: Count(**{**told, "whole": tuple(told.get("whole", TOTAL))}) for name, told in _TOLD["table"].items()}
_PREPARED: dict[str, str] = _TOLD["prepared"]
_OF_TWO_YEARS = ("retorno", "retorno_producto", "perdidas")


def file_of(data: YearData) -> str:
    """The register of a year, relative to the data folder; empty when there is none."""
    names = (f"{data.year}/{REGISTER}.{ending}" for ending in TABLES[REGISTER].endings)
    return next((name for name in names if name in data.hashes), "")


@contextmanager
def opened(data: YearData) -> Iterator[duckdb.DuckDBPyConnection]:
    """DuckDB over the register of a year: `rows` as they came, `services`, `firms`, and `earlier`, the firms of last year's.

    Args:
        data: A year that has a register.

    Example:
        with opened(data) as base:
            base.sql(COUNTS["tamano"].query)
    """
    with register_file.opened(data.root / file_of(data), reference(data)) as base:
        prepare(base, data)
        yield base


def prepare(base: duckdb.DuckDBPyConnection, data: YearData) -> None:
    """Make the tables that the queries look at."""
    limits, lag = data.rules["focalizacion"], int(data.rules["focalizacion"]["rezago_ventas_anios"])
    sizes = {code: (row["desde_uit"], row["hasta_uit"]) for code, row in reference(data)("size_classes").items()}
    groups = {code: _divisions(str(row["divisiones"])) for code, row in reference(data)("sector_groups").items()}
    names: dict[str, Collection[str]] = {"tamano": sizes, "rango": BRACKETS, "sector": groups}
    names |= {"trabajadores": ("menos_de_5", "de_5_a_100", "mas_de_100"), "ventas": (MET, NOT_MET)}
    for name, codes in names.items():
        base.execute(f"CREATE TYPE t_{name} AS ENUM ({', '.join(map(repr, (NO_DATA, *codes)))})")
    uit = ", ".join(f"({row['anio']}, {row['valor']}::DOUBLE)" for row in reference(data)("uit").values())
    base.execute(f"CREATE TABLE uit AS FROM (VALUES {uit}) t(anio, valor)")
    base.execute("CREATE TABLE themes (tema t_tema, fila VARCHAR, dimension VARCHAR)")
    for theme, row, dimension in _themes(reference(data)(CODES)):
        base.execute("INSERT INTO themes VALUES (?, ?, ?)", [theme, row, dimension])
    base.execute(_PREPARED["last_of"])
    base.execute(_PREPARED["services"])
    cases = {"tamano": _case(_within, sizes), "rango": _case(_within, BRACKETS), "sector": _case(str, groups)}
    low, high = limits["ventas_minimas_uit"], limits["ventas_maximas_uit"]
    base.execute(_PREPARED["classed"].format(**cases, few=FEW, many=MANY, low=low, high=high, year=data.year - lag))
    last = ", ".join(f"last_of(fecha, {name}) AS {name}_" for name in names)
    classes = ", ".join(f"(enum_range(NULL::t_{name}))[{name}_ + 1] AS {name}" for name in names)
    base.execute(_PREPARED["firms"].format(classes=classes, last=last, years=limits["anios_minimos_registro"]))
    earlier = "SELECT NULL::UBIGINT AS ruc WHERE false"
    if data.previous and file_of(data.previous):
        source = register_file.source_of(data.previous.root / file_of(data.previous), base)
        earlier = f"SELECT TRY_CAST(ruc AS UBIGINT) AS ruc FROM {source}"
    base.execute(f"CREATE TEMP TABLE earlier AS SELECT DISTINCT ruc FROM ({earlier})")


def counted(data: YearData, names: Collection[str] = COUNTS) -> dict[Cell, int]:
    """Distinct firms of every cell of some tables; a cell without firms is not there.

    Args:
        data: A year that has a register.
        names: The tables; those of two years only where last year's has one.
    """
    has_before = bool(data.previous and file_of(data.previous))
    found: dict[Cell, int] = {}
    with opened(data) as base:
        data.cache["register.rows"] = register_file.number(base, "SELECT count(*) FROM rows")
        for name in names:
            count = COUNTS[name]
            if has_before or name not in _OF_TWO_YEARS:
                column = "columna" if " columna" in count.query else "''"
                query = f"SELECT fila, {column}, count(DISTINCT ruc) FROM ({count.query}) GROUP BY ALL"
                found |= {(name, str(row), str(cell)): firms for row, cell, firms in base.execute(query).fetchall()}
        if "retorno" in names and has_before:
            found["anterior", "total", ""] = register_file.number(base, "SELECT count(*) FROM earlier")
    return {cell: firms for cell, firms in found.items() if "None" not in cell}


def published(data: YearData, names: Collection[str] = COUNTS) -> tuple[dict[Cell, int], set[Cell], set[Cell]]:
    """The count of every cell, those that are too small to be published, and those suppressed for their sake.

    Args:
        data: A year that has a register.
        names: Of which tables; those of two years only where last year's has one.
    """
    key = f"register.published:{','.join(names)}"
    if key not in data.cache:
        rows, *data.cache[key] = once((key, made_from(data)), lambda: _published(data, names))
        data.cache["register.rows"] = rows
    counts, small, others = data.cache[key]
    return counts, small, others


def _published(data: YearData, names: Collection[str]) -> tuple[int, dict[Cell, int], set[Cell], set[Cell]]:
    counts, least = counted(data, names), int(data.rules["privacidad"]["minimo_empresas"])
    rows: int = data.cache["register.rows"]
    return rows, counts, *disclosure.suppressed(counts, relations(counts, reference(data)), least)


def made_from(data: YearData) -> tuple[Any, ...]:
    """All that the counts of a year's register depend on: its bytes and last year's, the rules, the reference tables.

    Args:
        data: A year that has a register.
    """
    last = data.previous and data.previous.hashes.get(file_of(data.previous))
    tables = [reference(data)(name) for name in register_file.REFERENCES]
    return data.year, file_of(data), data.hashes[file_of(data)], last, sorted(data.rules.items()), tables


def relations(counts: Mapping[Cell, int], rows_of_table: register_file.Rows) -> list[Relation]:
    """What every reader knows of the cells of all tables: what adds up, what is part of what.

    Args:
        counts: Result of `counted`.
        rows_of_table: Gives the rows of a reference table.
    """
    rows = {name: [cell for cell in counts if cell[0] == name] for name in COUNTS}
    found: list[Relation] = []
    for name, count in COUNTS.items():
        if count.rows == PARTS and rows[name]:
            found.append(disclosure.parts(count.whole, rows[name]))
        if count.whole != NO_WHOLE:
            found += (disclosure.covering if count.rows == COVER else disclosure.inside)(count.whole, rows[name])
    for cell in rows["varios"] + rows["criterio"]:
        found.append(disclosure.parts(TOTAL, [other for other in rows[cell[0]] if other[1] == cell[1]]))
    found += _crossed(rows["tamano_sector"], "sector", "tamano") + _many(rows)
    found += [_of_row(rows["retorno_producto"], "producto", row) for _table, row, _column in rows["producto"]]
    for _table, row, product in rows["producto_region"]:
        found += disclosure.inside(("region", row, ""), [("producto_region", row, product)])
    for whole in rows["producto"]:
        found += disclosure.covering(whole, [cell for cell in rows["producto_region"] if cell[2] == whole[1]])
        own = {code: row for code, row in rows_of_table("programme").items() if row["padre"] == whole[1]}
        counting = [("actividad", code, "") for code, row in own.items() if row["cuenta_en_producto"] == "si"]
        found += disclosure.covering(whole, counting)
    for cell in rows["capacitacion_unidad"] + rows["trabajadores_sector"]:
        found += disclosure.inside((cell[0].rpartition("_")[2], cell[1], ""), [cell])
    continuing: list[Cell] = [("retorno", "continua", ""), ("perdidas", "total", "")]
    found.append(disclosure.parts(("anterior", "total", ""), continuing))
    return [one for one in found if sum(bool(counts.get(cell)) for cell in one.terms) > 1]  # of tables that are there


def _of_row(cells: Iterable[Cell], table: str, row: str) -> Relation:
    return disclosure.parts((table, row, ""), [cell for cell in cells if cell[1] == row])


def _crossed(cells: list[Cell], row_table: str, column_table: str) -> list[Relation]:
    """That a table of two dimensions adds up to both."""
    rows = [_of_row(cells, row_table, row) for row in {cell[1] for cell in cells}]
    turned = {column: [cell for cell in cells if cell[2] == column] for column in {cell[2] for cell in cells}}
    return rows + [disclosure.parts((column_table, column, ""), same) for column, same in turned.items()]


def _many(rows: Mapping[str, list[Cell]]) -> list[Relation]:
    """What the combinations of services, and how many of each a firm had, say of the rows of those tables."""
    found = []
    for service in rows["servicio"]:
        with_it = [cell for cell in rows["combinacion"] if service[1] in cell[1].split("+")]
        found.append(disclosure.parts(service, with_it))
    for cell in [cell for cell in rows["varios"] if cell[1] == "servicio"]:
        same = [other for other in rows["combinacion"] if other[1].count("+") + 1 == _TIMES[cell[2]]]
        found.append(disclosure.parts(cell, same))
    for table in {cell[1] for cell in rows["varios"]}:
        some = {cell: -_TIMES[cell[2]] for cell in rows["varios"] if cell[1] == table}
        exact = table == "servicio" or not any(cell[2] == "cuatro_o_mas" for cell in some)
        found.append(Relation(dict.fromkeys(rows[table], 1) | some, exact))
    return found


def reference(data: YearData) -> register_file.Rows:
    """The rows of a reference table as the check of the data sees them."""
    return lambda name: {
        key: {column: cell.value if isinstance(cell, Traced) else cell or None for column, cell in row.items()}
        for key, row in rows_of(data[name])
    }


def _within(limits: tuple[Any, Any]) -> str:
    """That sales, one number or a range, lie above a limit and up to another; exactly 13 UIT belong to what begins there."""
    low, high = limits
    above = f"(desde > {low} OR desde = {low} AND (desde < hasta OR {low} = {_ENDS[1]}))" if low else "desde >= 0"
    below = f"(hasta < {high} OR desde < hasta AND hasta = {high})" if high == _ENDS[1] else f"hasta <= {high}"
    return f"{above} AND {below}" if high is not None else above


def _case(condition: Callable[[Any], str], classes: Mapping[str, Any]) -> str:
    whens = " ".join(f"WHEN {condition(limits)} THEN '{code}'" for code, limits in classes.items())
    return f"(CASE {whens} ELSE '{NO_DATA}' END)"


def _divisions(listed: str) -> str:
    """That a firm is of some divisions of the CIIU, given as `05-09;35`."""
    ends = [(part[:2], part[-2:]) for part in listed.split(";")]
    return "(" + " OR ".join(f"division BETWEEN '{low}' AND '{high}'" for low, high in ends) + ")"


def _themes(codes: Mapping[str, Mapping[str, Any]]) -> Iterator[tuple[str, str, str]]:
    """Each theme with the rows it counts in: its own and those it is part of."""
    themes = {row["codigo"]: row for row in codes.values() if row["columna"] == "tema"}
    for theme in themes:
        code: Any = theme
        while code in themes:
            yield theme, code, themes[code]["dimension"]
            code = themes[code]["parte_de"]


def repeated(base: duckdb.DuckDBPyConnection, count: Count, row: str, column: str) -> int:
    """Firms of a row when one counts again in each value of a column of `services`.

    Args:
        base: Result of `opened`.
        count: The table.
        row: Its row.
        column: `actividad`, `unidad`, … or `rowid`, which makes it every service.
    """
    again = count.query.replace("FROM firms", "FROM services").replace("ruc FROM", f"(ruc, {column}) AS ruc FROM", 1)
    return register_file.number(base, f"SELECT count(DISTINCT ruc) FROM ({again}) WHERE fila::VARCHAR = ?", [row])
