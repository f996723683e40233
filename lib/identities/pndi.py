"""Identities between the figures of the policy report: levels, reasons for missing data, whole firms, parts."""

from __future__ import annotations

from collections.abc import Callable, Iterator
from decimal import Decimal

from engine.audit.identity import AT_MOST, PNDI, Cells, Identity, nearest_whole, partial_sum, reach, rounds_to
from engine.inputs.year_data import YearData
from engine.numbers import decimals_of, half_unit
from engine.traced import Traced, count
from lib.progress import porcentaje

POLICY = "PNDI"
LEVELS = ("alto", "medio", "bajo", "sin_informacion")
LEVEL_COLUMNS = {
    "servicios": "servicios",
    "indicadores": "indicadores",
    "alto": "indicadores de nivel alto",
    "mayor_150": "indicadores sobre el límite de alerta",
    "medio": "indicadores de nivel medio",
    "bajo": "indicadores de nivel bajo",
    "sin_informacion": "indicadores sin información",
}


def level_rows(data: YearData) -> Iterator[Identity]:
    """In every row of the level counts, the four levels add up to the indicators and the alerts are among the high.

    Args:
        data: The year.
    """
    for code, row in data["service_levels"].iterrows():
        added, note, undecided = partial_sum((row[name] for name in LEVELS), row["indicadores"])
        yield Identity(
            f"niveles_{code}",
            PNDI,
            f"{code}: alto + medio + bajo + sin información = indicadores",
            added,
            row["indicadores"],
            unit="indicadores",
            explanation=note,
            undecided=undecided,
        )
        if row["mayor_150"].known:
            yield Identity(
                f"alerta_{code}",
                PNDI,
                f"{code}: los indicadores sobre el límite de alerta son parte de los altos",
                row["mayor_150"],
                row["alto"],
                AT_MOST,
                "indicadores",
            )


def level_columns(data: YearData) -> Iterator[Identity]:
    """The counts of the objectives add up to those of the policy.

    Args:
        data: The year.
    """
    frame = data["service_levels"]
    if POLICY not in frame.index:
        return
    parts = frame.drop(index=POLICY)
    for name, label in LEVEL_COLUMNS.items():
        whole = frame.at[POLICY, name]
        added, note, undecided = partial_sum(parts[name], whole)
        yield Identity(
            f"politica_{name}",
            PNDI,
            f"Los {label} de los objetivos suman los de la política",
            added,
            whole,
            unit="servicios" if name == "servicios" else "indicadores",
            explanation=note,
            undecided=undecided,
        )


def level_facts(data: YearData) -> Iterator[Identity]:
    """What the summary counts: reasons for missing data, and objectives.

    Args:
        data: The year.
    """
    cell = Cells(data)
    reasons = cell("service_levels", POLICY, "no_programado") + cell("service_levels", POLICY, "no_disponible")
    yield Identity(
        "sin_informacion_motivos",
        PNDI,
        "Los indicadores no programados y los no disponibles suman los que no tienen información",
        reasons,
        cell("service_levels", POLICY, "sin_informacion"),
        unit="indicadores",
    )
    yield Identity(
        "objetivos",
        PNDI,
        "Los objetivos descritos son los que el resumen cuenta",
        count(data["objectives"].index),
        cell("policy_facts", "objetivos", "valor"),
    )


def parts_of_services(data: YearData) -> Iterator[Identity]:
    """Firms that are part of other firms, as the text on services counts them.

    Args:
        data: The year.
    """
    cell = Cells(data)
    base, started, industry, attended, regional = (
        cell("service_facts", name, "valor")
        for name in (
            "mipymes_ec_base",
            "mipymes_ec_iniciaron",
            "mipymes_ec_manufactura",
            "mipymes_ec_atendidas",
            "empresas_comercio_exterior_regionales",
        )
    )
    yield Identity(
        "mipymes_iniciaron",
        PNDI,
        "Las mipymes que iniciaron el proceso son parte de las de manufactura",
        started,
        base,
        AT_MOST,
        "empresas",
    )
    yield Identity(
        "mipymes_manufactura",
        PNDI,
        "Las mipymes de manufactura son parte de las atendidas",
        industry,
        attended,
        AT_MOST,
        "empresas",
    )
    yield Identity(
        "empresas_regionales",
        PNDI,
        "Las empresas regionales son parte de las fortalecidas en comercio exterior",
        regional,
        cell("indicator_results", "ISS.02.07.02.01", "valor_obtenido"),
        AT_MOST,
        "empresas",
    )


def whole_numbers(data: YearData) -> Iterator[Identity]:
    """Percentages of service indicators whose numerator or denominator is printed too.

    Args:
        data: The year.
    """
    cell = Cells(data)
    yield _whole_base(
        "universo_certificaciones",
        "Las certificaciones otorgadas son el porcentaje impreso de un número entero de empresas",
        cell("indicator_results", "ISS.01.06.01.02", "valor_obtenido"),
        cell("service_facts", "certificaciones_universo", "valor"),
    )
    yield _printed_share(
        "adopcion_economia_circular",
        "Las mipymes que iniciaron el proceso son el porcentaje impreso de las de manufactura",
        cell("service_facts", "mipymes_ec_iniciaron", "valor"),
        cell("service_facts", "mipymes_ec_base", "valor"),
        cell("indicator_results", "ISS.01.06.05.01", "valor_obtenido"),
    )
    for key, code, base, statement in _WHOLE_PARTS:
        yield _whole_part(key, statement, cell("indicator_results", code, "valor_obtenido"), cell(*base))


_WHOLE_PARTS = (
    (
        "satisfaccion_infraestructura",
        "ISS.03.01.01.02",
        ("service_facts", "gobiernos_infraestructura", "valor"),
        "El porcentaje satisfecho con las asistencias de infraestructura es un número entero de gobiernos",
    ),
    (
        "satisfaccion_ordenamiento",
        "ISS.03.02.03.02",
        ("service_facts", "gobiernos_ordenamiento", "valor"),
        "El porcentaje satisfecho con las asistencias de ordenamiento es un número entero de gobiernos",
    ),
    (
        "acreditaciones_en_plazo",
        "ISS.03.03.02.01",
        ("indicator_results", "ISS.03.03.02.02", "valor_obtenido"),
        "El porcentaje de acreditaciones en plazo es un número entero de acreditaciones",
    ),
)


def _printed_share(key: str, statement: str, part: Traced, base: Traced, share: Traced) -> Identity:
    return Identity(
        key,
        PNDI,
        statement,
        porcentaje(part, base),
        share,
        unit="porcentaje",
        decimals=1,
        tolerance=half_unit(decimals_of(share.number)) if share.known else Decimal(0),
        on_failure="El porcentaje impreso no es el de las dos cantidades de la misma frase.",
    )


def _whole_part(key: str, statement: str, share: Traced, base: Traced) -> Identity:
    """Some whole number out of the base must give the printed share."""
    return _nearest_whole(
        key,
        statement,
        share / 100 * base,
        share,
        lambda number: number / base.number * 100,
        decimals=1,
        on_failure="Ningún número entero da ese porcentaje.",
    )


def _whole_base(key: str, statement: str, part: Traced, share: Traced) -> Identity:
    """The part must be the printed share of some whole number."""
    return _nearest_whole(
        key,
        statement,
        part / share * 100,
        share,
        lambda number: part.number / number * 100,
        least=1,
        decimals=2,
        on_failure=(
            "Ningún universo entero da ese porcentaje: o el numerador cuenta otra cosa "
            "(certificaciones y no empresas) o el porcentaje está mal redondeado."
        ),
    )


def _nearest_whole(
    key: str,
    statement: str,
    implied: Traced,
    share: Traced,
    share_of: Callable[[Decimal], Decimal],
    least: int = 0,
    **options: object,
) -> Identity:
    if not implied.known:
        return Identity(key, PNDI, statement, implied, implied)
    candidate = nearest_whole(implied, share_of, share.number, least)
    exact = rounds_to(share_of(candidate.number), share.number)
    return Identity(key, PNDI, statement, implied, candidate, tolerance=reach(candidate, implied, exact), **options)
