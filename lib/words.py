"""Words for the codes that tables hold: levels, ratings, states, reasons. One place, so a page never shows a code."""

from __future__ import annotations

_LEVELS = {
    "alto": "Alto",
    "medio": "Medio",
    "bajo": "Bajo",
    "sin_informacion": "Sin información",
    "medio_o_alto": "Medio o alto",
    "bajo_o_medio": "Bajo o medio",
    "bajo_o_alto": "Bajo o alto",
    "medible": "Con información",
    "total": "Total",
    "alerta_mayor_que": "Alerta: mayor que",
}

_FIRMNESS = {
    "fragil": "Frágil",
    "firme": "Firme",
    "probados": "Se pueden probar",
    "sin_prueba": "No se pueden probar",
    "variacion_pct": "Variación del valor obtenido",
}

_RATINGS = {
    "Inicial": "Inicial",
    "Intermedio": "Intermedio",
    "Avanzado": "Avanzado",
}

_SCALES = {
    "muy_bueno": "Muy bueno",
    "bueno": "Bueno",
    "regular": "Regular",
    "deficiente": "Deficiente",
    "en_camino": "En camino",
    "avance_acelerar": "Avanza, debe acelerar",
    "limitado": "Avance limitado",
    "deterioro": "Deterioro",
}

_POLICY = {
    "objetivos": "Avance de los objetivos prioritarios",
    "servicios": "Implementación de los elementos de la política",
    "seguimiento": "Sistema de seguimiento",
    "global": "Valoración global",
    "PNDI": "Toda la política",
    "METODO": "Acciones metodológicas",
    "GENERAL": "Acciones generales",
    "NP": "No programado",
    "ND": "No disponible",
    "PX": "Solo proxy",
    "FA": "Fuente alternativa",
    "revisar_meta": "Evaluar si conviene ajustar la meta programada",
    "evaluar_procesos": "Evaluar los procesos del servicio para mejorar su avance",
    "revisar_ficha": "Revisar la ficha técnica (estructura, fuente de datos y forma de cálculo)",
    "facilitador": "Facilitador",
    "barrera": "Barrera",
    "medida": "Medida",
    "estrategia": "Estrategia",
    "explicacion": "Explicación",
    "actividad": "Actividad",
}

_PROGRAMME = {
    "TOTAL": "Total del programa",
    "mayor_150": "Meta por revisar",
    "gasto_sin_entrega": "Gasto sin entrega",
    "entrega_sobre_gasto": "Entrega sobre el gasto",
    "revisar_programacion": "Revisar la programación",
    "revisar_programacion_desde": "Revisar la programación desde",
    "comentario_brecha_mayor_que": "Comentar la brecha mayor que",
    "ventas_minimas": "Ventas mínimas",
    "ventas_maximas": "Ventas máximas",
    "anios_registro": "Años en el registro",
    "si": "Sí",
    "no": "No",
}

_DIMENSIONS = {
    "atendidas": "Empresas atendidas",
    "focalizacion": "Focalización",
    "servicio": "Servicios",
    "producto": "Productos",
    "capacitacion_unidad": "Capacitación por unidad",
    "capacitacion_tema": "Temas de capacitación",
    "difusion_tema": "Temas de difusión",
    "transferencia_tipo": "Servicios de transferencia",
    "articulacion_tipo": "Servicios de articulación",
    "evento": "Eventos comerciales",
    "tamano": "Tamaño empresarial",
    "tamano_rango": "Rangos de ventas",
    "sector": "Sector económico",
    "trabajadores": "Número de trabajadores",
    "trabajadores_sector": "Sector de las empresas con menos trabajadores",
    "unidad": "Unidades ejecutoras",
    "region": "Regiones",
}

_RECONCILIATION = {
    "coincide": "Coincide",
    "difiere": "Difiere",
    "dato_de_entrada": "Dato de entrada",
    "no_verificable": "No verificable",
    "se_cumple": "Se cumple",
    "no_se_cumple": "No se cumple",
    "no_aplica": "No aplica",
    "pndi": "Reporte de la PNDI",
    "pp0093": "Resultados del PP 0093",
}

WORDS = _LEVELS | _FIRMNESS | _RATINGS | _SCALES | _POLICY | _PROGRAMME | _DIMENSIONS | _RECONCILIATION


def word(code: str) -> str:
    """The word for a code; other texts (official names) pass unchanged."""
    return WORDS.get(code, code)
