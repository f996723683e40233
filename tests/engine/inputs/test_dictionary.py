from engine.inputs.dictionary import dictionary_text
from engine.inputs.files import Folder
from lib.declarations import SCHEMA, TABLES
from lib.declarations.__main__ import DICTIONARY


def test_the_data_dictionary_is_the_one_of_the_declarations():
    """When this fails, run `python -m lib.declarations` and review the change."""
    assert DICTIONARY.read_text(encoding="utf-8") == dictionary_text(SCHEMA.of(Folder())[0])


def test_it_names_every_column_of_every_table():
    sections = dictionary_text(SCHEMA.of(Folder())[0]).split("\n### ")[1:]

    assert [section.split("`")[1] for section in sections] == list(TABLES)
    for section, table in zip(sections, TABLES.values(), strict=True):
        assert all(f"| `{name}` |" in section for name in table.columns)
