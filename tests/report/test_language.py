"""Every text a reader sees goes through `lib.language._`.

The pages are made with a language that marks each translated text: what is left unmarked must come from the data.
"""

import re

import pytest
from bs4 import BeautifulSoup, Comment
from report_rendering import render_all

from lib import language
from lib.inputs.schemas import TABLES

OPEN, CLOSE = "⟦", "⟧"
SKIPPED = ["script", "style", "code", "pre", "samp", "q", "sup", "title"]
LINE = re.compile(r"^(#+ |[-*] |\d+\. )?(.*)$", re.M)
WORD = re.compile(r"[^\W\d_]{2,}")
# What a sentence may join without a word: codes before names, names in a list, dates and numbers.
JOINTS = re.compile(r"\n|[,;·→←:«»()/]|\b[A-Z]*\d[\d.]*(?= |$)|\. ")


class Marking:
    """A language whose every translation is the text between marks, line by line as Markdown needs."""

    def gettext(self, text):
        return LINE.sub(lambda line: f"{line[1] or ''}{OPEN}{line[2]}{CLOSE}" if line[2] else "", text)

    def ngettext(self, one, many, count):
        return self.gettext(one if count == 1 else many)


@pytest.fixture(scope="module")
def marked_pages():
    before = language._translations
    language._translations = Marking()
    try:
        return render_all(2024)
    finally:
        language._translations = before


@pytest.fixture(scope="module")
def corpus(data):
    """All texts of the data, lower case, one per line; names of a line's parts are found in it."""
    cells = [
        cell for table in TABLES for column in data[table] for cell in data[table][column] if isinstance(cell, str)
    ]
    titles = [str(sidecar.get("documento", "")) for sidecar in data.sidecars.values()]
    keys = [str(key) for table in TABLES for key in data[table].index]
    return "\n".join(dict.fromkeys([*cells, *titles, *keys])).lower()


def unmarked(element):
    """Texts of an element outside the marks; one that is cut short does not hide what follows its container."""
    depth, left = 0, []
    for node in element.find_all(string=True):
        if isinstance(node, Comment) or node.find_parent(SKIPPED):
            continue
        left.append("\n")
        for letter in node:
            depth += letter == OPEN
            left.append(letter if depth == 0 else "\n" if letter == OPEN else "")
            depth = max(depth - (letter == CLOSE), 0)
    return "".join(left)


def containers(soup):
    """The page in pieces no larger than a sentence, a row or a drawing."""
    small = soup.find_all(["p", "li", "tr", "caption", "summary", "dt", "dd", "h1", "h2", "h3", "svg", "button"])
    return [element for element in small if not element.find(["p", "li", "tr"])]


def loose_texts(html, corpus):
    """Texts of a page that are neither translated nor data, each with its element."""
    for element in containers(BeautifulSoup(html, "html.parser")):
        for part in JOINTS.split(unmarked(element)):
            text = " ".join(part.strip(" .,:;()«»…").split()).lower()
            if WORD.search(text) and text not in corpus:
                yield element.name, text


def test_every_text_is_translated_or_data(marked_pages, corpus):
    loose = {(name, *found) for name, html in marked_pages.items() for found in loose_texts(html, corpus)}
    assert sorted(loose) == []


def test_a_text_that_bypasses_translation_is_found(corpus):
    html = f"<p>{OPEN}Nota:{CLOSE} Productividad manufacturera; un texto escrito a mano.</p>"
    assert list(loose_texts(html, corpus)) == [("p", "un texto escrito a mano")]
