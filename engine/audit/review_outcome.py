"""What became of a review: how much was reviewed, and each observation against the report as it is now."""

from __future__ import annotations

from collections.abc import Callable, Iterable, Mapping
from dataclasses import dataclass

from engine.audit.manifest import inputs_digest
from engine.audit.page_reader import flat
from engine.inputs.review_reading import NO, YES, Answer, FilledReview
from engine.inputs.review_workbook import mark
from engine.spanish import plural

OPEN, CHANGED, GONE, CLOSED = "abierta", "cambiada", "desaparecida", "cerrada"
_STATES = (OPEN, CHANGED, GONE, CLOSED)
_FATES = {
    OPEN: "ABIERTA: la cifra sigue igual, {now}",
    CHANGED: "la cifra cambió, {move}",
    GONE: "la cifra ya no se muestra",
    CLOSED: "cerrada por el revisor, la cifra sigue igual, {now}",
}


@dataclass(frozen=True)
class Outcome:
    """A returned review against the report as it is now.

    Attributes:
        filled: The returned sheet.
        texts: Figures that the pages show now, by id, as readers see them.
        label: What readers call a figure of the report, by id.
    """

    filled: FilledReview
    texts: Mapping[str, str]
    label: Callable[[str], str]

    @property
    def open(self) -> list[Answer]:
        """Observations that wait: the figure is as it was and the reviewer has not said yes."""
        return [answer for answer in self._observed if self._state(answer) == OPEN]

    def lines(self, data: str) -> list[str]:
        """Everything there is to tell, in the order in which it matters.

        Args:
            data: Digest of the report's input files.
        """
        again = [item for item in self._agreed if self._state(item) == CHANGED and not item.observation]
        new = [ident for ident in self.texts if ident not in self.filled.answers]
        left = plural("Queda {:,} observación abierta.", "Quedan {:,} observaciones abiertas.", len(self.open))
        return [
            self._counts(),
            self._since(data, len(new)),
            *_listed("Observaciones:", map(self._observation, self._observed)),
            *_listed(
                "Conformes cuya cifra cambió después; revíselas otra vez:",
                (f"{self._name(answer)}: {self._move(answer)}" for answer in again),
            ),
            *_listed(
                "Cifras que no están en la hoja:",
                (f"{self.label(ident)} [{ident}]: {flat(self.texts[ident])}" for ident in new),
            ),
            left.format(len(self.open)) if self.open else "No queda ninguna observación abierta.",
        ]

    @property
    def _reviewed(self) -> list[Answer]:
        return [answer for answer in self.filled.answers.values() if answer.verdict or answer.observation]

    @property
    def _agreed(self) -> list[Answer]:
        return [answer for answer in self._reviewed if answer.verdict == YES]

    @property
    def _observed(self) -> list[Answer]:
        """Rows with an observation, or a no without one; open ones first."""
        found = [answer for answer in self._reviewed if answer.observation or answer.verdict == NO]
        return sorted(found, key=lambda answer: _STATES.index(self._state(answer)))

    def _state(self, answer: Answer) -> str:
        if answer.ident not in self.texts:
            return GONE
        if mark(self.texts[answer.ident]) != answer.seen:
            return CHANGED
        return CLOSED if answer.verdict == YES else OPEN

    def _counts(self) -> str:
        reviewed, total, agreed = len(self._reviewed), len(self.filled.answers), len(self._agreed)
        return (
            plural("{:,} cifra revisada", "{:,} cifras revisadas", reviewed).format(reviewed)
            + f" de {total:,}: "
            + plural("{:,} conforme", "{:,} conformes", agreed).format(agreed)
            + f", {len(self._observed):,} con observación; {total - reviewed:,} sin revisar."
        )

    def _since(self, data: str, new: int) -> str:
        """What the report did since the sheet was made."""
        states = [self._state(answer) for answer in self.filled.answers.values()]
        changed, gone = states.count(CHANGED), states.count(GONE)
        if changed or new or gone:
            return "Desde que se hizo la hoja: {}, {}, {}.".format(
                plural("{:,} cifra cambió", "{:,} cifras cambiaron", changed).format(changed),
                plural("{:,} es nueva", "{:,} son nuevas", new).format(new),
                plural("{:,} ya no se muestra", "{:,} ya no se muestran", gone).format(gone),
            )
        if self.filled.data == data and self.filled.figures == figures_digest(self.texts):
            return "El reporte tiene los mismos datos y las mismas cifras con que se hizo la hoja."
        return "Los datos no son los mismos con que se hizo la hoja, pero las cifras que se muestran sí."

    def _name(self, answer: Answer) -> str:
        """A figure for readers; one that is gone is called as the sheet did."""
        name = self.label(answer.ident) if answer.ident in self.texts else answer.label or self.label(answer.ident)
        return f"{name} [{answer.ident}]"

    def _observation(self, answer: Answer) -> str:
        said = f"«{answer.observation}»" if answer.observation else "no conforme, sin decir por qué"
        who = ", ".join(text for text in (answer.reviewer or "sin revisor", answer.date) if text)
        now = flat(self.texts.get(answer.ident, ""))
        fate = _FATES[self._state(answer)].format(now=now, move=self._move(answer))
        return f"{self._name(answer)}: {said} ({who}). {fate[0].upper()}{fate[1:].removesuffix('.')}."

    def _move(self, answer: Answer) -> str:
        """Old and new text of a figure; the old one is unknown when somebody wrote over it."""
        now = flat(self.texts.get(answer.ident, ""))
        return f"{answer.text} → {now}" if answer.text else f"ahora {now}"


def figures_digest(texts: Mapping[str, str]) -> str:
    """One sha256 over what the pages show.

    Args:
        texts: Figures as readers see them, by id.
    """
    return inputs_digest({ident: flat(text) for ident, text in texts.items()})


def _listed(title: str, items: Iterable[str]) -> list[str]:
    lines = [f"- {item}" for item in items]
    return [title, *lines] if lines else []
