"""How every table of the report is shown: caption, columns in order, notes. One entry per `<section>.<table>`.

Texts here are the Spanish source; `engine.page.tables` translates them when it writes the table.
"""

from __future__ import annotations

import pandas as pd

from engine.page.tables import Layout

_TECHNICAL = ("decimales", "cita", "nombre_corto", "fila", "columna", "padre")
_LEVELS_NOTE = (
    "El nivel se decide con el avance sin redondear: alto, medio o bajo según los límites vigentes; sin "
    "información cuando no hay valor o no hay meta."
)
_ROUNDING_NOTE = "Los porcentajes se redondean solo al mostrarlos y pueden no sumar el total."
_IMPLIED_NOTE = (
    "«Empresas que implica» es el porcentaje publicado aplicado a su base: una estimación, no un conteo publicado."
)
_MULTIPLE_NOTE = "Una empresa puede estar en varias filas: las filas no se suman."
_SCALE_NOTE = "La escala es referencial: la del MEF para evaluar presupuestos institucionales, no programas."

_FIRMNESS = {
    "firmness": Layout(
        "Firmeza del nivel: distancia al límite y nivel con un valor algo distinto",
        (
            "nivel",
            "firmeza",
            "avance_tipo_1",
            "limite_cercano",
            "distancia_limite",
            "nivel_redondeo",
            "nivel_variacion",
        ),
        row_header="Indicador",
        show_code=True,
        own=True,
        notes=(
            "Primero los niveles frágiles; después, los firmes más cercanos a un límite. La variación que se prueba es una "
            "propuesta nuestra y está en las reglas, con el año desde el que rigen.",
        ),
        optional=True,
    ),
    "firmness_counts": Layout("Cuántos niveles son frágiles", ("indicadores",), row_header="Firmeza", own=True),
    "firmness_band": Layout(
        "Variación con que se prueba cada nivel", ("variacion",), row_header="Regla", own=True, optional=True
    ),
}

_EXPLAINED = ("cita", "explicacion", "correccion")
_QUOTE_PLACE = {"cita": "seccion"}

LAYOUTS: dict[str, Layout] = {
    "objective_gaps.problem": Layout(
        "Indicadores del problema público: valor, meta y línea base",
        (
            "linea_base_anio",
            "linea_base_valor",
            "anio_dato",
            "logro_esperado",
            "valor_obtenido",
            "diferencia_meta",
            "cambio_base",
            "cambio_base_pct",
        ),
        row_header="Indicador",
        notes=(
            "Cada valor se compara con la meta del año al que corresponde, que no es el del reporte.",
            "En el puesto del ranking, un número menor es mejor. La meta del índice es ordinal (quintil "
            "medio-superior) y no tiene número.",
        ),
    ),
    "objective_gaps.progress": Layout(
        "Indicadores de los objetivos prioritarios: línea base, meta, valor y avance en {year}",
        (
            "linea_base_valor",
            "logro_esperado",
            "valor_obtenido",
            "brecha_meta",
            "avance_tipo_1",
            "nivel",
            "cambio_base",
            "avance_tipo_2",
        ),
        row_header="Indicador",
        show_code=True,
        bars=("avance_tipo_1",),
        spans=(("Valores", 4), ("Avance frente a la meta", 2), ("Avance desde la línea base", 2)),
        notes=(
            _LEVELS_NOTE,
            "El avance tipo 2 no está en el reporte publicado: es un cálculo propio. Negativo es retroceso.",
        ),
    ),
    "objective_gaps.levels": Layout(
        "Indicadores de objetivo por nivel de avance",
        ("indicadores", "porcentaje"),
        row_header="Nivel",
        bars=("porcentaje",),
        notes=("«Medio o alto» reúne dos niveles y no se suma a los demás.",),
    ),
    "objective_gaps.composites": Layout(
        "Dos compuestos por objetivo, con su cobertura",
        ("compuesto_ceplan", "compuesto_medible", "con_dato", "indicadores"),
        row_header="Objetivo",
        show_code=True,
        own=True,
        bars=("compuesto_ceplan", "compuesto_medible"),
        notes=(
            "El compuesto CEPLAN cuenta como cero lo que no tiene información; el medible lo excluye. Los avances "
            "entran con un tope. Sin relevancias publicadas, todos los indicadores pesan igual.",
        ),
    ),
    "objective_gaps.next_level": Layout(
        "Qué faltó para el siguiente nivel",
        ("nivel", "siguiente_nivel", "valor_obtenido", "valor_necesario", "falta", "distancia_pp"),
        row_header="Indicador",
        show_code=True,
        own=True,
    ),
    "objective_gaps.pace": Layout(
        "Ritmo anual observado y ritmo que pedía la meta",
        ("ritmo_observado", "ritmo_requerido", "razon", "ritmo", "meta_final_valor", "ritmo_necesario"),
        row_header="Indicador",
        own=True,
        notes=(
            "Crecimiento compuesto desde la línea base. Dos puntos no hacen una tendencia: léase como orden de "
            "magnitud.",
        ),
    ),
    **{f"objective_gaps.{name}": layout for name, layout in _FIRMNESS.items()},
    "objective_gaps.thresholds": Layout("Límites de los niveles de avance", ("limite",), row_header="Límite"),
    "services.levels": Layout(
        "Indicadores de servicio por objetivo y nivel de avance",
        (
            "servicios",
            "indicadores",
            "alto",
            "mayor_150",
            "medio",
            "bajo",
            "sin_informacion",
            "medio_o_alto_pct",
            "sin_informacion_pct",
        ),
        row_header="Objetivo",
        show_code=True,
        bars=("medio_o_alto_pct",),
        notes=(
            "Conteos publicados; el reporte no publica las filas de cada indicador. Lo que no dice se completa cuando "
            "los niveles deben sumar el total.",
            _ROUNDING_NOTE,
        ),
    ),
    "services.shares": Layout(
        "Indicadores de servicio por nivel, sobre todos y sobre los medibles",
        ("indicadores", "porcentaje", "porcentaje_medible"),
        row_header="Nivel",
        bars=("porcentaje",),
    ),
    "services.missing": Layout(
        "Indicadores de servicio sin información, por motivo", ("indicadores", "porcentaje"), row_header="Motivo"
    ),
    "services.published": Layout(
        "Otras cifras publicadas sobre la política", ("valor",), row_header="Cifra", name="nombre"
    ),
    "services.named": Layout(
        "Servicios e indicadores que el reporte nombra",
        ("valor_obtenido", "logro_esperado", "nivel", "responsable", "factores"),
        row_header="Indicador",
        show_code=True,
        name="nombre",
        group_by="servicio",
        group_text="factores_servicio",
        notes=(
            "El reporte no publica las metas de estos indicadores; el nivel es el que afirma el texto cuando lo dice.",
        ),
        stacked=True,
    ),
    **{f"services.{name}": layout for name, layout in _FIRMNESS.items()},
    "services.named_counts": Layout(
        "Cuántos servicios e indicadores nombra el reporte",
        ("servicios_nombrados", "servicios", "indicadores_nombrados", "indicadores"),
        row_header="Objetivo",
        show_code=True,
    ),
    "services.facts": Layout(
        "Otras cifras publicadas sobre los servicios", ("indicador", "valor"), row_header="Cifra", name="nombre"
    ),
    "services.actions": Layout(
        "Acción sugerida por indicador",
        ("nivel", "accion", "servicio"),
        row_header="Indicador",
        show_code=True,
        name="nombre",
        own=True,
        notes=("La acción sigue las reglas de la sección III del reporte publicado.",),
    ),
    "services.factors": Layout(
        "Facilitadores, barreras y medidas que relata el reporte", ("tipo", "texto"), row_header="Ámbito", name="ambito"
    ),
    "pp0093_coverage.atendidas": Layout(
        "Empresas atendidas por el PP 0093 en {year}",
        ("empresas", "variacion_anual", "empresas_anterior_implicitas"),
        row_header="Población",
    ),
    "pp0093_coverage.focalizacion": Layout(
        "Empresas que cumplen los tres criterios de focalización",
        ("porcentaje", "porcentaje_anterior", "diferencia_pp", "empresas_implicitas"),
        row_header="Criterio",
        notes=(_IMPLIED_NOTE,),
    ),
    "pp0093_coverage.servicio": Layout(
        "Empresas atendidas por tipo de servicio",
        ("empresas", "participacion"),
        row_header="Servicio",
        bars=("participacion",),
        notes=(_MULTIPLE_NOTE,),
    ),
    "pp0093_coverage.producto": Layout(
        "Empresas atendidas por producto",
        ("empresas", "variacion_anual", "empresas_anterior_implicitas", "participacion"),
        row_header="Producto",
        bars=("participacion",),
        notes=(_MULTIPLE_NOTE,),
    ),
    "pp0093_coverage.accion_4_2": Layout(
        "Acciones de la actividad de instrumentos para la transferencia tecnológica, por unidad",
        ("empresas",),
        row_header="Unidad",
        labels={"empresas": "Acciones"},
    ),
    "pp0093_coverage.region": Layout(
        "Empresas atendidas por región",
        ("porcentaje", "empresas_implicitas"),
        row_header="Región",
        bars=("porcentaje",),
        notes=(
            "El documento publica la participación de pocas regiones; las demás aparecen como no publicadas, no como "
            "cero.",
            _IMPLIED_NOTE,
        ),
    ),
    "pp0093_coverage.sums": Layout(
        "Qué suman las participaciones publicadas de cada dimensión",
        ("categorias", "suma_porcentaje", "resto_porcentaje"),
        row_header="Dimensión",
        notes=("Las dimensiones de respuesta múltiple pueden pasar del total; las demás no.",),
    ),
    "pp0093_coverage.overlap": Layout(
        "Empresas contadas una vez y contadas por servicio",
        ("suma_categorias", "empresas", "diferencia", "por_empresa"),
        row_header="Conteo",
        own=True,
    ),
    "pp0093_coverage.criteria": Layout(
        "Criterios de focalización del PP 0093", ("uit", "soles", "anios"), row_header="Criterio"
    ),
    "pp0093_coverage.context": Layout("Contexto económico", ("anio", "valor"), row_header="Indicador", name="nombre"),
    "pp0093_budget.execution": Layout(
        "Ejecución física y financiera del PP 0093 en {year}",
        (
            "unidad",
            "meta_fisica",
            "avance_fisico",
            "avance_fisico_pct",
            "pim",
            "devengado",
            "avance_financiero_pct",
            "brecha_fisico_financiero",
            "costo_unitario",
        ),
        row_header="Producto o actividad",
        show_code=True,
        bars=("avance_fisico_pct", "avance_financiero_pct"),
        spans=(("Meta física", 4), ("Presupuesto", 3), ("Análisis propio", 2)),
        children="padre",
        notes=(
            "La meta física del producto cuenta empresas una sola vez: no es la suma de sus actividades. El total no "
            "tiene meta física porque sus unidades son distintas.",
        ),
    ),
    "pp0093_budget.sums": Layout(
        "Lo que suman las actividades, frente a lo que declara el producto",
        (
            "meta_fisica_actividades",
            "diferencia_meta_fisica",
            "avance_fisico_actividades",
            "diferencia_avance_fisico",
            "pim_actividades",
            "diferencia_pim",
            "devengado_actividades",
            "diferencia_devengado",
        ),
        row_header="Producto",
        spans=(("Meta física", 2), ("Ejecutado", 2), ("PIM", 2), ("Devengado", 2)),
        labels={
            "diferencia_meta_fisica": "Producto menos suma",
            "diferencia_avance_fisico": "Producto menos suma",
            "diferencia_pim": "Producto menos suma",
            "diferencia_devengado": "Producto menos suma",
            "meta_fisica_actividades": "Suma de actividades",
            "avance_fisico_actividades": "Suma de actividades",
            "pim_actividades": "Suma",
            "devengado_actividades": "Suma",
        },
        notes=("Una diferencia negativa en lo ejecutado es de empresas que recibieron más de un servicio.",),
    ),
    "pp0093_budget.performance": Layout(
        "Indicadores de desempeño del PP 0093: meta, valor y avance en {year}",
        ("producto", "logro_esperado", "valor_obtenido", "diferencia_pp", "avance_tipo_1", "nivel"),
        row_header="Indicador",
        show_code=True,
        bars=("avance_tipo_1",),
        notes=(
            "Cada indicador va bajo el producto de su ficha del MEF, que no siempre es aquel bajo el que lo imprime "
            "el documento.",
            "El nivel de estos indicadores es una lectura propia.",
        ),
    ),
    "pp0093_budget.limits": Layout("Límites de las alertas del PP 0093", ("limite",), row_header="Alerta"),
    "objective_gaps.trend": Layout(
        "Indicadores de objetivo frente al año anterior",
        (
            "valor_previo",
            "valor_obtenido",
            "cambio_anual",
            "avance_previo",
            "avance_tipo_1",
            "cambio_avance",
            "nivel_previo",
            "nivel",
        ),
        row_header="Indicador",
        show_code=True,
        optional=True,
    ),
    "objective_gaps.series": Layout(
        "Serie de los indicadores de objetivo",
        ("anio", "logro_esperado", "valor_obtenido"),
        row_header="Indicador",
        group_by="nombre_corto",
        optional=True,
    ),
    "services.trend": Layout(
        "Indicadores de servicio frente al año anterior",
        (
            "medio_o_alto_pct_previo",
            "medio_o_alto_pct",
            "medio_o_alto_pct_cambio",
            "sin_informacion_pct_previo",
            "sin_informacion_pct",
            "sin_informacion_pct_cambio",
        ),
        row_header="Objetivo",
        optional=True,
    ),
    "services.limits": Layout("Límites de los niveles de avance", ("limite",), row_header="Límite"),
    "pp0093_coverage.trend": Layout(
        "Empresas atendidas frente al año anterior",
        ("empresas_previo", "empresas", "empresas_cambio"),
        row_header="Categoría",
        group_by="dimension",
        optional=True,
    ),
    "pp0093_budget.trend": Layout(
        "Ejecución frente al año anterior",
        (
            "avance_fisico_pct_previo",
            "avance_fisico_pct",
            "avance_fisico_pct_cambio",
            "avance_financiero_pct_previo",
            "avance_financiero_pct",
            "avance_financiero_pct_cambio",
            "costo_unitario_previo",
            "costo_unitario",
            "costo_unitario_cambio",
        ),
        row_header="Producto o actividad",
        show_code=True,
        optional=True,
        spans=(("Avance físico", 3), ("Avance financiero", 3), ("Costo por unidad", 3)),
    ),
    "summary.rating": Layout(
        "Valoración del nivel de implementación: los tres juicios y la global",
        ("medida", "propuesta", "publicada", "vigente"),
        row_header="Juicio",
        notes=(
            "La propuesta sale de reglas nuestras, calibradas con un solo caso; el criterio oficial no se conoce. Una "
            "decisión registrada la reemplaza.",
        ),
    ),
    "summary.alternatives": Layout(
        "Alternativas que propone el reporte publicado", ("texto",), row_header="Ámbito", name="ambito"
    ),
    "reconciliation.totals": Layout(
        "Cifras publicadas según el resultado de recalcularlas",
        ("cifras", "porcentaje"),
        row_header="Resultado",
        bars=("porcentaje",),
        explained=False,
    ),
    "reconciliation.by_document": Layout(
        "Cifras publicadas por documento y resultado",
        ("difiere", "no_verificable", "coincide", "dato_de_entrada", "total"),
        row_header="Documento",
        explained=False,
    ),
    "reconciliation.errors": Layout(
        "Cifras publicadas que difieren de la recalculada",
        ("calculado", "clase", *_EXPLAINED),
        row_header="Impreso",
        name="impreso",
        explained=False,
        places=_QUOTE_PLACE,
        stacked=True,
    ),
    "reconciliation.ambiguities": Layout(
        "Cifras que conviene aclarar, con la redacción propuesta",
        ("clase", *_EXPLAINED),
        row_header="Impreso",
        name="impreso",
        explained=False,
        places=_QUOTE_PLACE,
        stacked=True,
    ),
    "reconciliation.labels": Layout(
        "Códigos, normas y numeraciones con un error",
        ("clase", *_EXPLAINED),
        row_header="Impreso",
        name="impreso",
        explained=False,
        places=_QUOTE_PLACE,
        optional=True,
        stacked=True,
    ),
    "reconciliation.unverifiable": Layout(
        "Cifras publicadas que no se pueden verificar",
        ("documento", "cita", "motivo"),
        row_header="Impreso",
        name="impreso",
        explained=False,
        places=_QUOTE_PLACE,
        stacked=True,
    ),
    "reconciliation.identities": Layout(
        "Identidades entre cifras: sumas, partes de un todo y valores implícitos",
        ("izquierda", "relacion", "derecha", "veredicto", "explicacion"),
        row_header="Identidad",
        name="enunciado",
        explained=False,
        compact=True,
        stacked=True,
    ),
    "reconciliation.observations": Layout(
        "Contradicciones entre pasajes",
        ("clase", "cita_1", "cita_2", "explicacion", "correccion_propuesta"),
        row_header="De qué se trata",
        name="titulo",
        explained=False,
        places={"cita_1": "seccion_1", "cita_2": "seccion_2"},
        stacked=True,
    ),
    "reconciliation.verdicts": Layout(
        "Todas las cifras publicadas, en el orden de los documentos",
        ("calculado", "veredicto"),
        row_header="Impreso",
        name="impreso",
        group_by="seccion",
        explained=False,
        compact=True,
        unless={"calculado": ("veredicto", "dato_de_entrada")},
        notes=(
            "Un dato de entrada no se recalcula: es el propio dato.",
            "La frase de cada cifra y el origen de lo calculado están en las tablas descargables del reporte.",
        ),
    ),
}

_DIMENSIONS = {
    "capacitacion_unidad": "Empresas capacitadas, por unidad que las atendió",
    "capacitacion_tema": "Empresas capacitadas, por tema",
    "difusion_tema": "Empresas que recibieron difusión, por tema",
    "transferencia_tipo": "Empresas que recibieron transferencia de tecnología, por tipo",
    "articulacion_tipo": "Empresas que accedieron a articulación de mercados, por tipo",
    "evento": "Empresas en eventos de conexión con mercados",
    "tamano": "Empresas atendidas por tamaño",
    "tamano_rango": "Empresas atendidas, rangos de ventas publicados",
    "sector": "Empresas atendidas por sector económico",
    "trabajadores": "Empresas atendidas por número de trabajadores",
    "trabajadores_sector": "Empresas con menos de cinco trabajadores, por sector",
    "unidad": "Empresas atendidas por unidad ejecutora",
}


def layout_of(section: str, table: str, frame: pd.DataFrame) -> Layout:
    """How a table is shown; tables without an entry show all that is not technical.

    Args:
        section: Section of the table.
        table: Its name.
        frame: Its rows, for tables that a later year may bring.
    """
    declared = LAYOUTS.get(f"{section}.{table}")
    if declared:
        return declared
    if section == "pp0093_coverage":
        return _dimension(table, frame)
    shown = tuple(name for name in frame.columns if name not in _TECHNICAL and name != "nombre")
    return Layout(table.replace("_", " ").capitalize(), shown)


def _dimension(table: str, frame: pd.DataFrame) -> Layout:
    multiple = "respuesta_multiple" in frame and "si" in set(frame["respuesta_multiple"])
    notes = ((_MULTIPLE_NOTE,) if multiple else ()) + ((_IMPLIED_NOTE,) if "empresas_implicitas" in frame else ())
    return Layout(
        _DIMENSIONS.get(table, table.replace("_", " ").capitalize()),
        ("empresas", "participacion", "porcentaje", "empresas_implicitas"),
        row_header="Categoría",
        bars=("porcentaje", "participacion"),
        notes=notes,
    )
