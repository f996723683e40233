"""`python -m lib.declarations` writes `docs/data-dictionary.md` again after a declaration changes."""

from engine.inputs.dictionary import write_dictionary
from engine.inputs.files import PROJECT_ROOT, Folder
from lib.declarations import SCHEMA

DICTIONARY = PROJECT_ROOT / "docs" / "data-dictionary.md"

if __name__ == "__main__":
    write_dictionary(SCHEMA.of(Folder())[0], DICTIONARY)
