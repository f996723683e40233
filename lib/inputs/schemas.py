"""The tables of `data/`, declared once: validation, data dictionary, workbook templates and messages read this.

Names and descriptions are in Spanish because analysts meet them in files, templates and errors.
"""

from lib.inputs.fields import NUMERIC_KINDS, Field, Table
from lib.inputs.reference_tables import REFERENCE_TABLES
from lib.inputs.yearly_tables import LEVELS, RATINGS, STATES, YEARLY_TABLES

__all__ = ["LEVELS", "NUMERIC_KINDS", "RATINGS", "STATES", "TABLES", "Field", "Table"]

TABLES: dict[str, Table] = {table.name: table for table in REFERENCE_TABLES + YEARLY_TABLES}
