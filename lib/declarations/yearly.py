"""Declarations of the tables of `data/<year>/`, in the order in which they are read."""

from __future__ import annotations

from engine.inputs.fields import CODE, CODE_UNIT, DATE, INTEGER, NUMBER, ROW_UNIT, TEXT, YES_NO, Field, Table
from lib.declarations.reference import NOTE, OBJECTIVE_CODE, PROGRAMME_CODE, PROPORTION, decimals_field, year_field

NOT_PLANNED, NOT_AVAILABLE, ONLY_PROXY, OTHER_SOURCE = "NP", "ND", "PX", "FA"
STATE_WORDS = {
    NOT_PLANNED: "no programado",
    NOT_AVAILABLE: "no disponible",
    ONLY_PROXY: "solo proxy",
    OTHER_SOURCE: "fuente alternativa",
}
STATES = tuple(STATE_WORDS)
LEVELS = ("alto", "medio", "bajo", "sin_informacion")
RATINGS = ("Inicial", "Intermedio", "Avanzado")
POLICY_TOTAL, PROGRAMME_TOTAL = "PNDI", "TOTAL"

QUOTE = Field("cita", TEXT, "Frase textual del documento de donde se tomó el dato", blank=True, fill=True)
FACT_CODE = Field("codigo", CODE, "Código de la cifra", pattern="[a-z0-9_]+", example="talleres_ambientales")
FACT_NAME = Field("nombre", TEXT, "Qué mide")
FACT_VALUE = Field("valor", NUMBER, "Valor", blank=True, published=True, unit=ROW_UNIT, fill=True, compared=True)
FACT_UNIT = Field("unidad", TEXT, "Unidad de medida")


def _count(name: str, description: str, **options: object) -> Field:
    return Field(name, INTEGER, description, minimum=0, fill=True, compared=True, **options)


def _money(name: str, description: str) -> Field:
    return Field(name, NUMBER, description, blank=True, minimum=0, unit="soles", fill=True, compared=True)


def _share(name: str, description: str, **options: object) -> Field:
    return Field(
        name,
        NUMBER,
        description,
        blank=True,
        minimum=0,
        maximum=100,
        unit=PROPORTION,
        published=True,
        fill=True,
        **options,
    )


INDICATOR_RESULTS = Table(
    "indicator_results",
    True,
    ("codigo",),
    "Resultados del año por indicador",
    (
        Field("codigo", CODE, "Código del indicador", refers_to=("indicators",)),
        Field(
            "logro_esperado",
            NUMBER,
            "Logro esperado del año, en la unidad del indicador",
            blank=True,
            unit=CODE_UNIT,
            fill=True,
            compared=True,
        ),
        Field(
            "valor_obtenido",
            NUMBER,
            "Valor obtenido, en la unidad del indicador",
            blank=True,
            unit=CODE_UNIT,
            fill=True,
            compared=True,
        ),
        year_field("anio_dato", "Año al que corresponde el valor", blank=True, fill=True),
        Field(
            "estado",
            TEXT,
            "NP no programado, ND no disponible, PX solo proxy, FA fuente alternativa",
            blank=True,
            allowed=STATES,
            aliases=tuple((word, state) for state, word in STATE_WORDS.items()),
            fill=True,
        ),
        Field(
            "nivel_publicado",
            TEXT,
            "Nivel que afirma el documento",
            blank=True,
            allowed=LEVELS,
            aliases=(("intermedio", "medio"),),
            fill=True,
        ),
        NOTE,
        QUOTE,
    ),
    helpers=(
        ("nombre", "indicators", "nombre"),
        ("unidad", "indicators", "unidad"),
        ("responsable", "indicators", "responsable"),
    ),
)

ANNOUNCED_GOALS = Table(
    "announced_goals",
    True,
    ("codigo", "anio"),
    "Logros esperados de años siguientes que el documento anuncia",
    (
        Field("codigo", CODE, "Código del indicador", refers_to=("indicators",)),
        year_field("anio", "Año al que corresponde el logro esperado"),
        Field("logro_esperado", NUMBER, "Logro esperado, en la unidad del indicador", unit=CODE_UNIT),
        QUOTE,
    ),
    required=False,
    looks_ahead=True,
)

BASELINES = Table(
    "baselines",
    True,
    ("codigo",),
    "Líneas base con que se hizo el reporte del año",
    (
        Field("codigo", CODE, "Código del indicador", refers_to=("indicators",)),
        year_field("linea_base_anio", "Año de la línea base", blank=True),
        Field("linea_base_valor", NUMBER, "Valor de la línea base, en la unidad del indicador", unit=CODE_UNIT),
        NOTE,
        QUOTE,
    ),
    required=False,
    overrides="indicators",
)

SERVICE_FACTS = Table(
    "service_facts",
    True,
    ("codigo",),
    "Otras cifras publicadas sobre los servicios",
    (
        FACT_CODE,
        Field("indicador", CODE, "Indicador al que se refiere", refers_to=("indicators",)),
        FACT_NAME,
        FACT_VALUE,
        FACT_UNIT,
        decimals_field(),
        Field("parte_de", CODE, "Código de la cifra que es su todo", blank=True, refers_to=("service_facts",)),
        QUOTE,
    ),
    required=False,
)

SERVICE_LEVELS = Table(
    "service_levels",
    True,
    ("codigo",),
    "Número de indicadores de servicio por nivel y objetivo, como se publicó",
    (
        Field(
            "codigo",
            CODE,
            "Objetivo prioritario, o PNDI para el total",
            refers_to=("objectives",),
            also=(POLICY_TOTAL,),
        ),
        _count("servicios", "Número de servicios", published=True),
        _count("indicadores", "Número de indicadores", published=True),
        _count("alto", "Indicadores de nivel alto", published=True),
        _count("mayor_150", "De ellos, con avance tipo 1 mayor que 150", blank=True, published=True),
        _count("medio", "Indicadores de nivel medio", blank=True, published=True),
        _count("bajo", "Indicadores de nivel bajo", published=True),
        _count("sin_informacion", "Indicadores sin información", published=True),
        _count("no_programado", "De ellos, sin resultado programado (NP)", blank=True, published=True),
        _count("no_disponible", "De ellos, sin dato disponible (ND)", blank=True, published=True),
        QUOTE,
    ),
)

POLICY_FACTS = Table(
    "policy_facts",
    True,
    ("codigo",),
    "Otras cifras publicadas sobre la política",
    (FACT_CODE, FACT_NAME, FACT_VALUE, FACT_UNIT, decimals_field(), QUOTE),
    required=False,
)

PUBLISHED_RATING = Table(
    "published_rating",
    True,
    ("juicio",),
    "Valoración publicada y, si la hay, decisión registrada",
    (
        Field("juicio", CODE, "Juicio", allowed=("objetivos", "servicios", "seguimiento", "global")),
        Field(
            "valoracion_publicada", TEXT, "Valoración impresa en el documento", blank=True, allowed=RATINGS, fill=True
        ),
        Field(
            "valoracion_decidida",
            TEXT,
            "Valoración que reemplaza a la propuesta",
            blank=True,
            allowed=RATINGS,
            fill=True,
        ),
        Field("motivo", TEXT, "Por qué se reemplaza", blank=True, fill=True),
        Field("fecha", DATE, "Fecha de la decisión (AAAA-MM-DD)", blank=True, fill=True),
        QUOTE,
    ),
    required=False,
)

COVERAGE = Table(
    "coverage",
    True,
    ("dimension", "categoria"),
    "Cobertura del PP 0093 por dimensión y categoría",
    (
        Field("dimension", CODE, "Dimensión, por ejemplo tamano", pattern="[a-z0-9_]+", example="tamano"),
        Field(
            "categoria",
            CODE,
            "Categoría, por ejemplo micro; en region, el ubigeo; en producto, su código",
            pattern=r"[a-z0-9_]+|P\d",
            example="micro, 09 o P1",
            refers_by=(
                ("dimension", "region", "regions"),
                ("dimension", "tamano", "size_classes"),
                ("dimension", "producto", "programme"),
            ),
        ),
        Field("nombre", TEXT, "Nombre de la categoría"),
        Field("unidad", TEXT, "Qué se cuenta", allowed=("Empresas", "Acciones")),
        _count("empresas", "Número de unidades atendidas", blank=True),
        _share("porcentaje", "Participación publicada sobre la base, en %", compared=True),
        Field("base", CODE, "dimension.categoria que es el 100 %", blank=True, refers_to=("coverage",)),
        Field("respuesta_multiple", YES_NO, "Si una empresa puede estar en varias categorías"),
        Field(
            "variacion_anual",
            NUMBER,
            "Variación publicada frente al año anterior, en %",
            blank=True,
            minimum=-100,
            unit=PROPORTION,
            published=True,
            fill=True,
        ),
        _share("porcentaje_anterior", "Participación publicada del año anterior, en %"),
        QUOTE,
    ),
)

PROGRAMME_EXECUTION = Table(
    "programme_execution",
    True,
    ("codigo",),
    "Ejecución física y financiera del PP 0093",
    (
        Field(
            "codigo",
            CODE,
            "Producto, actividad o TOTAL",
            pattern=PROGRAMME_CODE + "|TOTAL",
            example="P1, 1.1 o TOTAL",
            refers_to=("programme",),
            also=(PROGRAMME_TOTAL,),
        ),
        _count("meta_fisica", "Meta física anual", blank=True),
        _count("avance_fisico", "Meta física ejecutada", blank=True),
        _money("pim", "Presupuesto institucional modificado, en soles"),
        _money("devengado", "Devengado, en soles"),
        Field(
            "avance_fisico_pct_anterior",
            NUMBER,
            "Avance físico publicado del año anterior, en %",
            blank=True,
            minimum=0,
            unit=PROPORTION,
            published=True,
            fill=True,
        ),
        NOTE,
    ),
    helpers=(("nombre", "programme", "nombre"), ("unidad", "programme", "unidad")),
)

CONTEXT = Table(
    "context",
    True,
    ("codigo",),
    "Contexto económico del año",
    (
        FACT_CODE,
        FACT_NAME,
        FACT_VALUE,
        FACT_UNIT,
        year_field("anio", "Año del dato"),
        decimals_field(),
        QUOTE,
    ),
    required=False,
)

FACTORS = Table(
    "factors",
    True,
    ("codigo",),
    "Facilitadores, barreras, medidas y estrategias que relata el documento",
    (
        Field("codigo", CODE, "Código", pattern=r"F\d{2,3}", example="F01"),
        Field(
            "ambito",
            CODE,
            "Objetivo, servicio, indicador o producto al que se refiere; PNDI o PP0093 para todo",
            refers_to=("objectives", "services", "indicators", "programme"),
            also=("PNDI", "PP0093"),
        ),
        Field(
            "tipo",
            TEXT,
            "Tipo",
            allowed=("causa", "facilitador", "barrera", "medida", "estrategia", "explicacion", "actividad"),
        ),
        Field("texto", TEXT, "Resumen"),
        QUOTE,
    ),
    required=False,
)

ALTERNATIVES = Table(
    "alternatives",
    True,
    ("codigo",),
    "Alternativas para mejorar la implementación",
    (
        Field("codigo", CODE, "Código", pattern=r"A\.(OP\.\d{2}|MET|GEN)\.\d+", example="A.OP.01.1"),
        Field(
            "ambito",
            CODE,
            "Objetivo, METODO o GENERAL",
            pattern=OBJECTIVE_CODE + "|METODO|GENERAL",
            example="OP.01",
            refers_to=("objectives",),
            also=("METODO", "GENERAL"),
        ),
        Field("orden", INTEGER, "Orden en el documento", minimum=1),
        Field("texto", TEXT, "Texto del documento"),
    ),
    required=False,
)

PUBLISHED_FIGURES = Table(
    "published_figures",
    True,
    ("id",),
    "Cifras impresas en los documentos de origen",
    (
        Field("id", CODE, "Código de la cifra"),
        Field("documento", CODE, "Documento", allowed=("pndi", "pp0093")),
        Field("seccion", TEXT, "Sección del documento"),
        Field("cita", TEXT, "Frase textual"),
        Field("impreso", TEXT, "La cifra tal como está impresa"),
        Field("posicion", INTEGER, "Cuál aparición dentro de la frase", minimum=1),
        Field("valor", NUMBER, "Valor impreso", blank=True, published=True),
        Field("unidad", TEXT, "Unidad con que se imprimió", blank=True),
        Field("decimales", INTEGER, "Decimales impresos", blank=True, minimum=0, maximum=6),
        Field(
            "comparador",
            TEXT,
            "Cómo la afirma la frase",
            blank=True,
            allowed=("igual", "mayor", "menor", "mayor_igual"),
        ),
        Field("tipo", TEXT, "Clase de número", allowed=("cifra", "fecha", "norma", "codigo", "numeracion")),
        Field("figura", TEXT, "Figura que debe igualar", blank=True),
        Field("motivo", TEXT, "Por qué no se puede verificar", blank=True),
        Field("nota", TEXT, "Qué está mal o es ambiguo, y la corrección propuesta", blank=True),
        Field(
            "clase",
            TEXT,
            "Clase de diferencia",
            blank=True,
            allowed=(
                "aritmetica",
                "redondeo",
                "unidad",
                "narrativa_contra_tabla",
                "etiqueta",
                "doble_conteo",
                "alcance",
                "redaccion",
            ),
        ),
    ),
    required=False,
)

OBSERVATIONS = Table(
    "observations",
    True,
    ("id",),
    "Contradicciones entre pasajes que ninguna operación muestra",
    (
        Field("id", CODE, "Código de la observación"),
        Field("clase", TEXT, "Clase"),
        Field("documento", CODE, "Documento"),
        Field("titulo", TEXT, "De qué se trata"),
        Field("cita_1", TEXT, "Primera frase"),
        Field("seccion_1", TEXT, "Dónde está"),
        Field("cita_2", TEXT, "Segunda frase", blank=True),
        Field("seccion_2", TEXT, "Dónde está", blank=True),
        Field("explicacion", TEXT, "Por qué se contradicen"),
        Field("correccion_propuesta", TEXT, "Qué se propone"),
    ),
    required=False,
)

YEARLY_TABLES = (
    INDICATOR_RESULTS,
    ANNOUNCED_GOALS,
    BASELINES,
    SERVICE_FACTS,
    SERVICE_LEVELS,
    POLICY_FACTS,
    PUBLISHED_RATING,
    COVERAGE,
    PROGRAMME_EXECUTION,
    CONTEXT,
    FACTORS,
    ALTERNATIVES,
    PUBLISHED_FIGURES,
    OBSERVATIONS,
)
