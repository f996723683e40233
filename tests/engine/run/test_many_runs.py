"""Several years, files of parameter sets, and the same on a Dask cluster."""

import json
import subprocess
import sys
from contextlib import contextmanager

import pytest

pytestmark = pytest.mark.kernel


def test_several_years_in_one_call(project):
    code, said = project.run("--year", "2023", "2024", "--only", "services")
    assert code == 0, said
    for year in (2023, 2024):
        page = (project.root / "outputs" / str(year) / "02_services.html").read_text(encoding="utf-8")
        assert f"El año es {year}" in page
    assert "2 de 2 informes" in said


def test_one_bad_set_does_not_stop_the_others_and_both_slots_are_used(project):
    rows = [f"set{number},2024,data" for number in range(6)] + ["malo,2024,data_mala", "sin_datos,2019,data"]
    (project.root / "data_mala" / "2024").mkdir(parents=True)
    (project.root / "data_mala" / "2024" / "values.csv").write_text("uno\n", encoding="utf-8")
    (project.root / "sets.csv").write_text("name,year,data_dir\n" + "\n".join(rows), encoding="utf-8")
    code, said = project.run("--matrix", "sets.csv", "--only", "services", "--jobs", "2")
    assert code == 1
    assert "malo: 1 problema" in said and "«uno» no es un número" in said and "6 de 8 informes" in said
    assert "no hay datos del año 2019 en " in said
    told = [
        json.loads((project.root / "outputs" / f"set{number}" / "run.json").read_text(encoding="utf-8"))
        for number in range(6)
    ]
    assert all(one["status"] == "publicado" for one in told)
    assert len({one["started"] for one in told}) < 6, "no two reports were begun in the same second"
    assert not (project.root / "outputs" / "malo").exists()
    page = (project.root / "outputs" / "index.html").read_text(encoding="utf-8")
    assert '<th scope="row">set0</th>' in page and "<td>2025</td>" in page  # the total of its values: 1 and 2024
    assert '<a href="set0/index.html">Páginas</a>' not in page and '<a href="set0/figures.csv">Cifras</a>' in page
    assert '<th scope="row">malo: esta corrida no lo pudo hacer</th>' in page


def test_a_broken_matrix_runs_nothing(project):
    (project.root / "sets.csv").write_text("name,yaer\nx,2024\n", encoding="utf-8")
    code, said = project.run("--matrix", "sets.csv")
    assert code == 2 and "parámetro desconocido «yaer»" in said and not (project.root / "outputs").exists()


@contextmanager
def cluster(project):
    """A cluster of two workers that can import the project, as those of an office would; its address."""
    code = (
        "from distributed import LocalCluster\n"
        "if __name__ == '__main__':\n"
        "    with LocalCluster(n_workers=2, threads_per_worker=1, dashboard_address=None) as made:\n"
        "        print(made.scheduler_address, flush=True)\n"
        "        input()\n"
    )
    (project.root / "cluster.py").write_text(code, encoding="utf-8")
    environment = project.environment | {"PYTHONPATH": str(project.root)}
    process = subprocess.Popen(
        [sys.executable, "cluster.py"], cwd=project.root, env=environment, stdin=subprocess.PIPE, stdout=subprocess.PIPE
    )
    try:
        yield process.stdout.readline().decode().strip()
    finally:
        process.communicate(b"\n", timeout=30)


@pytest.mark.slow
def test_the_sets_run_on_a_dask_cluster_of_two_workers(project):
    pytest.importorskip("distributed")
    rows = [f"set{number},2024,data" for number in range(3)] + ["sin_datos,2019,data"]
    (project.root / "sets.csv").write_text("name,year,data_dir\n" + "\n".join(rows), encoding="utf-8")
    with cluster(project) as address:
        code, said = project.run("--matrix", "sets.csv", "--only", "services", "--dask", address)
    assert code == 1, said
    assert "3 de 4 informes" in said and "no hay datos del año 2019 en " in said
    assert (project.root / "outputs" / "set2" / "02_services.html").exists()


def test_without_dask_or_cluster_it_says_what_to_do(project):
    code, said = project.run("--dask", "tcp://127.0.0.1:9")
    assert code == 2
    assert "--dask" in said and ("pip install" in said or "no cluster answers" in said)
