"""The file of the register as DuckDB sees it: its columns, its codes, and what is wrong with it, told without naming a firm."""

from __future__ import annotations

import re
import tempfile
import tomllib
from collections.abc import Callable, Collection, Iterator, Mapping
from contextlib import contextmanager, suppress
from pathlib import Path
from typing import TYPE_CHECKING, Any, NamedTuple

import pandas as pd

from engine.disk import once, sha256
from engine.inputs.context import Context
from engine.inputs.fields import Record
from engine.inputs.problems import Place, Problem, errors
from engine.inputs.raw import RawTable, understand_header
from engine.spanish import plural
from lib.declarations.tables import CODES, REGISTER, TABLES

if TYPE_CHECKING:
    import duckdb  # heavy, and few years have a register

TABLE = TABLES[REGISTER]
REFERENCES = ("regions", "programme", "size_classes", "sector_groups", "uit", CODES)  # that its reading depends on
Rows = Callable[[str], Mapping[str, Record]]  # the rows of a reference table, by its name
_MEMORY = "1200MB"  # more is put aside on disk
_FIRST_ROWS = 3
_READ = {"parquet": "read_parquet('{}')", "csv": "read_csv('{}', all_varchar = true, header = true)"}
_NATIVE = ("DATE", "BIGINT", "INTEGER", "DOUBLE", "DECIMAL", "TIMESTAMP", "SMALLINT", "UBIGINT", "FLOAT", "HUGEINT")


class Rule(NamedTuple):
    """What a row must not be: a condition over `rows`, where a column that cannot be read is blank, and over `raw`."""

    column: str
    broken: str
    message: str
    advice: str
    is_error: bool = True


RULES = [
    Rule(**told) for told in tomllib.loads(Path(__file__).with_suffix(".toml").read_text(encoding="utf-8"))["rule"]
]
_SERVICE = "ruc, fecha, producto, actividad, servicio, tema, unidad, ubigeo"
_ATTRIBUTES = ("ciiu", "ventas_soles", "ventas_desde_uit", "ventas_hasta_uit", "trabajadores", "fecha_inscripcion",
               "estado_sunat")  # fmt: skip


@contextmanager
def opened(path: Path, reference: Rows) -> Iterator[duckdb.DuckDBPyConnection]:
    """DuckDB over a register: view `rows`, each column as what it is, with `region` and the texts it cannot read as `raw_…`.

    Args:
        path: The file.
        reference: Gives the rows of a reference table.

    Raises:
        duckdb.Error: When the file cannot be read. Its text may name a firm: show it to nobody.
    """
    import duckdb

    with tempfile.TemporaryDirectory() as aside:
        options: Any = {"memory_limit": _MEMORY, "temp_directory": aside, "preserve_insertion_order": "false"}
        with duckdb.connect(config=options) as base:
            base.execute(f"CREATE VIEW source AS FROM {source_of(path, base)}")
            header = understand_header(RawTable("", _header(base)), TABLE)[0]
            if set(header.columns) >= set(TABLE.columns):
                _declare_codes(base, reference)
                base.execute(_rows_view(base, header))
            yield base


def check(context: Context) -> Iterator[Problem]:
    """What is wrong with the register of a year: how many rows break each rule, and the first of them.

    Args:
        context: The tables of the year.
    """
    path = context.large[REGISTER]
    with suppress(OSError):  # where it cannot be read, that is told already
        made_from = sha256(path), path.name, context.year, sorted(context.rules), *map(context.rows, REFERENCES)
        yield from once(("check", made_from), lambda: list(_checked(context, path)))


def _checked(context: Context, path: Path) -> Iterator[Problem]:
    import duckdb

    file = f"{context.year}/{path.name}"
    if "privacidad" not in context.rules:
        message = "la edición de reglas del año no dice desde cuántas empresas se publica una celda"
        yield Place(file).error("privacidad", message, "Agregue [edicion.privacidad] con minimo_empresas.")
    try:
        with opened(path, context.rows) as base:
            raw = RawTable(file, _header(base))
            header = understand_header(raw, TABLE)[1]
            yield from header
            if not errors(header):
                yield from _broken(base, Place(file), context.year, 0 if file.endswith("parquet") else 1)
    except (duckdb.Error, ValueError, OSError) as error:
        line = re.search(r"Line: (\d+)", str(error))
        where = Place(file, row=int(line[1]) if line else None)
        advice = "Guárdelo otra vez, en UTF-8 y con una celda por columna."
        yield where.error("ilegible", "el archivo no se puede leer como tabla", advice)


def _broken(base: duckdb.DuckDBPyConnection, place: Place, year: int, before: int) -> Iterator[Problem]:
    counts = ", ".join(f"count(*) FILTER (WHERE {rule.broken})" for rule in RULES).replace("$year", str(year))
    total, *found = base.execute(f"SELECT count(*), {counts} FROM rows r").fetchone() or (0,)
    if not total:
        yield place.problem("vacio-tabla")
        return
    for rule, count in zip(RULES, found, strict=True):
        if count:
            first = _first(base, rule.broken.replace("$year", str(year)), before)
            yield _told(place, rule, count, first)
    if repeated := total - number(base, f"SELECT count(*) FROM (SELECT DISTINCT {_SERVICE} FROM rows)"):
        again = f"numero IN (SELECT numero FROM numbered QUALIFY row_number() OVER (PARTITION BY {_SERVICE} ORDER BY numero) > 1)"
        said = "es igual a otra: el servicio se cuenta una vez"
        rule = Rule("", "", said, "Bórrela si está repetida.", is_error=False)
        yield _told(place, rule, repeated, _first(base, again, before))
    differs = " OR ".join(f"min({name}) <> max({name})" for name in _ATTRIBUTES)
    changing = f"SELECT ruc FROM rows GROUP BY ruc HAVING {differs}"
    if firms := number(base, f"SELECT count(*) FROM ({changing})"):
        first = _first(base, f"ruc IN ({changing})", before)
        message = plural("{n} empresa cambia", "{n} empresas cambian", firms).format(n=f"{firms:,}")
        said = f"{message} de datos entre sus filas; se toma el de su último servicio con dato (primeras filas: {first[1]})"
        where = Place(place.file, row=first[0])
        yield where.warning("atributos", said, "Revise el sector, las ventas y lo demás de esas filas.")


def _told(place: Place, rule: Rule, count: int, first: tuple[int, str]) -> Problem:
    said = f"{plural('{n} fila', '{n} filas', count).format(n=f'{count:,}')}: {rule.message} (primeras: {first[1]})"
    where = Place(place.file, row=first[0], column=rule.column)
    return (where.error if rule.is_error else where.warning)(f"registro_{rule.column or 'fila'}", said, rule.advice)


def _first(base: duckdb.DuckDBPyConnection, broken: str, before: int) -> tuple[int, str]:
    """The first rows that break a rule, as a spreadsheet counts them: the first, and all in words."""
    base.execute("SET preserve_insertion_order = true")
    base.execute("CREATE TEMP VIEW IF NOT EXISTS numbered AS SELECT row_number() OVER () AS numero, * FROM rows")
    found = base.execute(f"SELECT numero FROM numbered r WHERE {broken} ORDER BY numero LIMIT {_FIRST_ROWS}").fetchall()
    numbers = [number + before for (number,) in found]
    return numbers[0], ", ".join(f"{number:,}" for number in numbers)


def number(base: duckdb.DuckDBPyConnection, query: str, given: Collection[str] = ()) -> int:
    """The one number that a query gives.

    Args:
        base: Result of `opened`.
        query: The query.
        given: What its question marks stand for.
    """
    return int((base.execute(query, list(given)).fetchone() or (0,))[0])


def source_of(path: Path, base: duckdb.DuckDBPyConnection) -> str:
    """What DuckDB reads a register from; a workbook is read here, for DuckDB reads none."""
    kind = path.suffix[1:]
    if kind in _READ:
        return _READ[kind].format(str(path).replace("'", "''"))
    base.register(f"book_{path.parent.name}", pd.read_excel(path, dtype=str))
    return f'"book_{path.parent.name}"'


def _header(base: duckdb.DuckDBPyConnection) -> list[str]:
    return [name for name, *_rest in base.execute("DESCRIBE source").fetchall()]


def _declare_codes(base: duckdb.DuckDBPyConnection, reference: Rows) -> None:
    """The codes as types, which take a byte each, and the activities with their products."""
    programme, codes = reference("programme"), reference(CODES).values()
    kinds = {"producto": [code for code, row in programme.items() if not row["padre"]]}
    kinds["actividad"] = [code for code in programme if code not in kinds["producto"]]
    for name in ("servicio", "tema", "unidad"):
        kinds[name] = [str(row["codigo"]) for row in codes if row["columna"] == name]
    kinds |= {"region": list(reference("regions")), "estado_sunat": list(TABLE.field("estado_sunat").allowed)}
    for name, values in kinds.items():
        base.execute(f"CREATE TYPE t_{name} AS ENUM ({', '.join(f'{chr(39)}{code}{chr(39)}' for code in values)})")
    base.execute("CREATE TABLE activities (actividad t_actividad, producto t_producto, cuenta BOOLEAN)")
    for code in kinds["actividad"]:
        row = programme[code]
        base.execute("INSERT INTO activities VALUES (?, ?, ?)", [code, row["padre"], row["cuenta_en_producto"] == "si"])


def _rows_view(base: duckdb.DuckDBPyConnection, header: RawTable) -> str:
    """The view `rows`."""
    native = {name for name, kind, *_rest in base.execute("DESCRIBE source").fetchall() if kind.startswith(_NATIVE)}
    written = {}
    for name, position in header.columns.items():
        column = '"{}"'.format(header.header[position].replace('"', '""'))
        written[name] = column if header.header[position] in native else f"nullif(trim({column}), '')"
    kinds = dict.fromkeys(("producto", "actividad", "servicio", "tema", "unidad", "estado_sunat"), "t_{}")
    kinds |= {"ruc": "UBIGINT", "fecha": "DATE", "fecha_inscripcion": "DATE", "ventas_soles": "DOUBLE"}
    kinds |= {"ventas_desde_uit": "DOUBLE", "ventas_hasta_uit": "DOUBLE", "trabajadores": "INTEGER"}
    kinds |= {"anio_atributos": "INTEGER", "ubigeo": "INTEGER", "ciiu": "VARCHAR"}
    columns = [f"TRY_CAST({written[name]} AS {kind.format(name)}) AS {name}" for name, kind in kinds.items()]
    place = f"CAST({written['ubigeo']} AS VARCHAR)"  # a spreadsheet may have lost its first zero
    columns.append(f"TRY_CAST(left(if(length({place}) % 2 = 1, '0', '') || {place}, 2) AS t_region) AS region")
    raw = ("ruc", "tema", "ventas_soles", "trabajadores", "estado_sunat", "fecha_inscripcion")
    columns += [f"CAST({written[name]} AS VARCHAR) AS raw_{name}" for name in raw]
    return f"CREATE VIEW rows AS SELECT {', '.join(columns)} FROM source"
