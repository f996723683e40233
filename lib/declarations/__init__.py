"""The tables of `data/`, declared once: validation, data dictionary, workbook templates and messages read this.

Names and descriptions are in Spanish because analysts meet them in files, templates and errors.
"""

from engine.inputs.fields import NUMERIC_KINDS, Field, Table
from lib.declarations.reference import REFERENCE_TABLES
from lib.declarations.yearly import LEVELS, RATINGS, STATES, YEARLY_TABLES

__all__ = ["LEVELS", "NUMERIC_KINDS", "RATINGS", "STATES", "TABLES", "Field", "Table"]

TABLES: dict[str, Table] = {table.name: table for table in REFERENCE_TABLES + YEARLY_TABLES}
