"""Label probabilities + policy → what is kept."""

from __future__ import annotations

from collections.abc import Sequence
from functools import lru_cache
from typing import Any, NamedTuple

import numpy as np
from numpy.typing import NDArray

from declutter.labels import LABELS, Label, Policy
from declutter.repeats import Repeats

Floats = NDArray[np.floating[Any]]

_COPIES = LABELS.index(Label.LEAD_IN), LABELS.index(Label.DUPLICATE)
_IS_COPY = np.zeros(len(LABELS), bool)
_IS_COPY[list(_COPIES)] = True
_PROSE = LABELS.index(Label.PROSE)
_NOTHING_LEFT = 1e-3


class Decision(NamedTuple):
    """What becomes of ``n`` lines.

    Attributes:
        label: int64 ``(n,)``, index in :data:`LABELS`.
        keep: bool ``(n,)``.
    """

    label: NDArray[np.int64]
    keep: NDArray[np.bool_]


def without_false_copies(probabilities: Floats, lonely: NDArray[np.bool_]) -> Floats:
    """Return the probabilities with ``lead_in`` and ``duplicate`` ruled out for lines without another copy.

    The network may take an unfinished sentence for a lead-in; whether its full copy stands in the document is known.

    Args:
        probabilities: of the 15 labels, ``(n, 15)``.
        lonely: which lines the document has no other copy of, by :mod:`declutter.repeats`.
    """
    allowed = probabilities.copy()
    for copy in _COPIES:
        allowed[lonely, copy] = 0
    total = allowed.sum(axis=1, keepdims=True)
    nothing = lonely & (total[:, 0] < _NOTHING_LEFT)
    if nothing.any():
        allowed[nothing, _PROSE] = 1  # what is no copy is first of all the piece
        total = allowed.sum(axis=1, keepdims=True)
    shares: Floats = allowed / np.maximum(total, 1e-9)
    return shares


def kept_mass(probabilities: Floats, policy: Policy) -> NDArray[np.float64]:
    """Return for each line the summed probability of the labels that the policy keeps."""
    mass: NDArray[np.float64] = probabilities[:, _flags(policy.kept)].sum(axis=1, dtype=np.float64)
    return mass


def threshold_in_force(
    score: NDArray[np.floating[Any]], words: NDArray[np.floating[Any]], thresholds: Sequence[float], least: int
) -> np.floating[Any]:
    """Return the threshold of the mode, or the next one where else next to nothing would be left.

    Args:
        score: of the lines, under the default policy, ``(n,)``.
        words: words per line, ``(n,)``.
        thresholds: that of the mode, then those of the modes that keep more.
        least: fewer words than this are next to nothing; 0 where the first threshold decides anyhow.
    """
    each: NDArray[np.floating[Any]] = np.array(thresholds, score.dtype)
    for threshold in each[:-1]:
        if words[score >= threshold].sum() >= least:
            found: np.floating[Any] = threshold
            return found
    last: np.floating[Any] = each[-1]
    return last


def decide(label: NDArray[np.int64], above: NDArray[np.bool_], policy: Policy) -> Decision:
    """Return labels and decisions.

    Args:
        label: index in :data:`LABELS`, ``(n,)``.
        above: whether each line's score reaches the mode's threshold.
        policy: for a label that the caller named in ``keep`` or ``drop`` the label alone decides.
    """
    if not policy.forced:
        return Decision(label, above)
    return Decision(label, np.where(_flags(policy.forced)[label], _flags(policy.kept)[label], above))


@lru_cache(maxsize=64)
def _flags(labels: frozenset[Label]) -> NDArray[np.bool_]:
    """Return for each label whether it is among ``labels``: a constant, not state."""
    flags = np.array([label in labels for label in LABELS])
    flags.flags.writeable = False
    return flags


def keep_one_copy(decision: Decision, repeats: Repeats, policy: Policy) -> Decision:
    """Keep the partner of a dropped copy where it too would go only for being a copy: no text is lost twice."""
    copy = _IS_COPY[np.asarray(decision.label, np.int64)]
    dropped = (copy & ~decision.keep).nonzero()[0]
    if not len(dropped):
        return decision
    keep = decision.keep.copy()
    walk = np.full(len(keep), -1)  # the line from which each line was reached first: none is walked over twice
    for line in dropped:
        at = line
        while at >= 0 and copy[at] and not keep[at] and walk[at] < 0:
            walk[at] = line
            at = repeats.partner[at]
        if at >= 0 and copy[at] and not keep[at] and walk[at] == line:  # a circle of copies, all of them dropped
            keep[at] = LABELS[decision.label[at]] not in policy.forced
    return Decision(decision.label, keep)
