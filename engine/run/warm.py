"""What the fork server preloads: whatever a kernel or the data's part would import, once for all of them.

Importing it does the work, as `multiprocessing` has it. Neither the library nor the engine is in it: children import
those themselves, as in JupyterLab.
"""

from __future__ import annotations

import builtins
import gc
import importlib
import os
import signal
import sys
from contextlib import suppress

# matplotlib_inline must not be here: it ties matplotlib to the kernel that is running when it is imported
MODULES = (
    "pandas", "jinja2", "babel.dates", "html.parser", "xml.etree.ElementTree", "tomllib", "sqlite3.dbapi2",
    "ipykernel.kernelapp", "ipykernel.ipkernel", "ipykernel.zmqshell", "ipykernel.debugger",
    "IPython.core.completerlib", "IPython.core.debugger", "IPython.core.oinspect", "IPython.extensions.storemagic",
    "tornado.platform.asyncio", "psutil", "matplotlib.figure", "matplotlib.backends.backend_svg",
)  # fmt: skip
PATH = [entry for entry in sys.path if entry]  # as ipykernel_launcher leaves it

os.setsid()  # the run decides what Ctrl-C ends, and in which order
signal.pthread_sigmask(signal.SIG_UNBLOCK, [signal.SIGINT])  # blocked until here
try:
    os.chdir(os.environ["TMPDIR"])  # the run's: no matplotlibrc can be in it
    _log = os.open("processes.log", os.O_WRONLY | os.O_CREAT | os.O_APPEND)
except OSError:
    os._exit(0)  # the run has ended already
for _stream in (1, 2):
    os.dup2(_log, _stream)
_started_with = dict(os.environ)
os.environ.setdefault("MPLBACKEND", "module://matplotlib_inline.backend_inline")  # a kernel does before matplotlib
sys.stdout.reconfigure(encoding="UTF-8")  # type: ignore[union-attr]  # pandas asks what its output can encode
builtins.get_ipython = type("InKernel", (), {"kernel": True})  # type: ignore[attr-defined]  # and if it is in a kernel
gc.disable()  # what it frees while modules are imported leaves holes that children fill, each in a copy of its own
for _name in MODULES:
    with suppress(ImportError):
        importlib.import_module(_name)
del builtins.get_ipython  # type: ignore[attr-defined]
sys.modules["babel.dates"].get_day_names(locale="es_PE")  # reads the report's locale, for all children
gc.enable()
gc.freeze()  # children share this memory for as long as the collector leaves it alone
SET_BY_IMPORTS = {name: value for name, value in os.environ.items() if _started_with.get(name) != value}
