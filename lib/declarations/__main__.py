"""`python -m lib.declarations` writes `docs/data-dictionary.md` again after a declaration changes."""

from engine.inputs.dictionary import dictionary_text
from engine.inputs.files import PROJECT_ROOT, Folder
from lib.declarations import SCHEMA

DICTIONARY = PROJECT_ROOT / "docs" / "data-dictionary.md"

if __name__ == "__main__":
    DICTIONARY.write_text(dictionary_text(SCHEMA.of(Folder())[0]), encoding="utf-8", newline="")
