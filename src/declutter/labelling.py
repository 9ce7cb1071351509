"""The label of each line, beside what the network says of the lines around it and of the whole document.

Clutter comes in zones, and a zone has one name: a tagline in a listing of tools is an ad as its neighbours are, a name
in a thread of comments a comment. The probabilities of the network are evidence for a linear classifier (multinomial
logistic regression, fitted on answers that the network never saw: Wolpert, “Stacked Generalization”, 1992), which gives
the labels; whether a line is kept is for :mod:`declutter.second`. ``declutter.training.labelling`` fits it.
"""

from __future__ import annotations

from typing import Any, NamedTuple

import numpy as np
from numpy.typing import NDArray

from declutter.around import AROUND, means_around
from declutter.labels import LABELS

Floats = NDArray[np.float32]

#: Added to probabilities before their logarithm is taken: what is smaller tells nothing more.
_LEAST = 3e-3
_BLOCKS = 1 + len(AROUND) + 1  # of the line, around it, of the document
N_INPUTS = _BLOCKS * len(LABELS) + 1


class Labelling(NamedTuple):
    """A linear classifier of :func:`describe_labels`.

    Attributes:
        weight: float32 ``(N_INPUTS, 15)``.
        bias: float32 ``(15,)``.
    """

    weight: Floats
    bias: Floats

    @classmethod
    def of(cls, arrays: dict[str, NDArray[Any]]) -> Labelling:
        """Return the classifier in a model's arrays.

        Raises:
            ValueError: the arrays do not fit the inputs and the labels.
        """
        found = cls(*(arrays[f"labelling_{name}"].astype(np.float32) for name in cls._fields))
        if found.weight.shape != (N_INPUTS, len(LABELS)) or found.bias.shape != (len(LABELS),):
            raise ValueError("a labelling of another size")
        if not (np.isfinite(found.weight).all() and np.isfinite(found.bias).all()):
            raise ValueError("a labelling that holds no numbers")
        return found

    def arrays(self) -> dict[str, NDArray[Any]]:
        """Return the arrays for a model's file."""
        return {f"labelling_{name}": part for name, part in self._asdict().items()}


def describe_labels(probabilities: NDArray[np.floating[Any]], words: NDArray[np.floating[Any]]) -> Floats:
    """Return the inputs of ``n`` lines of one document, float32 ``(n, N_INPUTS)``.

    Args:
        probabilities: of the 15 labels by the network, ``(n, 15)``.
        words: words per line, ``(n,)``; a line weighs their square root.
    """
    n, width = len(words), len(LABELS)
    inputs = np.empty((n, N_INPUTS), np.float32)
    if not n:
        return inputs
    weight = np.sqrt(words, dtype=float)
    shares = np.empty((_BLOCKS, width, n))
    shares[0] = probabilities.T
    shares[1:-1] = means_around(shares[0], weight)
    # Not a matrix product: OpenBLAS would wake its threads for it.
    shares[-1] = ((shares[0] * weight).sum(axis=1) / weight.sum())[:, None]
    shares += _LEAST
    inputs[:, :-1] = np.log(shares, dtype=np.float32, casting="same_kind").reshape(-1, n).T
    inputs[:, -1] = np.log1p(words)
    return inputs


def most_likely(logits: Floats, probabilities: NDArray[np.floating[Any]]) -> NDArray[np.int64]:
    """Return the most likely label of each line, int64 ``(n,)``; what has no probability at all stays ruled out."""
    best: NDArray[np.int64] = np.where(probabilities > 0, logits, -np.inf).argmax(axis=1)
    return best
