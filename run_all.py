"""Produce the report of a year: `python run_all.py --year 2024`. See README.md and `--help`."""

import signal
import sys

if __name__ == "__main__":  # processes of the run import this file too, and need nothing of it
    if signal.getsignal(signal.SIGINT) is signal.default_int_handler:
        signal.signal(signal.SIGINT, signal.SIG_DFL)  # Ctrl-C while this loads ends it without a word

    from engine.run.command import main
    from lib.suite import SUITE

    sys.exit(main(SUITE, sys.argv[1:]))
