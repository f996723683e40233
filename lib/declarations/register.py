"""Declarations of the administrative register of services, and of the population that the programme means to reach."""

from __future__ import annotations

from contextlib import suppress

from engine.disk import sha256
from engine.inputs.fields import CODE, DATE, Field, Table
from engine.inputs.files import Folder
from engine.inputs.problems import Place
from engine.inputs.sources import TEMPLATE_HASH, Given, check_sidecar, read_sidecar, sidecar_file
from lib.declarations.columns import QUOTE, code, count, integer, number, text, year
from lib.declarations.reference import PROGRAMME_CODE

REGISTER, TARGET, CODES = "register", "target_population", "register_codes"
ENDINGS = ("parquet", "csv", "xlsx")
ACTIVE = "ACTIVO"
_STATUS = (ACTIVE, "SUSPENSION TEMPORAL", "BAJA PROVISIONAL", "BAJA DEFINITIVA")
_SALES = "Ventas anuales de la empresa, en UIT: rango de SUNAT,"


def _found(table: Table, year: int, folder: Folder) -> Given:
    """The register of a year: recorded, with what is said of it, and not read; nothing when it is an empty template."""
    given = Given()
    for file in filter(folder.has, (f"{year}/{table.name}.{ending}" for ending in table.endings)):
        with suppress(OSError):
            folder.hashes[file] = sha256(folder.root / file)
        sidecar, found = read_sidecar(folder, file)
        if folder.hashes.get(file, "") == sidecar.get(TEMPLATE_HASH):
            del folder.hashes[file]
            continue
        found += [] if file in folder.hashes else [Place(file).problem("archivo-ilegible")]
        found += check_sidecar(sidecar, table.name, sidecar_file(file)) if sidecar else []
        found += [Place(file).problem("dos_fuentes-archivos", other=given.files[0])] if given.files else []
        given = Given(None, None, sidecar, (file, sidecar_file(file)), given.problems + found)
    return given


REGISTER_CODES = Table(
    CODES,
    yearly=False,
    key=("columna", "codigo"),
    title="Códigos de las columnas servicio, tema y unidad del registro, y rangos de ventas",
    fields=(
        text("columna", "Columna del registro", "servicio", "tema", "unidad", "rango"),
        code("codigo", "Código", "[a-z0-9_]+", "itp"),
        text("nombre", "Nombre"),
        code("parte_de", "Código del servicio o tema del que es parte", "[a-z_]+", "capacitacion", blank=True),
        code("dimension", "Dimensión de la cobertura en que se cuenta", "[a-z_]+", "difusion_tema"),
    ),
)
REGISTER_TABLES = (
    Table(
        REGISTER,
        yearly=True,
        key=("ruc",),
        title="Registro administrativo del PP 0093: un servicio dado a una empresa por fila",
        fields=(
            code("ruc", "RUC de la empresa", r"\d{11}", "20 y nueve cifras más"),
            Field("fecha", DATE, "Fecha del servicio (AAAA-MM-DD), dentro del año"),
            code("producto", "Producto", r"P\d", "P1", refers_to=("programme",)),
            code("actividad", "Actividad del producto", PROGRAMME_CODE, "1.1", refers_to=("programme",)),
            Field("servicio", CODE, "Clase de servicio", refers_to=(CODES,)),
            Field("tema", CODE, "Tema o tipo dentro del servicio", blank=True, refers_to=(CODES,)),
            Field("unidad", CODE, "Unidad ejecutora", refers_to=(CODES,)),
            code(
                "ubigeo",
                "Ubigeo del lugar del servicio: las dos primeras cifras son la región",
                r"\d{2}|\d{6}",
                "150101",
            ),
            code("ciiu", "Clase o división CIIU Rev. 4 de la empresa", r"\d{2,4}", "1410", blank=True),
            number("ventas_soles", "Ventas anuales de la empresa", "soles", blank=True, minimum=0),
            number("ventas_desde_uit", f"{_SALES} desde (sin incluirlo)", blank=True, minimum=0),
            number("ventas_hasta_uit", f"{_SALES} hasta (incluido); vacío si no tiene tope", blank=True, minimum=0),
            integer("trabajadores", "Trabajadores de la empresa", 0, blank=True),
            Field("fecha_inscripcion", DATE, "Fecha de inscripción en la SUNAT (AAAA-MM-DD)", blank=True),
            text("estado_sunat", "Estado en la SUNAT", *_STATUS, blank=True),
            year(
                "anio_atributos", "Año de las ventas y demás datos de la empresa; vacío, el de las reglas", blank=True
            ),
        ),
        required=False,
        finder=_found,
        endings=ENDINGS,
    ),
    Table(
        TARGET,
        yearly=True,
        key=("dimension", "categoria"),
        title="Población objetivo del PP 0093 por categoría",
        fields=(
            text("dimension", "Dimensión", "region", "sector", "tamano"),
            code(
                "categoria",
                "Región, grupo de sector o tamaño",
                refers_by=(
                    ("dimension", "region", "regions"),
                    ("dimension", "sector", "sector_groups"),
                    ("dimension", "tamano", "size_classes"),
                ),
            ),
            count("empresas", "Empresas de la población objetivo", blank=True, published=True),
            QUOTE,
        ),
        required=False,
    ),
)
COLUMNS = REGISTER_TABLES[0].columns
