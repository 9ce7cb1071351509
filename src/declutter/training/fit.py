"""Fitting the line network: the loss, the optimiser and the order of the batches.

Two kinds of supervision share one loss. A hand-labelled line has one of the 15 labels; a line aligned with gold text
only has a side, keep or drop, and is asked that the labels of that side add up to 1.
"""

from __future__ import annotations

from collections.abc import Callable, Iterator, Sequence
from dataclasses import dataclass

import numpy as np
from numpy.typing import NDArray

from declutter.hashing import BUCKETS
from declutter.labels import LABELS
from declutter.model import DILATIONS, Params, softmax
from declutter.training.examples import KEPT, Examples
from declutter.training.network import backward, forward

Floats = NDArray[np.float32]
Ints = NDArray[np.int64]

# A line's weight is the square root of its words: what is promised is words kept and removed, but a heading must not
# vanish beside a paragraph.
_LABEL_SHARE, _SIDE_SHARE = 0.5, 0.7

# A bucket's vector changes only where its words occur; decay would wear the rare ones away between their turns.
_UNDECAYED = "embedding"

_WARM_UP = 50  # steps over which the rate rises, or a tenth of a short training


@dataclass(frozen=True, slots=True)
class Settings:
    """Sizes and rates of the network and its training (chosen in the model card's comparison)."""

    dimensions: int = 32
    width: int = 128
    dropout: float = 0.3
    word_dropout: float = 0.3
    document_dropout: float = 0.5
    rate: float = 2e-3
    decay: float = 0.05
    batch_lines: int = 3000
    seed: int = 0


@dataclass(frozen=True, slots=True)
class Plan:
    """How long to train, and with which settings."""

    epochs: int
    settings: Settings


def new_params(features: int, settings: Settings, buckets: int = BUCKETS) -> Params:
    """Return fresh parameters, the same for the same arguments.

    Args:
        features: number of dense features.
        settings: sizes.
        buckets: rows of the embedding table.
    """
    rng = np.random.default_rng(settings.seed)
    width = settings.width

    def dense(rows: int, columns: int) -> Floats:
        drawn: Floats = (rng.standard_normal((rows, columns), np.float32) * np.sqrt(1.0 / rows)).astype(np.float32)
        return drawn

    params: Params = {
        "embedding": rng.standard_normal((buckets, settings.dimensions), np.float32) * np.float32(0.05),
        "in_w": dense(features + settings.dimensions, width),
        "pool_w": dense(2 * width, width),
        "last_w": dense(width, width),
        "out_w": dense(width, len(LABELS)),
    }
    for k in range(len(DILATIONS)):
        params[f"conv{k}_w"] = dense(3 * width, width)
    for name in [name for name in params if name.endswith("_w")]:
        params[name[:-1] + "b"] = np.zeros(params[name].shape[1], np.float32)
    return params


def loss_and_gradient(
    logits: Floats, label: NDArray[np.int8], side: NDArray[np.int8], weight: Floats
) -> tuple[float, Floats]:
    """Return the mean weighted loss and its gradient with respect to the logits."""
    p = softmax(logits)
    rows = np.arange(len(p))
    has_label, has_side = label >= 0, side >= 0
    on_side = (KEPT[None, :] == (side[:, None] == 1)) * p
    side_mass = np.maximum(on_side.sum(1), 1e-9)
    target = np.zeros_like(p)
    target[rows[has_label], label[has_label]] = 1
    of_label = weight * has_label * _LABEL_SHARE
    of_side = weight * has_side * np.where(has_label, _SIDE_SHARE, 1.0)
    total = max(float((weight * has_side).sum()), 1e-9)
    loss = (
        -(of_label * np.log(np.maximum(p[rows, np.maximum(label, 0)], 1e-9))).sum()
        - (of_side * np.log(side_mass)).sum()
    )
    gradient = of_label[:, None] * (p - target) + of_side[:, None] * (p - on_side / side_mass[:, None])
    return float(loss) / total, (gradient / total).astype(np.float32)


class AdamW:
    """Adam with decoupled weight decay (Loshchilov and Hutter, 2019); the embedding is not decayed."""

    def __init__(self, params: Params, decay: float) -> None:
        self._params, self._decay, self._step = params, decay, 0
        self._mean = {name: np.zeros_like(value) for name, value in params.items()}
        self._square = {name: np.zeros_like(value) for name, value in params.items()}

    def step(self, grads: Params, rate: float) -> None:
        """Change the parameters in place."""
        self._step += 1
        norm = np.sqrt(sum(float(np.vdot(g, g)) for g in grads.values()))
        clip = np.float32(min(1.0, 1.0 / max(norm, 1e-9)))
        first, second = 1 - 0.9**self._step, 1 - 0.999**self._step
        for name, g in grads.items():
            mean, square, value = self._mean[name], self._square[name], self._params[name]
            mean *= np.float32(0.9)
            mean += np.float32(0.1) * clip * g
            square *= np.float32(0.999)
            square += np.float32(0.001) * (clip * g) ** 2
            if name != _UNDECAYED:
                value *= np.float32(1 - rate * self._decay)
            value -= np.float32(rate / first) * mean / (np.sqrt(square * np.float32(1 / second)) + np.float32(1e-8))


def batches(sizes: Sequence[int], lines: int, rng: np.random.Generator) -> Iterator[list[int]]:
    """Yield document numbers in random order, about ``lines`` lines at a time."""
    chosen: list[int] = []
    filled = 0
    for i in rng.permutation(len(sizes)):
        if chosen and filled + sizes[i] > lines:
            yield chosen
            chosen, filled = [], 0
        chosen.append(int(i))
        filled += sizes[i]
    if chosen:
        yield chosen


def standardisation(examples: Examples) -> tuple[Floats, Floats]:
    """Return the mean and the scale of the dense features (a little is added to the scale of rare features)."""
    dense = examples.dense[::3].astype(np.float32)
    return dense.mean(axis=0), dense.std(axis=0) + np.float32(0.05)


def predict(params: Params, examples: Examples, documents: Sequence[int], standard: tuple[Floats, Floats]) -> Floats:
    """Return the label probabilities of all lines of these documents, one after another."""
    parts = [np.zeros((0, len(LABELS)), np.float32)]
    for start in range(0, len(documents), 20):
        batch = examples.batch(documents[start : start + 20], standard)
        parts.append(softmax(forward(params, batch, 0, None)[0]))
    return np.concatenate(parts)


def fit(
    params: Params,
    examples: Examples,
    rounds: Sequence[Sequence[int]],
    standard: tuple[Floats, Floats],
    plan: Plan,
    progress: Callable[[int, int, float], None] = lambda done, total, loss: None,
) -> None:
    """Fit ``params`` in place.

    Args:
        params: parameters to start from.
        examples: the documents' arrays.
        rounds: which of them to learn from; one list for each epoch, over again where there are more epochs.
        standard: mean and scale of the dense features.
        plan: epochs, sizes and rates.
        progress: called after each step with steps done, steps in all, and the loss.
    """
    settings = plan.settings
    rng = np.random.default_rng(settings.seed + 1)
    optimiser = AdamW(params, settings.decay)
    turns = [rounds[epoch % len(rounds)] for epoch in range(plan.epochs)]
    lines_of = np.diff(examples.bounds)
    total = sum(
        max(1, round(int(lines_of[list(documents)].sum()) / settings.batch_lines * 1.05)) for documents in turns
    )
    warm_up = min(_WARM_UP, max(1, total // 10))
    done = 0
    for documents in turns:
        sizes = lines_of[list(documents)].tolist()
        for chosen in batches(sizes, settings.batch_lines, rng):
            members = [documents[i] for i in chosen]
            dropped = (settings.word_dropout, settings.document_dropout)
            batch = examples.batch(members, standard, dropped, rng)
            logits, tape = forward(params, batch, settings.dropout, rng)
            lines = examples.lines_of(members)
            loss, upstream = loss_and_gradient(
                logits, examples.label[lines], examples.side[lines], np.sqrt(examples.words[lines])
            )
            warm = min(1.0, (done + 1) / warm_up)
            rate = settings.rate * warm * (0.51 + 0.5 * np.cos(np.pi * min(1.0, done / total)))
            optimiser.step(backward(params, batch, tape, upstream), float(rate))
            done += 1
            progress(done, total, loss)
