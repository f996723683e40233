"""Declarations of the tables of `data/reference/`, which outlive a year.

A table stands after those its codes refer to, because they are read in this order.
"""

from __future__ import annotations

from engine.inputs.fields import CODE, INTEGER, NUMBER, ROW_UNIT, TEXT, YEAR, YES_NO, Field, Table

OBJECTIVE_CODE = r"OP\.\d{2}"
SERVICE_CODE = r"\d{2}\.\d{2}\.\d{2}"
PROGRAMME_CODE = r"P\d|\d\.\d{1,2}"
INDICATOR_CODE = r"[a-z][a-z_]*|OP\.\d{2}|IOP(\.\d{2}){2}|ISS(\.\d{2}){4}|\d{4}"
UBIGEO = r"\d{2}"

PROPORTION = "porcentaje"
UNITS = ("soles", PROPORTION, "numero", "indice", "puesto", "quintil")
ASCENDING, DESCENDING, UNDEFINED_DIRECTION = "ascendente", "descendente", "no_definido"
FIRST_YEAR, LAST_YEAR = 1990, 2100
VALID_FROM, VALID_TO = "vigente_desde", "vigente_hasta"


def year_field(name: str, description: str, **options: object) -> Field:
    """A column of years."""
    return Field(name, YEAR, description, minimum=FIRST_YEAR, maximum=LAST_YEAR, **options)


def validity_fields(first: str, last: str) -> tuple[Field, Field]:
    """The first and the last year in which a row holds; a blank one sets no limit.

    Args:
        first: What the first year means, and its blank.
        last: The same of the last year.
    """
    return year_field(VALID_FROM, first, blank=True), year_field(VALID_TO, last, blank=True)


def decimals_field(**options: object) -> Field:
    """The decimals a row's number is shown with."""
    return Field("decimales", INTEGER, "Decimales con que se muestra", minimum=0, maximum=6, **options)


NOTE = Field("nota", TEXT, "Aclaración para quien lee el dato", blank=True, fill=True)
RESPONSIBLE = Field("responsable", TEXT, "Dependencia o entidad responsable", blank=True)
OFFICIAL_NAME = Field("nombre", TEXT, "Nombre oficial")
REPORTED = validity_fields(
    "Primer año en que el reporte lo incluye; vacío si desde el primero",
    "Último año en que el reporte lo incluye; vacío si sigue",
)
SHORT_NAME = Field("nombre_corto", TEXT, "Nombre para gráficos")

OBJECTIVES = Table(
    "objectives",
    False,
    ("codigo",),
    "Objetivos prioritarios de la PNDI",
    (
        Field("codigo", CODE, "Código del objetivo prioritario", pattern=OBJECTIVE_CODE, example="OP.01"),
        OFFICIAL_NAME,
        SHORT_NAME,
        Field("proposito", TEXT, "Qué busca el objetivo, según el documento", blank=True),
        *REPORTED,
    ),
)

SERVICES = Table(
    "services",
    False,
    ("codigo",),
    "Servicios de la PNDI identificados por su código",
    (
        Field("codigo", CODE, "Código del servicio", pattern=SERVICE_CODE, example="01.03.02"),
        Field(
            "objetivo",
            CODE,
            "Objetivo al que pertenece",
            pattern=OBJECTIVE_CODE,
            example="OP.01",
            refers_to=("objectives",),
        ),
        OFFICIAL_NAME,
        RESPONSIBLE,
        *REPORTED,
    ),
)

PROGRAMME = Table(
    "programme",
    False,
    ("codigo",),
    "Productos y actividades del PP 0093",
    (
        Field(
            "codigo", CODE, "Código del producto (P1) o la actividad (1.1)", pattern=PROGRAMME_CODE, example="P1 o 1.1"
        ),
        Field("codigo_mef", CODE, "Código del MEF", blank=True, pattern=r"\d{7}", example="3000534"),
        Field(
            "padre",
            CODE,
            "Producto al que pertenece la actividad; vacío en los productos",
            blank=True,
            pattern=r"P\d",
            example="P1",
            refers_to=("programme",),
        ),
        OFFICIAL_NAME,
        SHORT_NAME,
        RESPONSIBLE,
        Field("unidad", TEXT, "Unidad de medida de la meta física", allowed=("Empresas", "Acciones")),
        Field(
            "cuenta_en_producto",
            YES_NO,
            "Si su meta física entra en la del producto; vacío en los productos",
            blank=True,
        ),
        *REPORTED,
        NOTE,
    ),
)

PROGRAMME_INDICATORS = Table(
    "programme_indicators",
    False,
    ("codigo",),
    "Fichas del MEF de los indicadores de desempeño del PP 0093",
    (
        Field("codigo", CODE, "Código del indicador en el MEF", pattern=r"\d{4}", example="2913"),
        Field(
            "producto",
            CODE,
            "Producto; vacío para el resultado específico",
            blank=True,
            pattern=r"P\d",
            example="P1",
            refers_to=("programme",),
        ),
        OFFICIAL_NAME,
        Field("unidad", TEXT, "Unidad de medida"),
        *validity_fields(
            "Primer año en que rige la ficha; vacío si ninguna fuente lo da",
            "Último año en que rige la ficha; vacío si ninguna fuente le pone fin",
        ),
        Field("metodo_de_calculo", TEXT, "Fórmula de la ficha"),
        Field("fuente", TEXT, "Fuente de datos de la ficha"),
    ),
)

INDICATORS = Table(
    "indicators",
    False,
    ("codigo",),
    "Indicadores de todos los niveles (fichas)",
    (
        Field("codigo", CODE, "Código del indicador", pattern=INDICATOR_CODE, example="ISS.01.03.02.01"),
        Field("nivel", TEXT, "Nivel al que pertenece", allowed=("problema", "objetivo", "servicio", "desempeno_pp")),
        Field(
            "padre",
            CODE,
            "Objetivo, servicio o producto al que pertenece; vacío en el problema público",
            blank=True,
            refers_to=("objectives", "services", "programme"),
        ),
        OFFICIAL_NAME,
        SHORT_NAME,
        Field("unidad", TEXT, "Unidad de medida; porcentaje es la parte de un todo, de 0 a 100", allowed=UNITS),
        decimals_field(),
        Field("sentido", TEXT, "Sentido esperado", blank=True, allowed=(ASCENDING, DESCENDING, UNDEFINED_DIRECTION)),
        Field(
            "agregacion",
            TEXT,
            "Regla de agregación",
            blank=True,
            allowed=("agregable", "no_agregable", "maximo_permisible", "minimo_permisible"),
        ),
        Field(
            "tolerancia",
            NUMBER,
            "Desvío aceptado cuando el sentido no está definido, en la unidad del indicador",
            blank=True,
            minimum=0,
            optional=True,
            unit=ROW_UNIT,
        ),
        Field(
            "relevancia",
            INTEGER,
            "Relevancia: 1 muy relevante, 2 relevante, 3 poco relevante",
            blank=True,
            minimum=1,
            maximum=3,
        ),
        year_field("linea_base_anio", "Año de la línea base", blank=True),
        Field(
            "linea_base_valor", NUMBER, "Valor de la línea base, en la unidad del indicador", blank=True, unit=ROW_UNIT
        ),
        year_field("meta_final_anio", "Año de la meta final", blank=True),
        Field("meta_final_valor", NUMBER, "Meta final, en la unidad del indicador", blank=True, unit=ROW_UNIT),
        Field("fuente", TEXT, "Fuente de datos de la ficha", blank=True),
        RESPONSIBLE,
        *REPORTED,
        NOTE,
    ),
    limited_by=("programme_indicators",),
)

REGIONS = Table(
    "regions",
    False,
    ("ubigeo",),
    "Departamentos, con su código INEI y su lugar en el mapa de mosaico",
    (
        Field("ubigeo", CODE, "Código INEI del departamento", pattern=UBIGEO, example="09"),
        Field("nombre", TEXT, "Nombre"),
        Field("fila", INTEGER, "Fila en el mapa de mosaico", minimum=0, maximum=20),
        Field("columna", INTEGER, "Columna en el mapa de mosaico", minimum=0, maximum=20),
    ),
)

UIT = Table(
    "uit",
    False,
    ("anio",),
    "Unidad Impositiva Tributaria por año",
    (
        year_field("anio", "Año"),
        Field("valor", NUMBER, "Valor de la UIT en soles", minimum=1000, maximum=20000, unit="soles"),
        Field("norma", TEXT, "Decreto supremo que la fija", blank=True),
    ),
)

SIZE_CLASSES = Table(
    "size_classes",
    False,
    ("codigo",),
    "Tamaño empresarial según ventas anuales en UIT",
    (
        Field("codigo", CODE, "Código del tamaño", pattern="[a-z_]+", example="micro"),
        Field("nombre", TEXT, "Nombre"),
        Field("desde_uit", NUMBER, "Ventas mayores que, en UIT; vacío en el menor tamaño", blank=True, minimum=0),
        Field("hasta_uit", NUMBER, "Ventas hasta, en UIT; vacío en el mayor tamaño", blank=True, minimum=0),
        Field("norma", TEXT, "Norma que fija el límite", blank=True),
    ),
)

SECTOR_GROUPS = Table(
    "sector_groups",
    False,
    ("codigo",),
    "Grupos de sector económico por división CIIU",
    (
        Field("codigo", CODE, "Código del grupo", pattern="[a-z_]+", example="comercio"),
        Field("nombre", TEXT, "Nombre"),
        Field("secciones_ciiu", TEXT, "Secciones CIIU Rev. 4"),
        Field("divisiones", TEXT, "Divisiones CIIU Rev. 4"),
        Field("origen", TEXT, "De dónde viene el grupo"),
    ),
)

REFERENCE_TABLES = (
    OBJECTIVES,
    SERVICES,
    PROGRAMME,
    PROGRAMME_INDICATORS,
    INDICATORS,
    REGIONS,
    UIT,
    SIZE_CLASSES,
    SECTOR_GROUPS,
)
