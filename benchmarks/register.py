"""The tables of the register against plain DuckDB SQL and pandas, on registers of a million rows and more.

    python -m benchmarks.register [--rows 1000000 10000000] [--output docs/benchmarks.md]

Each way runs in a process of its own over the same Parquet file and gives the same counts, which are compared.
"""

import argparse
import json
import os
import shutil
import sys
import tempfile
from pathlib import Path

from benchmarks.measure import measure

ROOT = Path(__file__).resolve().parents[1]
YEAR, MADE = 2024, 400_000
HEADING = "## The register of services"
WAYS = {"lib": "`lib.register_counts.counted`", "plain": "plain DuckDB SQL", "pandas": "pandas"}
PLAIN = """
CREATE TEMP TABLE services AS SELECT DISTINCT ruc, fecha, producto, actividad, servicio, tema, unidad, ubigeo,
    left(ubigeo, 2) AS region FROM read_parquet('{file}');
CREATE TEMP TABLE firms AS SELECT *,
    CASE WHEN 'no_cumple' IN (formal, anios, ventas) THEN 'no_cumple' WHEN 'sin_dato' IN (formal, anios, ventas) THEN 'sin_dato'
         ELSE 'cumple' END AS focalizacion
FROM (SELECT ruc, arg_max(t, fecha) AS tamano, arg_max(r, fecha) AS rango, arg_max(s, fecha) AS sector,
        arg_max(w, fecha) AS trabajadores, arg_max(v, fecha) AS ventas,
        if(arg_min(estado_sunat, fecha) = 'ACTIVO', 'cumple', 'no_cumple') AS formal,
        CASE WHEN min(fecha_inscripcion) IS NULL THEN 'sin_dato'
             WHEN min(fecha_inscripcion) <= min(fecha) - INTERVAL 2 YEAR THEN 'cumple' ELSE 'no_cumple' END AS anios
    FROM (SELECT *, CASE WHEN b <= 150 THEN 'micro' WHEN a >= 150 AND b <= 1700 THEN 'pequena'
                WHEN a >= 1700 AND b <= 2300 THEN 'mediana' WHEN a >= 2300 THEN 'grande' ELSE 'sin_dato' END AS t,
            CASE WHEN b <= 13 THEN 'uit_0_13' WHEN a >= 13 AND b <= 50 THEN 'uit_13_50' WHEN a >= 50 AND b <= 150 THEN 'uit_50_150'
                WHEN a >= 150 AND b <= 500 THEN 'uit_150_500' WHEN a >= 500 AND b <= 1700 THEN 'uit_500_1700'
                WHEN a >= 1700 AND b <= 2300 THEN 'uit_1700_2300' WHEN a >= 2300 THEN 'uit_2300_mas' ELSE 'sin_dato' END AS r,
            CASE left(ciiu, 2) WHEN '45' THEN 'comercio' WHEN '46' THEN 'comercio' WHEN '47' THEN 'comercio'
                WHEN '14' THEN 'manufactura' WHEN '15' THEN 'manufactura' WHEN '31' THEN 'manufactura'
                WHEN '41' THEN 'construccion' WHEN '43' THEN 'construccion' WHEN '07' THEN 'mineria' WHEN '08' THEN 'mineria'
                WHEN '03' THEN 'pesca' WHEN '01' THEN 'agropecuario' ELSE 'servicios' END AS s,
            CASE WHEN trabajadores < 5 THEN 'menos_de_5' WHEN trabajadores > 100 THEN 'mas_de_100' ELSE 'de_5_a_100' END AS w,
            CASE WHEN a >= 13 AND b <= 2300 THEN 'cumple' WHEN b <= 13 OR a >= 2300 THEN 'no_cumple' ELSE 'sin_dato' END AS v
        FROM (SELECT *, coalesce(ventas_soles / 4600, ventas_desde_uit) AS a,
                coalesce(ventas_soles / 4600, ventas_hasta_uit, 'infinity'::DOUBLE) AS b FROM read_parquet('{file}')))
    GROUP BY ruc);
CREATE TABLE activities AS SELECT * FROM (VALUES ('1.1', true), ('1.2', true), ('1.3', true), ('2.2', true), ('2.3', true),
    ('3.1', true), ('3.2', false), ('4.1', true), ('4.2', false)) t(actividad, cuenta);
"""
COMPARED = ("servicio", "unidad", "region", "producto", "actividad", "mes", "tamano", "tamano_rango", "sector", "trabajadores",
            "trabajadores_sector", "criterio", "focalizacion", "servicios_recibidos", "producto_region", "tamano_sector")  # fmt: skip


def make(rows: int, folder: Path) -> None:
    """A data folder whose register has about so many rows: a made-up one, and copies of it with other firms."""
    import duckdb

    from benchmarks.example_register import register, write
    from engine.inputs.loading import load_year
    from lib.declarations import SCHEMA

    for name in ("reference", str(YEAR)):
        shutil.copytree(ROOT / "data" / name, folder / name)
    copies = max(1, round(rows / (2 * MADE)))
    part, whole = folder / "part.parquet", folder / str(YEAR) / "register.parquet"
    write(register(load_year(SCHEMA, YEAR), rows // (2 * copies)), part)
    with duckdb.connect() as base:
        more = "SELECT * EXCLUDE k REPLACE ((ruc::UBIGINT + 100000000 * k)::VARCHAR AS ruc)"
        base.execute(f"COPY ({more} FROM read_parquet('{part}'), range({copies}) t(k)) TO '{whole}' (COMPRESSION zstd)")
    part.unlink()


def by_lib(folder: Path) -> dict[str, int]:
    """The library's own way: all tables."""
    from engine.inputs.fields import Schema  # noqa: F401 - loading is not measured apart: it is part of the way
    from lib import register_counts

    return _named(register_counts.counted(_year(folder)))


def by_plain_sql(folder: Path) -> dict[str, int]:
    """The same queries over tables that plain SQL makes."""
    import duckdb

    from lib.register_counts import COUNTS

    found = {}
    with duckdb.connect() as base:
        base.execute(PLAIN.format(file=folder / str(YEAR) / "register.parquet"))
        codes = (ROOT / "data" / "reference" / "register_codes.csv").as_posix()
        base.execute(
            f"CREATE TABLE themes AS SELECT codigo AS tema, codigo AS fila, dimension FROM '{codes}' WHERE columna = 'tema'"
        )
        for name, count in COUNTS.items():
            if "earlier" not in count.query:
                column = "columna" if " columna" in count.query else "''"
                query = f"SELECT fila, {column}, count(DISTINCT ruc) FROM ({count.query}) GROUP BY ALL"
                found |= {(name, str(row), str(cell)): firms for row, cell, firms in base.execute(query).fetchall()}
    return _named(found)


def by_pandas(folder: Path) -> dict[str, int]:
    """Tables of services and their firms, with pandas: not even all of them."""
    import duckdb

    frame = duckdb.connect().execute(f"FROM '{folder / str(YEAR) / 'register.parquet'}'").df()
    frame["region"], frame["mes"] = frame["ubigeo"].str[:2], frame["fecha"].dt.month
    services = frame.drop_duplicates(["ruc", "fecha", "producto", "actividad", "servicio", "tema", "unidad", "ubigeo"])
    found = {}
    for name in ("servicio", "unidad", "region", "actividad", "mes"):
        found |= {(name, str(row), ""): firms for row, firms in services.groupby(name)["ruc"].nunique().items()}
    counting = services[~services["actividad"].isin(["3.2", "4.2"])]
    found |= {("producto", row, ""): firms for row, firms in counting.groupby("producto")["ruc"].nunique().items()}
    both = counting.groupby(["region", "producto"])["ruc"].nunique().items()
    return _named(found | {("producto_region", *cell): firms for cell, firms in both})


def _year(folder: Path) -> object:
    """The year with its register, which is not checked here: the check has a cost of its own."""
    from dataclasses import replace

    from engine.inputs.loading import load_year
    from lib.declarations import SCHEMA

    data = load_year(SCHEMA, YEAR)
    return replace(data, root=folder, hashes={**data.hashes, f"{YEAR}/register.parquet": ""})


def _named(cells: dict[tuple[str, str, str], int]) -> dict[str, int]:
    return {"|".join(cell): int(firms) for cell, firms in cells.items() if cell[0] in COMPARED and "None" not in cell}


def main(arguments: list[str]) -> int:
    """Measure, or be one of the ways that are measured."""
    parser = argparse.ArgumentParser(prog="python -m benchmarks.register", description=__doc__)
    parser.add_argument("--rows", type=int, nargs="+", default=[1_000_000, 10_000_000])
    parser.add_argument("--output", type=Path)
    parser.add_argument("--way", choices=WAYS, help=argparse.SUPPRESS)
    parser.add_argument("--folder", type=Path, help=argparse.SUPPRESS)
    given = parser.parse_args(arguments)
    if given.way:
        found = {"lib": by_lib, "plain": by_plain_sql, "pandas": by_pandas}[given.way](given.folder)
        (given.folder / f"{given.way}.json").write_text(json.dumps(found))
        return 0
    lines = [HEADING, "", "Made by `python -m benchmarks.register`. One process each, over the same Parquet file; memory is the peak (PSS).", "",
             "| Rows | Way | wall s | cpu s | peak MiB | ratio to plain SQL |", "|---|---|---|---|---|---|"]  # fmt: skip
    for rows in given.rows:
        lines += _compared(rows)
    text = "\n".join(lines) + "\n"
    sys.stdout.write(text)
    if given.output:
        before = given.output.read_text(encoding="utf-8").partition(HEADING)[0].rstrip()
        given.output.write_text(f"{before}\n\n{text}", encoding="utf-8")
    return 0


def _compared(rows: int) -> list[str]:
    with tempfile.TemporaryDirectory() as scratch:
        folder = Path(scratch)
        make(rows, folder)
        costs = {}
        for way in WAYS:
            command = [sys.executable, "-m", "benchmarks.register", "--way", way, "--folder", str(folder)]
            costs[way] = measure(command, folder, {**os.environ, "PYTHONPATH": str(ROOT)}, memory=True)
        results = {way: json.loads((folder / f"{way}.json").read_text()) for way in WAYS}
        differing = [cell for cell, firms in results["plain"].items() if results["lib"].get(cell) != firms]
        differing += [cell for cell, firms in results["pandas"].items() if results["lib"].get(cell) != firms]
        if differing:
            raise SystemExit(f"the ways differ: {differing[:5]}")
        plain = costs["plain"].wall
        return [
            f"| {rows:,} | {name} | {costs[way].wall:.1f} | {costs[way].cpu:.1f} | {costs[way].memory:.0f} | {costs[way].wall / plain:.2f} |"
            for way, name in WAYS.items()
        ]


if __name__ == "__main__":
    sys.exit(main(sys.argv[1:]))
