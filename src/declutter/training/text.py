"""The text model's judgement of lines that its folds never saw: calibration, second judgement, thresholds, labels."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass, replace
from typing import Any

import numpy as np
from numpy.typing import NDArray

from declutter.features import NO_GROUPINGS
from declutter.training.calibrate import Calibration, Judged, fitted_curve, promised
from declutter.training.examples import KEPT, Examples
from declutter.training.labelling import FittedLabelling, fit_labelling, label_inputs
from declutter.training.second import Growth, Lines, Second, describe_documents, fit_second, folds_of_lines

Floats = NDArray[np.float32]

#: 60 trees remove less (see the model card), 240 no more.
GROWTH = Growth(trees=120, rate=0.1)


@dataclass(frozen=True, slots=True)
class TextJudgement:
    """What is fitted on the answers of models that never saw the documents.

    Attributes:
        calibration: the first judgement's curve, and the thresholds on the second one's scores.
        second: the second judgement.
        labelling: what gives the lines their labels.
        score: the second judgement's scores of the lines fitted on, by the trees that never saw them, ``(n,)``.
        label: the labels of these lines, by the classifiers that never saw them, ``(n,)``.
    """

    calibration: Calibration
    second: Second
    labelling: FittedLabelling
    score: NDArray[np.float64]
    label: NDArray[np.int64]

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
        inputs = label_inputs(probabilities, examples.words, examples.bounds)
        labelling = fit_labelling(inputs, examples.label, fold)
        sizes = np.diff(examples.bounds)
        document = np.repeat(np.arange(len(sizes)), sizes)
        thresholds = promised(
            Judged(score, examples.label, examples.words, cased, document, np.array(languages)[document])
        )
        label = labelling.of_unseen(inputs, fold, probabilities)
        return cls(replace(curve, thresholds=thresholds), second, labelling, score, label)

    def of_unseen(self, probabilities: Floats, examples: Examples) -> tuple[NDArray[np.int64], NDArray[np.float64]]:
        """Return labels and scores of other lines by what never saw their groups, as their probabilities are."""
        figures, fold = _described(self.calibration, probabilities, examples)
        inputs = label_inputs(probabilities, examples.words, examples.bounds)
        return self.labelling.of_unseen(inputs, fold, probabilities), self.second.of_unseen(figures, fold)

    def arrays(self) -> dict[str, NDArray[Any]]:
        """Return what the model's file holds of it beside the facts."""
        return self.second.whole.arrays() | self.labelling.whole.arrays()

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
