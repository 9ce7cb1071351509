"""declutter's answers on pages it was trained on, by models that never saw their sites.

``models/out_of_fold_html.npz`` (written by ``python -m declutter.training``) holds ``pages`` (``corpus/id``),
``bounds`` (int64: the scores of page ``p`` are ``scores[bounds[p]:bounds[p + 1]]``), ``scores`` (calibrated, float32,
one per block, by both judgements) and ``digest`` (of the blocks' texts, so that scores of other blocks than today's are
not used). ``models/out_of_fold_after.npz`` holds the answers on what other extractors leave of these pages.
"""

from __future__ import annotations

from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass
from functools import lru_cache
from pathlib import Path
from typing import NamedTuple

import numpy as np
from numpy.typing import NDArray

from declutter.assemble import Decision, keep_one_copy, threshold_in_force
from declutter.labels import policy
from declutter.markdown import to_text
from declutter.markup import read_html
from declutter.model import Model
from declutter.modelfile import load, models_folder
from declutter.reading import read_text_source
from declutter.reading_html import LEAST_WORDS, read_html_source
from declutter.repeats import find_repeats
from declutter.tokens import tokenize
from declutter.training.corpora import lines_digest
from declutter.training.examples import count_words
from declutter.training.outoffold import OutOfFold

Scores = NDArray[np.float32]

FILE = "out_of_fold_html.npz"

#: Answers on what other extractors leave of pages.
FILE_AFTER = "out_of_fold_after.npz"


class HeldPage(NamedTuple):
    """A page: the score of each block, and the digest of their texts."""

    scores: Scores
    digest: str


def load_held_out(path: Path) -> dict[str, HeldPage]:
    """Return ``corpus/id`` → what is known of the page."""
    with np.load(path, allow_pickle=False) as arrays:
        scores = np.split(arrays["scores"], arrays["bounds"][1:-1])
        pages = map(HeldPage, scores, arrays["digest"].tolist())
        return dict(zip(arrays["pages"].tolist(), pages, strict=True))


@dataclass(frozen=True, slots=True)
class HeldOut:
    """The pages, and for each name in the tables the thresholds of its mode and of those that keep more."""

    pages: Mapping[str, HeldPage]
    thresholds: Mapping[str, Sequence[float]]

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
        return cls(
            load_held_out(path),
            {name: model.thresholds_from(mode, cased=True) for name, mode in modes.items()},
        )

    def only(self, page: str) -> HeldOut:
        """Return what is known of one page: little to send to a worker process."""
        return HeldOut({page: self.pages[page]} if page in self.pages else {}, self.thresholds)

    def texts(self, page: str, html: str) -> dict[str, str] | None:
        """Return the extractors' texts of a page, or ``None`` where no scores belong to its blocks of today.

        Copies are not looked at again (``keep_one_copy`` of the library needs labels): a copy is kept by its score.
        """
        if page not in self.pages:
            return None
        held = self.pages[page]
        reading = read_html_source(html, markdown=False)
        texts = [line.text for line in reading.lines]
        if held.digest == lines_digest(texts):
            return {name: reading.join(kept) for name, kept in self._kept(held, texts)}
        # The library may read the page's structured data instead of its markup; what was scored is the markup.
        blocks = read_html(html).blocks
        texts = [block.text for block in blocks]
        if held.digest == lines_digest(texts):
            return {name: to_text(blocks[at] for at in sorted(kept)) for name, kept in self._kept(held, texts)}
        return None

    def _kept(self, held: HeldPage, texts: list[str]) -> Iterator[tuple[str, set[int]]]:
        words = count_words(texts, _text_model().tables)
        for name, thresholds in self.thresholds.items():
            threshold = threshold_in_force(held.scores, words, thresholds, LEAST_WORDS)
            yield name, set(np.flatnonzero(held.scores >= threshold).tolist())


def knows_after() -> bool:
    """Return whether the folds' models were asked about what other extractors leave."""
    return (models_folder() / FILE_AFTER).exists()


def cleaned_by_unseen(text: str) -> str | None:
    """Return what a model that never saw the page's site keeps of another extractor's text in ``balanced``.

    Nothing is known (``None``) where the folds' models were not asked about these very lines.
    """
    reading = read_text_source(text)
    lines = [line.text for line in reading.lines]
    if not lines:
        return ""
    answers = _answers(models_folder() / FILE_AFTER)
    key = lines_digest(lines)
    if key not in answers.label:
        return None
    model = _text_model()
    stripped = [line.strip() for line in lines]
    keep = answers.score[key] >= model.threshold("balanced", cased=answers.cased[key])
    repeats = find_repeats(stripped, tokenize(stripped, model.tables))
    decided = keep_one_copy(Decision(answers.label[key].astype(np.int64), keep), repeats, policy())
    return reading.join({line.number for line, kept in zip(reading.lines, decided.keep, strict=True) if kept})


@lru_cache(maxsize=1)
def _answers(path: Path) -> OutOfFold:
    return OutOfFold.read(path)


@lru_cache(maxsize=1)
def _text_model() -> Model:
    return load(models_folder(), "text")
