"""`verify` with the project's own run: a report just made is genuine, and no longer is with one digit of the data changed."""

import pytest
from audit_samples import changed_copy

from engine.inputs.files import data_root
from lib.__main__ import make_report, verify

pytestmark = [pytest.mark.slow, pytest.mark.kernel]


@pytest.fixture
def report(real_report):
    return real_report.folder


def test_a_report_just_made_is_genuine(report, capsys):
    assert verify([report], data_root()) == 0
    assert "son genuinos" in capsys.readouterr().out


def test_a_report_of_one_section_is_genuine_too(tmp_path):
    assert make_report(2024, data_root(), tmp_path, ["services"]) == 0
    assert verify([tmp_path / "2024" / "02_services.html"], data_root()) == 0


def test_a_flipped_word_in_a_renamed_page_is_told(report, tmp_path, capsys):
    text = (report / "01_objective_gaps.html").read_text(encoding="utf-8")
    (tmp_path / "anexo.html").write_text(
        text.replace("retrocedió", "mejoró").replace("empeoró", "mejoró"), encoding="utf-8"
    )
    assert verify([tmp_path / "anexo.html"], data_root()) == 1
    assert "mejoró" in capsys.readouterr().out


def test_with_other_data_than_it_records_nothing_is_certified(report, tmp_path, capsys):
    cell = ("indicator_results.csv", "OP.01,49007,42391", "OP.01,49007,42397")
    changed_copy(tmp_path / "data", *cell)
    assert verify([report / "01_objective_gaps.html"], tmp_path / "data") == 2
    assert "2024/indicator_results.csv es otro" in capsys.readouterr().err
