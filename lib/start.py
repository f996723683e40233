"""What there is to work with: sections, years, what the check of the data says, what is missing and who owes it."""

from __future__ import annotations

from pathlib import Path

import pandas as pd

from engine.inputs.files import data_root, years_available
from engine.inputs.loading import check_year
from engine.inputs.year_data import YearData
from lib import pending
from lib.declarations import SCHEMA
from lib.suite import SUITE

_OWED = {"logro_esperado": "meta", "valor_obtenido": "valor", "linea_base_valor": "línea base"}


def sections() -> pd.DataFrame:
    """The sections of the report; rows by notebook, with title and name for `--only`."""
    return pd.DataFrame(
        [(section.title, section.name) for section in SUITE.sections],
        columns=["sección", "nombre"],
        index=pd.Index([section.notebook for section in SUITE.sections], name="cuaderno"),
    )


def years(data_dir: str | Path = "") -> pd.DataFrame:
    """The years with data; `errores` stop a report, `avisos` do not.

    Args:
        data_dir: Data folder; empty for the project's own.
    """
    found = {year: check_year(SCHEMA, year, data_dir) for year in years_available(data_root(data_dir))}
    return pd.DataFrame(
        {
            "errores": {year: sum(problem.is_error for problem in problems) for year, problems in found.items()},
            "avisos": {year: sum(not problem.is_error for problem in problems) for year, problems in found.items()},
        }
    ).rename_axis("año")


def problems(year: int, data_dir: str | Path = "") -> pd.DataFrame:
    """Everything that the check of a year's data says: where it is, what is wrong and what to do.

    Args:
        year: Reporting year.
        data_dir: Data folder; empty for the project's own.
    """
    return pd.DataFrame(
        [
            ("error" if item.is_error else "aviso", item.file, item.row or "", item.column, item.message, item.advice)
            for item in check_year(SCHEMA, year, data_dir)
        ],
        columns=["gravedad", "archivo", "fila", "columna", "problema", "qué hacer"],
    )


delivery = pending.delivery


def missing(data: YearData) -> pd.DataFrame:
    """What is missing of the indicators and who owes it, as far as the data say.

    Returns:
        Rows by indicator: `indicador`, `falta`, `estado` (NP, ND, PX or blank) and `responsable`.
    """
    frame = data["indicators"][["nombre_corto", "padre", "linea_base_valor"]].join(data["indicator_results"])
    owed = {
        code: ", ".join(word for column, word in _OWED.items() if pd.isna(row[column]))
        for code, row in frame.iterrows()
    }
    listed = pd.DataFrame(
        {
            "indicador": frame["nombre_corto"],
            "falta": pd.Series(owed),
            "estado": frame["estado"].fillna(""),
            "responsable": pending.responsible(data),
        }
    )
    return listed[listed["falta"] != ""]
