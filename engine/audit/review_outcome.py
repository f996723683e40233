"""What became of a review: how much was reviewed, and each observation against the report as it is now."""

from __future__ import annotations

from collections.abc import Callable, Iterable, Mapping
from dataclasses import dataclass
from functools import cached_property

from engine.audit.manifest import inputs_digest
from engine.audit.page_reader import flat
from engine.inputs.review_reading import NO, YES, Answer, FilledReview
from engine.inputs.review_workbook import mark
from engine.spanish import plural

OPEN, CHANGED, GONE, CLOSED = "abierta", "cambiada", "desaparecida", "cerrada"
_STATES = (OPEN, CHANGED, GONE, CLOSED)


@dataclass(frozen=True)
class Outcome:
    """A returned review against the report as it is now.

    Attributes:
        answers: What the sheet says, by id.
        texts: Figures that the pages show now, by id, as readers see them.
    """

    answers: Mapping[str, Answer]
    texts: Mapping[str, str]

    @cached_property
    def reviewed(self) -> list[Answer]:
        """Rows with an opinion."""
        return [answer for answer in self.answers.values() if answer.verdict or answer.observation]

    @cached_property
    def agreed(self) -> list[Answer]:
        """Rows that say yes."""
        return [answer for answer in self.reviewed if answer.verdict == YES]

    @cached_property
    def observed(self) -> list[Answer]:
        """Rows with an observation, or a no without one; open ones first."""
        found = [answer for answer in self.reviewed if answer.observation or answer.verdict == NO]
        return sorted(found, key=lambda answer: _STATES.index(self.state(answer)))

    @cached_property
    def open(self) -> list[Answer]:
        """Observations that wait: the figure is as it was and the reviewer has not said yes."""
        return [answer for answer in self.observed if self.state(answer) == OPEN]

    @cached_property
    def changed(self) -> list[str]:
        """Figures of the sheet that read otherwise now."""
        return [ident for ident, answer in self.answers.items() if self._changed(answer)]

    @cached_property
    def new(self) -> list[str]:
        """Figures that the sheet does not have."""
        return [ident for ident in self.texts if ident not in self.answers]

    @cached_property
    def gone(self) -> list[str]:
        """Figures of the sheet that no page shows any more."""
        return [ident for ident in self.answers if ident not in self.texts]

    def state(self, answer: Answer) -> str:
        """Where an observation stands."""
        if answer.ident not in self.texts:
            return GONE
        if self._changed(answer):
            return CHANGED
        return CLOSED if answer.verdict == YES else OPEN

    def _changed(self, answer: Answer) -> bool:
        return answer.ident in self.texts and mark(self.texts[answer.ident]) != answer.seen


def figures_digest(texts: Mapping[str, str]) -> str:
    """One sha256 over what the pages show.

    Args:
        texts: Figures as readers see them, by id.
    """
    return inputs_digest({ident: flat(text) for ident, text in texts.items()})


def outcome_lines(outcome: Outcome, filled: FilledReview, data: str, label: Callable[[str], str]) -> list[str]:
    """Everything there is to tell, in the order in which it matters.

    Args:
        outcome: The review against the report.
        filled: The returned sheet, for what it was made from.
        data: Digest of the report's input files.
        label: What readers call a figure of the report, by id.
    """
    again = [answer for answer in outcome.agreed if outcome.state(answer) == CHANGED and not answer.observation]
    return [
        _counts(outcome),
        _since(outcome, filled, data),
        *_listed("Observaciones:", (_observation(outcome, answer, label) for answer in outcome.observed)),
        *_listed(
            "Conformes cuya cifra cambió después; revíselas otra vez:",
            (f"{_name(outcome, answer, label)}: {_move(outcome, answer)}" for answer in again),
        ),
        *_listed(
            "Cifras que no están en la hoja:",
            (f"{label(ident)} [{ident}]: {flat(outcome.texts[ident])}" for ident in outcome.new),
        ),
        _left(outcome),
    ]


def _counts(outcome: Outcome) -> str:
    reviewed, total = len(outcome.reviewed), len(outcome.answers)
    return "{reviewed} de {total}: {agreed}, {observed}; {left} sin revisar.".format(
        reviewed=plural("{} cifra revisada", "{} cifras revisadas", reviewed).format(f"{reviewed:,}"),
        total=f"{total:,}",
        agreed=plural("{} conforme", "{} conformes", len(outcome.agreed)).format(f"{len(outcome.agreed):,}"),
        observed="{} con observación".format(f"{len(outcome.observed):,}"),
        left=f"{total - reviewed:,}",
    )


def _since(outcome: Outcome, filled: FilledReview, data: str) -> str:
    """What the report did since the sheet was made."""
    if outcome.changed or outcome.new or outcome.gone:
        changed, new, gone = len(outcome.changed), len(outcome.new), len(outcome.gone)
        return "Desde que se hizo la hoja: {}, {}, {}.".format(
            plural("{} cifra cambió", "{} cifras cambiaron", changed).format(f"{changed:,}"),
            plural("{} es nueva", "{} son nuevas", new).format(f"{new:,}"),
            plural("{} ya no se muestra", "{} ya no se muestran", gone).format(f"{gone:,}"),
        )
    if filled.data == data and filled.figures == figures_digest(outcome.texts):
        return "El reporte tiene los mismos datos y las mismas cifras con que se hizo la hoja."
    return "Los datos no son los mismos con que se hizo la hoja, pero las cifras que se muestran sí."


def _listed(title: str, items: Iterable[str]) -> list[str]:
    lines = [f"- {item}" for item in items]
    return [title, *lines] if lines else []


def _name(outcome: Outcome, answer: Answer, label: Callable[[str], str]) -> str:
    """A figure for readers; one that is gone is called as the sheet did."""
    name = label(answer.ident) if answer.ident in outcome.texts else answer.label or label(answer.ident)
    return f"{name} [{answer.ident}]"


def _observation(outcome: Outcome, answer: Answer, label: Callable[[str], str]) -> str:
    said = f"«{answer.observation}»" if answer.observation else "no conforme, sin decir por qué"
    who = ", ".join(text for text in (answer.reviewer or "sin revisor", answer.date) if text)
    now = flat(outcome.texts.get(answer.ident, ""))
    fate = {
        OPEN: "ABIERTA: la cifra sigue igual, {now}",
        CHANGED: "la cifra cambió, {move}",
        GONE: "la cifra ya no se muestra",
        CLOSED: "cerrada por el revisor, la cifra sigue igual, {now}",
    }[outcome.state(answer)].format(now=now, move=_move(outcome, answer))
    return f"{_name(outcome, answer, label)}: {said} ({who}). {fate[0].upper()}{fate[1:].removesuffix('.')}."


def _move(outcome: Outcome, answer: Answer) -> str:
    """Old and new text of a figure; the old one is unknown when somebody wrote over it."""
    now = flat(outcome.texts.get(answer.ident, ""))
    return f"{answer.text} → {now}" if answer.text else f"ahora {now}"


def _left(outcome: Outcome) -> str:
    number = len(outcome.open)
    if not number:
        return "No queda ninguna observación abierta."
    return plural("Queda {} observación abierta.", "Quedan {} observaciones abiertas.", number).format(f"{number:,}")
