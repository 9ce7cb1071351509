"""Raw keep probabilities → calibrated scores, and the thresholds that keep the modes' promises."""

from __future__ import annotations

from dataclasses import dataclass
from typing import Any, NamedTuple

import numpy as np
from numpy.typing import NDArray
from sklearn.isotonic import IsotonicRegression

from declutter.assemble import kept_mass
from declutter.labels import policy
from declutter.training.evaluate import threshold_of
from declutter.training.examples import KEPT

Floats = NDArray[np.float32]

#: What each mode promises to keep of the piece's words on unseen sites (``precision`` trades more for less clutter).
PROMISES = {"precision": 0.96, "balanced": 0.985, "recall": 0.995}

#: In ``balanced`` it is so much of each language at least that has so many documents.
OF_EACH_LANGUAGE, MIN_DOCUMENTS = 0.97, 5


@dataclass(frozen=True, slots=True)
class Calibration:
    """Raw keep probability → calibrated, and thresholds on the last score (alphabets with capitals, others)."""

    raw: list[float]
    calibrated: list[float]
    thresholds: dict[str, tuple[float, float]]

    def score(self, probabilities: Floats) -> NDArray[np.float64]:
        """Return the calibrated scores under the default policy."""
        return np.interp(kept_mass(probabilities, policy()), self.raw, self.calibrated)

    def facts(self) -> dict[str, Any]:
        """Return what the model's JSON file says of it."""
        return {
            "calibration": {"raw": self.raw, "calibrated": self.calibrated},
            "thresholds": {mode: list(pair) for mode, pair in self.thresholds.items()},
        }


def fitted_curve(probabilities: Floats, content: NDArray[np.bool_], words: Floats) -> Calibration:
    """Return the calibration curve, without thresholds, from out-of-fold probabilities.

    Isotonic regression, words as weights (Zadrozny and Elkan, “Transforming classifier scores into accurate multiclass
    probability estimates”, 2002).
    """
    mass = kept_mass(probabilities, policy())
    curve = IsotonicRegression(y_min=0.001, y_max=0.999, out_of_bounds="clip")
    curve.fit(mass, content, sample_weight=words)
    raw = np.unique(np.quantile(mass, np.linspace(0, 1, 41)).round(6))
    # A strictly rising curve keeps the order of the lines: flat steps of the isotonic fit would merge thresholds.
    values = np.maximum.accumulate(curve.predict(raw) + np.linspace(0, 1e-4, len(raw)))
    return Calibration(raw.tolist(), values.round(9).tolist(), {})


class Judged(NamedTuple):
    """Lines with what is known of them, each ``(n,)``.

    Attributes:
        score: the last one, by models that never saw the line's group.
        label: index in :data:`declutter.labels.LABELS`.
        words: words per line.
        cased: whether the line's document is written in an alphabet with capitals.
        document: number of the line's document.
        language: the document's language, as annotated.
    """

    score: NDArray[np.floating[Any]]
    label: NDArray[np.int8]
    words: Floats
    cased: NDArray[np.bool_]
    document: NDArray[np.int64]
    language: NDArray[np.str_]

    def where(self, which: NDArray[np.bool_]) -> Judged:
        """Return these lines only."""
        return Judged._make(column[which] for column in self)


def promised(lines: Judged) -> dict[str, tuple[float, float]]:
    """Return each mode's thresholds: for documents in alphabets with capitals, and for the others."""
    content = lines.where(KEPT[lines.label])

    def threshold(mode: str, group: Judged) -> float:
        if not len(group.score):  # no such document: the others' threshold
            group = content
        found = threshold_of(group.score, group.words, PROMISES[mode])
        if mode != "balanced":
            return found
        languages = [group.where(group.language == language) for language in np.unique(group.language)]
        known = [one for one in languages if len(np.unique(one.document)) >= MIN_DOCUMENTS]
        return min([found, *(threshold_of(one.score, one.words, OF_EACH_LANGUAGE) for one in known)])

    groups = content.where(content.cased), content.where(~content.cased)
    found = {mode: [threshold(mode, group) for group in groups] for mode in PROMISES}
    # A mode keeps no less than a stricter one, whatever a language needs.
    found["recall"] = [min(pair) for pair in zip(found["recall"], found["balanced"], strict=True)]
    return {mode: (cased, other) for mode, (cased, other) in found.items()}
