"""Declarations of the tables of `data/<year>/`, in the order in which they are read."""

from __future__ import annotations

from typing import Any

from engine.inputs.fields import CODE, CODE_UNIT, DATE, Field, Table
from lib.declarations.columns import (
    DECIMALS,
    FACT,
    FACT_NAME,
    FACT_UNIT,
    FACT_VALUE,
    NOTE,
    OPTIONAL_NOTE,
    QUOTE,
    code,
    count,
    integer,
    money,
    number,
    share,
    text,
    year,
    yes_no,
)
from lib.declarations.reference import PROGRAMME_CODE

STATE_WORDS = {"NP": "no programado", "ND": "no disponible", "PX": "solo proxy", "FA": "fuente alternativa"}
NOT_PLANNED, NOT_AVAILABLE, ONLY_PROXY, OTHER_SOURCE = STATE_WORDS
STATES = tuple(STATE_WORDS)
LEVELS = ("alto", "medio", "bajo", "sin_informacion")
RATINGS = ("Inicial", "Intermedio", "Avanzado")
PROGRAMME_TOTAL = "TOTAL"
_JUDGEMENTS = ("objetivos", "servicios", "seguimiento", "global")
_FACTORS = ("causa", "facilitador", "barrera", "medida", "estrategia", "explicacion", "actividad")
_PRINTED = ("cifra", "fecha", "norma", "codigo", "numeracion")
_DIFFERENCES = (
    *("aritmetica", "redondeo", "unidad", "narrativa_contra_tabla"),
    *("etiqueta", "doble_conteo", "alcance", "redaccion"),
)
_INDICATOR = code("codigo", "Código del indicador", refers_to=("indicators",))
_STATE = "NP no programado, ND no disponible, PX solo proxy, FA fuente alternativa"
OF_SERVICES = {
    "servicios": "Número de servicios",
    "indicadores": "Número de indicadores",
    "alto": "Indicadores de nivel alto",
    "mayor_150": "De ellos, con avance tipo 1 mayor que 150",
    "medio": "Indicadores de nivel medio",
    "bajo": "Indicadores de nivel bajo",
    "sin_informacion": "Indicadores sin información",
    "no_programado": "De ellos, sin resultado programado (NP)",
    "no_disponible": "De ellos, sin dato disponible (ND)",
}


def _table(name: str, title: str, *fields: Field, key: tuple[str, ...] = ("codigo",), **options: Any) -> Table:
    return Table(name, True, key, title, fields, **options)


def _optional(name: str, title: str, *fields: Field, key: tuple[str, ...] = ("codigo",), **options: Any) -> Table:
    """A table without which the year can be reported."""
    return Table(name, True, key, title, fields, required=False, **options)


def _awaited(name: str, title: str, *fields: Field, **options: Any) -> Table:
    """A table without which the report of the year is a draft."""
    return _table(
        name, title, *fields, awaited="Mientras no llegue, el informe sale sin ella, como borrador.", **options
    )


def _of_indicator(name: str, description: str, **options: Any) -> Field:
    return number(name, f"{description}, en la unidad del indicador", CODE_UNIT, **options)


def _to_report(name: str, description: str) -> Field:
    return _of_indicator(name, description, blank=True, fill=True, compared=True)


YEARLY_TABLES = (
    _awaited(
        "indicator_results",
        "Resultados del año por indicador",
        _INDICATOR,
        _to_report("logro_esperado", "Logro esperado del año"),
        _to_report("valor_obtenido", "Valor obtenido"),
        year("anio_dato", "Año al que corresponde el valor", blank=True, fill=True),
        text(
            "estado",
            _STATE,
            *STATES,
            blank=True,
            aliases=tuple((word, state) for state, word in STATE_WORDS.items()),
            fill=True,
        ),
        text(
            "nivel_publicado",
            "Nivel que afirma el documento",
            *LEVELS,
            blank=True,
            aliases=(("intermedio", "medio"),),
            fill=True,
        ),
        NOTE,
        QUOTE,
        helpers=tuple((name, "indicators", name) for name in ("nombre", "unidad", "responsable")),
    ),
    _optional(
        "announced_goals",
        "Logros esperados de años siguientes que el documento anuncia",
        _INDICATOR,
        year("anio", "Año al que corresponde el logro esperado"),
        _of_indicator("logro_esperado", "Logro esperado"),
        QUOTE,
        key=("codigo", "anio"),
        looks_ahead=True,
    ),
    _optional(
        "baselines",
        "Líneas base con que se hizo el reporte del año",
        _INDICATOR,
        year("linea_base_anio", "Año de la línea base", blank=True),
        _of_indicator("linea_base_valor", "Valor de la línea base"),
        NOTE,
        QUOTE,
        overrides="indicators",
    ),
    _optional(
        "service_facts",
        "Otras cifras publicadas sobre los servicios",
        FACT,
        code("indicador", "Indicador al que se refiere", refers_to=("indicators",)),
        FACT_NAME,
        FACT_VALUE,
        FACT_UNIT,
        DECIMALS,
        code("parte_de", "Código de la cifra que es su todo", blank=True, refers_to=("service_facts",)),
        QUOTE,
        OPTIONAL_NOTE,
    ),
    _optional(
        "service_levels",
        "Número de indicadores de servicio por nivel y objetivo, como se publicó",
        code(
            "codigo",
            "Objetivo, o la sigla de la política para el total",
            refers_to=("objectives",),
            also=("<politica>",),
        ),
        *(count(name, told, blank=True, published=True) for name, told in OF_SERVICES.items()),
        QUOTE,
        OPTIONAL_NOTE,
    ),
    _optional(
        "policy_facts",
        "Otras cifras publicadas sobre la política",
        *(FACT, FACT_NAME, FACT_VALUE, FACT_UNIT, DECIMALS, QUOTE, OPTIONAL_NOTE),
    ),
    _optional(
        "published_rating",
        "Valoración publicada y, si la hay, decisión registrada",
        Field("juicio", CODE, "Juicio", allowed=_JUDGEMENTS),
        text("valoracion_publicada", "Valoración impresa en el documento", *RATINGS, blank=True, fill=True),
        text("valoracion_decidida", "Valoración que reemplaza a la propuesta", *RATINGS, blank=True, fill=True),
        text("motivo", "Por qué se reemplaza", blank=True, fill=True),
        Field("fecha", DATE, "Fecha de la decisión (AAAA-MM-DD)", blank=True, fill=True),
        QUOTE,
        key=("juicio",),
    ),
    _awaited(
        "coverage",
        "Cobertura del programa por dimensión y categoría",
        code("dimension", "Dimensión, por ejemplo tamano", "[a-z0-9_]+", "tamano"),
        code(
            "categoria",
            "Categoría, por ejemplo micro; en region, el ubigeo; en producto, su código",
            "[a-z0-9_]+|<producto>",
            "micro, 09 o <ejemplo_producto>",
            refers_by=(
                ("dimension", "region", "regions"),
                ("dimension", "tamano", "size_classes"),
                ("dimension", "producto", "programme"),
            ),
        ),
        text("nombre", "Nombre de la categoría"),
        text("unidad", "Qué se cuenta", "<unidades_fisicas>"),
        count("empresas", "Número de unidades atendidas", blank=True),
        share("porcentaje", "Participación publicada sobre la base, en %", compared=True),
        code("base", "dimension.categoria que es el 100 %", blank=True, refers_to=("coverage",)),
        yes_no("respuesta_multiple", "Si una empresa puede estar en varias categorías"),
        share("variacion_anual", "Variación publicada frente al año anterior, en %", -100, None),
        share("porcentaje_anterior", "Participación publicada del año anterior, en %"),
        QUOTE,
        OPTIONAL_NOTE,
        key=("dimension", "categoria"),
    ),
    _awaited(
        "programme_execution",
        "Ejecución física y financiera del programa",
        code(
            "codigo",
            "Producto, actividad o TOTAL",
            PROGRAMME_CODE + "|TOTAL",
            refers_to=("programme",),
            also=(PROGRAMME_TOTAL,),
        ),
        count("meta_fisica", "Meta física anual", blank=True),
        count("avance_fisico", "Meta física ejecutada", blank=True),
        money("pim", "Presupuesto institucional modificado, en soles"),
        money("devengado", "Devengado, en soles"),
        share("avance_fisico_pct_anterior", "Avance físico publicado del año anterior, en %", 0, None),
        NOTE,
        helpers=(("nombre", "programme", "nombre"), ("unidad", "programme", "unidad")),
    ),
    _optional(
        "context",
        "Contexto económico del año",
        *(FACT, FACT_NAME, FACT_VALUE, FACT_UNIT, year("anio", "Año del dato"), DECIMALS, QUOTE, OPTIONAL_NOTE),
    ),
    _optional(
        "factors",
        "Facilitadores, barreras, medidas y estrategias que relata el documento",
        code("codigo", "Código", r"F\d{2,3}", "F01"),
        code(
            "ambito",
            "Objetivo, servicio, indicador o producto al que se refiere; la sigla de la política o del programa para todo; o una parte de la cobertura",
            refers_to=("objectives", "services", "indicators", "programme"),
            also=("<politica>", "<programa>", "contexto", "focalizacion", "servicio", "sector", "region"),
        ),
        text("tipo", "Tipo", *_FACTORS),
        text("texto", "Resumen"),
        QUOTE,
    ),
    _optional(
        "alternatives",
        "Alternativas para mejorar la implementación",
        code("codigo", "Código", r"A(\.\w+)+", "A.<ejemplo_objetivo>.1"),
        code(
            "ambito",
            "Objetivo, METODO o GENERAL; PRESENTACION, el párrafo que las presenta",
            "<objetivo>|METODO|GENERAL|PRESENTACION",
            refers_to=("objectives",),
            also=("METODO", "GENERAL", "PRESENTACION"),
        ),
        integer("orden", "Orden en el documento", 1),
        text("texto", "Texto del documento", quoted=True),
    ),
    _optional(
        "published_figures",
        "Cifras impresas en los documentos de origen",
        code("id", "Código de la cifra"),
        Field("documento", CODE, "Documento", allowed=("<documentos>",)),
        text("seccion", "Sección del documento"),
        text("cita", "Frase textual", quoted=True),
        text("impreso", "La cifra tal como está impresa", quoted=True),
        integer("posicion", "Cuál aparición dentro de la frase", 1),
        number("valor", "Valor impreso", blank=True, published=True),
        text("unidad", "Unidad con que se imprimió", blank=True),
        integer("decimales", "Decimales impresos", 0, 6, blank=True),
        text("comparador", "Cómo la afirma la frase", "igual", "mayor", "menor", "mayor_igual", blank=True),
        text("tipo", "Clase de número", *_PRINTED),
        code("figura", "Figura que debe igualar", blank=True),
        text("motivo", "Por qué no se puede verificar", blank=True),
        text("nota", "Qué está mal o es ambiguo, y la corrección propuesta", blank=True),
        text("clase", "Clase de diferencia", *_DIFFERENCES, blank=True),
        key=("id",),
    ),
    _optional(
        "contrasts",
        "Números que los textos del año comparan con lo impreso, calculados de sus figuras",
        code("codigo", "Código del contraste", "[a-z0-9_]+", "capacitadas_por_fuente"),
        text("nombre", "Qué es"),
        text("expresion", "Cómo se calcula de figuras y celdas, como en identities.toml", quoted=True),
        FACT_UNIT,
        DECIMALS,
    ),
    _optional(
        "observations",
        "Contradicciones entre pasajes que ninguna operación muestra",
        code("id", "Código de la observación"),
        text("clase", "Clase"),
        code("documento", "Documento"),
        text("titulo", "De qué se trata"),
        text("cita_1", "Primera frase", quoted=True),
        text("seccion_1", "Dónde está"),
        text("cita_2", "Segunda frase", blank=True, quoted=True),
        text("seccion_2", "Dónde está", blank=True),
        text("explicacion", "Por qué se contradicen"),
        text("correccion_propuesta", "Qué se propone"),
        key=("id",),
    ),
)
