"""Imported first by processes that handle notebooks: keeps a needless second out of what they load.

jsonschema reads a grammar of web addresses (0.7 s) if the package is installed, for a format notebooks do not have.
Kernels do not import this: a notebook gets whatever is installed.
"""

import sys

sys.modules.setdefault("rfc3987_syntax", None)
