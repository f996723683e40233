"""Small cells of the register cannot be derived: hand examples, and an attack on random registers with HiGHS."""

import numpy as np
import pytest
from registers import by_hand, known_to_all, random_register
from scipy.optimize import linprog

from lib import register_counts
from lib.disclosure import Relation, covering, inside, parts, ranges, suppressed

LEAST = 3


def test_the_smallest_other_part_goes_with_a_small_one():
    # 10 = 1 + 4 + 5: with 1 alone suppressed it would be 10 - 4 - 5. With 1 and 4, each can lie from 1 to 4.
    counts = {"whole": 10, "a": 1, "b": 4, "c": 5}
    assert suppressed(counts, [parts("whole", "abc")], LEAST) == ({"a"}, {"b"})


def test_a_range_that_stays_too_narrow_hides_more():
    # 2 + 2 + 9 = 13: with both small ones hidden each is 1, 2 or 3, a range of 2; so the third goes too.
    counts = {"whole": 13, "a": 2, "b": 2, "c": 9}
    assert suppressed(counts, [parts("whole", "abc")], LEAST) == ({"a", "b"}, {"c"})


def test_nothing_small_hides_nothing():
    assert suppressed({"whole": 12, "a": 3, "b": 9}, [parts("whole", "ab")], LEAST) == (set(), set())


def test_a_zero_is_no_small_cell():
    assert suppressed({"whole": 9, "a": 0, "b": 9}, [parts("whole", "ab")], LEAST) == (set(), set())


def test_what_covers_a_whole_alone_gives_it_away():
    # One activity is all of its product: whoever sees one sees the other, and the product is seen in the total of nothing.
    counts = {"product": 2, "activity": 2, "total": 50}
    small, others = suppressed(counts, [*covering("product", ["activity"]), *inside("total", ["product"])], LEAST)
    assert (small, others) == ({"product", "activity"}, set())


@pytest.mark.parametrize(("firms", "hidden"), [(20, set()), (19, {"a"}), (18, {"a"}), (17, set())])
def test_a_category_that_leaves_out_one_or_two_of_its_whole_tells_of_them(firms, hidden):
    # 20 firms, 18 of them trained: two were not, and the two published numbers say so. With 17 it is three.
    counts = {"whole": 20, "a": firms, "b": 9}
    assert suppressed(counts, covering("whole", ["a", "b"]), LEAST) == (set(), hidden)


def test_two_tables_with_a_common_margin():
    # Rows 3 = 1 + 2 and 20 = 8 + 12; columns 9 and 14. All four must go, or the margins give the others away.
    counts = {"r1": 3, "r2": 20, "c1": 9, "c2": 14, "11": 1, "12": 2, "21": 8, "22": 12, "all": 23}
    crossed = [
        parts("r1", ["11", "12"]),
        parts("r2", ["21", "22"]),
        parts("c1", ["11", "21"]),
        parts("c2", ["12", "22"]),
    ]
    crossed += [parts("all", ["r1", "r2"]), parts("all", ["c1", "c2"])]
    small, others = suppressed(counts, crossed, LEAST)
    assert small == {"11", "12"} and {"21", "22"} <= others
    assert min(ranges(counts, crossed, small | others, LEAST).values()) >= LEAST


def test_a_relation_of_unequal_factors():
    # Firms in one and in two places, against the sum over places: 6 + 2 x 1 = 8 places; 7 firms.
    counts = {"once": 6, "twice": 1, "firms": 7, "a": 5, "b": 3}
    relations = [parts("firms", ["once", "twice"]), Relation({"a": 1, "b": 1, "once": -1, "twice": -2})]
    small, others = suppressed(counts, relations, LEAST)
    assert small == {"twice"} and {"once"} < others
    assert min(ranges(counts, relations, small | others, LEAST).values()) >= LEAST


def left_out(cells):
    """The wholes of which a cell leaves one or two firms out, each with that cell."""
    for terms, exact in known_to_all(cells):
        if not exact and len(terms) == 2:
            (whole, sign), (part, _other) = terms.items()
            if sign == 1 and 0 < cells[whole] - cells.get(part, 0) < LEAST:
                yield (whole, 1), (part, -1)


def attack(cells, hidden):
    """The narrowest range in which a suppressed cell, or what a cell leaves out of its whole, can lie for a reader."""
    place = {cell: number for number, cell in enumerate(sorted(hidden))}
    given = {True: ([], []), False: ([], [])}
    for terms, exact in known_to_all(cells):
        row, constant = np.zeros(len(place)), 0
        for cell, factor in terms.items():
            if cell in place:
                row[place[cell]] += factor
            else:
                constant -= factor * cells.get(cell, 0)
        if row.any():
            given[exact][0].append(row)
            given[exact][1].append(constant)
    (same, to), (more, than) = given[True], given[False]
    options = {"A_eq": np.array(same) if same else None, "b_eq": to or None, "bounds": (1, 10**6)}
    options |= {"A_ub": -np.array(more) if more else None, "b_ub": -np.array(than) if more else None}
    widths, unit = [], dict(zip(place, np.eye(len(place)), strict=True))
    for aim in [*unit.values(), *(sum(unit.get(cell, 0) * sign for cell, sign in rest) for rest in left_out(cells))]:
        if not np.any(aim):
            return 0.0
        low, high = (linprog(sign * aim, **options).fun for sign in (1, -1))
        widths.append(-high - low)
    return min(widths, default=float(LEAST))


@pytest.mark.parametrize(
    "seed",  # in 11 a category leaves one firm of its whole out, and nothing else hides either
    [11, *range(3), *(pytest.param(seed, marks=pytest.mark.exhaustive) for seed in range(3, 200) if seed != 11)],
)
def test_no_suppressed_cell_of_a_random_register_can_be_derived(seed, data, record_property):
    cells = by_hand(random_register(seed, firms=25 + seed % 40))
    relations = register_counts.relations(cells, register_counts.reference(data))
    small, others = suppressed(cells, relations, LEAST)
    assert small == {cell for cell, firms in cells.items() if firms < LEAST}
    assert attack(cells, small | others) >= LEAST - 1e-6
    record_property("small, others, cells", f"{len(small)} {len(others)} {len(cells)}")
