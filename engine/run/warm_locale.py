"""Imported by the warm process: has Babel read the locale of the report once, for all the processes forked from it."""

from decimal import Decimal

from engine.numbers import number_text

number_text(Decimal(0), 0)
