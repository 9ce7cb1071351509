"""declutter's answers on pages it was trained on, by models that never saw their sites.

``models/out_of_fold_html.npz`` (written by ``python -m declutter.training``) holds ``pages`` (``corpus/id``),
``bounds`` (int64: the scores of page ``p`` are ``scores[bounds[p]:bounds[p + 1]]``), ``scores`` (calibrated, float32,
one per block) and ``digest`` (of the blocks' texts, so that scores of other blocks than today's are not used).
"""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from pathlib import Path

import numpy as np
from numpy.typing import NDArray

from declutter.markdown import to_text
from declutter.markup import read_html
from declutter.model import load, models_folder
from declutter.reading_html import read_html_source
from declutter.training.corpora import lines_digest

Scores = NDArray[np.float32]

FILE = "out_of_fold_html.npz"


def load_held_out(path: Path) -> dict[str, Scores]:
    """Return ``corpus/id`` → the calibrated score of each block."""
    with np.load(path, allow_pickle=False) as arrays:
        parts = np.split(arrays["scores"], arrays["bounds"][1:-1])
        return dict(zip(arrays["pages"].tolist(), parts, strict=True))


def load_digests(path: Path) -> dict[str, str]:
    """Return ``corpus/id`` → the digest of the texts of the blocks that were scored."""
    with np.load(path, allow_pickle=False) as arrays:
        return dict(zip(arrays["pages"].tolist(), arrays["digest"].tolist(), strict=True))


@dataclass(frozen=True, slots=True)
class HeldOut:
    """The scores, and for each name that the tables have the threshold of its mode."""

    scores: Mapping[str, Scores]
    digests: Mapping[str, str]
    thresholds: Mapping[str, float]

    @classmethod
    def read(cls, modes: Mapping[str, str], folder: Path | None = None) -> HeldOut | None:
        """Return what ``folder`` (the models') holds, or ``None`` where the file is absent.

        Args:
            modes: name of the extractor → mode.
            folder: the models' folder.
        """
        folder = folder or models_folder()
        path = folder / FILE
        if not path.exists():
            return None
        model = load(folder, "html")
        thresholds = {name: model.threshold(mode, cased=True) for name, mode in modes.items()}
        return cls(load_held_out(path), load_digests(path), thresholds)

    def only(self, page: str) -> HeldOut:
        """Return what is known of one page: little to send to a worker process."""
        if page not in self.scores:
            return HeldOut({}, {}, self.thresholds)
        return HeldOut({page: self.scores[page]}, {page: self.digests[page]}, self.thresholds)

    def texts(self, page: str, html: str) -> dict[str, str] | None:
        """Return the extractors' texts of a page, or ``None`` where no scores belong to its blocks of today.

        Copies are not looked at again (``keep_one_copy`` of the library needs labels): a copy is kept by its score.
        """
        if page not in self.scores:
            return None
        scores = self.scores[page].astype(float)
        reading = read_html_source(html, markdown=False)
        if self._scored(page, [line.text for line in reading.lines]):
            return {name: reading.join(_kept(scores, threshold)) for name, threshold in self.thresholds.items()}
        # The library may read the page's structured data instead of its markup; what was scored is the markup.
        blocks = read_html(html).blocks
        if self._scored(page, [block.text for block in blocks]):
            return {
                name: to_text(blocks[number] for number in sorted(_kept(scores, threshold)))
                for name, threshold in self.thresholds.items()
            }
        return None

    def _scored(self, page: str, texts: Sequence[str]) -> bool:
        return len(texts) == len(self.scores[page]) and lines_digest(texts) == self.digests[page]


def _kept(scores: NDArray[np.float64], threshold: float) -> set[int]:
    return set(np.flatnonzero(scores >= threshold).tolist())
