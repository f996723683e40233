"""The four words of a notebook: `load` a year, `show` a frame, draw a `chart`, `say` sentences.

Their `help()` answers with an example.
"""

from __future__ import annotations

from engine.inputs.loading import load_year
from engine.page.notebook import Session
from lib.columns import table

_session = Session(table, load_year)

load = _session.load
show = _session.show
chart = _session.chart
say = _session.say
