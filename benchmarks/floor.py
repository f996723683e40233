"""The floor: the code of the notebooks' cells as plain Python, without kernels, messages, saved notebooks or pages.

python -m benchmarks.floor YEAR NOTEBOOK ...
"""

import contextlib
import json
import os
import sys
from pathlib import Path


def run(notebook: Path, year: int) -> None:
    document = json.loads(notebook.read_text(encoding="utf-8"))
    names: dict[str, object] = {"__name__": "__main__"}
    for cell in document["cells"]:
        if "".join(cell["source"]).startswith("## Para explorar"):
            return
        if cell["cell_type"] == "code":
            exec(compile("".join(cell["source"]), notebook.name, "exec"), names)
            if "parameters" in cell["metadata"].get("tags", []):
                names["year"] = year


if __name__ == "__main__":
    with Path(os.devnull).open("w") as nowhere, contextlib.redirect_stdout(nowhere):
        for name in sys.argv[2:]:
            run(Path(name), int(sys.argv[1]))
