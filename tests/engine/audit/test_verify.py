"""Whether a file is, byte for byte, the one that its data and code produce; every way of tampering is refused and told."""

import os
import re
import shutil
from pathlib import Path

import pytest

from engine.audit.manifest import MadeFrom, changes_of, inputs_digest, meta_elements, read_metas
from engine.audit.page_reader import read_page
from engine.audit.verify import verify

MADE = MadeFrom(
    2024,
    {"2024/coverage.csv": "a" * 64, "reference/rules.toml": "b" * 64},
    {"engine/x.py": "c" * 64, "notebooks/02_services.ipynb": "d" * 64},
    {"python": "3.11.7"},
    ("summary", "services"),
)
BODY = (
    '<h2 id="niveles">Niveles de 2024</h2>'
    '<p>El avance bajó y fue <data value="86.4999" data-figure="s.t[a].c">86.5 %</data>, cuatro puntos menos; '
    'antes, <data value="90" data-figure="s.t[b].c">90.0 %</data>.</p>'
    '<figure><svg role="img" aria-label="Barras: 86.5 %" data-figures="s.t[a].c"><title>Avance por objetivo</title>'
    '<rect x="0" width="86.5"/><text>Ley 27645</text></svg></figure>'
    '<table><tr><th>Valor</th><th>Meta</th></tr><tr><td><data value="1" data-figure="s.t[a].v">1</data></td>'
    '<td><data value="2" data-figure="s.t[a].m">2</data></td></tr></table>'
    "<p>La meta se cumplió.</p><section><h2>Causas</h2><p>Faltó personal.</p></section>"
)


def page(section="services", body=BODY, made=MADE, title="Servicios"):
    metas = "".join(
        f'<meta name="{name}" content="{content}">\n'
        for name, contents in meta_elements(made, section).items()
        for content in contents
    )
    return (
        f"<!DOCTYPE html>\n<html><head>\n<title>{title}</title>\n{metas}<style>p{{margin:0}}</style>\n</head>\n"
        f'<body class="x">\n{body}\n<script>ready()</script>\n</body>\n</html>\n'
    )


PAGES = {
    "index.html": page("summary", "<p>Uno.</p>"),
    "02_services.html": page(),
    "report-2024.html": page("all", "<p>Uno.</p>" + BODY),
}
CALLS = []


def make(year, data_dir, output_dir, sections=()):
    """A report as a run would leave it."""
    CALLS.append((year, tuple(sections)))
    folder = output_dir / str(year)
    (folder / "tables").mkdir(parents=True)
    for name, content in PAGES.items():
        (folder / name).write_text(content, encoding="utf-8")
    (folder / "figures.csv").write_text("id,value\n", encoding="utf-8")
    (folder / "tables" / "s.t.csv").write_text("fila,c\n", encoding="utf-8")
    (folder / "run.log").write_text("now", encoding="utf-8")
    return 0


@pytest.fixture
def report(tmp_path):
    """A published report."""
    make(2024, None, tmp_path)
    return tmp_path / "2024"


def verified(path, capsys, maker=make):
    code = verify([path], Path(), maker)
    told = capsys.readouterr()
    return code, (told.out + told.err).splitlines()


TAMPERING = {
    "a digit in a figure": ("86.5 %</data>", "96.5 %</data>", "figura: «s.t[a].c (86.4999): 96.5 %» donde el reporte tiene «s.t[a].c (86.4999): 86.5 %»"),
    "the exact value": ('value="86.4999"', 'value="96.4999"', "figura: «s.t[a].c (96.4999): 86.5 %» donde"),
    "a digit outside figures": ("Niveles de 2024", "Niveles de 2023", "texto: «Niveles de 2023» donde el reporte tiene «Niveles de 2024»"),
    "a wrong genuine figure": (
        '<data value="86.4999" data-figure="s.t[a].c">86.5 %</data>',
        '<data value="90" data-figure="s.t[b].c">90.0 %</data>',
        "figura: «s.t[b].c (90): 90.0 %» donde el reporte tiene «s.t[a].c (86.4999): 86.5 %»",
    ),
    "two figures swapped": (
        'data-figure="s.t[a].v">1</data></td><td><data value="2" data-figure="s.t[a].m">2',
        'data-figure="s.t[a].m">2</data></td><td><data value="2" data-figure="s.t[a].v">1',
        "figura: «s.t[a].m (1): 2» donde el reporte tiene «s.t[a].v (1): 1»",
    ),
    "two labels swapped": ("<th>Valor</th><th>Meta</th>", "<th>Meta</th><th>Valor</th>", "texto: «Meta» donde el reporte tiene «Valor»"),
    "hidden by the body's style": ("<p>La meta", '<p style="display:none">La meta', 'marcas: «<p style="display:none">» donde el reporte tiene «<p>»'),
    "hidden by the head's style": ("<style>p{", "<style>table{display:none}p{", "cabecera: «<style>table{display:none}"),
    "a script in the head": ("<style>", "<script>lie()</script><style>", "cabecera: sobra «<script>lie()</script>»"),
    "another script in the body": ("ready()", "lie()", "<script>lie()</script>"),
    "the length of a bar": ('width="86.5"', 'width="95"', "dibujo: «"),
    "an alternative text": ('aria-label="Barras: 86.5 %"', 'aria-label="Barras"', "texto: «Barras» donde el reporte tiene «Barras: 86.5 %»"),
    "a sentence without digits": ("Faltó personal.", "No faltó nada.", "texto: «No faltó nada.» donde el reporte tiene «Faltó personal.»"),
    "a flipped verb": ("bajó", "subió", "texto: «El avance subió y fue"),
    "a number in words": ("cuatro puntos", "dos puntos", "dos puntos"),
    "a section taken away": ("<section><h2>Causas</h2><p>Faltó personal.</p></section>", "", "texto: falta «Faltó personal.»"),
    "the title": ("<title>Servicios</title>", "<title>Éxito</title>", "cabecera: «<title>Éxito</title>»"),
    "text after the body": ("</body>", "</body><p>Y más.</p>", "después del cuerpo: «<p>Y más.</p> </html>»"),
    "a comment": ("<p>La meta", "<!-- a --><p>La meta", "marcas: sobra «<!-- a -->»"),
    "the ends of the lines": ("\n", "\r\n", "solo cambian los fines de línea"),
}  # fmt: skip


@pytest.mark.parametrize("renamed", [False, True], ids=["in place", "renamed"])
@pytest.mark.parametrize("kind", TAMPERING)
def test_every_kind_of_tampering_is_refused_and_told(kind, renamed, report, capsys):
    old, new, told = TAMPERING[kind]
    path = report / "02_services.html"
    assert old in PAGES[path.name]
    path.write_text(PAGES[path.name].replace(old, new), encoding="utf-8", newline="")
    path = path.rename(path.with_name("copia.html")) if renamed else path
    code, lines = verified(path, capsys)
    assert code == 1
    assert lines[0] == f"{path}: NO es el que producen estos datos."
    assert told in "\n".join(lines)


@pytest.mark.parametrize("name", PAGES)
@pytest.mark.parametrize("renamed", [False, True], ids=["in place", "renamed"])
def test_the_genuine_file_is_accepted_whatever_it_is_called(name, renamed, report, capsys):
    path = (report / name).rename(report / "correo adjunto.htm") if renamed else report / name
    code, lines = verified(path, capsys)
    section = read_page(PAGES[name]).meta["report-section"][0]
    assert code == 0
    assert lines == [
        f"{path}: es, byte por byte, el que producen estos datos.",
        f"Año 2024, sección «{section}».",
        f"Hecho de 2 archivos de datos y 2 de código; huella {MADE.digest()}",
    ]


@pytest.mark.parametrize(
    ("other", "told"),
    [
        (MadeFrom(2024, {**MADE.data, "2024/coverage.csv": "e" * 64}, MADE.code, MADE.versions),
         "- los datos: 2024/coverage.csv es otro (eeeeeeeeeeee en el archivo, aaaaaaaaaaaa aquí)"),
        (MadeFrom(2024, {**MADE.data, "2024/old.csv": "e" * 64}, MADE.code, MADE.versions), "- los datos: 2024/old.csv ya no está"),
        (MadeFrom(2024, MADE.data, {"engine/x.py": "c" * 64}, MADE.versions), "- el código: notebooks/02_services.ipynb no estaba"),
        (MadeFrom(2024, MADE.data, MADE.code, {"python": "3.12.1"}), "- las versiones: python es otro (3.12.1 en el archivo, 3.11.7 aquí)"),
    ],
)  # fmt: skip
def test_other_data_or_code_than_the_file_records_are_named_and_nothing_is_certified(other, told, report, capsys):
    (report / "02_services.html").write_text(page(made=other), encoding="utf-8")
    code, lines = verified(report / "02_services.html", capsys)
    assert code == 2
    assert lines == [
        f"{report / '02_services.html'}: no se puede comprobar: se hizo con otros datos u otro código:",
        told,
    ]


def test_a_changed_digest_alone_is_refused(report, capsys):
    path = report / "02_services.html"
    path.write_text(path.read_text(encoding="utf-8").replace(MADE.digest(), "0" * 64), encoding="utf-8")
    code, lines = verified(path, capsys)
    assert (code, lines[1][:46]) == (1, f'- cabecera: «<meta name="report-inputs" content="{"0" * 64}'[:46])


@pytest.mark.skipif(not hasattr(os, "mkfifo"), reason="no pipes here")
def test_a_pipe_is_refused_instead_of_waited_for(tmp_path, capsys):
    os.mkfifo(tmp_path / "tuberia.html")
    code, lines = verified(tmp_path / "tuberia.html", capsys)
    assert (code, lines) == (2, [f"{tmp_path / 'tuberia.html'}: no se puede comprobar: no es un archivo"])


@pytest.mark.parametrize(
    ("content", "message"),
    [
        (None, "no existe"),
        (b"\xff\xfe", "no es un texto en UTF-8"),
        (b"<html></html>", "no es una página de este reporte: no dice su año ni su sección"),
        (page("other").encode(), "el reporte de 2024 no tiene la sección «other»"),
        (page(made=MadeFrom(2024, {}, {}, {})).replace('content="2024"', 'content="-1"').encode(), "no es una página"),
    ],
)
def test_a_file_that_cannot_be_compared_is_refused_with_exit_2(content, message, tmp_path, capsys):
    path = tmp_path / "x.html"
    if content is not None:
        path.write_bytes(content)
    code, lines = verified(path, capsys)
    assert code == 2
    assert lines[0].startswith(f"{path}: no se puede comprobar: {message}")


def test_what_the_run_said_is_told_when_the_report_cannot_be_made(report, capsys):
    def broken(_year, _data_dir, _output_dir, _sections):
        print("2024/coverage.csv: falta el archivo")
        return 2

    code, lines = verified(report / "index.html", capsys, broken)
    assert code == 2
    assert lines[-1] == "2024/coverage.csv: falta el archivo"


def test_a_folder_is_compared_whole_and_the_report_made_once(report, capsys):
    CALLS.clear()
    code, lines = verified(report, capsys)
    assert (code, lines[-1]) == (0, "5 de 5 archivos son genuinos.")
    assert CALLS == [(2024, ("summary", "services"))]  # once, with the sections that the pages say the report has
    (report / "figures.csv").write_text("id,value\nx,1\n", encoding="utf-8")
    (report / "index.html").unlink()
    shutil.rmtree(report / "tables")
    code, lines = verified(report, capsys)
    assert code == 1
    assert lines[-1] == "2 de 5 archivos son genuinos."
    assert f"{report / 'figures.csv'}: NO es el que producen estos datos." in lines
    assert lines.count("- falta") == 2


def test_a_folder_without_pages_is_refused(tmp_path, capsys):
    assert verified(tmp_path, capsys) == (2, [f"{tmp_path}: no se puede comprobar: no hay páginas en la carpeta"])


def test_a_difference_repeated_is_told_once(report, capsys):
    path = report / "report-2024.html"
    twice = PAGES[path.name].replace("<p>Uno.</p>", "<p>Dos.</p><p>Uno.</p><p>Dos.</p>")
    path.write_text(twice, encoding="utf-8")
    _code, lines = verified(path, capsys)
    assert lines[1] == "- texto: sobra «Dos.» (y en 1 lugares más)"


def test_a_page_says_what_it_was_made_from_and_it_can_be_read_back():
    recorded, section = read_metas(read_page(page()).meta)
    assert (recorded.year, section, recorded.pages) == (2024, "services", ("summary", "services"))
    assert recorded.data == {"2024/coverage.csv": "a" * 12, "reference/rules.toml": "b" * 12}
    assert recorded.versions == {"python": "3.11.7"}
    assert recorded.digest() == MADE.digest() == page().partition('report-inputs" content="')[2][:64]
    assert changes_of(recorded, recorded) == []
    assert re.fullmatch("[0-9a-f]{64}", MADE.digest())
    assert inputs_digest({"b": "2", "a": "1"}) == inputs_digest({"a": "1", "b": "2"})


def test_what_a_hostile_file_holds_does_nothing_to_the_terminal(report, capsys):
    path = report / "index.html"
    path.write_text(PAGES[path.name].replace("Uno.", "\x1b[2JUno\x9b.\u202e"), encoding="utf-8")
    assert verify([path], Path(), make) == 1
    told = capsys.readouterr().out
    assert not {"\x1b", "\x9b", "\u202e"} & set(told)
    assert "texto: «" in told
