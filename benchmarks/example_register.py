"""A made-up register of services with the margins that a year's document prints, for tests, benchmarks and an example.

    python -m benchmarks.example_register FOLDER [--year 2024] [--firms 300] [--faults dates codes]

Who receives what is laid out as intervals of firms, numbered from 0, that overlap just as much as the printed totals say;
who the firms are is drawn apart. No RUC is of a firm that we know: all begin with 209, far above the numbers in use.
"""

from __future__ import annotations

import argparse
import json
import shutil
import sys
from collections.abc import Collection, Mapping, Sequence
from pathlib import Path
from typing import TypeAlias

import numpy as np
import pandas as pd

from engine.inputs.files import data_root
from engine.inputs.loading import load_year
from engine.inputs.problems import DataError, Place
from engine.inputs.sources import sidecar_file
from engine.inputs.year_data import YearData
from lib.declarations import SCHEMA
from lib.declarations.tables import REGISTER, TABLES, TARGET
from lib.policy import FILE

Firms: TypeAlias = np.ndarray


class Margins(dict[str, int]):
    """Firms of a year by `dimension.categoria`; DataError for one that its documents do not print."""

    def __init__(self, year: int) -> None:
        super().__init__()
        self._place = Place(f"{year}/coverage.csv")

    def __missing__(self, name: str) -> int:
        told = f"falta {name}, y el registro inventado reproduce lo que imprimen los documentos"
        raise DataError([self._place.error("margen_falta", told, "Pida con --year un año que lo imprima.")])


_RUC_WEIGHTS = (5, 4, 3, 2, 7, 6, 5, 4, 3, 2)
_RUC_PREFIX, _RUC_NUMBERS, _RUC_STEP = 209, 10**7, 4_827_173
_CIIU = {
    "comercio": (4711, 4530, 4690), "manufactura": (1410, 1520, 3100), "servicios": (5610, 6201, 9602),
    "construccion": (4100, 4330), "mineria": (710, 810), "pesca": (311, 321), "agropecuario": (111, 150),
}  # fmt: skip
_OTHER_SECTORS = {"construccion": 0.4, "mineria": 0.15, "pesca": 0.15, "agropecuario": 0.3}
_RANGES = {  # of sales in UIT: above the first, up to the second
    "bajo_13": (0, 13), "cruza_13": (5, 25), "13_50": (13, 50), "50_150": (50, 150), "150_500": (150, 500),
    "500_1700": (500, 1700), "mediana": (1700, 2300), "grande": (2300, np.nan),
}  # fmt: skip
_UNTARGETED = ["bajo_13", "cruza_13", "grande"]
FAULTS = ("check-digit", "dates", "codes", "attributes", "duplicates", "double-count")
_ROW = ["producto", "actividad", "servicio", "tema", "unidad"]
_COLUMNS, ENDINGS = TABLES[REGISTER].columns, TABLES[REGISTER].endings
_DATES = ("fecha", "fecha_inscripcion")
_SIDECAR = {
    "titulo": "Registro de servicios inventado, con los márgenes impresos",
    "descripcion": "Hecho por «python -m benchmarks.example_register»: ninguna empresa existe. La población objetivo también.",
    "productor": "Este proyecto", "documento": "Ninguna: datos sintéticos", "ubicacion": "benchmarks/example_register.py",
    "fecha": "2024", "licencia": "Ninguna", "tipo": "sintetico",
}  # fmt: skip


def example_folder(
    data: YearData, folder: Path, firms: int = 0, seed: int = 0, ending: str = "parquet", faults: Collection[str] = ()
) -> list[Path]:
    """Copy a year's data and add a made-up register, that of the year before, and a population to be reached.

    Args:
        data: A year whose table `coverage` has the printed margins.
        folder: Where to; must not exist.
        firms: How many were attended; 0 for as many as printed.
        seed: The same seed gives the same registers.
        ending: Of the registers: parquet, csv or xlsx.
        faults: What is wrong with the register of the year, as `planted` has it.

    Returns:
        The files made.

    Raises:
        DataError: When the folder exists, or the year lacks a margin, or they contradict each other; nothing is made then.
    """
    if folder.exists():
        raise DataError([Place(str(folder)).problem("anio-existe")])
    attended = firms or margins(data)["atendidas.total"]
    try:
        this, before = planted(register(data, attended, seed), faults, seed), last_register(data, attended, seed)
    except (ValueError, IndexError):  # fewer firms than none, or more than all
        told = "los márgenes impresos no caben unos en otros: ninguna empresa inventada los cumple"
        raise DataError([Place(f"{data.year}/coverage.csv").error("margenes", told, "Revise las empresas.")]) from None
    for name in ("reference", str(data.year)):
        shutil.copytree(data.root / name, folder / name)
    shutil.copy(data.root / FILE, folder)
    (folder / str(data.year - 1)).mkdir()
    files = []
    for year, frame in ((data.year, this), (data.year - 1, before)):
        path = folder / str(year) / f"{REGISTER}.{ending}"
        write(frame, path)
        files += [path, _describe(path)]
    target = folder / str(data.year) / f"{TARGET}.csv"
    target.write_text(_target(data, attended), encoding="utf-8")
    return [*files, target, _describe(target)]


def main(arguments: Sequence[str]) -> int:
    """Make the folder and say where it is; exit code."""
    parser = argparse.ArgumentParser(
        prog="python -m benchmarks.example_register",
        description="Copia los datos de un año con un registro de servicios inventado.",
    )
    add = parser.add_argument
    add("folder", type=Path, metavar="CARPETA", help="carpeta nueva de datos")
    add("--year", type=int, default=2024, help="año de los márgenes impresos (por omisión, 2024)")
    add("--data-dir", type=Path, default=data_root(), help="carpeta de datos (la del proyecto)")
    add("--firms", type=_natural, default=0, help="empresas atendidas (por omisión, las impresas)")
    add("--seed", type=_natural, default=0, help="semilla: la misma da el mismo registro")
    add("--format", dest="ending", choices=ENDINGS, default=ENDINGS[0], help="formato de los registros")
    add("--faults", nargs="+", choices=FAULTS, default=(), help="defectos, en tres filas cada uno")
    options = vars(parser.parse_args(arguments))
    folder, year, data_dir = (options.pop(name) for name in ("folder", "year", "data_dir"))
    try:
        made = example_folder(load_year(SCHEMA, year, data_dir), folder, **options)
    except DataError as error:
        sys.stderr.write(f"{error}\n")
        return 2
    then = f"Siga con: python run_all.py --year {year} --data-dir {folder}"
    sys.stdout.write("".join(f"{line}\n" for line in (*made, then)))
    return 0


def write(frame: pd.DataFrame, path: Path) -> None:
    """Write a register as its ending says.

    Args:
        frame: Result of `register`.
        path: A file ending in parquet, csv or xlsx.
    """
    if path.suffix == ".xlsx":
        frame.assign(**{name: frame[name].dt.strftime("%Y-%m-%d") for name in _DATES}).to_excel(path, index=False)
        return
    import duckdb

    with duckdb.connect() as base:
        base.register("frame", frame)
        dates = ", ".join(f"{name}::DATE AS {name}" for name in _DATES)
        options = "FORMAT parquet, COMPRESSION zstd" if path.suffix == ".parquet" else "FORMAT csv, HEADER"
        target = str(path).replace("'", "''")
        base.execute(f"COPY (SELECT * REPLACE ({dates}) FROM frame) TO '{target}' ({options})")


def register(data: YearData, firms: int, seed: int = 0) -> pd.DataFrame:
    """One row per service given to one firm; with as many firms as printed, every printed margin holds.

    Args:
        data: A year whose table `coverage` has the printed margins.
        firms: How many firms; more or fewer than printed are copies of those.
        seed: The same seed gives the same register.
    """
    chance, printed = np.random.default_rng(seed), margins(data)
    total = printed["atendidas.total"]
    copied = np.arange(firms) % total if firms % total == 0 else chance.permutation(total)[np.arange(firms) % total]
    services = _services(printed).sort_values("empresa", kind="stable", ignore_index=True)
    times = np.bincount(services["empresa"], minlength=total)
    rows = times[copied]
    of_firm = np.repeat((np.cumsum(times) - times)[copied] - (np.cumsum(rows) - rows), rows) + np.arange(rows.sum())
    firm, frame = np.repeat(np.arange(firms), rows), services.iloc[of_firm].reset_index(drop=True)
    regions, who = _regions(data, printed, chance), _attributes(data, printed, chance)
    frame["ubigeo"] = _elsewhere(regions[frame["empresa"]], firm, printed, chance)
    frame = frame.join(who.iloc[frame.pop("empresa")].reset_index(drop=True))
    frame.insert(0, "ruc", rucs(firm))
    return frame.assign(fecha=_days(data.year, len(frame), chance))[list(_COLUMNS)]


def last_register(data: YearData, firms: int, seed: int = 0) -> pd.DataFrame:
    """The register of the year before, as far as printed changes tell of it; a third of this year's firms are in it.

    Arguments are those of `register`.
    """
    chance, printed = np.random.default_rng(seed + 1), margins(data)
    scale = firms / printed["atendidas.total"]
    names = ("atendidas.total", "focalizacion.cumple", "producto.P1", "producto.P2")
    total, targeted, first, second = (max(round(printed[f"anterior.{name}"] * scale), 1) for name in names)
    product = np.repeat(["P1", "P2", "P4"], [first, second, total - first - second])
    told = {"P1": "1.1 capacitacion gestion_empresarial pnte", "P2": "2.2 articulacion ferias pnte"}
    rows = [(name, *told.get(name, "4.1 difusion informacion_tecnologica itp").split()) for name in product]
    frame = pd.DataFrame(rows, columns=_ROW)
    frame.insert(0, "ruc", rucs(np.where(np.arange(total) < firms // 3, np.arange(total), firms + np.arange(total))))
    frame.insert(1, "fecha", _days(data.year - 1, total, chance))
    good = chance.permutation(total) < targeted
    sales = {"ventas_desde_uit": np.where(good, 13, 0), "ventas_hasta_uit": np.where(good, 50, 13)}
    others = {"ciiu": "4711", "trabajadores": 3, "fecha_inscripcion": np.datetime64("2010-05-01"), "ubigeo": "150101"}
    years = {"anio_atributos": data.year - 1 - int(data.rules["focalizacion"]["rezago_ventas_anios"])}
    return frame.assign(**sales, **others, **years, estado_sunat="ACTIVO", ventas_soles=np.nan)[list(_COLUMNS)]


def planted(frame: pd.DataFrame, faults: Collection[str], seed: int = 0) -> pd.DataFrame:
    """A register with faults, three rows of each; but for a double count, none is the first row of its firm.

    Args:
        frame: Result of `register`.
        faults: Which: names of `FAULTS`.
        seed: The same seed spoils the same rows.
    """
    frame, chance = frame.copy(), np.random.default_rng(seed)
    rows = chance.permutation(np.flatnonzero(frame["ruc"].duplicated()))
    of_fault = dict(zip(FAULTS, np.array_split(rows[: _FAULTY * len(FAULTS)], len(FAULTS)), strict=True))
    for name in _SPOILED.keys() & set(faults):
        column, spoiled = _SPOILED[name]
        frame.loc[of_fault[name], column] = spoiled(frame.loc[of_fault[name], column])
    if _DOUBLE in faults:  # another unit attends, in the place of some firms of a product, the first ones once more
        rows = frame.index[frame["actividad"] == "3.1"]
        who = ["ruc", *frame.columns[frame.columns.get_loc("ciiu") :]]
        frame.loc[rows[-_FAULTY:], who] = frame.loc[rows[:_FAULTY], who].to_numpy()
        frame.loc[rows[-_FAULTY:], "unidad"] = "dgaami"
    return pd.concat([frame, frame.loc[of_fault[_TWICE]]], ignore_index=True) if _TWICE in faults else frame


_FAULTY, _DOUBLE, _TWICE = 3, "double-count", "duplicates"
_SPOILED = {
    "check-digit": ("ruc", lambda rucs: [f"{ruc[:-1]}{(int(ruc[-1]) + 1) % 10}" for ruc in rucs]),
    "dates": ("fecha", lambda dates: dates - np.timedelta64(366, "D")),
    "codes": ("unidad", lambda _codes: "otra"),
    "attributes": ("ciiu", lambda codes: np.where(codes == "1410", "4711", "1410")),
}


def rucs(numbers: Firms) -> np.ndarray:
    """RUCs with a right check digit, one for each number of a firm below ten millions.

    Args:
        numbers: Numbers of firms.
    """
    body = _RUC_PREFIX * _RUC_NUMBERS + (numbers.astype(np.int64) * _RUC_STEP) % _RUC_NUMBERS
    added = sum(body // 10**place % 10 * weight for place, weight in enumerate(reversed(_RUC_WEIGHTS)))
    return (body * 10 + (11 - added % 11) % 10).astype(str)


def margins(data: YearData) -> Margins:
    """Firms of each printed category, by `dimension.categoria`, and of each activity; those of the year before as `anterior.`.

    Args:
        data: A year whose table `coverage` has the printed margins.
    """
    coverage, given = data["coverage"], Margins(data.year)
    for key, row in coverage.iterrows():
        base = coverage["empresas"].get(row["base"])
        if row["empresas"].known:
            given[str(key)] = int(row["empresas"])
        elif row["porcentaje"].known and (base is None or base.known):
            given[str(key)] = round(float(row["porcentaje"]) * int(base) / 100)
        elif row["porcentaje"].known:
            given[str(key)] = round(float(row["porcentaje"]) * given[row["base"]] / 100)
    done = data["programme_execution"]["avance_fisico"]
    given |= {f"actividad.{code}": int(value) for code, value in done.items() if "." in code and value.known}
    for name, change in coverage["variacion_anual"].items():
        if change.known and name in given:
            given[f"anterior.{name}"] = round(given[name] / (1 + float(change) / 100))
    for name, share in coverage["porcentaje_anterior"].items():
        if share.known:
            given[f"anterior.{name}"] = round(given["anterior.atendidas.total"] * float(share) / 100)
    return given


def _services(printed: Margins) -> pd.DataFrame:
    """Rows of `_ROW` with the number of the firm in `empresa`."""
    total, itp = printed["atendidas.total"], printed["servicio.transferencia"]
    training, told = printed["capacitacion_unidad.itp"], printed["difusion_tema.informacion_tecnologica"]
    one, two, three = (printed[f"actividad.{code}"] for code in ("1.1", "1.2", "1.3"))
    rules, norms = printed["actividad.3.1"], printed["actividad.3.2"]
    markets, fairs = printed["servicio.articulacion"], printed["articulacion_tipo.ferias_ruedas"]
    first = printed["producto.P1"]
    shared = training + first + rules - printed["servicio.capacitacion"]  # trained by the ITP and by product 1
    twice = told + norms - printed["servicio.difusion"]  # informed of technology and of norms
    spare = itp + first - shared + rules + norms - twice + markets - total
    sold = min(markets, 2 * spare // 3)  # of those connected with markets, in the ITP too
    after = itp - shared + first + rules - (spare - sold)
    product = np.arange(itp - shared, itp - shared + first)
    ruled = np.arange(itp - shared + first, itp - shared + first + rules)
    normed = np.r_[np.arange(twice), np.arange(after, after + norms - twice)]
    market = np.r_[np.arange(twice, twice + sold), np.arange(total - markets + sold, total)]
    start = one - (three - (first - two - one)) // 2
    by_pnte = printed["unidad.pnte"] - printed["evento.ferias"]
    regulator = np.isin(np.arange(total), np.unique(np.r_[ruled, normed])[: printed["unidad.dgpar"]])
    groups = [
        (product[:by_pnte][:one], "P1 1.1 capacitacion gestion_empresarial pnte"),
        (product[by_pnte:one], "P1 1.1 capacitacion gestion_empresarial dgitdf"),
        (product[first - two :], "P1 1.2 capacitacion tecnico_productiva ddp"),
        (product[start : start + three], "P1 1.3 capacitacion gestion_calidad ddp"),
        (ruled[regulator[ruled]], "P3 3.1 capacitacion regulacion_ambiental dgpar"),
        (ruled[~regulator[ruled]], "P3 3.1 capacitacion regulacion_ambiental dgaami"),
        (normed[regulator[normed]], "P3 3.2 difusion normativas dgpar"),
        (normed[~regulator[normed]], "P3 3.2 difusion normativas dgaami"),
        (market[: printed["evento.ferias"]], "P2 2.2 articulacion ferias pnte"),
        (market[fairs - printed["evento.ruedas"] : fairs], "P2 2.2 articulacion ruedas dgde"),
        (market[markets - printed["articulacion_tipo.proveedores"] :], "P2 2.3 articulacion proveedores dam"),
        (np.arange(told), "P4 4.1 difusion informacion_tecnologica itp"),
        (np.arange(itp - training, itp), "P4 4.1 capacitacion tecnico_productiva itp"),
        (np.arange(printed["accion_4_2.itp"]), "P4 4.2 transferencia asistencia_tecnica itp"),
        (np.arange(printed["accion_4_2.dgitdf"]), "P4 4.2 transferencia asistencia_tecnica dgitdf"),
    ]
    begin = 0
    for kind in ("asistencia_tecnica", "ensayos_laboratorio", "soporte_productivo", "diseno_desarrollo",
                 "certificacion_competencias"):  # fmt: skip
        many = printed[f"transferencia_tipo.{kind}"]
        groups.append((np.arange(begin, begin + many) % itp, f"P4 4.1 transferencia {kind} itp"))
        begin += many
    parts = [pd.DataFrame([told.split()] * len(firms), columns=_ROW).assign(empresa=firms) for firms, told in groups]
    return pd.concat(parts, ignore_index=True)


def _attributes(data: YearData, printed: Margins, chance: np.random.Generator) -> pd.DataFrame:
    """CIIU, workers, sales and registration of each firm."""
    total, year = printed["atendidas.total"], data.year
    sales_year = year - int(data.rules["focalizacion"]["rezago_ventas_anios"])
    sector, workers = _sectors(printed)
    mixed = chance.permutation(total)
    ciiu = np.array([f"{chance.choice(_CIIU[name]):04d}" for name in sector])
    kind, good = _sales(printed)
    low, high = np.array([_RANGES[name] for name in kind], dtype=float).T
    value = low + (np.where(np.isnan(high), 3 * low, high) - low) * chance.uniform(0.01, 0.99, total)
    ranged = (kind == "cruza_13") | (chance.random(total) < 0.6)
    uit = float(data["uit"].loc[str(sales_year), "valor"])
    joined = np.datetime64(f"{year - 20}-01-01") + chance.integers(0, 365 * 17, total).astype("timedelta64[D]")
    fails = ~good & ~np.isin(kind, _UNTARGETED)
    reason = np.where(fails, np.cumsum(fails) % 5, -1)  # it ended, it is new, or nobody knows since when it is there
    new = np.datetime64(f"{year - 1}-01-15") + chance.integers(0, 300, total).astype("timedelta64[D]")
    firms = {
        "ciiu": ciiu[mixed],
        "ventas_soles": np.where(ranged, np.nan, np.round(value * uit, 2)),
        "ventas_desde_uit": np.where(ranged, low, np.nan),
        "ventas_hasta_uit": np.where(ranged, high, np.nan),
        "trabajadores": workers[mixed],
        "fecha_inscripcion": np.where(reason == 4, np.datetime64("NaT"), np.where(reason >= 2, new, joined)),
        "estado_sunat": np.where(np.isin(reason, [0, 1]), "BAJA DEFINITIVA", "ACTIVO"),
        "anio_atributos": sales_year,
    }
    return pd.DataFrame(firms).iloc[chance.permutation(total)].reset_index(drop=True)


def _sectors(printed: Margins) -> tuple[np.ndarray, np.ndarray]:
    """Sector and workers of each firm: few, more, or above a hundred, first of all in manufacturing."""
    few, many = printed["trabajadores.menos_de_5"], printed["trabajadores.mas_de_100"]
    known = {name: printed[f"sector.{name}"] for name in ("manufactura", "comercio", "servicios")}
    count = known | _shared(printed["atendidas.total"] - sum(known.values()), _OTHER_SECTORS)
    small = {name: printed[f"trabajadores_sector.{name}"] for name in ("manufactura", "comercio")}
    rest = {name: number for name, number in count.items() if name not in small}
    small |= _shared(few - sum(small.values()), rest)
    sector = np.repeat(list(count), list(count.values()))
    workers = np.concatenate([np.where(np.arange(number) < small[name], 3, 20) for name, number in count.items()])
    workers[np.flatnonzero(workers == 20)[:many]] = 250
    return sector, workers


def _sales(printed: Margins) -> tuple[np.ndarray, np.ndarray]:
    """Range of the sales of each firm, and whether it meets the three criteria."""
    small, medium, large = (printed[f"tamano.{name}"] for name in ("pequena", "mediana", "grande"))
    micro = printed["atendidas.total"] - small - medium - large
    first, second = printed["tamano_rango.uit_13_50"], printed["tamano_rango.uit_150_500"]
    targeted = printed["focalizacion.cumple"]
    third = min(micro - first, max(0, round(1.1 * targeted) - first - small - medium))
    unclear = (micro - first - third) // 4
    below = micro - first - third - unclear
    counts = (below, unclear, first, third, second, small - second, medium, large)
    kind = np.repeat(list(_RANGES), counts)
    eligible = np.flatnonzero(~np.isin(kind, _UNTARGETED))
    good = np.zeros(len(kind), bool)
    good[eligible[np.linspace(0, len(eligible) - 1, targeted).astype(int)]] = True
    return kind, good


def _regions(data: YearData, printed: Margins, chance: np.random.Generator) -> np.ndarray:
    known = {code: printed.get(f"region.{code}", 0) for code in data["regions"].index}
    others = {code: 1 + place % 5 for place, (code, firms) in enumerate(known.items()) if not firms}
    counts = known | _shared(printed["atendidas.total"] - sum(known.values()), others)
    return chance.permutation(np.repeat(list(counts), list(counts.values())))


def _elsewhere(regions: np.ndarray, firm: Firms, printed: Margins, chance: np.random.Generator) -> np.ndarray:
    """Ubigeo of each service: of some firms, their last of several is in a region of which nothing is printed."""
    others = [code for code in np.unique(regions) if f"region.{code}" not in printed]
    last = np.r_[firm[1:] != firm[:-1], True] & np.r_[False, firm[1:] == firm[:-1]]
    moved = last & (chance.random(len(firm)) < 0.05)
    return np.char.add(np.where(moved, chance.choice(others, len(firm)), regions).astype(str), "0101")


def _shared(total: int, weights: Mapping[str, float]) -> dict[str, int]:
    """A total in whole parts as some weights say."""
    ends = np.round(np.cumsum(list(weights.values())) / sum(weights.values()) * total).astype(int)
    return dict(zip(weights, np.diff(ends, prepend=0).tolist(), strict=True))


def _days(year: int, many: int, chance: np.random.Generator) -> np.ndarray:
    return np.datetime64(f"{year}-01-01") + chance.integers(0, 365, many).astype("timedelta64[D]")


def _describe(path: Path) -> Path:
    """The sidecar of a made-up table, which says so."""
    sidecar = Path(sidecar_file(str(path)))
    lines = [f"{key} = {json.dumps(value, ensure_ascii=False)}\n" for key, value in _SIDECAR.items()]
    sidecar.write_text("".join(lines), encoding="utf-8")
    return sidecar


def _target(data: YearData, firms: int) -> str:
    """A population to be reached: the first ten regions and two sizes, each twice what is attended."""
    rows = [("region", code, 200 + firms // 20) for code in data["regions"].index[:10]]
    rows += [("tamano", code, firms) for code in ("micro", "pequena")]
    return "dimension,categoria,empresas,cita\n" + "".join(f"{name},{code},{many},\n" for name, code, many in rows)


def _natural(text: str) -> int:
    if not text.isdecimal():
        raise argparse.ArgumentTypeError("debe ser un número entero, de cero o más")
    return int(text)


if __name__ == "__main__":
    sys.exit(main(sys.argv[1:]))
