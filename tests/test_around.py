"""Means over the lines around each line."""

import numpy as np
from hypothesis import given
from hypothesis import strategies as st

from declutter.around import AROUND, means_around


def test_a_mean_is_weighted_and_ends_where_the_document_does():
    values, weight = np.array([[1.0, 4.0, 2.0]]), np.array([1.0, 2.0, 1.0])
    near = means_around(values, weight)[0, 0]
    assert near.tolist() == [(1 + 8) / 3, (1 + 8 + 2) / 4, (8 + 2) / 3]


@given(st.integers(0, 60), st.integers(0, 5))
def test_they_are_the_means_of_slices(n, seed):
    rng = np.random.default_rng(seed)
    values, weight = rng.normal(size=(3, n)), rng.uniform(0.5, 9, n)
    found = means_around(values, weight)
    assert found.shape == (len(AROUND), 3, n)
    for lines, means in zip(AROUND, found, strict=True):
        for line in range(n):
            inside = slice(max(line - lines, 0), line + lines + 1)
            np.testing.assert_allclose(means[:, line], np.average(values[:, inside], axis=1, weights=weight[inside]))
