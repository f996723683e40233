"""The one place every reader-visible text goes through: gettext, with Spanish as the source language.

A second language is a catalogue `locale/<language>/LC_MESSAGES/report.mo` beside this module, chosen with `use`.
"""

import gettext
from pathlib import Path

LOCALE_DIR = Path(__file__).with_name("locale")
SOURCE_LANGUAGE = "es_PE"

_translations: gettext.NullTranslations = gettext.NullTranslations()


def use(language: str) -> None:
    """Show every text in `language` (an unknown one falls back to the Spanish source)."""
    global _translations
    _translations = gettext.translation("report", LOCALE_DIR, [language], fallback=True)


def _(text: str) -> str:
    """Translate one text."""
    return _translations.gettext(text)


def plural(one: str, many: str, count: int) -> str:
    """Translate the form of a text that agrees with `count`."""
    return _translations.ngettext(one, many, count)
