"""The suite: which sections the report has, in reading order, and where the project is."""

from __future__ import annotations

from pathlib import Path

from engine.suite import Section, Suite, Texts
from lib.words import ACRONYMS, SHEETS

SUITE = Suite(
    source="lib.suite:SUITE",
    root=Path(__file__).resolve().parents[1],
    sections=(
        Section("summary", 0, "Resumen", whole=True),
        Section("objective_gaps", 1, "Brechas de los objetivos prioritarios"),
        Section("services", 2, "Servicios de la PNDI"),
        Section("pp0093_coverage", 3, "Cobertura del PP 0093"),
        Section("pp0093_budget", 4, "Presupuesto del PP 0093"),
        Section("reconciliation", 5, "Conciliación con lo publicado", whole=True),
    ),
    texts=Texts(
        publication="Política industrial y PP 0093: reporte {year}",
        headline="La política industrial y el PP 0093 en {year}",
        subject="Política Nacional de Desarrollo Industrial y programa presupuestal 0093 «Desarrollo Productivo de las "
        "Empresas». Ministerio de la Producción del Perú.",
        acronyms=ACRONYMS,
        sheets=SHEETS,
    ),
    schema_source="lib.declarations:SCHEMA",
    tables_source="lib.reconciliation:table",  # the last section: with it all tables are declared
    headline_source="lib.reconciliation:headline",
)
