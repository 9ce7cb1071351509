"""The line network's training side: a forward pass that remembers, and the backward pass.

The same network as :mod:`declutter.model`, which holds the definition; documents of a batch stand one after another,
without padding. Gradients are checked against finite differences in the tests.
"""

from __future__ import annotations

from dataclasses import dataclass
from itertools import pairwise

import numpy as np
from numpy.typing import NDArray
from scipy.sparse import csr_matrix

from declutter.model import DILATIONS, Params, neighbour

Floats = NDArray[np.float32]
Ints = NDArray[np.int64]


@dataclass(frozen=True, slots=True)
class Batch:
    """Documents of one training step, flat.

    Attributes:
        dense: standardised features, float32 ``(n, features)``.
        bag: sparse ``(n, buckets)``, each row the weights of a line's buckets (they add up to 1, or the row is empty).
        bounds: int64, the first line of each document, and ``n``.
    """

    dense: Floats
    bag: csr_matrix
    bounds: Ints

    @property
    def document(self) -> Ints:
        """The document of each line, int64 ``(n,)``."""
        return np.repeat(np.arange(len(self.bounds) - 1), np.diff(self.bounds))


@dataclass(slots=True)
class Tape:
    """What the backward pass needs of a forward pass."""

    inputs: Floats
    hidden: list[Floats]
    masks: list[Floats]
    bag_mask: Floats
    shifted: list[Floats]
    pooled: Floats
    pool_at: Ints
    pool_mask: Floats
    last: Floats
    last_mask: Floats
    final: Floats


def _dropped(shape: tuple[int, ...], rate: float, rng: np.random.Generator | None) -> Floats:
    if rng is None or rate == 0:
        return np.ones((1, 1), np.float32)
    return (rng.random(shape, np.float32) >= rate).astype(np.float32) / np.float32(1 - rate)


def forward(params: Params, batch: Batch, rate: float, rng: np.random.Generator | None) -> tuple[Floats, Tape]:
    """Return the logits, float32 ``(n, 15)``, and the tape; with ``rng`` a share ``rate`` of the units is dropped."""
    bag_mask = _dropped((len(batch.dense), 1), rate / 2, rng)
    embedded = np.asarray(batch.bag @ params["embedding"], np.float32) * bag_mask
    inputs = np.concatenate([batch.dense, embedded], axis=1)
    masks, hidden, shifted = [], [], []

    def rectified(z: Floats) -> Floats:
        mask = (z > 0) * _dropped(z.shape, rate, rng)
        masks.append(mask)
        return z * mask

    h = rectified(inputs @ params["in_w"] + params["in_b"])
    starts, sizes = batch.bounds[:-1], np.diff(batch.bounds)
    mean = np.add.reduceat(h, starts) / sizes[:, None]
    highest = np.maximum.reduceat(h, starts)
    pool_at = _argmax_rows(h, highest, batch.bounds)
    pooled = np.concatenate([mean, highest], axis=1).astype(np.float32)
    z = pooled @ params["pool_w"] + params["pool_b"]
    pool_mask = (z > 0) * _dropped((len(z), 1), rate, rng)  # whole documents are memorised soonest
    hidden.append(h)
    h = h + np.repeat(z * pool_mask, sizes, axis=0)
    for k, step in enumerate(DILATIONS):
        window = neighbour(h, step, batch.bounds)
        shifted.append(window)
        h = h + rectified(window @ params[f"conv{k}_w"] + params[f"conv{k}_b"])
    last_z = h @ params["last_w"] + params["last_b"]
    last_mask = (last_z > 0).astype(np.float32)
    final: Floats = (last_z * last_mask + hidden[0]) * _remember(masks, _dropped(h.shape, rate, rng))
    logits = final @ params["out_w"] + params["out_b"]
    return logits, Tape(inputs, hidden, masks, bag_mask, shifted, pooled, pool_at, pool_mask, h, last_mask, final)


def _remember(masks: list[Floats], mask: Floats) -> Floats:
    masks.append(mask)
    return mask


def _argmax_rows(h: Floats, highest: Floats, bounds: Ints) -> Ints:
    """Return for each document and unit the line that has the highest value."""
    rows = np.empty(highest.shape, np.int64)
    for i, (start, stop) in enumerate(pairwise(bounds)):
        rows[i] = start + h[start:stop].argmax(0)
    return rows


def backward(params: Params, batch: Batch, tape: Tape, upstream: Floats) -> Params:
    """Return the gradient of every parameter, given that of the logits (``upstream``, float32 ``(n, 15)``)."""
    grads: Params = {}
    sizes = np.diff(batch.bounds)
    grads["out_w"], grads["out_b"] = tape.final.T @ upstream, upstream.sum(0)
    g_final = (upstream @ params["out_w"].T) * tape.masks[-1]
    g_last: Floats = g_final * tape.last_mask
    grads["last_w"], grads["last_b"] = tape.last.T @ g_last, g_last.sum(0)
    g = g_last @ params["last_w"].T
    for k in reversed(range(len(DILATIONS))):
        g_z: Floats = g * tape.masks[1 + k]
        grads[f"conv{k}_w"], grads[f"conv{k}_b"] = tape.shifted[k].T @ g_z, g_z.sum(0)
        g = g + _unshift(g_z @ params[f"conv{k}_w"].T, DILATIONS[k], batch.bounds)
    g_pool = np.add.reduceat(g, batch.bounds[:-1]) * tape.pool_mask
    grads["pool_w"], grads["pool_b"] = tape.pooled.T @ g_pool, g_pool.sum(0)
    g_pooled = g_pool @ params["pool_w"].T
    width = g.shape[1]
    g_h = g + g_final + np.repeat(g_pooled[:, :width] / sizes[:, None], sizes, axis=0)
    units = np.broadcast_to(np.arange(width), tape.pool_at.shape)
    g_h[tape.pool_at, units] += g_pooled[:, width:]  # one line per document and unit: no index repeats
    g_h = (g_h * tape.masks[0]).astype(np.float32)
    grads["in_w"], grads["in_b"] = tape.inputs.T @ g_h, g_h.sum(0)
    g_embedded = (g_h @ params["in_w"].T)[:, batch.dense.shape[1] :]
    grads["embedding"] = np.asarray(batch.bag.T @ (g_embedded * tape.bag_mask), np.float32)
    return grads


def _unshift(g: Floats, step: int, bounds: Ints) -> Floats:
    """Return the gradient of :func:`declutter.model.neighbour`'s input."""
    width = g.shape[1] // 3
    total = g[:, width : 2 * width].copy()
    for start, stop in pairwise(bounds):
        if stop - start > step:
            total[start : stop - step] += g[start + step : stop, :width]
            total[start + step : stop] += g[start : stop - step, 2 * width :]
    return total
