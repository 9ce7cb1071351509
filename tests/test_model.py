"""The network gives probabilities, and it is the network that was trained."""

from __future__ import annotations

import numpy as np
import pytest
from line_helpers import FACTS, phrase_table, small_arrays, small_params, tables

from declutter import model as module
from declutter.features import FEATURES, Description, describe
from declutter.hashing import BUCKETS
from declutter.labels import LABELS
from declutter.model import Model, forward, neighbour, standardised
from declutter.modelfile import load, save

LINES = (
    "The title of the piece",
    "The ferry crosses the wide bay twice a day, and people wait for it on the pier.",
    "Subscribe to our newsletter",
    "…",
    "Share",
    "The title of the piece",
)


def described(*lines: str) -> Description:
    return describe(lines, tables(), phrase_table())


@pytest.fixture(scope="module")
def small(tmp_path_factory: pytest.TempPathFactory) -> Model:
    """A small random model."""
    folder = tmp_path_factory.mktemp("model")
    save(folder, "text", small_arrays(), FACTS)
    return load(folder, "text")


@pytest.mark.parametrize("n", [1, 2, 3, 16, 500])
def test_probabilities_of_each_line_add_up_to_one(small: Model, n: int) -> None:
    seen = small.probabilities(described(*(LINES * n)[:n]))
    assert seen.shape == (n, len(LABELS))
    assert seen.dtype == np.float32
    assert (seen >= 0).all()
    np.testing.assert_allclose(seen.sum(axis=1), 1, rtol=1e-5)


def test_no_lines_have_no_probabilities(small: Model) -> None:
    assert small.probabilities(described()).shape == (0, len(LABELS))


def test_very_odd_figures_give_probabilities_still(small: Model) -> None:
    evidence = described(*LINES)
    evidence.dense[:] = 1e30
    evidence.dense[1] = -1e30
    assert np.isfinite(small.probabilities(evidence)).all()


def test_calibration_is_linear_between_its_points(small: Model) -> None:
    seen = small.calibrated(np.array([0, 0.25, 0.5, 0.75, 1.0]))
    np.testing.assert_allclose(seen, [0.1, 0.25, 0.4, 0.65, 0.9])


def test_standardised_figures_end_at_five_scales() -> None:
    mean, scale = np.array([1, 1, 1], np.float32), np.array([2, 2, 2], np.float32)
    seen = standardised(np.array([[1, 3, 1e9], [-1e9, 0, 11]], np.float32), mean, scale)
    assert seen.tolist() == [[0, 1, 5], [-5, -0.5, 5]]


@pytest.mark.parametrize("shape", [(1, 1, 1), (7, 179, 15), (4000, 3, 2), (300, 211, 128), (2000, 512, 600), (0, 3, 2)])
def test_the_product_in_blocks_is_the_product(shape: tuple[int, int, int]) -> None:
    rows, inner, columns = shape
    rng = np.random.default_rng(0)
    # Small whole numbers add up exactly in any order, so that the two can be compared bit by bit.
    x = rng.integers(-8, 9, (rows, inner)).astype(np.float32)
    w = rng.integers(-8, 9, (inner, columns)).astype(np.float32)
    seen = module._product(x, w)
    assert seen.dtype == np.float32
    np.testing.assert_array_equal(seen, x @ w)


def test_the_product_of_real_numbers_is_near_the_product() -> None:
    rng = np.random.default_rng(0)
    x, w = rng.standard_normal((1000, 211), np.float32), rng.standard_normal((211, 128), np.float32)
    np.testing.assert_allclose(module._product(x, w), x @ w, rtol=1e-4, atol=1e-4)


@pytest.mark.parametrize("step", [1, 2, 8])
def test_neighbours_are_those_of_the_same_document(step: int) -> None:
    h = np.arange(1, 21, dtype=np.float32).reshape(10, 2)
    bounds = np.array([0, 1, 4, 10])
    window = neighbour(h, step, bounds)
    for start, stop in ((0, 1), (1, 4), (4, 10)):
        for line in range(start, stop):
            for part, other in enumerate((line - step, line, line + step)):
                wanted = h[other] if start <= other < stop else np.zeros(2, np.float32)
                np.testing.assert_array_equal(window[line, 2 * part : 2 * part + 2], wanted)


def test_a_line_far_away_is_only_seen_through_the_summary_of_the_document() -> None:
    params = small_params()
    params["pool_w"][:] = 0
    rng = np.random.default_rng(0)
    dense = rng.standard_normal((64, len(FEATURES)), np.float32)
    embedded = rng.standard_normal((64, 4), np.float32)
    before = forward(params, dense, embedded)
    dense[40] += 1
    changed = np.flatnonzero((forward(params, dense, embedded) != before).any(axis=1))
    assert 40 in changed
    assert set(changed.tolist()) <= set(range(40 - 15, 40 + 15 + 1))


def test_the_network_is_the_one_that_is_trained(small: Model) -> None:
    sparse = pytest.importorskip("scipy.sparse")
    network = pytest.importorskip("declutter.training.network")
    documents = [described(*LINES), described("…"), described(*LINES[::-1], *(f"{line} again" for line in LINES))]
    for chosen in ([0], [1], [2], [0, 1, 2]):
        evidence = [documents[i] for i in chosen]
        counts = np.concatenate([d.counts for d in evidence])
        dense = standardised(np.concatenate([d.dense for d in evidence]), small.mean, small.scale)
        weights = np.repeat(1 / np.maximum(counts, 1), counts).astype(np.float32)
        ends = np.concatenate([[0], np.cumsum(counts)])
        buckets = np.concatenate([d.buckets for d in evidence])
        bag = sparse.csr_matrix((weights, buckets, ends), shape=(len(counts), len(small.embedding)))
        bounds = np.cumsum([0, *(len(d.dense) for d in evidence)])
        logits, _ = network.forward(small.all_params(), network.Batch(dense, bag, bounds), 0, None)
        exp = np.exp(logits - logits.max(axis=1, keepdims=True))
        wanted = np.concatenate([small.probabilities(d) for d in evidence])
        np.testing.assert_allclose(exp / exp.sum(axis=1, keepdims=True), wanted, rtol=1e-3, atol=1e-5)


@pytest.mark.parametrize("width", [1, 4, 7, 32])
@pytest.mark.parametrize("extreme", [False, True])
def test_a_line_has_the_mean_of_its_vectors_however_many(width: int, extreme: bool) -> None:
    rng = np.random.default_rng(width)
    table = rng.choice([-128, 127], (BUCKETS, width)) if extreme else rng.integers(-128, 128, (BUCKETS, width))
    counts = np.array([0, 1, 255, 256, 257, 0, 512, 40_000, 2])
    buckets = rng.integers(0, BUCKETS, counts.sum())
    seen = module._embed(table.astype(np.int8), buckets, counts)
    stops = np.cumsum(counts)
    for line, (stop, count) in enumerate(zip(stops, counts, strict=True)):
        mean = table[buckets[stop - count : stop]].sum(axis=0) / max(count, 1)
        np.testing.assert_array_equal(seen[line], mean.astype(np.float32))
