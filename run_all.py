"""Produce the report of a year: `python run_all.py --year 2024`. See README.md and `--help`."""

import sys

from engine.run.command import main

if __name__ == "__main__":
    sys.exit(main(sys.argv[1:]))
