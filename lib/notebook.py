"""The four words of a notebook: `load` a year, `show` a frame, draw a `chart`, `say` sentences.

Their `help()` answers with an example, and every module of `lib` answers a misspelt name with the names it has.
"""

from __future__ import annotations

from functools import partial

from engine.inputs.loading import load_year
from engine.names import answer_in_package
from engine.page.notebook import Session
from lib.declarations import SCHEMA
from lib.reconciliation import table  # with it all sections are imported: texts name figures of any

_session = Session(table, partial(load_year, SCHEMA))

load = _session.load
show = _session.show
chart = _session.chart
say = _session.say

for _name in (
    "lib",
    "lib.checks",
    "lib.declarations",
    "lib.sentences",
):  # charts answer themselves: they load matplotlib
    answer_in_package(_name)
