"""Imported first by processes that handle notebooks: keeps a needless second out of what they load.

jsonschema reads a grammar of web addresses (0.7 s) and a library of dates if these packages are installed, for formats
notebooks do not have. Kernels do not import this: a notebook gets whatever is installed.
"""

import sys

for name in ("rfc3987_syntax", "isoduration"):
    sys.modules.setdefault(name, None)
