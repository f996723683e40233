"""Whether an HTML is the one these data produce: figure by figure, file by file, sentence by sentence."""

import hashlib
import json

import pytest
from audit_samples import figure, register_of

from engine.audit import verify as module
from engine.audit.manifest import inputs_digest, meta_elements
from engine.audit.orphans import DataTexts
from engine.audit.recompute import Recomputed, RecomputeError
from engine.audit.verify import NotAReportError, Published, main, verify

HASHES = {"2024/coverage.csv": "a" * 64, "reference/rules.toml": "b" * 64}
FIGURES = register_of(figure("s.t[r].c", "86.4999", "porcentaje", 1, "86.5 %"))
DATA = Recomputed(FIGURES, HASHES, DataTexts())


def page(body='<p>Fue <data value="86.4999" data-figure="s.t[r].c">86.5 %</data>.</p>', hashes=HASHES, year=2024):
    metas = "".join(
        f'<meta name="{name}" content="{content}">'
        for name, contents in meta_elements(year, "services", hashes).items()
        for content in contents
    )
    return f"<html><head>{metas}</head><body>{body}</body></html>"


def test_the_digest_of_the_inputs_is_that_of_their_sorted_list():
    lines = f"2024/coverage.csv {'a' * 64}\nreference/rules.toml {'b' * 64}\n"
    assert inputs_digest(dict(reversed(HASHES.items()))) == hashlib.sha256(lines.encode()).hexdigest()


def test_a_genuine_page_tells_year_section_and_inputs():
    result = verify(page(), DATA, Published(page()))
    assert result.genuine
    assert result.facts == (
        "Año 2024, sección «services»: 1 figura mostrada.",
        "Texto: idéntico al de la página publicada.",
        f"Datos: 2 archivos, huella {inputs_digest(HASHES)}",
        f"  2024/coverage.csv  {'a' * 64}",
        f"  reference/rules.toml  {'b' * 64}",
    )


def test_a_figure_of_other_data_is_named():
    old = page('<p>Fue <data value="85.1" data-figure="s.t[r].c">85.1 %</data>.</p>')
    assert verify(old, DATA).differences == (
        "la figura «s.t[r].c» vale «86.4999» y la página guarda «85.1», en «Fue 85.1 %.»",
    )


def test_a_figure_shown_often_is_named_once():
    shown = '<data value="85.1" data-figure="s.t[r].c">85.1 %</data>'
    assert verify(page(f"<p>Fue {shown}.</p><p>{shown}</p><p>{shown}</p>"), DATA).differences == (
        "la figura «s.t[r].c» vale «86.4999» y la página guarda «85.1», en «Fue 85.1 %.» (y en 2 lugares más)",
    )


def test_the_input_file_that_changed_is_named():
    old = page(hashes={**HASHES, "2024/coverage.csv": "c" * 64, "2024/old.csv": "d" * 64})
    assert verify(old, DATA).differences == (
        "2024/coverage.csv: la página se hizo con otro contenido (cccccccccccc…, ahora aaaaaaaaaaaa…)",
        "2024/old.csv: la página lo usó y ya no está",
    )


def test_a_planted_number_and_a_changed_word_are_told():
    body = '<p>Cayó a <data value="86.4999" data-figure="s.t[r].c">86.5 %</data>.</p><p>Son 7.</p>'
    result = verify(page(body), DATA, Published(page()))
    assert result.differences == (
        "número sin registrar «7», en «Son 7.»",
        "texto: «Fue 86.5 %.» en la página publicada, «Cayó a 86.5 %. / Son 7.» en este archivo",
    )


def test_text_added_and_taken_away_are_told_apart():
    whole, less = page("<p>Uno.</p><p>Dos.</p>"), page("<p>Uno.</p>")
    assert verify(whole, DATA, Published(less)).differences == ("texto agregado: «Dos.»",)
    assert verify(less, DATA, Published(whole)).differences == ("texto retirado: «Dos.»",)


def test_markup_that_changes_nothing_readable_is_still_told():
    other = page('<p class="x">Fue <data value="86.4999" data-figure="s.t[r].c">86.5 %</data>.</p>')
    assert verify(other, DATA, Published(page())).differences == (
        "el código de la página no es el publicado, aunque su texto es el mismo",
    )


def test_without_a_published_copy_the_wording_is_not_vouched_for():
    assert verify(page(), DATA).facts[1] == (
        "No hay una página publicada: se compararon las figuras y los datos, no la redacción."
    )


def test_the_recorded_digest_stands_for_the_published_copy():
    recorded = Published(digest=hashlib.sha256(page().encode()).hexdigest())
    assert verify(page(), DATA, recorded).genuine
    assert verify(page("<p>Otro.</p>"), DATA, recorded).differences == (
        "el archivo no es el que registró la última corrida (run.json)",
    )


def test_a_page_that_does_not_say_what_it_is_cannot_be_verified():
    with pytest.raises(NotAReportError, match="no es una página de este reporte: no dice su año ni su sección"):
        verify("<html><body></body></html>", DATA)


@pytest.fixture
def file(tmp_path, monkeypatch):
    monkeypatch.setattr(module, "in_fresh_process", lambda year, data_dir: DATA)
    path = tmp_path / "02_services.html"
    path.write_text(page(), encoding="utf-8")
    return path


def test_the_command_says_yes_with_exit_0(file, tmp_path, capsys):
    folder = tmp_path / "out" / "2024"
    folder.mkdir(parents=True)
    (folder / "run.json").write_text(json.dumps({"outputs": {file.name: hashlib.sha256(page().encode()).hexdigest()}}))
    assert main([str(file), "--output-dir", str(tmp_path / "out")]) == 0
    assert capsys.readouterr().out.splitlines()[0] == f"{file}: es el que producen estos datos."


def test_the_command_says_no_with_exit_1_and_what_differs(file, tmp_path, capsys):
    file.write_text(page("<p>Son 7.</p>"), encoding="utf-8")
    assert main([str(file), "--output-dir", str(tmp_path)]) == 1
    assert capsys.readouterr().out.splitlines()[:2] == [
        f"{file}: NO es el que producen estos datos.",
        "- número sin registrar «7», en «Son 7.»",
    ]


@pytest.mark.parametrize(
    ("content", "message"),
    [
        (None, "no se puede leer {file}: no existe"),
        (b"\xff\xfe", "no se puede leer {file}: no es un texto en UTF-8"),
        (b"<html></html>", "{file}: no es una página de este reporte: no dice su año ni su sección"),
    ],
)
def test_a_file_that_cannot_be_verified_is_refused_with_exit_2(content, message, file, capsys):
    file.unlink() if content is None else file.write_bytes(content)
    assert main([str(file)]) == 2
    assert capsys.readouterr().err.strip() == message.format(file=file)


def test_data_that_cannot_be_used_are_told_with_exit_2(file, monkeypatch, capsys):
    def broken(year, data_dir):
        raise RecomputeError("2024/: no hay datos del año 2024")

    monkeypatch.setattr(module, "in_fresh_process", broken)
    assert main([str(file)]) == 2
    assert capsys.readouterr().err.strip() == "los datos del año no se pueden usar:\n2024/: no hay datos del año 2024"
