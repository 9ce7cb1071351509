"""Label probabilities + policy → what is kept."""

from __future__ import annotations

from dataclasses import dataclass
from typing import Any

import numpy as np
from numpy.typing import NDArray

from declutter.labels import LABELS, Label, Policy
from declutter.repeats import Repeats

Floats = NDArray[np.floating[Any]]

_IS_COPY = np.array([label in (Label.LEAD_IN, Label.DUPLICATE) for label in LABELS])
_PROSE = LABELS.index(Label.PROSE)
_NOTHING_LEFT = 1e-3


@dataclass(frozen=True, slots=True)
class Decision:
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
    allowed[lonely[:, None] & _IS_COPY] = 0
    allowed[lonely & (allowed.sum(axis=1) < _NOTHING_LEFT), _PROSE] = 1  # what is no copy is first of all the piece
    shares: Floats = allowed / np.maximum(allowed.sum(axis=1, keepdims=True), 1e-9)
    return shares


def kept_mass(probabilities: Floats, policy: Policy) -> NDArray[np.float64]:
    """Return for each line the summed probability of the labels that the policy keeps."""
    kept = [label in policy.kept for label in LABELS]
    mass: NDArray[np.float64] = probabilities[:, kept].sum(axis=1, dtype=np.float64)
    return mass


def decide(probabilities: Floats, above: NDArray[np.bool_], policy: Policy) -> Decision:
    """Return labels and decisions.

    Args:
        probabilities: of the 15 labels, ``(n, 15)``.
        above: whether each line's score reaches the mode's threshold.
        policy: for a label that the caller named in ``keep`` or ``drop`` the label alone decides.
    """
    label = probabilities.argmax(axis=1).astype(np.int64)
    forced = np.array([name in policy.forced for name in LABELS])[label]
    wanted = np.array([name in policy.kept for name in LABELS])[label]
    return Decision(label, np.where(forced, wanted, above))


def keep_one_copy(decision: Decision, repeats: Repeats, policy: Policy) -> Decision:
    """Keep the partner of a dropped copy where it too would go only for being a copy: no text is lost twice."""
    keep = decision.keep.copy()
    copy = _IS_COPY[np.asarray(decision.label, np.int64)]
    walk = np.full(len(keep), -1)  # the line from which each line was reached first: none is walked over twice
    for line in np.flatnonzero(copy & ~keep):
        at = line
        while at >= 0 and copy[at] and not keep[at] and walk[at] < 0:
            walk[at] = line
            at = repeats.partner[at]
        if at >= 0 and copy[at] and not keep[at] and walk[at] == line:  # a circle of copies, all of them dropped
            keep[at] = LABELS[decision.label[at]] not in policy.forced
    return Decision(decision.label, keep)
