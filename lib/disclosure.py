"""Which cells may not be published, so that no small one can be derived from the others (METHODS: «Privacidad del registro»).

A cell is a count by a name; a relation is a sum of cells, each with its sign, that is zero, or at least zero. A reader knows
all relations and every published cell. HiGHS finds between which numbers each suppressed cell can lie: that must stay wide.
"""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Collection, Hashable, Iterable, Iterator, Mapping, Sequence
from dataclasses import dataclass
from typing import Any, TypeAlias

import numpy as np

Cell: TypeAlias = Hashable
_TOLERANCE = 1e-6


@dataclass(frozen=True)
class Relation:
    """A sum of cells.

    Attributes:
        terms: Factor of each cell.
        exact: Whether the sum is zero; otherwise it is zero or more.
    """

    terms: Mapping[Any, int]
    exact: bool = True


def parts(whole: Cell, cells: Iterable[Cell]) -> Relation:
    """That some cells add up to another."""
    return Relation({whole: 1, **dict.fromkeys(cells, -1)})


def covering(whole: Cell, cells: Sequence[Cell]) -> list[Relation]:
    """That some cells, which overlap, leave nothing of another out."""
    return [Relation({whole: -1, **dict.fromkeys(cells, 1)}, exact=False), *inside(whole, cells)]


def inside(whole: Cell, cells: Iterable[Cell]) -> list[Relation]:
    """That none of some cells is more than another."""
    return [Relation({whole: 1, cell: -1}, exact=False) for cell in cells if cell != whole]


def suppressed(counts: Mapping[Any, int], relations: Iterable[Relation], least: int) -> tuple[set[Any], set[Any]]:
    """The cells that may not be published: those of fewer than `least`, and those that would give them away.

    What a cell leaves out of its whole is looked at as a cell too: with both published, anybody would know how many it is.

    Args:
        counts: Count of each cell; a cell that is not there is zero, and every reader knows it.
        relations: What holds between cells.
        least: From how many a cell may be published; also how wide the range of a suppressed one must stay.

    Returns:
        Those that are too small, and the others.
    """
    cells, told = counts.keys(), list(relations)
    rests = list(_left_out(told, counts, least))
    told += [relation for _rest, _left, relation in rests]
    counts = {**counts, **{rest: left for rest, left, _relation in rests}}
    small = {cell for cell, count in counts.items() if 0 < count < least}
    hidden, known = set(small), [_without_zeros(relation, counts) for relation in told]
    beside = defaultdict(list)
    for relation in known:
        for cell in relation.terms:
            beside[cell].append(relation)
    wide: set[Any] = set()  # what is wide stays wide when more is hidden
    while narrow := _narrow(counts, known, hidden, least, wide):
        before, wide = len(hidden), hidden - narrow
        hidden |= _next(sorted(narrow, key=str), beside, counts, hidden, least)
        if len(hidden) == before:  # all that touches them is hidden: go on with what touches that
            around = {cell for other in narrow for each in beside[other] for cell in each.terms}
            hidden |= _next(sorted(around, key=str), beside, counts, hidden, least)
        if len(hidden) == before:
            break
    return small & cells, (hidden - small) & cells


def _left_out(
    relations: Iterable[Relation], counts: Mapping[Any, int], least: int
) -> Iterator[tuple[Any, int, Relation]]:
    """What cells leave out of their wholes, where it is too few: a name for it, how many, and what holds of it."""
    for relation in relations:
        left = sum(factor * counts.get(cell, 0) for cell, factor in relation.terms.items())
        if len(relation.terms) == 2 and not relation.exact and 0 < left < least:
            rest = ("left out", *relation.terms)
            yield rest, left, Relation({**relation.terms, rest: -1})


def ranges(
    counts: Mapping[Any, int],
    relations: Iterable[Relation],
    hidden: set[Any],
    enough: float,
    wide: Collection[Any] = (),
) -> dict[Any, float]:
    """How wide the range is in which each hidden cell can lie, for whoever knows all others; at least `enough` is enough.

    Args:
        counts: Count of each cell; those of hidden ones are not looked at, but for being more than zero.
        relations: What holds between cells.
        hidden: Cells that are not published.
        enough: A range known to be this wide is not measured any further.
        wide: Cells whose range is known to be wide enough.
    """
    known = [_without_zeros(relation, counts) for relation in relations]
    widths: dict[Any, float] = {}
    for cells, linked in _components(known, hidden):
        widths |= _widths(cells, linked, counts, enough, wide)
    return widths


def _narrow(
    counts: Mapping[Any, int], known: list[Relation], hidden: set[Any], least: int, wide: Collection[Any]
) -> set[Any]:
    widths = ranges(counts, known, hidden, least, wide)
    return {cell for cell, width in widths.items() if cell not in wide and width < least - _TOLERANCE}


def _next(
    cells: list[Any], beside: Mapping[Any, list[Relation]], counts: Mapping[Any, int], hidden: set[Any], least: int
) -> set[Any]:
    """The smallest open cell in the relation that binds each of some cells most; one for each relation."""
    chosen: dict[int, Any] = {}
    for cell in cells:
        choices = []
        for relation in beside[cell]:
            open_cells = [other for other in relation.terms if other not in hidden]
            if open_cells:
                slack = abs(sum(factor * counts[other] for other, factor in relation.terms.items()))
                smallest = min(open_cells, key=lambda other: (counts[other], str(other)))
                rank = (slack >= least, len(relation.terms) - len(open_cells), counts[smallest], str(smallest))
                choices.append((rank, id(relation), smallest))
        if choices:
            _rank, relation_id, smallest = min(choices)
            chosen[relation_id] = smallest
    return set(chosen.values())


def _without_zeros(relation: Relation, counts: Mapping[Any, int]) -> Relation:
    return Relation({cell: factor for cell, factor in relation.terms.items() if counts.get(cell)}, relation.exact)


def _components(known: list[Relation], hidden: set[Any]) -> list[tuple[list[Any], list[Relation]]]:
    """Hidden cells that some relation links, with the relations that they are in."""
    group = {cell: {cell} for cell in hidden}
    for relation in known:
        joined = set[Any]().union(*(group[cell] for cell in relation.terms if cell in hidden))
        group |= dict.fromkeys(joined, joined)
    sets = {id(cells): cells for cells in group.values()}
    return [
        (sorted(cells, key=str), [each for each in known if not cells.isdisjoint(each.terms)])
        for cells in sets.values()
    ]


def _widths(
    cells: list[Any], linked: list[Relation], counts: Mapping[Any, int], enough: float, wide: Collection[Any]
) -> dict[Any, float]:
    from scipy.optimize import linprog  # heavy, and few registers have a small cell

    place = {cell: number for number, cell in enumerate(cells)}
    matrix, constant = np.zeros((len(linked), len(cells))), np.zeros(len(linked))
    for number, relation in enumerate(linked):
        for cell, factor in relation.terms.items():
            if cell in place:
                matrix[number, place[cell]] = factor
            else:
                constant[number] -= factor * counts[cell]
    exact = np.array([relation.exact for relation in linked], dtype=bool)
    most = 2 * max(counts.values()) + 10 * enough
    given: dict[str, Any] = {"A_eq": matrix[exact], "b_eq": constant[exact]}
    given |= {"A_ub": -matrix[~exact], "b_ub": -constant[~exact], "bounds": (1, most), "method": "highs"}
    low = high = np.array([float(counts[cell]) for cell in cells])
    for number in [number for number, cell in enumerate(cells) if cell not in wide]:
        for sign in (1, -1):
            if high[number] - low[number] < enough:  # other solutions may have shown already that it is wide
                aim = np.zeros(len(cells))
                aim[number] = sign
                found = linprog(aim, **given)
                if found.x is not None:
                    low, high = np.minimum(low, found.x), np.maximum(high, found.x)
    return dict(zip(cells, (high - low).tolist(), strict=True))
