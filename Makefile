# Everything a fresh machine needs: python3 >= 3.11 and make. `make report` creates .venv by itself.
PYTHON ?= python3
ARGS ?=
VENV_PYTHON := .venv/bin/python
READY := .venv/.ready

.PHONY: report test lab check lint hooks bench sbom lock clean

report: $(READY)  ## the whole report of the newest year, or ARGS="--year 2025 --only services"
	@$(VENV_PYTHON) run_all.py $(ARGS)

check: $(READY)  ## check the data and the notebooks, run nothing
	@$(VENV_PYTHON) run_all.py --check $(ARGS)

test: $(READY)  ## all tests, on all processors; ARGS="-n 0" runs them one after the other
	@$(VENV_PYTHON) -m pytest -n logical --dist worksteal $(ARGS)

lint: $(READY)  ## style, format and types
	@$(VENV_PYTHON) -m ruff check .
	@$(VENV_PYTHON) -m ruff format --check .
	@$(VENV_PYTHON) -m mypy

hooks: $(READY)  ## run the checks and strip outputs at each commit
	@$(VENV_PYTHON) -m pre_commit install

lab: $(READY)  ## JupyterLab, opened on the start notebook
	@$(VENV_PYTHON) -m jupyterlab --allow-root --ServerApp.root_dir=. --LabApp.default_url=/lab/tree/notebooks/inicio.ipynb $(ARGS)

bench: $(READY)  ## compare with the plain tools; writes docs/benchmarks.md
	@$(VENV_PYTHON) -m benchmarks.compare $(ARGS)

sbom: $(READY)  ## what ships: every package the report needs, with version and licence (CycloneDX)
	@$(VENV_PYTHON) -m benchmarks.sbom $(ARGS)

lock:  ## pin the dependencies of pyproject.toml again (needs uv)
	uv pip compile pyproject.toml --extra browser --extra build --extra dask --extra test --universal --python-version 3.11 --generate-hashes --no-annotate \
	    --custom-compile-command "make lock" --no-emit-index-url --no-emit-find-links --upgrade --output-file requirements.lock

clean:
	rm -rf .venv outputs

$(READY): requirements.lock pyproject.toml
	@$(PYTHON) -c 'import sys; sys.exit(sys.version_info < (3, 11) and "Python 3.11 or newer is needed; found " + sys.version)'
	@test -x $(VENV_PYTHON) || $(PYTHON) -m venv .venv \
	    || { echo "python3 -m venv failed: on Debian or Ubuntu install the package python3-venv" >&2; rm -rf .venv; exit 1; }
	@echo "Preparing .venv (once, some minutes) ..."
	@$(VENV_PYTHON) -m pip install --quiet --disable-pip-version-check --require-hashes --requirement requirements.lock
	@$(VENV_PYTHON) -m pip install --quiet --disable-pip-version-check --no-deps --no-build-isolation --editable .
	@touch $(READY)
