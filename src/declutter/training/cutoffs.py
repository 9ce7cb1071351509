"""Fitting which threshold a page gets (:mod:`declutter.cutoff`) on pages that the scores' models never saw."""

from __future__ import annotations

from collections.abc import Sequence

import numpy as np
from numpy.typing import NDArray
from scipy.optimize import minimize

from declutter.cutoff import Cutoffs
from declutter.training.folds import N_FOLDS, fold_of

Floats = NDArray[np.float64]

#: Between the first two lists and articles differ, above the last more is lost than gained on all kinds of pages.
CHOICES = (0.3, 0.5, 0.6)
#: By so much the lowest threshold must be ahead, in the choices' log odds: with 2 no corpus that is left out of the
#: fitting loses by the cutoffs, with 0 one of four does; half as many of its pages get the lowest one.
_MARGIN = 2.0
_PENALTY = 2e-4  # times the squared weights: from 1e-4 to 1e-3 the gain is the same within .001


def fit_cutoffs(choices: Floats, figures: Floats, f1: Floats) -> Cutoffs:
    """Return the cutoffs with the highest expected mean F1 where choices are drawn by the softmax of their values.

    Afterwards the first choice, the lowest, is given a handicap of :data:`_MARGIN`.

    Args:
        choices: the thresholds, ``(c,)``.
        figures: of ``n`` pages, ``(n, len(PAGE_FIGURES))``.
        f1: of each page with each of the choices, ``(n, c)``.
    """
    mean, scale = figures.mean(axis=0), figures.std(axis=0) + 1e-6
    inputs = np.concatenate([(figures - mean) / scale, np.ones((len(figures), 1))], axis=1)
    shape = inputs.shape[1], f1.shape[1]
    penalised = np.ones((shape[0], 1))
    penalised[-1] = 0

    def loss(flat: Floats) -> tuple[float, Floats]:
        weights = flat.reshape(shape)
        values = inputs @ weights
        drawn = np.exp(values - values.max(axis=1, keepdims=True))
        drawn /= drawn.sum(axis=1, keepdims=True)
        mean_f1 = (drawn * f1).sum(axis=1, keepdims=True)
        gradient = -inputs.T @ (drawn * (f1 - mean_f1)) / len(inputs) + 2 * _PENALTY * penalised * weights
        return float(_PENALTY * (penalised * weights**2).sum() - mean_f1.mean()), gradient.ravel()

    found = minimize(loss, np.zeros(shape[0] * shape[1]), jac=True, method="L-BFGS-B", options={"maxiter": 300})
    weights = found.x.reshape(shape)
    weights[-1, 0] -= _MARGIN
    return Cutoffs(choices, mean, scale, weights)


def thresholds_of_unseen(choices: Floats, figures: Floats, f1: Floats, groups: Sequence[str]) -> Floats:
    """Return each page's threshold by cutoffs fitted on the pages of the other folds, ``(n,)``."""
    fold = np.array([fold_of(group) for group in groups])
    chosen = np.full(len(fold), choices.mean())
    for k in range(N_FOLDS):
        held_out = fold == k
        if held_out.any() and not held_out.all():
            cutoffs = fit_cutoffs(choices, figures[~held_out], f1[~held_out])
            chosen[held_out] = cutoffs.choices[cutoffs.values(figures[held_out]).argmax(axis=1)]
    return chosen
