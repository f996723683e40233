"""The suite: which sections the report has, in reading order, and where the project is."""

from __future__ import annotations

from pathlib import Path

from engine.suite import Section, Suite, Texts
from lib.words import SHEETS

SUITE = Suite(
    source="lib.suite:SUITE",
    root=Path(__file__).resolve().parents[1],
    sections=(
        Section("summary", 0, "Resumen", whole=True),
        Section("objective_gaps", 1, "Brechas de los objetivos prioritarios"),
        Section("services", 2, "Servicios de la política"),
        Section("pp0093_coverage", 3, "Cobertura del programa"),
        Section("pp0093_budget", 4, "Presupuesto del programa"),
        Section("reconciliation", 5, "Conciliación con lo publicado", whole=True),
    ),
    texts=Texts("Reporte {year}", "La política en {year}", "", sheets=SHEETS),  # a policy has its own
    schema_source="lib.declarations:SCHEMA",
    tables_source="lib.reconciliation:table",  # it imports the modules of all sections, so that all tables are declared
    headline_source="lib.reconciliation:headline",
    overview_source="lib.summary:overview",
    fit_source="lib.policy:suite_for",
)
