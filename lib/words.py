"""Words and marks for the codes that tables hold: levels, ratings, states, reasons. One place, so a page never shows a code."""

from engine.numbers import MISSING_REASONS
from engine.words import Vocabulary, Word

Words = dict[str, Word | str]

_LEVELS: Words = {
    "alto": Word("Alto", "alto"),
    "medio": Word("Medio", "medio"),
    "bajo": Word("Bajo", "bajo"),
    "sin_informacion": Word("Sin información", "nada"),
    "medio_o_alto": "Medio o alto",
    "bajo_o_medio": "Bajo o medio",
    "bajo_o_alto": "Bajo o alto",
    "medible": "Con información",
    "total": "Total",
    "alerta_mayor_que": "Alerta: mayor que",
}

_FIRMNESS: Words = {
    "fragil": "Frágil",
    "firme": "Firme",
    "probados": "Se pueden probar",
    "sin_prueba": "No se pueden probar",
    "variacion_pct": "Variación del valor obtenido",
}

_RATINGS: Words = {
    "Inicial": Word("Inicial", "bajo"),
    "Intermedio": Word("Intermedio", "medio"),
    "Avanzado": Word("Avanzado", "alto"),
}

_SCALES: Words = {
    "muy_bueno": Word("Muy bueno", "alto"),
    "bueno": Word("Bueno", "bueno"),
    "regular": Word("Regular", "medio"),
    "deficiente": Word("Deficiente", "bajo"),
    "en_camino": Word("En camino", "alto"),
    "avance_acelerar": Word("Avanza, debe acelerar", "bueno"),
    "limitado": Word("Avance limitado", "medio"),
    "deterioro": Word("Deterioro", "bajo"),
}

_POLICY: Words = {
    "objetivos": "Avance de los objetivos prioritarios",
    "servicios": "Implementación de los elementos de la política",
    "seguimiento": "Sistema de seguimiento",
    "global": "Valoración global",
    "PNDI": "Toda la política",
    "METODO": "Acciones metodológicas",
    "GENERAL": "Acciones generales",
    "PRESENTACION": "Presentación",
    "PP0093": "Todo el programa",
    "contexto": "Contexto económico",
    "nota": "Aclaración",
    "NP": "No programado",
    "ND": "No disponible",
    "PX": "Solo proxy",
    "FA": "Fuente alternativa",
    "revisar_meta": "Evaluar si conviene ajustar la meta programada",
    "evaluar_procesos": "Evaluar los procesos del servicio para mejorar su avance",
    "revisar_ficha": "Revisar la ficha técnica (estructura, fuente de datos y forma de cálculo)",
    "causa": "Causa",
    "facilitador": "Facilitador",
    "barrera": "Barrera",
    "medida": "Medida",
    "estrategia": "Estrategia",
    "explicacion": "Explicación",
    "actividad": "Actividad",
}

_PROGRAMME: Words = {
    "TOTAL": "Total del programa",
    "mayor_150": Word("Meta por revisar", "medio"),
    "gasto_sobre_entrega": Word("Gastó más de lo que entregó", "bajo"),
    "entrega_sobre_gasto": Word("Entregó más de lo que gastó", "medio"),
    "revisar_programacion": Word("Revisar la programación", "medio"),
    "revisar_programacion_desde": "Revisar la programación desde",
    "comentario_brecha_mayor_que": "Comentar la brecha mayor que",
    "ventas_minimas": "Ventas mínimas",
    "ventas_maximas": "Ventas máximas",
    "anios_registro": "Años en el registro",
    "si": "Sí",
    "no": "No",
}

_DIMENSIONS: Words = {
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

_REGISTER: Words = {
    "cumple": "Cumple",
    "no_cumple": "No cumple",
    "sin_dato": "Sin dato",
    "formal": "Formal: activa en la SUNAT",
    "anios": "Antigüedad en la SUNAT",
    "ventas": "Ventas anuales",
    "nueva": "Nuevas",
    "continua": "Continúan del año anterior",
    "perdida": "Del año anterior, no volvieron",
    "menos_de_5": "Menos de cinco trabajadores",
    "de_5_a_100": "De cinco a cien trabajadores",
    "mas_de_100": "Más de cien trabajadores",
    "uno": "Un servicio",
    "dos": "Dos servicios",
    "tres": "Tres servicios",
    "cuatro": "Cuatro servicios",
    "cinco_o_mas": "Cinco o más servicios",
}

_RECONCILIATION: Words = {
    "coincide": Word("Coincide", "alto"),
    "difiere": Word("Difiere", "bajo"),
    "dato_de_entrada": Word("Dato de entrada", "bueno"),
    "no_verificable": Word("No verificable", "nada"),
    "se_cumple": Word("Se cumple", "alto"),
    "no_se_cumple": Word("No se cumple", "bajo"),
    "no_aplica": Word("No aplica", "nada"),
    "pndi": "Reporte de la PNDI",
    "pp0093": "Resultados del PP 0093",
}

# What the acronyms of the documents stand for, in the words of the documents where they say it.
ACRONYMS = {
    "CEPLAN": "Centro Nacional de Planeamiento Estratégico",
    "CIP": "Índice de Rendimiento Industrial Competitivo",
    "CITE": "Centro de Innovación Productiva y Transferencia Tecnológica",
    "CONCYTEC": "Consejo Nacional de Ciencia, Tecnología e Innovación Tecnológica",
    "DGPAR": "Dirección General de Políticas y Análisis Regulatorio",
    "DGDE": "Dirección General de Desarrollo Empresarial",
    "INEI": "Instituto Nacional de Estadística e Informática",
    "ITP": "Instituto Tecnológico de la Producción",
    "MEF": "Ministerio de Economía y Finanzas",
    "MIPYME": "micro, pequeñas y medianas empresas",
    "PBI": "producto bruto interno",
    "PIM": "presupuesto institucional modificado",
    "PNDI": "Política Nacional de Desarrollo Industrial",
    "PNTE": "Programa Nacional Tu Empresa",
    "PRODUCE": "Ministerio de la Producción",
    "SNPI": "Sistema Nacional de Parques Industriales",
    "SUNAT": "Superintendencia Nacional de Aduanas y de Administración Tributaria",
    "UIT": "unidad impositiva tributaria",
}

# What the sheets of the workbook are called; the tables without a name are parts of others.
SHEETS = {
    "summary.rating": "Valoración",
    "summary.alternatives": "Alternativas",
    "objective_gaps.problem": "Problema público",
    "objective_gaps.progress": "Indicadores de objetivo",
    "objective_gaps.next_level": "Siguiente nivel",
    "objective_gaps.firmness": "Niveles frágiles",
    "objective_gaps.pace": "Ritmo anual",
    "objective_gaps.composites": "Compuestos por objetivo",
    "objective_gaps.trend": "Frente al año anterior",
    "services.levels": "Servicios por objetivo",
    "services.shares": "",
    "services.missing": "",
    "services.named": "Servicios nombrados",
    "services.firmness": "Niveles frágiles",
    "services.facts": "Otras cifras de servicios",
    "services.published": "Otras cifras publicadas",
    "services.factors": "Lo que explican",
    "services.actions": "Acciones sugeridas",
    "services.trend": "Frente al año anterior",
    "pp0093_coverage.atendidas": "",
    "pp0093_coverage.focalizacion": "Focalización",
    "pp0093_coverage.articulacion_tipo": "Articulación de mercados",
    "pp0093_coverage.evento": "Eventos comerciales",
    "pp0093_coverage.sums": "",
    "pp0093_coverage.tamano_rango": "",
    "pp0093_coverage.trend": "Frente al año anterior",
    "pp0093_budget.execution": "Ejecución por producto",
    "pp0093_budget.sums": "Sumas de actividades",
    "pp0093_budget.trend": "Frente al año anterior",
    "pp0093_budget.performance": "Indicadores de desempeño",
    "reconciliation.errors": "Errores y corrección",
    "reconciliation.ambiguities": "",
    "reconciliation.labels": "Códigos y etiquetas",
    "reconciliation.identities": "Identidades",
    "reconciliation.observations": "Contradicciones",
    "reconciliation.unverifiable": "",
    "reconciliation.verdicts": "Todas las cifras",
}

VOCABULARY = Vocabulary(
    _LEVELS | _FIRMNESS | _RATINGS | _SCALES | _POLICY | _PROGRAMME | _DIMENSIONS | _REGISTER | _RECONCILIATION,
    MISSING_REASONS | {"suprimido": "suprimido por privacidad"},
)
