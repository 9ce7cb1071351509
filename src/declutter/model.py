"""The line network: its definition and its forward pass in numpy.

Every line is described by dense features and by the mean of the vectors of its words and their stems (hashed into
buckets, as in fastText: Joulin et al., “Bag of Tricks for Efficient Text Classification”, 2017). One layer judges the
line alone; a summary of the whole document is added; four dilated convolutions (Yu and Koltun, “Multi-Scale Context
Aggregation by Dilated Convolutions”, 2016) see the neighbours up to 15 lines away; a last layer gives the 15 labels.
``models/CARD.md`` says what else was tried.
"""

from __future__ import annotations

from collections.abc import Sequence
from itertools import pairwise
from typing import Any, NamedTuple, get_args

import numpy as np
from numpy.typing import NDArray

from declutter.characters import Tables
from declutter.expected import shift
from declutter.features import Description
from declutter.labelling import Labelling, describe_labels, most_likely
from declutter.labels import LABELS, Mode
from declutter.phrases import PhraseTable
from declutter.second import Trees, describe_scores, from_log_odds, log_odds

Floats = NDArray[np.float32]
Ints = NDArray[np.int64]
Params = dict[str, Floats]

#: How many lines away the two outer taps of each convolution are.
DILATIONS = (1, 2, 4, 8)

#: OpenBLAS multiplies in one thread up to so many multiplications (SMP_THRESHOLD_MIN × GEMM_MULTITHREAD_THRESHOLD).
_ONE_THREAD = 65_536 * 4
#: Every block needs all weights packed first. Layers so large that a block has fewer rows than this are multiplied half
#: of the columns at a time, with twice the rows: 15 % faster, same bits (more than 8 rows take another kernel).
_FEW_ROWS = 8

#: What makes the numbers of an embedding positive, and how many of them then add up to less than 2^16.
_BIAS, _IN_LANE = np.int16(128), 256

#: An odd line (a table of 3,000 words in one line) must not be judged by extrapolation: figures end here, in scales.
FARTHEST = np.float32(5)


_MODES: tuple[str, ...] = get_args(Mode)


class Model(NamedTuple):
    """A loaded model; immutable, so that any number of threads can share it.

    Attributes:
        params: the network's layers.
        embedding: int8 ``(BUCKETS, dimensions)``, the vectors of words; eight bits are looked up faster than 32.
        embedding_scale: what each dimension is multiplied by.
        mean: what is subtracted from the dense features.
        scale: what they are then divided by.
        tables: character tables that the features are counted with.
        phrases: hashed phrases.
        calibration: raw keep probability → calibrated, two ascending float64 arrays.
        thresholds: mode → the calibrated scores from which a line is kept, in alphabets with capitals and in others.
        second: the trees of the second judgement; without them the first one is the last.
        labelling: what gives a line its label; without it that is the network's most likely one.
        doubt: how far scores are raised where a document's are unsure (see :mod:`declutter.expected`).
    """

    params: Params
    embedding: NDArray[np.int8]
    embedding_scale: Floats
    mean: Floats
    scale: Floats
    tables: Tables
    phrases: PhraseTable
    calibration: tuple[NDArray[np.float64], NDArray[np.float64]]
    thresholds: dict[str, tuple[float, float]]
    second: Trees | None = None
    labelling: Labelling | None = None
    doubt: float = 0.0

    def probabilities(self, described: Description) -> Floats:
        """Return the probability of each label for each line, float32 ``(n, 15)``; every row adds up to 1."""
        if not len(described.dense):
            return np.zeros((0, len(LABELS)), np.float32)
        dense = standardised(described.dense, self.mean, self.scale)
        embedded = _embed(self.embedding, described.buckets, described.counts) * self.embedding_scale
        logits = forward(self.params, dense, embedded)
        return softmax(logits)

    def all_params(self) -> Params:
        """Return copies of all parameters, the embedding in full, to go on training with."""
        return {
            **{name: value.copy() for name, value in self.params.items()},
            "embedding": self.embedding.astype(np.float32) * self.embedding_scale,
        }

    def threshold(self, mode: str, *, cased: bool) -> float:
        """Return the calibrated score from which a line of such a document is kept in ``mode``."""
        return self.thresholds[mode][0 if cased else 1]

    def thresholds_from(self, mode: str, *, cased: bool) -> list[float]:
        """Return the same, and after it those of the modes that keep more, one after another."""
        return [self.threshold(name, cased=cased) for name in _MODES[_MODES.index(mode) :]]

    def judged_again(
        self, described: Description, usual: NDArray[np.float64], asked: NDArray[np.float64], *, whole: bool = True
    ) -> tuple[NDArray[np.float64], NDArray[np.float64]]:
        """Return the second judgement of the lines: under the default policy, and under the caller's.

        The scores ``asked`` are moved as far as it moves the usual ones, in log odds. What is evidence is the same
        whatever the caller wants: else a label that is kept in addition would raise or lower the scores of all other
        lines.

        Args:
            described: the evidence on the lines.
            usual: their calibrated scores under the default policy, ``(n,)``.
            asked: the same under the caller's.
            whole: whether these are all lines of the document; of one part of it nothing may be right, so that no
                score is raised for want of better ones.
        """
        if self.second is None:
            return usual, asked
        odds = self.second.log_odds(describe_scores(usual, described.words, described.groupings))
        if self.doubt and whole:
            odds += shift(from_log_odds(odds), described.words, self.doubt)
        by_default = from_log_odds(odds)
        return by_default, by_default if asked is usual else from_log_odds(odds - log_odds(usual) + log_odds(asked))

    def labels_of(self, described: Description, probabilities: Floats) -> Ints:
        """Return the label of each line, int64 ``(n,)``, index in :data:`declutter.labels.LABELS`.

        Args:
            described: the evidence on the lines.
            probabilities: of the labels, ``(n, 15)``; a label whose probability is 0 is ruled out.
        """
        if self.labelling is None:
            return most_likely(probabilities, probabilities)
        inputs = describe_labels(probabilities, described.words)
        return most_likely(_product(inputs, self.labelling.weight) + self.labelling.bias, probabilities)

    def calibrated(self, mass: NDArray[np.floating[Any]]) -> NDArray[np.float64]:
        """Return the calibrated probability for raw sums of label probabilities."""
        scores: NDArray[np.float64] = np.interp(mass, *self.calibration)
        return scores


def softmax(logits: Floats) -> Floats:
    """Return the rows' probabilities."""
    exp = np.exp(logits - logits.max(axis=1, keepdims=True))
    shares: Floats = exp / exp.sum(axis=1, keepdims=True)
    return shares


def standardised(dense: Floats, mean: Floats, scale: Floats) -> Floats:
    """Return the features with mean 0 and scale 1, none further out than :data:`FARTHEST`."""
    figures: Floats = dense - mean
    figures /= scale
    np.maximum(figures, -FARTHEST, out=figures)
    return np.minimum(figures, FARTHEST, out=figures)


def _embed(table: NDArray[np.int8], buckets: Ints, counts: Ints) -> Floats:
    """Return the mean of the vectors of each line's buckets (zeros for a line without any), not scaled."""
    embedded = np.zeros((len(counts), table.shape[1]), np.float32)
    filled = counts.nonzero()[0]
    if len(filled):
        sizes = counts[filled]
        embedded[filled] = _sums(table.take(buckets, axis=0), sizes) / sizes[:, None]
    return embedded


def _sums(vectors: NDArray[np.int8], sizes: Ints) -> NDArray[np.int64]:
    """Return the sums of the first, the next … so many vectors: of four dimensions at a time, in one 64-bit number.

    Sixteen bits hold the sum of :data:`_IN_LANE` numbers made positive, so that nothing is carried to the next.
    """
    width = vectors.shape[1]
    lanes = vectors.astype(np.int16)
    lanes += _BIAS
    if width % 4:
        lanes = np.pad(lanes, ((0, 0), (0, -width % 4)))
    starts = sizes.cumsum() - sizes
    pieces = -(-sizes // _IN_LANE)
    first = pieces.cumsum() - pieces
    if len(pieces) < first[-1] + pieces[-1]:  # a long line is added up in pieces
        within = np.arange(first[-1] + pieces[-1]) - first.repeat(pieces)
        starts = starts.repeat(pieces) + within * _IN_LANE
    sums = np.add.reduceat(lanes.view(np.uint64), starts).view(np.uint16).astype(np.int64)
    if len(sums) > len(sizes):
        sums = np.add.reduceat(sums, first)
    return sums[:, :width] - int(_BIAS) * sizes[:, None]


def forward(params: Params, dense: Floats, embedded: Floats) -> Floats:
    """Return the logits of one document's lines, float32 ``(n, 15)``."""
    bounds = (0, len(dense))
    alone = _rectified(np.concatenate([dense, embedded], axis=1), params, "in")
    mean = np.add.reduce(alone) / np.float32(len(alone))
    summary = np.concatenate([mean, np.maximum.reduce(alone)])[None, :]
    h = alone + _rectified(summary, params, "pool")
    for k, step in enumerate(DILATIONS):
        h += _rectified(neighbour(h, step, bounds), params, f"conv{k}")
    return _product(_rectified(h, params, "last") + alone, params["out_w"]) + params["out_b"]


def _rectified(x: Floats, params: Params, layer: str) -> Floats:
    product = _product(x, params[f"{layer}_w"])
    product += params[f"{layer}_b"]
    return np.maximum(product, 0, out=product)


def _product(x: Floats, w: Floats) -> Floats:
    """Return ``x @ w``, computed in blocks of rows that OpenBLAS does in one thread.

    Waking threads for matrices this small costs up to ten times the work itself on a busy machine, and blocks of a
    fixed size give the same bits whatever the number of threads. Powers of two fill the registers.
    """
    rows, width = 1 << max(_ONE_THREAD // w.size, 1).bit_length() - 1, w.shape[1]
    product = np.empty((len(x), width), np.float32)
    done = 0
    for size, columns in ((2 * rows, width // 2), (rows, width)) if rows < _FEW_ROWS else ((rows, width),):
        stop = len(x) - (len(x) - done) % size
        if stop > done:
            blocks, out = x[done:stop].reshape(-1, size, x.shape[1]), product[done:stop].reshape(-1, size, width)
            for left in range(0, width, columns):
                np.matmul(blocks, w[:, left : left + columns], out=out[:, :, left : left + columns])
        done = stop
    if done < len(x):
        np.matmul(x[done:], w, out=product[done:])
    return product


def neighbour(h: Floats, step: int, bounds: Ints | Sequence[int]) -> Floats:
    """Return ``[line - step, line, line + step]`` side by side, ``(n, 3 * width)``; zeros beyond a document's ends.

    Args:
        h: the lines of one or more documents, one after another, ``(n, width)``.
        step: how many lines away the outer two are.
        bounds: the first line of each document, and ``n``.
    """
    n, width = h.shape
    window = np.zeros((n, 3 * width), h.dtype)
    window[:, width : 2 * width] = h
    for start, stop in pairwise(bounds):
        if stop - start > step:
            window[start + step : stop, :width] = h[start : stop - step]
            window[start : stop - step, 2 * width :] = h[start + step : stop]
    return window
