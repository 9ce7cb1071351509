"""What models that never saw a document's site say of it: the honest figures, kept beside the model without text."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from pathlib import Path

import numpy as np
from numpy.typing import NDArray

from declutter.training.corpora import Document, lines_digest


@dataclass(frozen=True, slots=True)
class OutOfFold:
    """Answers by document.

    Attributes:
        label: document digest → predicted label per line, uint8 index.
        score: document digest → calibrated score per line, float32.
        cased: document digest → whether it is written in an alphabet with capitals.
    """

    label: dict[str, NDArray[np.uint8]]
    score: dict[str, NDArray[np.float32]]
    cased: dict[str, bool]

    @classmethod
    def of(
        cls,
        documents: Sequence[Document],
        label: NDArray[np.int64],
        score: NDArray[np.float64],
        cased: NDArray[np.bool_],
    ) -> OutOfFold:
        """Return the answers from flat arrays over all lines of ``documents``."""
        labels, scores, alphabets, start = {}, {}, {}, 0
        for document in documents:
            stop = start + len(document.lines)
            key = lines_digest(document.lines)
            labels[key] = label[start:stop].astype(np.uint8)
            scores[key] = score[start:stop].astype(np.float32)
            alphabets[key] = bool(cased[start])
            start = stop
        return cls(labels, scores, alphabets)

    def flat(self, documents: Sequence[Document]) -> tuple[NDArray[np.int64], NDArray[np.float64], NDArray[np.bool_]]:
        """Return predicted labels, scores and script groups of all lines of ``documents``.

        Raises:
            LookupError: where a document has no answers (it names the document).
        """
        keys = [lines_digest(document.lines) for document in documents]
        for document, key in zip(documents, keys, strict=True):
            if key not in self.label:
                raise LookupError(document.name)
        label = np.concatenate([self.label[key] for key in keys]).astype(np.int64)
        score = np.concatenate([self.score[key] for key in keys])
        return label, score, np.repeat([self.cased[key] for key in keys], [len(d.lines) for d in documents])

    def write(self, path: Path) -> None:
        """Write the answers as one ``.npz``."""
        keys = sorted(self.label)
        np.savez_compressed(
            path,
            keys=np.array(keys),
            cased=np.array([self.cased[key] for key in keys]),
            sizes=np.array([len(self.label[key]) for key in keys]),
            label=np.concatenate([self.label[key] for key in keys]),
            score=np.concatenate([self.score[key] for key in keys]),
        )

    @classmethod
    def read(cls, path: Path) -> OutOfFold:
        """Return the answers in ``path``."""
        with np.load(path, allow_pickle=False) as arrays:
            stops = np.cumsum(arrays["sizes"])[:-1]
            keys = arrays["keys"].tolist()
            labels, scores = np.split(arrays["label"], stops), np.split(arrays["score"], stops)
            cased = arrays["cased"].tolist()
        return cls(
            dict(zip(keys, labels, strict=True)),
            dict(zip(keys, scores, strict=True)),
            dict(zip(keys, cased, strict=True)),
        )
