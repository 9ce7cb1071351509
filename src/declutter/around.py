"""Means over the lines around each line, in time that does not depend on how far they reach."""

from __future__ import annotations

import numpy as np
from numpy.typing import NDArray

Floats = NDArray[np.float64]

#: Lines on either side of a line over which means are taken: its neighbours, its zone, its part of the document.
AROUND = (1, 4, 16)


def means_around(values: Floats, weight: Floats) -> Floats:
    """Return the weighted means of the lines within :data:`AROUND`, ``(len(AROUND), k, n)``.

    Args:
        values: of ``n`` lines, ``(k, n)``.
        weight: of the lines, ``(n,)``, positive.
    """
    n = len(weight)
    sums = np.zeros((len(values) + 1, n + 1))
    np.cumsum(values * weight, axis=1, out=sums[:-1, 1:])
    np.cumsum(weight, out=sums[-1, 1:])
    place = np.arange(n)
    means = np.empty((len(AROUND), len(values), n))
    for mean, lines in zip(means, AROUND, strict=True):
        inside = sums[:, np.minimum(place + lines + 1, n)] - sums[:, np.maximum(place - lines, 0)]
        np.divide(inside[:-1], inside[-1], out=mean)
    return means
