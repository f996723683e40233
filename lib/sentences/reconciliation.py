"""Sentences of section 05: how the printed figures stand against the computed ones, and what to correct first."""

from __future__ import annotations

import pandas as pd

from engine.page.passages import Passage, agree, counted, sentence, text
from lib.sentences.wording import heading, last_row

TOTAL, DIFFER = "total", "difiere"


def finding(by_document: pd.DataFrame) -> Passage:
    """What the page finds: how many of the printed figures are recomputed, and how many of them differ."""
    row = last_row(by_document)
    if not row or not row["total"] > 0:
        return heading(text("Aún no hay cifras publicadas de este año con las que conciliar"))
    verb = agree(row["difiere"], "difiere", "difieren")
    differ = sentence(f"{{difiere}} {verb}", **row) if row["difiere"] > 0 else text("ninguna difiere")
    printed = counted(row["total"], "cifra publicada", "cifras publicadas")
    template = (
        f"De {{printed}} {agree(row['recalculadas'], 'se recalcula', 'se recalculan')} {{recalculadas}}, y {{differ}}"
    )
    return heading(sentence(template, printed=printed, differ=differ, **row))
