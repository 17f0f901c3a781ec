"""Who is right where Keepers and files differ."""

from __future__ import annotations

import pytest
from hypothesis import given
from hypothesis import strategies as st

from app.photos.xmp.marks import Marks
from app.photos.xmp.merge import Said, merge

MARKS = st.builds(
    Marks, st.sampled_from([None, -1, 0, 1]), st.sampled_from([None, 0, 1, 5]), st.sampled_from([None, 0, 1, 5])
)
DECIDED = st.tuples(st.sampled_from([-1, 0, 1]), st.sampled_from([0, 1, 5]), st.sampled_from([0, 1, 5]))


@pytest.mark.parametrize(
    ("before", "ours", "now", "expected", "conflicts"),
    [
        (None, (0, 0, 0), Marks(1, 3, 2), (1, 3, 2), ()),  # nobody decided: the file's
        (None, (1, 0, 0), Marks(None, 3, None), (1, 3, 0), ()),  # each field for itself
        (None, (1, 5, 0), Marks(1, 3, None), (1, 5, 0), ("stars",)),
        (None, (0, 5, 0), Marks(None, None, None), (0, 5, 0), ()),  # a file that says nothing
        (Marks(1, 3, 0), (1, 3, 0), Marks(-1, 3, 0), (-1, 3, 0), ()),  # changed outside
        (Marks(1, 3, 0), (1, 4, 0), Marks(1, 3, 0), (1, 4, 0), ()),  # changed in Keepers
        (Marks(1, 3, 0), (1, 4, 0), Marks(1, 5, 0), (1, 4, 0), ("stars",)),
        (Marks(1, 3, 0), (1, 4, 0), Marks(-1, 3, 2), (-1, 4, 2), ()),  # different fields: both
        (Marks(1, 3, 0), (0, 3, 0), Marks(None, 3, None), (0, 3, 0), ()),  # both took the flag away
        (Marks(1, 3, 2), (1, 3, 2), Marks(None, None, None), (0, 0, 0), ()),  # taken away outside
        (Marks(1, None, None), (1, 0, 0), Marks(1, 0, 0), (1, 0, 0), ()),
    ],
)
def test_table(
    before: Marks | None, ours: tuple[int, int, int], now: Marks, expected: object, conflicts: object
) -> None:
    merged = merge(ours, [Said(before, now)])
    assert merged.values == expected
    assert merged.conflicts == conflicts


def test_of_two_files_the_first_that_changed_counts() -> None:
    newest, older = Said(None, Marks(None, 4, None)), Said(None, Marks(1, 3, None))
    assert merge((0, 0, 0), [newest, older]).values == (1, 4, 0)


def test_a_sidecar_goes_over_what_is_embedded() -> None:
    embedded = (0, 3, 0)
    assert merge((0, 3, 0), [Said(None, Marks(None, 5, None))], embedded).values == (0, 5, 0)
    assert merge((0, 3, 0), [Said(None, Marks(1, None, None))], embedded).values == (1, 3, 0)
    assert merge((0, 2, 0), [Said(None, Marks(None, 5, None))], embedded).conflicts == ("stars",)
    assert merge((0, 2, 0), [Said(None, Marks(None, 3, None))], embedded).values == (0, 2, 0)


@given(before=MARKS, ours=DECIDED, now=MARKS)
def test_laws(before: Marks, ours: tuple[int, int, int], now: Marks) -> None:
    merged = merge(ours, [Said(before, now)])
    assert merge(ours, [Said(now, now)]).values == ours  # what did not change outside changes nothing
    for index, name in enumerate(("flag", "stars", "label")):
        if name in merged.conflicts:
            assert merged.values[index] == ours[index]
            assert merged.theirs[index] != ours[index]
    # Once settled, looking again finds nothing new.
    if not merged.conflicts:
        again = merge(merged.values, [Said(now, now)])
        assert (again.values, again.conflicts) == (merged.values, ())
