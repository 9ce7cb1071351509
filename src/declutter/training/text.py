"""The text model's judgement of lines that its folds never saw: calibration, second judgement and thresholds."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass, replace
from typing import Any

import numpy as np
from numpy.typing import NDArray

from declutter.features import NO_GROUPINGS
from declutter.training.calibrate import Calibration, Judged, fitted_curve, promised
from declutter.training.examples import KEPT, Examples
from declutter.training.second import Growth, Lines, Second, describe_documents, fit_second, folds_of_lines

Floats = NDArray[np.float32]

GROWTH = Growth(trees=60, rate=0.1)


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
    def fitted(
        cls, probabilities: Floats, examples: Examples, cased: NDArray[np.bool_], languages: Sequence[str]
    ) -> TextJudgement:
        """Return the judgement with thresholds that keep their promise over all documents of each group of scripts.

        Args:
            probabilities: out-of-fold, of the lines of ``examples``.
            examples: their labels and words.
            cased: whether each line's document is written in an alphabet with capitals.
            languages: of the documents.
        """
        content = KEPT[examples.label]
        curve = fitted_curve(probabilities, content, examples.words)
        figures, fold = _described(curve, probabilities, examples)
        second = fit_second(Lines(figures, content, np.sqrt(examples.words, dtype=float), fold), GROWTH)
        score = second.of_unseen(figures, fold)
        sizes = np.diff(examples.bounds)
        document = np.repeat(np.arange(len(sizes)), sizes)
        thresholds = promised(
            Judged(score, examples.label, examples.words, cased, document, np.array(languages)[document])
        )
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
    groupings = [NO_GROUPINGS] * len(examples.groups)
    figures = describe_documents(curve.score(probabilities), examples.words.astype(float), groupings, bounds)
    return figures, folds_of_lines(examples.groups, bounds)
