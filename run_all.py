"""Produce the report of a year: `python run_all.py --year 2024`. See README.md and `--help`."""

import sys

if __name__ == "__main__":  # processes of the run import this file too, and need nothing of it
    from engine.run.command import main
    from lib.suite import SUITE

    sys.exit(main(SUITE, sys.argv[1:]))
