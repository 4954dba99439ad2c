"""The first so many, without sorting all, are the first of all sorted."""

from __future__ import annotations

import numpy as np
from hypothesis import given
from hypothesis import strategies as st

from search.engine.selection import Key, first_by


@given(
    st.integers(1, 400).flatmap(
        lambda size: st.tuples(
            st.lists(st.integers(0, 5), min_size=size, max_size=size),
            st.lists(st.integers(0, 3), min_size=size, max_size=size),
            st.permutations(range(size)),
        )
    ),
    st.integers(-1, 450),
)
def test_the_first_are_those_of_a_full_sort(columns: tuple[list[int], list[int], list[int]], count: int) -> None:
    first, second, last = (np.array(column) for column in columns)
    rows = np.arange(len(first))
    found = first_by(first.astype(np.float32), [Key(second, rows), Key(last, rows)], count)
    assert (
        found.tolist() == sorted(rows.tolist(), key=lambda row: (first[row], second[row], last[row]))[: max(count, 0)]
    )


def test_a_few_of_very_many_are_found() -> None:
    rows = 50_000
    values = np.random.default_rng(3).integers(0, 2_000, rows)
    unique = np.random.default_rng(4).permutation(rows)
    found = first_by(values.astype(np.float32), [Key(unique, np.arange(rows))], 100)
    assert found.tolist() == np.lexsort((unique, values))[:100].tolist()
