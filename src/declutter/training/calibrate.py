"""Raw keep probabilities → calibrated scores → the second judgement's, and thresholds that keep the modes' promises."""

from __future__ import annotations

from dataclasses import dataclass, replace
from typing import Any

import numpy as np
from numpy.typing import NDArray
from sklearn.isotonic import IsotonicRegression

from declutter.assemble import kept_mass
from declutter.labels import policy
from declutter.training.evaluate import threshold_for
from declutter.training.examples import KEPT, Examples
from declutter.training.second import Growth, Lines, Second, describe_documents, fit_second, folds_of_lines

Floats = NDArray[np.float32]

#: What each mode promises to keep of the piece's words on unseen sites (``precision`` trades more for less clutter).
PROMISES = {"precision": 0.96, "balanced": 0.985, "recall": 0.995}

TEXT_GROWTH = Growth(trees=60, rate=0.1)


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


@dataclass(frozen=True, slots=True)
class TextJudgement:
    """What is fitted on the answers of models that never saw the documents.

    Attributes:
        calibration: the first judgement's curve, and the thresholds on the second one's scores.
        second: the second judgement.
        score: its scores of the lines that it was fitted on, by the trees that never saw them, ``(n,)``.
    """

    calibration: Calibration
    second: Second
    score: NDArray[np.float64]

    @classmethod
    def fitted(cls, probabilities: Floats, examples: Examples, cased: NDArray[np.bool_]) -> TextJudgement:
        """Return the judgement with thresholds that keep their promise over all documents of each group of scripts.

        Args:
            probabilities: out-of-fold, of the lines of ``examples``.
            examples: their labels and words.
            cased: whether each line's document is written in an alphabet with capitals.
        """
        content = KEPT[examples.label]
        curve = fitted_curve(probabilities, content, examples.words)
        figures, fold = _described(curve, probabilities, examples)
        second = fit_second(Lines(figures, content, np.sqrt(examples.words, dtype=float), fold), TEXT_GROWTH)
        score = second.of_unseen(figures, fold)
        thresholds = promised(score, examples.label, examples.words, cased)
        return cls(replace(curve, thresholds=thresholds), second, score)

    def of_unseen(self, probabilities: Floats, examples: Examples) -> NDArray[np.float64]:
        """Return the scores of other lines, answered by models that never saw their groups, by trees that did not."""
        return self.second.of_unseen(*_described(self.calibration, probabilities, examples))

    def facts(self) -> dict[str, Any]:
        """Return what the model's JSON file says of it."""
        return {**self.calibration.facts(), "second": self.second.whole.base}


def _described(
    curve: Calibration, probabilities: Floats, examples: Examples
) -> tuple[NDArray[np.float32], NDArray[np.int64]]:
    """Return the figures of the second judgement and the fold of each line."""
    bounds = examples.bounds
    none = [np.zeros((0, 0), np.int64)] * len(examples.groups)
    figures = describe_documents(curve.score(probabilities), examples.words.astype(float), none, bounds)
    return figures, folds_of_lines(examples.groups, bounds)


def promised(
    score: NDArray[np.floating[Any]], label: NDArray[np.int8], words: Floats, cased: NDArray[np.bool_]
) -> dict[str, tuple[float, float]]:
    """Return each mode's thresholds: for documents in alphabets with capitals, and for the others."""
    content = KEPT[label]

    def threshold(promise: float, group: NDArray[np.bool_]) -> float:
        if not (group & content).any():  # no such document: the others' threshold
            group = ~group
        return threshold_for(score[group], label[group], words[group], promise)

    return {mode: (threshold(promise, cased), threshold(promise, ~cased)) for mode, promise in PROMISES.items()}
