"""Runs the notebooks of a year and publishes the report: the run contract behind `run_all.py`."""
