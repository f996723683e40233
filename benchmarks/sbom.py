"""What ships with the suite: every package that a report needs, its version and licence, as CycloneDX: `make sbom`.

python -m benchmarks.sbom [FILE]
"""

import json
import re
import sys
from importlib import metadata
from pathlib import Path
from typing import Any

PROJECT = "pndi-report"


def packages() -> list[metadata.Distribution]:
    """The packages that the project needs to run, and those that they need in turn; no extras."""
    found: dict[str, metadata.Distribution] = {}
    waiting = [PROJECT]
    while waiting:
        name = re.sub(r"[-_.]+", "-", waiting.pop()).lower()
        try:
            distribution = metadata.distribution(name)
        except metadata.PackageNotFoundError:
            continue  # for another platform or version of Python
        if name not in found:
            found[name] = distribution
            needed = [text for text in distribution.requires or [] if "extra ==" not in text]
            waiting += [re.split(r"[\s;<>=!~\[(]", text, maxsplit=1)[0] for text in needed]
    return [found[name] for name in sorted(found) if name != PROJECT]


def component(package: metadata.Distribution) -> dict[str, Any]:
    """A package as CycloneDX tells it."""
    told: Any = package.metadata
    name = str(told["Name"])
    classified = [
        text.rpartition(" :: ")[2] for text in told.get_all("Classifier", []) if text.startswith("License ::")
    ]
    licence = (
        told.get("License-Expression") or ", ".join(classified) or str(told.get("License") or "").partition("\n")[0]
    )
    return {
        "type": "library",
        "name": name,
        "version": package.version,
        "purl": f"pkg:pypi/{name.lower()}@{package.version}",
        **({"licenses": [{"license": {"name": licence}}]} if licence else {}),
    }


def main(arguments: list[str]) -> int:
    """Write the list to a file, or to the terminal."""
    listed = {"bomFormat": "CycloneDX", "specVersion": "1.5", "components": [component(one) for one in packages()]}
    text = json.dumps(listed, indent=1, ensure_ascii=False) + "\n"
    Path(arguments[0]).write_text(text, encoding="utf-8") if arguments else sys.stdout.write(text)
    return 0


if __name__ == "__main__":
    sys.exit(main(sys.argv[1:]))
