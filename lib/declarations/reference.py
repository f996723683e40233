"""Declarations of the tables of `data/reference/`, which outlive a year.

A table stands after those its codes refer to, because they are read in this order.
"""

from __future__ import annotations

from typing import Any

from engine.inputs.fields import ROW_UNIT, Field, Table
from lib.declarations.columns import (
    DECIMALS,
    NAME,
    NOTE,
    OFFICIAL_NAME,
    PROPORTION,
    RESPONSIBLE,
    SHORT_NAME,
    code,
    integer,
    number,
    text,
    year,
    yes_no,
)

# What stands between < and > is the policy's own (`lib.policy`): its patterns of codes, their examples, its units.
PROGRAMME_CODE = "<producto>|<actividad>"

UNITS = ("soles", PROPORTION, "numero", "indice", "puesto", "quintil", "<unidades>")
ASCENDING, DESCENDING, UNDEFINED_DIRECTION = "ascendente", "descendente", "no_definido"
VALID_FROM, VALID_TO = "vigente_desde", "vigente_hasta"
_LEVELS = ("problema", "objetivo", "servicio", "desempeno_pp")
_AGGREGATIONS = ("agregable", "no_agregable", "maximo_permisible", "minimo_permisible")
_FIRST = "Primer año en que el reporte lo incluye; vacío si desde el primero"
_LAST = "Último año en que el reporte lo incluye; vacío si sigue"
_SHEET_FIRST = "Primer año en que rige la ficha; vacío si ninguna fuente lo da"
_SHEET_LAST = "Último año en que rige la ficha; vacío si ninguna fuente le pone fin"


def _table(name: str, title: str, *fields: Field, key: str = "codigo", **options: Any) -> Table:
    return Table(name, False, (key,), title, fields, **options)


def _valid(first: str = _FIRST, last: str = _LAST) -> tuple[Field, Field]:
    """The first and the last year in which a row holds; a blank one sets no limit."""
    return year(VALID_FROM, first, blank=True), year(VALID_TO, last, blank=True)


REFERENCE_TABLES = (
    _table(
        "objectives",
        "Objetivos prioritarios de la política",
        code("codigo", "Código del objetivo prioritario", "<objetivo>"),
        OFFICIAL_NAME,
        SHORT_NAME,
        text("proposito", "Qué busca el objetivo, según el documento", blank=True),
        *_valid(),
    ),
    _table(
        "services",
        "Servicios de la política identificados por su código",
        code("codigo", "Código del servicio", "<servicio>"),
        code("objetivo", "Objetivo al que pertenece", "<objetivo>", refers_to=("objectives",)),
        OFFICIAL_NAME,
        RESPONSIBLE,
        *_valid(),
    ),
    _table(
        "programme",
        "Productos y actividades del programa",
        code("codigo", "Código del producto o de la actividad", PROGRAMME_CODE),
        code("codigo_mef", "Código del MEF", r"\d{7}", "3000534", blank=True),
        code(
            "padre",
            "Producto al que pertenece la actividad; vacío en los productos",
            "<producto>",
            blank=True,
            refers_to=("programme",),
        ),
        OFFICIAL_NAME,
        SHORT_NAME,
        RESPONSIBLE,
        text("unidad", "Unidad de medida de la meta física", "<unidades_fisicas>"),
        yes_no("cuenta_en_producto", "Si su meta física entra en la del producto; vacío en los productos", blank=True),
        *_valid(),
        NOTE,
    ),
    _table(
        "programme_indicators",
        "Fichas del MEF de los indicadores de desempeño del programa",
        code("codigo", "Código del indicador en el MEF", "<indicador_desempeno_pp>"),
        code(
            "producto",
            "Producto; vacío para el resultado específico",
            "<producto>",
            blank=True,
            refers_to=("programme",),
        ),
        OFFICIAL_NAME,
        text("unidad", "Unidad de medida"),
        *_valid(_SHEET_FIRST, _SHEET_LAST),
        text("metodo_de_calculo", "Fórmula de la ficha", quoted=True),
        text("fuente", "Fuente de datos de la ficha"),
    ),
    _table(
        "indicators",
        "Indicadores de todos los niveles (fichas)",
        code("codigo", "Código del indicador", "<indicador>", "<ejemplo_indicador_servicio>"),
        text("nivel", "Nivel al que pertenece", *_LEVELS),
        code(
            "padre",
            "Objetivo, servicio o producto al que pertenece; vacío en el problema público",
            blank=True,
            refers_to=("objectives", "services", "programme"),
        ),
        OFFICIAL_NAME,
        SHORT_NAME,
        text("unidad", "Unidad de medida; porcentaje es la parte de un todo, de 0 a 100", *UNITS),
        DECIMALS,
        text("sentido", "Sentido esperado", ASCENDING, DESCENDING, UNDEFINED_DIRECTION, blank=True),
        text("sentido_motivo", "Por qué ese sentido, cuando es una propuesta nuestra", blank=True, optional=True),
        text("agregacion", "Regla de agregación", *_AGGREGATIONS, blank=True),
        number(
            "tolerancia",
            "Desvío aceptado cuando el sentido no está definido, en la unidad del indicador",
            ROW_UNIT,
            blank=True,
            minimum=0,
            optional=True,
        ),
        integer("relevancia", "Relevancia: 1 muy relevante, 2 relevante, 3 poco relevante", 1, 3, blank=True),
        year("linea_base_anio", "Año de la línea base", blank=True),
        number("linea_base_valor", "Valor de la línea base, en la unidad del indicador", ROW_UNIT, blank=True),
        year("meta_final_anio", "Año de la meta final", blank=True),
        number("meta_final_valor", "Meta final, en la unidad del indicador", ROW_UNIT, blank=True),
        text("fuente", "Fuente de datos de la ficha", blank=True),
        RESPONSIBLE,
        *_valid(),
        NOTE,
        limited_by=("programme_indicators",),
    ),
    _table(
        "regions",
        "Departamentos, con su código INEI y su lugar en el mapa de mosaico",
        code("ubigeo", "Código INEI del departamento", r"\d{2}", "09"),
        NAME,
        integer("fila", "Fila en el mapa de mosaico", 0, 20),
        integer("columna", "Columna en el mapa de mosaico", 0, 20),
        key="ubigeo",
    ),
    _table(
        "uit",
        "Unidad Impositiva Tributaria por año",
        year("anio", "Año"),
        number("valor", "Valor de la UIT en soles", "soles", minimum=1000, maximum=20000),
        text("norma", "Decreto supremo que la fija", blank=True, quoted=True),
        key="anio",
    ),
    _table(
        "size_classes",
        "Tamaño empresarial según ventas anuales en UIT",
        code("codigo", "Código del tamaño", "[a-z_]+", "micro"),
        NAME,
        number("desde_uit", "Ventas mayores que, en UIT; vacío en el menor tamaño", blank=True, minimum=0),
        number("hasta_uit", "Ventas hasta, en UIT; vacío en el mayor tamaño", blank=True, minimum=0),
        text("norma", "Norma que fija el límite", blank=True, quoted=True),
    ),
    _table(
        "sector_groups",
        "Grupos de sector económico por división CIIU",
        code("codigo", "Código del grupo", "[a-z_]+", "comercio"),
        NAME,
        text("secciones_ciiu", "Secciones CIIU Rev. 4", quoted=True),
        text("divisiones", "Divisiones CIIU Rev. 4", quoted=True),
        text("origen", "De dónde viene el grupo"),
    ),
)
