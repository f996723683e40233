"""What every column of every table means: label, unit, decimals and definition, declared once for the whole report."""

from __future__ import annotations

from engine.figures import Column
from engine.tables import Tables
from lib.words import VOCABULARY


def _share(label: str, meaning: str = "") -> Column:
    return Column(label, "porcentaje", 1, meaning)


def _points(label: str, meaning: str = "") -> Column:
    return Column(label, "p.p.", 1, meaning, signed=True)


def _soles(label: str, meaning: str = "") -> Column:
    return Column(label, "soles", 0, meaning)


def _own_unit(label: str, meaning: str = "") -> Column:
    return Column(label, "@unidad", None, meaning)


def _yearly_rate(label: str, meaning: str = "") -> Column:
    return Column(label, "porcentaje_anual", 2, meaning, signed=True)


def _word(label: str, meaning: str = "") -> Column:
    return Column(label, "palabra", 0, meaning)


def _year(label: str) -> Column:
    return Column(label, "anio", 0)


_TEXTS = {
    "nombre": Column("Nombre"),
    "nombre_corto": Column("Indicador"),
    "unidad": Column("Unidad"),
    "nota": Column("Nota"),
    "nota_base": Column("Nota de la línea base"),
    "cita": Column("Frase del documento"),
    "servicio": Column("Servicio"),
    "objetivo": Column("Objetivo"),
    "padre": Column("Pertenece a"),
    "responsable": Column("Responsable"),
    "estado": Column("Estado del dato"),
    "nivel_publicado": Column("Nivel publicado"),
    "factores": Column("Factores que relata el documento"),
    "factores_servicio": Column("Factores de todo el servicio"),
    "accion": Column("Acción sugerida"),
    "alerta": Column("Alerta"),
    "ambito": Column("Ámbito"),
    "tipo": Column("Tipo"),
    "texto": Column("Texto"),
    "producto": Column("Producto"),
    "respuesta_multiple": Column("Respuesta múltiple"),
    "motivo": Column("Motivo"),
    "indicador": Column("Indicador"),
    "sentido": Column("Sentido"),
    "figura": Column("Figura"),
    "attention.figura": Column("Figura", borrowed=True),
    "attention.contraste": Column("Contraste", borrowed=True),
    "fila": Column("Fila"),
    "columna": Column("Columna"),
}

_POLICY = {
    "linea_base_anio": _year("Año base"),
    "linea_base_valor": _own_unit("Línea base", "Valor del indicador en el año base"),
    "anio_dato": _year("Año del dato"),
    "logro_esperado": _own_unit("Logro esperado", "Meta programada para el año"),
    "valor_obtenido": _own_unit("Valor obtenido", "Valor alcanzado en el año"),
    "meta_final_valor": _own_unit("Meta final", "Meta al final de la política"),
    "meta_final_anio": _year("Año de la meta final"),
    "brecha_meta": Column("Brecha con la meta", "@diferencia", None, "Valor obtenido − logro esperado", signed=True),
    "diferencia_meta": Column(
        "Diferencia con la meta", "@diferencia", None, "Valor obtenido − logro esperado", signed=True
    ),
    "avance_tipo_1": Column(
        "Avance tipo 1",
        "porcentaje",
        1,
        "Valor obtenido ÷ logro esperado × 100; al revés si se espera reducir",
        graded="niveles",
    ),
    "avance_tipo_2": Column(
        "Avance tipo 2",
        "porcentaje",
        1,
        "Parte recorrida del camino entre la línea base y la meta del año (cálculo propio: el "
        "reporte 2024 no lo publica)",
    ),
    "avance_meta_final": Column(
        "Avance a la meta final",
        "porcentaje",
        1,
        "Parte recorrida del camino entre la línea base y la meta final (cálculo propio)",
    ),
    "nivel": _word(
        "Nivel", "Alto, medio o bajo según el avance tipo 1 sin redondear; sin información si no hay avance"
    ),
    "progress.cambio_base": Column(
        "Cambio frente a la base",
        "@cambio",
        1,
        "Variación en %; en puntos porcentuales si el indicador es un porcentaje",
        signed=True,
    ),
    "problem.cambio_base": Column(
        "Cambio frente a la base", "@diferencia", None, "Valor obtenido − línea base", signed=True
    ),
    "cambio_base_pct": Column("Variación frente a la base", "porcentaje", 1, "Variación relativa", signed=True),
    "tolerancia": _own_unit("Tolerancia"),
    "relevancia": Column("Relevancia"),
    "compuesto_ceplan": _share(
        "Compuesto CEPLAN", "Promedio ponderado; el avance se topa en la meta y lo que no tiene dato cuenta como cero"
    ),
    "compuesto_medible": _share(
        "Compuesto medible", "Promedio ponderado solo de lo que tiene dato; el avance se topa en la meta"
    ),
    "con_dato": Column("Con dato", "indicadores"),
    "siguiente_nivel": _word("Siguiente nivel"),
    "valor_necesario": _own_unit("Valor necesario", "Valor que alcanza el siguiente nivel"),
    "falta": Column("Falta", "@diferencia", None, "Valor necesario − valor obtenido"),
    "distancia_pp": Column("Distancia al límite", "p.p.", 1, "Puntos de avance tipo 1 que faltan"),
    "limite_cercano": Column(
        "Límite más cercano", "porcentaje", 0, "Límite de nivel más próximo al avance tipo 1, por encima o por debajo"
    ),
    "distancia_limite": Column("Distancia", "p.p.", 2, "Puntos entre el avance tipo 1 y el límite más cercano"),
    "nivel_redondeo": _word(
        "Con el redondeo",
        "Nivel si el valor obtenido se mueve media unidad de su último decimal publicado; un conteo no se redondea",
    ),
    "nivel_variacion": _word("Con la variación", "Nivel si el valor obtenido se mueve lo que declaran las reglas"),
    "firmeza": _word("Firmeza", "Frágil si el nivel cambia en alguna de las dos pruebas; firme si no"),
    "firmness_band.variacion": Column("Variación", "porcentaje", None, "Cuánto se mueve el valor obtenido"),
    "ritmo_observado": _yearly_rate("Ritmo observado", "Crecimiento anual compuesto desde la línea base"),
    "ritmo_requerido": _yearly_rate("Ritmo requerido", "Crecimiento anual que la meta del año pedía"),
    "ritmo_necesario": _yearly_rate("Ritmo necesario desde ahora", "Crecimiento anual que pide la meta final"),
    "razon": Column("Razón de ritmos", "porcentaje", 0, "Ritmo observado ÷ ritmo requerido × 100"),
    "ritmo": _word("Lectura del ritmo", "Según la razón entre el ritmo observado y el requerido"),
    "thresholds.limite": Column("Límite", "porcentaje"),
}

_COUNTS = {
    "servicios": Column("Servicios", "servicios"),
    "indicadores": Column("Indicadores", "indicadores"),
    "alto": Column("Alto", "indicadores"),
    "mayor_150": Column(
        "De ellos, sobre el límite de alerta",
        "indicadores",
        0,
        "El reporte lo llama posible sobredimensionamiento; leído con rigor, la meta pudo ser baja",
    ),
    "medio": Column("Medio", "indicadores"),
    "bajo": Column("Bajo", "indicadores"),
    "sin_informacion": Column("Sin información", "indicadores"),
    "medio_o_alto": Column("Medio o alto", "indicadores"),
    "bajo_o_sin_informacion": Column("Bajo o sin información", "indicadores"),
    "alto_pct": _share("Alto sobre el total"),
    "medio_o_alto_pct": _share("Medio o alto sobre el total"),
    "sin_informacion_pct": _share("Sin información sobre el total"),
    "porcentaje": _share("Porcentaje"),
    "porcentaje_medible": _share("Porcentaje de los medibles", "Sobre los indicadores con información"),
    "servicios_nombrados": Column("Servicios nombrados", "servicios"),
    "indicadores_nombrados": Column("Indicadores nombrados", "indicadores"),
    "valor": _own_unit("Valor"),
    "anio": _year("Año"),
}

_ROUNDING = "Con el porcentaje que, redondeado, se imprime igual"
_COVERAGE = {
    "empresas": Column("Empresas", "@unidad"),
    "diferencia_pp": _points("Cambio frente al año anterior"),
    "performance.diferencia_pp": _points("Diferencia con la meta", "Valor obtenido − logro esperado"),
    "variacion_anual": Column("Variación anual publicada", "porcentaje", 1, "", signed=True),
    "porcentaje_anterior": _share("Porcentaje del año anterior"),
    "empresas_implicitas": Column(
        "Empresas que implica", "empresas", 0, "Porcentaje publicado × base; estimación, no dato publicado"
    ),
    "empresas_implicitas_desde": Column("Empresas que implica, desde", "empresas", 0, _ROUNDING),
    "empresas_implicitas_hasta": Column("Empresas que implica, hasta", "empresas", 0, _ROUNDING),
    "empresas_anterior_desde": Column("Año anterior que implica, desde", "empresas", 0, _ROUNDING),
    "empresas_anterior_hasta": Column("Año anterior que implica, hasta", "empresas", 0, _ROUNDING),
    "empresas_anterior_implicitas": Column(
        "Año anterior que implica", "empresas", 0, "Valor del año anterior que supone la variación publicada"
    ),
    "participacion": _share("Sobre las atendidas", "Empresas de la categoría ÷ empresas atendidas × 100"),
    "facts.participacion": _share("Parte de su todo"),
    "suma_porcentaje": _share("Suma de porcentajes"),
    "resto_porcentaje": _share("Sin publicar", "Lo que falta para el total"),
    "categorias": Column("Categorías publicadas"),
    "overlap.empresas": Column("Empresas, contadas una vez", "empresas"),
    "suma_categorias": Column("Suma de categorías", "empresas"),
    "overlap.diferencia": Column("Suma menos empresas", "empresas", signed=True),
    "por_empresa": Column("Categorías por empresa", "", 2),
    "uit": Column("Límite en UIT", "uit"),
    "anio_ventas": _year("Año de las ventas"),
    "soles": _soles("Límite en soles del año de las ventas"),
    "anios": Column("Años", "anios"),
}

_BUDGET = {
    "meta_fisica": Column("Meta física anual", "@unidad"),
    "avance_fisico": Column("Ejecutado", "@unidad"),
    "pim": _soles("PIM", "Presupuesto institucional modificado"),
    "devengado": _soles("Devengado", "Obligación reconocida tras recibir el bien o servicio"),
    "saldo": _soles("Saldo sin devengar", "PIM − devengado"),
    "avance_fisico_pct": Column("Avance físico", "porcentaje", 1, "Ejecutado ÷ meta física × 100"),
    "avance_fisico_pct_anterior": _share("Avance físico del año anterior"),
    "cambio_avance_fisico": _points("Cambio del avance físico"),
    "avance_financiero_pct": Column("Avance financiero", "porcentaje", 1, "Devengado ÷ PIM × 100", graded="niveles"),
    "brecha_fisico_financiero": _points("Físico menos financiero", "Avance físico − avance financiero"),
    "costo_unitario": _soles("Costo por unidad atendida", "Devengado ÷ meta física ejecutada"),
    "participacion_pim": _share("Parte del PIM"),
    "escala_fisica": _word("Escala física (referencial)"),
    "escala_financiera": _word("Escala financiera (referencial)"),
    "meta_fisica_actividades": Column("Meta física, suma de actividades", "empresas"),
    "avance_fisico_actividades": Column("Ejecutado, suma de actividades", "empresas"),
    "pim_actividades": _soles("PIM, suma"),
    "devengado_actividades": _soles("Devengado, suma"),
    "diferencia_meta_fisica": Column("Meta física: producto menos suma", "empresas", signed=True),
    "diferencia_avance_fisico": Column("Ejecutado: producto menos suma", "empresas", signed=True),
    "diferencia_pim": Column("PIM: producto menos suma", "soles", signed=True),
    "diferencia_devengado": Column("Devengado: producto menos suma", "soles", signed=True),
    "limits.limite": Column("Límite", "porcentaje"),
}

_TREND = {
    "valor_previo": _own_unit("Año anterior"),
    "cambio_anual": Column("Cambio anual", "@cambio", 1, "Variación en %; en p. p. si es un porcentaje", signed=True),
    "avance_previo": Column("Avance tipo 1 anterior", "porcentaje", 1, graded="niveles"),
    "cambio_avance": _points("Cambio del avance"),
    "nivel_previo": _word("Nivel anterior"),
    "medio_o_alto_pct_previo": _share("Medio o alto, año anterior"),
    "medio_o_alto_pct_cambio": _points("Cambio"),
    "sin_informacion_pct_previo": _share("Sin información, año anterior"),
    "sin_informacion_pct_cambio": _points("Cambio"),
    "empresas_previo": Column("Año anterior", "@unidad"),
    "empresas_cambio": Column("Cambio", "porcentaje", 1, signed=True),
    "avance_fisico_pct_previo": _share("Avance físico anterior"),
    "avance_fisico_pct_cambio": _points("Cambio"),
    "avance_financiero_pct_previo": Column("Avance financiero anterior", "porcentaje", 1, graded="niveles"),
    "avance_financiero_pct_cambio": _points("Cambio"),
    "costo_unitario_previo": _soles("Costo por unidad anterior"),
    "costo_unitario_cambio": Column("Cambio", "porcentaje", 1, "Nominal: sin descontar la inflación", signed=True),
    "dimension": Column("Dimensión"),
}

_RATING = {
    "medida": _share("Medida", "Porcentaje en que se apoya el juicio"),
    "propuesta": _word("Propuesta", "Nuestra propuesta según las reglas; no es un criterio oficial"),
    "publicada": _word("Publicada"),
    "decidida": _word("Decisión registrada"),
    "vigente": _word("Valoración"),
}

_RECONCILIATION = {
    "documento": Column("Documento"),
    "seccion": Column("Sección"),
    "impreso": Column("Impreso"),
    "clase": Column("Clase"),
    "explicacion": Column("Explicación"),
    "correccion": Column("Corrección propuesta"),
    "correccion_propuesta": Column("Corrección propuesta"),
    "titulo": Column("De qué se trata"),
    "cita_1": Column("Primera frase"),
    "seccion_1": Column("Dónde está"),
    "cita_2": Column("Segunda frase"),
    "seccion_2": Column("Dónde está"),
    "publicado": _own_unit("Publicado", "Valor impreso"),
    "calculado": _own_unit("Calculado", "Valor que dan los datos"),
    **{
        f"{table}.diferencia": Column("Diferencia", "@diferencia", None, "Impreso − calculado", signed=True)
        for table in ("verdicts", "errors", "ambiguities", "unverifiable")
    },
    "identities.diferencia": Column("Diferencia", "@diferencia", None, "Un lado − otro lado", signed=True),
    "veredicto": _word("Veredicto"),
    "cifras": Column("Cifras", "cifras"),
    "coincide": Column("Coinciden", "cifras"),
    "difiere": Column("Difieren", "cifras"),
    "dato_de_entrada": Column(
        "Datos de entrada", "cifras", 0, "Impresas en el lugar del que este reporte las transcribe: se usan tal cual"
    ),
    "recalculadas": Column("Recalculadas", "cifras", 0, "Coinciden o difieren: otras cifras dan su valor"),
    "contrasts.valor": _own_unit("Contraste", "Número que los textos comparan con lo impreso"),
    "no_verificable": Column("No verificables", "cifras"),
    "reconciliation.by_document.total": Column("Total", "cifras"),
    "izquierda": _own_unit("Un lado"),
    "relacion": Column("Relación"),
    "derecha": _own_unit("Otro lado"),
    "enunciado": Column("Identidad"),
}

COLUMNS: dict[str, Column] = _TEXTS | _POLICY | _COUNTS | _COVERAGE | _BUDGET | _TREND | _RATING | _RECONCILIATION


# Text columns that hold codes, shown as their words.
_CODED = ("estado", "accion", "alerta", "tipo", "clase", "documento", "producto", "dimension", "objetivo")
# Which of a table's documents a section is about.
_SUBJECTS = {"objective_gaps": "PNDI", "services": "PNDI", "pp0093_coverage": "PP 0093", "pp0093_budget": "PP 0093"}

table = Tables(COLUMNS, VOCABULARY, _CODED, _SUBJECTS)
