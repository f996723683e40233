"""What there is to work with: sections, years, what the check of the data says, what is missing and who owes it."""

from __future__ import annotations

from pathlib import Path

import pandas as pd

from engine.inputs.files import Folder, data_root
from engine.inputs.loading import check_year
from engine.inputs.problems import errors
from engine.inputs.year_data import YearData
from lib import pending
from lib.declarations import SCHEMA
from lib.suite import SUITE

_OWED = {"logro_esperado": "meta", "valor_obtenido": "valor", "linea_base_valor": "línea base"}


def sections(data_dir: str | Path = "") -> pd.DataFrame:
    """The sections of the report of a data folder; rows by notebook, with title and name for `--only`."""
    rows = {item.notebook: (item.title, item.name) for item in SUITE.of(Path(data_dir or data_root())).sections}
    return pd.DataFrame.from_dict(rows, orient="index", columns=["sección", "nombre"]).rename_axis("cuaderno")


def years(data_dir: str | Path = "") -> pd.DataFrame:
    """The years with data; `errores` stop a report, `avisos` do not.

    Args:
        data_dir: Data folder; empty for the project's own.
    """
    found = {year: check_year(SCHEMA, year, data_dir) for year in Folder(data_dir).years()}
    wrong = {year: len(errors(problems)) for year, problems in found.items()}
    doubtful = {year: len(problems) - wrong[year] for year, problems in found.items()}
    return pd.DataFrame({"errores": wrong, "avisos": doubtful}).rename_axis("año")


def problems(year: int, data_dir: str | Path = "") -> pd.DataFrame:
    """Everything that the check of a year's data says: where it is, what is wrong and what to do.

    Args:
        year: Reporting year.
        data_dir: Data folder; empty for the project's own.
    """
    columns = ["gravedad", "archivo", "fila", "columna", "problema", "qué hacer"]
    found = check_year(SCHEMA, year, data_dir)
    rows = [(item.severity, item.file, item.row or "", item.column, item.message, item.advice) for item in found]
    return pd.DataFrame(rows, columns=columns)


delivery = pending.delivery


def missing(data: YearData) -> pd.DataFrame:
    """What is missing of the indicators and who owes it, as far as the data say.

    Returns:
        Rows by indicator: `indicador`, `falta`, `estado` (NP, ND, PX or blank) and `responsable`.
    """
    frame = data["indicators"][["nombre_corto", "linea_base_valor"]].join(data["indicator_results"])
    blank = frame[list(_OWED)].isna().rename(columns=_OWED)
    frame["falta"] = [", ".join(blank.columns[row]) for row in blank.to_numpy()]
    frame = frame.assign(estado=frame["estado"].fillna(""), responsable=pending.responsible(data))
    listed = frame.loc[frame["falta"] != "", ["nombre_corto", "falta", "estado", "responsable"]]
    return listed.rename(columns={"nombre_corto": "indicador"})
