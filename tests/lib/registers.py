"""Registers for tests: random ones, and every table of them counted with pandas, by rules written anew."""

from collections import Counter
from itertools import product

import numpy as np
import pandas as pd

from benchmarks.example_register import rucs

UIT_2022 = 4600
ACTIVITIES = {
    "1.1": "P1",
    "1.2": "P1",
    "1.3": "P1",
    "2.2": "P2",
    "2.3": "P2",
    "3.1": "P3",
    "3.2": "P3",
    "4.1": "P4",
    "4.2": "P4",
}
COUNTING = {"1.1", "1.2", "1.3", "2.2", "2.3", "3.1", "4.1"}  # those whose firms are the product's
THEMES = {
    "gestion_empresarial": ("capacitacion", ["capacitacion_tema"]),
    "normativas": ("difusion", ["difusion_tema"]),
    "asistencia_tecnica": ("transferencia", ["transferencia_tipo"]),
    "ensayos_laboratorio": ("transferencia", ["transferencia_tipo"]),
    "proveedores": ("articulacion", ["articulacion_tipo"]),
    "ferias": ("articulacion", ["evento", "articulacion_tipo"]),
    "ruedas": ("articulacion", ["evento", "articulacion_tipo"]),
}
SECTORS = {
    "1410": "manufactura",
    "4711": "comercio",
    "5610": "servicios",
    "4100": "construccion",
    "0311": "pesca",
    "8411": "no_empresarial",
}
SALES = [  # soles, from and up to in UIT; then size, range and criterion of sales
    (59_800.0, None, None, "micro", "uit_13_50", "cumple"),  # exactly 13 UIT
    (59_799.99, None, None, "micro", "uit_0_13", "no_cumple"),
    (690_000.0, None, None, "micro", "uit_50_150", "cumple"),  # exactly 150 UIT
    (690_000.01, None, None, "pequena", "uit_150_500", "cumple"),
    (10_580_000.0, None, None, "mediana", "uit_1700_2300", "cumple"),  # exactly 2,300 UIT
    (10_580_000.5, None, None, "grande", "uit_2300_mas", "no_cumple"),
    (None, 0.0, 13.0, "micro", "uit_0_13", "no_cumple"),
    (None, 13.0, 50.0, "micro", "uit_13_50", "cumple"),
    (None, 5.0, 25.0, "micro", "sin_dato", "sin_dato"),  # it straddles 13 UIT
    (None, 100.0, 300.0, "sin_dato", "sin_dato", "cumple"),  # it straddles 150 UIT
    (None, 2300.0, None, "grande", "uit_2300_mas", "no_cumple"),
    (None, None, None, "sin_dato", "sin_dato", "sin_dato"),
]  # fmt: skip


def random_register(seed: int, firms: int = 60, regions: int = 4) -> pd.DataFrame:
    """Some services of each firm; what a firm is does not change."""
    chance = np.random.default_rng(seed)
    rows = []
    for ruc in rucs(np.arange(firms) + 1000 * seed):
        sales = SALES[chance.integers(len(SALES))]
        who = {
            "ciiu": chance.choice([*SECTORS, None]),
            "ventas_soles": sales[0], "ventas_desde_uit": sales[1], "ventas_hasta_uit": sales[2],
            "trabajadores": chance.choice([0, 4, 5, 100, 101, None]),
            "fecha_inscripcion": chance.choice(["2010-03-04", "2022-06-15", "2023-01-01", None]),
            "estado_sunat": chance.choice(["ACTIVO", "ACTIVO", "ACTIVO", "BAJA DEFINITIVA", None]),
            "anio_atributos": chance.choice([2022, None]),
        }  # fmt: skip
        for _service in range(chance.integers(1, 7)):
            activity, theme = chance.choice(list(ACTIVITIES)), chance.choice(list(THEMES))
            rows.append({
                "ruc": ruc, "fecha": f"2024-{chance.integers(1, 13):02d}-15",
                "producto": ACTIVITIES[activity], "actividad": activity, "servicio": THEMES[theme][0],
                "tema": theme if chance.random() < 0.8 else None, "unidad": chance.choice(["itp", "dgpar", "pnte"]),
                "ubigeo": f"{chance.integers(1, regions + 1):02d}0101", **who,
            })  # fmt: skip
    frame = pd.DataFrame(rows)
    for name in ("fecha", "fecha_inscripcion"):
        frame[name] = pd.to_datetime(frame[name])
    return frame


def by_hand(register: pd.DataFrame, before: set[str] = frozenset()) -> dict[tuple[str, str, str], int]:
    """Distinct firms of every cell of every table, with pandas and Python alone."""
    register = register.assign(region=register["ubigeo"].str[:2], mes=register["fecha"].dt.month)
    services = register.drop_duplicates(
        ["ruc", "fecha", "producto", "actividad", "servicio", "tema", "unidad", "ubigeo"]
    )
    members: dict[tuple[str, str, str], set] = {}

    def add(table, row, firm, column=""):
        members.setdefault((table, str(row), column), set()).add(firm)

    for number, row in enumerate(services.itertuples()):
        counts = row.actividad in COUNTING
        for table in ("servicio", "unidad", "region", "actividad", "mes"):
            add(table, getattr(row, table), row.ruc)
        if counts:
            add("producto", row.producto, row.ruc)
            add("producto_region", row.region, row.ruc, row.producto)
            add("retorno_producto", row.producto, row.ruc, "continua" if row.ruc in before else "nueva")
        if row.servicio == "capacitacion":
            add("capacitacion_unidad", row.unidad, row.ruc)
        if isinstance(row.tema, str):
            for table in THEMES[row.tema][1]:
                joint = table == "articulacion_tipo" and row.tema in ("ferias", "ruedas")
                add(table, "ferias_ruedas" if joint else row.tema, row.ruc)
        if row.actividad == "4.2":
            add("accion_4_2", row.unidad, number)
    for ruc, rows in services.groupby("ruc"):
        _describe(ruc, rows, add, before)
    missing = before - set(services["ruc"])
    found = {cell: len(firms) for cell, firms in members.items()}
    if not before:
        return {cell: firms for cell, firms in found.items() if not cell[0].startswith("retorno")}
    return (
        found
        | {("anterior", "total", ""): len(before)}
        | ({("perdidas", "total", ""): len(missing)} if missing else {})
    )


def _describe(ruc, rows, add, before):
    """The cells of what a firm is and of all that it received."""
    times, first = ("", "una", "dos", "tres", "cuatro_o_mas"), rows.iloc[0]
    add("atendidas", "total", ruc)
    add("retorno", "continua" if ruc in before else "nueva", ruc)
    sales = next(
        one for one in SALES
        if all((pd.isna(a) and b is None) or a == b for a, b in zip(first[["ventas_soles", "ventas_desde_uit", "ventas_hasta_uit"]], one[:3], strict=True))
    )  # fmt: skip
    size, bracket, money = sales[3:]
    sector = SECTORS.get(first["ciiu"], "sin_dato")
    workers = first["trabajadores"]
    band = (
        "sin_dato"
        if pd.isna(workers)
        else "menos_de_5"
        if workers < 5
        else "mas_de_100"
        if workers > 100
        else "de_5_a_100"
    )
    old = rows["fecha"].min() - pd.DateOffset(years=2)
    joined, status = first["fecha_inscripcion"], first["estado_sunat"]
    years = "sin_dato" if pd.isna(joined) else "cumple" if joined <= old else "no_cumple"
    formal = "sin_dato" if not isinstance(status, str) else "cumple" if status == "ACTIVO" else "no_cumple"
    three = (formal, years, money)
    focus = "no_cumple" if "no_cumple" in three else "sin_dato" if "sin_dato" in three else "cumple"
    for table, row in (
        ("tamano", size),
        ("tamano_rango", bracket),
        ("sector", sector),
        ("trabajadores", band),
        ("focalizacion", focus),
    ):
        add(table, row, ruc)
    for row, state in zip(("formal", "anios", "ventas"), three, strict=True):
        add("criterio", row, ruc, state)
    add("tamano_sector", sector, ruc, size)
    if band == "menos_de_5":
        add("trabajadores_sector", sector, ruc)
    add("servicios_recibidos", ("", "uno", "dos", "tres", "cuatro", "cinco_o_mas")[min(len(rows), 5)], ruc)
    order = ("capacitacion", "difusion", "transferencia", "articulacion")
    add("combinacion", "+".join(name for name in order if name in set(rows["servicio"])), ruc)
    for table in ("servicio", "actividad", "unidad", "region"):
        add("varios", table, ruc, times[min(rows[table].nunique(), 4)])


def known_to_all(cells: Counter) -> list[tuple[dict, bool]]:
    """What a reader can reckon with, written apart from `lib.register_counts`: sums of cells that are zero, or not less."""
    total, told = ("atendidas", "total", ""), []
    rows = {name: [cell for cell in cells if cell[0] == name] for name in {cell[0] for cell in cells}}

    def same(whole, parts):
        told.append(({whole: 1, **dict.fromkeys(parts, -1)}, True))

    def at_least(whole, parts):
        told.append(({whole: -1, **dict.fromkeys(parts, 1)}, False))
        told.extend(({whole: 1, part: -1}, False) for part in parts)

    for name in (
        "focalizacion",
        "tamano",
        "tamano_rango",
        "sector",
        "trabajadores",
        "servicios_recibidos",
        "combinacion",
    ):
        same(total, rows[name])
    for name, row in product(
        ("criterio", "varios"), ("formal", "anios", "ventas", "servicio", "actividad", "unidad", "region")
    ):
        parts = [cell for cell in rows[name] if cell[1] == row]
        told += [({total: 1, **dict.fromkeys(parts, -1)}, True)] if parts else []
    for name in ("servicio", "unidad", "region", "actividad", "mes"):
        at_least(total, rows[name])
    for service in rows["servicio"]:
        same(service, [cell for cell in rows["combinacion"] if service[1] in cell[1].split("+")])
    for sector in rows["sector"]:
        same(sector, [cell for cell in rows["tamano_sector"] if cell[1] == sector[1]])
    for size in rows["tamano"]:
        same(size, [cell for cell in rows["tamano_sector"] if cell[2] == size[1]])
    for whole in rows["producto"]:
        at_least(whole, [cell for cell in rows["producto_region"] if cell[2] == whole[1]])
        at_least(
            whole,
            [
                ("actividad", code, "")
                for code in COUNTING
                if ACTIVITIES[code] == whole[1] and ("actividad", code, "") in cells
            ],
        )
    same(("trabajadores", "menos_de_5", ""), rows.get("trabajadores_sector", []))
    at_least(("servicio", "capacitacion", ""), rows.get("capacitacion_unidad", []))
    within = {"producto_region": "region", "capacitacion_unidad": "unidad", "trabajadores_sector": "sector"}
    told += [
        ({(table, cell[1], ""): 1, cell: -1}, False) for name, table in within.items() for cell in rows.get(name, [])
    ]
    of_service = {table: service for service, tables in THEMES.values() for table in tables}
    told += [
        ({("servicio", service, ""): 1, cell: -1}, False)
        for name, service in of_service.items()
        for cell in rows.get(name, [])
    ]
    times = {"una": 1, "dos": 2, "tres": 3, "cuatro_o_mas": 4}
    for name in ("servicio", "unidad"):  # of which there are four at most
        sums = {cell: -times[cell[2]] for cell in rows["varios"] if cell[1] == name}
        told.append((dict.fromkeys(rows[name], 1) | sums, True))
    return told
