"""Runs the notebooks of a year and publishes the report; `command.main` is what `run_all.py` does."""
