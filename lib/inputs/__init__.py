"""Data files of a year, read and checked."""

from lib.inputs.corrections import Correction
from lib.inputs.files import default_data_dir, years_available
from lib.inputs.loading import YearData, check_year, load_year
from lib.inputs.new_year import new_year
from lib.inputs.problem_files import write_problems
from lib.inputs.problems import DataError, Problem

__all__ = [
    "Correction",
    "DataError",
    "Problem",
    "YearData",
    "check_year",
    "default_data_dir",
    "load_year",
    "new_year",
    "write_problems",
    "years_available",
]
