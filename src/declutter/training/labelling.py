"""Fitting what gives a line its label (:mod:`declutter.labelling`) on answers of networks that never saw the line."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from itertools import pairwise

import numpy as np
from numpy.typing import NDArray
from sklearn.linear_model import LogisticRegression

from declutter.labelling import N_INPUTS, Labelling, describe_labels, most_likely
from declutter.labels import LABELS
from declutter.training.folds import N_FOLDS

Floats = NDArray[np.float32]
Ints = NDArray[np.int64]

#: Inverse of the penalty on weights: ten times more or a third of it changes the macro F1 by .002 at most.
_STRENGTH = 0.01
_STEPS = 200
#: Log odds, as good as never, of a label that no line has.
_NEVER = np.float32(-1000)


@dataclass(frozen=True, slots=True)
class FittedLabelling:
    """The classifier fitted on all lines, and for each fold one fitted on those of the others."""

    whole: Labelling
    by_fold: tuple[Labelling, ...]

    def of_unseen(self, inputs: Floats, fold: Ints, probabilities: Floats) -> Ints:
        """Return the labels of lines by the classifier that never saw their fold, ``(n,)``."""
        logits = np.empty((len(inputs), len(LABELS)), np.float32)
        for k, labelling in enumerate(self.by_fold):
            logits[fold == k] = inputs[fold == k] @ labelling.weight + labelling.bias
        return most_likely(logits, probabilities)


def label_inputs(probabilities: Floats, words: NDArray[np.floating], bounds: Sequence[int] | Ints) -> Floats:
    """Return the inputs of all lines, float32 ``(n, N_INPUTS)``.

    Args:
        probabilities: of the labels, as at run time, ``(n, 15)``.
        words: words per line, ``(n,)``.
        bounds: the first line of each document, and ``n``.
    """
    return np.concatenate([describe_labels(probabilities[a:b], words[a:b]) for a, b in pairwise(bounds)])


def fit_labelling(inputs: Floats, label: NDArray[np.int8], fold: Ints) -> FittedLabelling:
    """Return the classifiers, the same for the same arguments; lines with a negative ``label`` are not learnt from."""
    known = label >= 0
    folds = (known & (fold != k) for k in range(N_FOLDS))
    return FittedLabelling(_fitted(inputs, label, known), tuple(_fitted(inputs, label, which) for which in folds))


def _fitted(inputs: Floats, label: NDArray[np.int8], which: NDArray[np.bool_]) -> Labelling:
    present = np.unique(label[which])
    if len(present) < 3:  # tiny corpora: too little to learn from, the network's labels stay
        weight = np.zeros((N_INPUTS, len(LABELS)), np.float32)
        weight[: len(LABELS)] = np.eye(len(LABELS))
        return Labelling(weight, np.zeros(len(LABELS), np.float32))
    rows = inputs[which].astype(float)
    mean, scale = rows.mean(axis=0), rows.std(axis=0) + 1e-6
    model = LogisticRegression(C=_STRENGTH, max_iter=_STEPS).fit((rows - mean) / scale, label[which])
    weight, bias = np.zeros((N_INPUTS, len(LABELS)), np.float32), np.full(len(LABELS), _NEVER)
    of_figures = model.coef_ / scale  # standardisation becomes part of the classifier
    weight[:, present], bias[present] = of_figures.T, model.intercept_ - of_figures @ mean
    return Labelling(weight, bias)
