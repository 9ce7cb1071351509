"""The network learns: gradients agree with finite differences, the loss falls, one seed gives the same arrays."""

import functools

import numpy as np
import pytest
from scipy.sparse import csr_matrix
from training_helpers import document, piece

from declutter.features import FEATURES
from declutter.labels import LABELS
from declutter.model import forward as runtime_forward
from declutter.training.examples import KEPT, count_words, label_indices
from declutter.training.fit import (
    AdamW,
    Plan,
    Settings,
    batches,
    fit,
    loss_and_gradient,
    new_params,
    predict,
    softmax,
    standardisation,
)
from declutter.training.lookups import lookups
from declutter.training.network import Batch, backward, forward
from declutter.training.pipeline import copy_by_copy, joined
from declutter.training.sources import labelled_examples

N_FEATURES = 5
SIZES = (30, 1, 12)  # lines; a document of one line has no neighbour at all
SMALL = Settings(dimensions=4, width=8)
COLUMNS = 64


def bag_of(rng, columns):
    """Up to three entries per line, in float64; a line's weights add up to 1, or it has none."""
    lines = sum(SIZES)
    counts = rng.integers(0, 4, lines)
    weights = np.repeat(1.0 / np.maximum(counts, 1), counts)
    starts = np.concatenate([[0], np.cumsum(counts)])
    return csr_matrix((weights, rng.integers(0, columns, counts.sum()), starts), (lines, columns))


def small_batch(rng):
    """Three documents with random features and buckets, in float64."""
    dense = rng.standard_normal((sum(SIZES), N_FEATURES))
    return Batch(dense, bag_of(rng, COLUMNS), np.cumsum([0, *SIZES]))


def small_params():
    return {name: value.astype(np.float64) for name, value in new_params(N_FEATURES, SMALL, COLUMNS).items()}


def slope(function, step):
    """The derivative of ``function`` at 0 by central differences."""
    return (function(step) - function(-step)) / (2 * step)


def some_supervision(rng, lines):
    """Labels and sides as they occur: both, a side alone, neither."""
    label = np.where(rng.random(lines) < 0.6, rng.integers(0, len(LABELS), lines), -1).astype(np.int8)
    side = np.where(label >= 0, KEPT[label], rng.integers(-1, 2, lines)).astype(np.int8)
    return label, side


@pytest.mark.parametrize("rate", [0, 0.3], ids=["no dropout", "dropout"])
@pytest.mark.parametrize("name", sorted(small_params()))
def test_gradient_of_each_parameter(name, rate):
    rng = np.random.default_rng(5)
    batch, params = small_batch(rng), small_params()
    upstream = rng.standard_normal((sum(SIZES), len(LABELS)))

    def run():
        return forward(params, batch, rate, np.random.default_rng(1))  # the same units are dropped each time

    _, tape = run()
    gradient = backward(params, batch, tape, upstream)[name]
    norm = float(np.linalg.norm(gradient))
    assert norm > 0
    rows = np.unique(batch.bag.indices) if name == "embedding" else slice(None)
    random = np.zeros_like(params[name])
    random[rows] = rng.standard_normal(random[rows].shape)
    start = params[name].copy()
    for direction in (gradient / norm, random / np.linalg.norm(random)):

        def loss(distance, direction=direction):
            params[name][...] = start + distance * direction
            return float((run()[0] * upstream).sum())

        told = float((gradient * direction).sum())
        # The rectifier has kinks, and a long step may cross one; parts are computed in float32, and a short step sees
        # their rounding. Where the gradient is right one of the steps is neither.
        assert min(abs(slope(loss, step) - told) for step in (1e-3, 1e-4, 1e-5)) < 1e-3 * norm


def test_gradient_of_the_loss():
    rng = np.random.default_rng(7)
    lines = 40
    label, side = some_supervision(rng, lines)
    weight = rng.random(lines)
    logits = 0.1 * rng.standard_normal((lines, len(LABELS)))
    _, gradient = loss_and_gradient(logits, label, side, weight)
    for row, column in np.ndindex(logits.shape):

        def loss(distance, row=row, column=column):
            moved = logits.copy()
            moved[row, column] += distance
            return loss_and_gradient(moved, label, side, weight)[0]

        assert slope(loss, 1e-4) == pytest.approx(gradient[row, column], abs=1e-7), (row, label[row], side[row])


def test_lines_without_label_and_side_teach_nothing():
    logits = np.random.default_rng(0).standard_normal((3, len(LABELS)))
    label, side = np.array([-1, 0, -1], np.int8), np.array([-1, 1, 0], np.int8)
    loss, gradient = loss_and_gradient(logits, label, side, np.ones(3))
    assert not gradient[0].any()
    assert gradient[1:].any(axis=1).all()
    assert loss > 0


def test_the_loss_of_certain_right_answers_is_nothing():
    logits = np.full((len(LABELS), len(LABELS)), -50.0)
    np.fill_diagonal(logits, 50)
    label = np.arange(len(LABELS), dtype=np.int8)
    loss, gradient = loss_and_gradient(logits, label, KEPT[label].astype(np.int8), np.ones(len(LABELS)))
    assert loss == pytest.approx(0, abs=1e-6)
    assert np.abs(gradient).max() < 1e-6


def test_the_loss_of_certain_wrong_answers_is_finite():
    logits = np.zeros((1, len(LABELS)))
    logits[0, LABELS.index("ad")] = 1000
    loss, gradient = loss_and_gradient(logits, np.zeros(1, np.int8), np.ones(1, np.int8), np.ones(1))
    assert np.isfinite(loss)
    assert np.isfinite(gradient).all()


def test_training_and_runtime_are_the_same_network():
    rng = np.random.default_rng(3)
    batch, params = small_batch(rng), new_params(N_FEATURES, SMALL, COLUMNS)
    logits, _ = forward(params, batch, 0, None)
    embedded = np.asarray(batch.bag @ params["embedding"], np.float32)
    for start, stop in zip(batch.bounds[:-1], batch.bounds[1:], strict=True):
        alone = runtime_forward(params, batch.dense[start:stop].astype(np.float32), embedded[start:stop])
        np.testing.assert_allclose(logits[start:stop], alone, atol=1e-5)


def test_documents_of_a_batch_do_not_see_each_other():
    rng = np.random.default_rng(4)
    batch, params = small_batch(rng), small_params()
    before, _ = forward(params, batch, 0, None)
    batch.dense[SIZES[0] :] += 1
    after, _ = forward(params, batch, 0, None)
    np.testing.assert_array_equal(before[: SIZES[0]], after[: SIZES[0]])
    assert (before[SIZES[0] :] != after[SIZES[0] :]).any()


@functools.cache
def toy():
    """Twelve short articles, as examples."""
    return labelled_examples([piece(f"number {n}") for n in range(12)])


TOY_PLAN = Plan(25, Settings(dimensions=4, width=16, rate=0.02, batch_lines=60))


def fitted_toy():
    examples = toy()
    standard, losses = standardisation(examples), []
    params = new_params(len(FEATURES), TOY_PLAN.settings)
    fit(params, examples, [range(12)], standard, TOY_PLAN, lambda done, total, loss: losses.append(loss))
    return params, standard, losses


def test_the_loss_falls_and_the_labels_are_learnt():
    params, standard, losses = fitted_toy()
    tenth = len(losses) // 10
    assert np.mean(losses[-tenth:]) < 0.2 * np.mean(losses[:tenth])
    probabilities = predict(params, toy(), range(12), standard)
    assert (probabilities.argmax(axis=1) == toy().label).mean() > 0.95


def test_the_same_seed_gives_the_same_arrays_and_another_seed_others():
    first, again = fitted_toy()[0], fitted_toy()[0]
    for name, value in first.items():
        np.testing.assert_array_equal(value, again[name], err_msg=name)
    one, other = new_params(3, Settings(seed=1)), new_params(3, Settings(seed=2))
    assert (one["in_w"] != other["in_w"]).any()


def test_progress_is_told_after_each_step():
    told = []
    params = new_params(len(FEATURES), SMALL)
    plan = Plan(2, Settings(dimensions=4, width=8, batch_lines=60))
    fit(params, toy(), [range(6)], standardisation(toy()), plan, lambda *step: told.append(step))
    assert [done for done, _, _ in told] == list(range(1, len(told) + 1))
    assert len({total for _, total, _ in told}) == 1


def test_each_epoch_has_its_own_documents_and_they_come_round_again():
    def fitted_on(rounds):
        params = new_params(len(FEATURES), SMALL)
        fit(params, toy(), rounds, standardisation(toy()), Plan(3, Settings(dimensions=4, width=8, batch_lines=60)))
        return params["in_w"]

    one, two = range(6), range(6, 12)
    np.testing.assert_array_equal(fitted_on([one, two]), fitted_on([one, two, one]))
    assert (fitted_on([one, two]) != fitted_on([one, one, one])).any()


def test_an_epoch_sees_the_documents_and_one_copy_of_each():
    assert copy_by_copy([0, 2, 3, 5, 6, 8], 3) == [[0, 2, 3, 5], [0, 2, 6, 8]]
    assert copy_by_copy([0, 2], 3) == [[0, 2]]
    assert copy_by_copy([], 3) == [[]]


def test_predict_answers_in_the_order_asked_for():
    params, standard = new_params(len(FEATURES), SMALL), standardisation(toy())
    forth, back = predict(params, toy(), [0, 7], standard), predict(params, toy(), [7, 0], standard)
    size = int(toy().bounds[1])
    np.testing.assert_allclose(forth[:size], back[-size:], atol=1e-6)
    np.testing.assert_allclose(forth.sum(axis=1), 1, atol=1e-5)


def test_batches_hold_every_document_once_and_keep_to_their_size():
    sizes = [5, 400, 30, 30, 30, 2, 90]
    found = list(batches(sizes, 100, np.random.default_rng(0)))
    assert sorted(i for chosen in found for i in chosen) == list(range(len(sizes)))
    assert all(len(chosen) == 1 or sum(sizes[i] for i in chosen) <= 100 for chosen in found)


def test_the_optimiser_walks_downhill():
    params = {"embedding": np.full(3, 5, np.float32), "out_w": np.full(3, -5, np.float32)}
    optimiser = AdamW(params, 0)
    for _ in range(400):
        optimiser.step({name: 2 * value for name, value in params.items()}, 0.05)
    assert all(np.abs(value).max() < 0.1 for value in params.values())


def test_softmax_stands_large_numbers():
    np.testing.assert_allclose(softmax(np.array([[1e4, 1e4, -1e4]], np.float32)), [[0.5, 0.5, 0]], atol=1e-6)


def test_examples_hold_what_the_documents_say():
    documents = [piece("one"), document("two", [("ad", "Buy"), ("prose", "  河水流过村庄  ")])]
    examples = labelled_examples(documents)
    assert examples.groups == ("seed:one", "seed:two")
    assert examples.bounds.tolist() == [0, len(documents[0].lines), len(documents[0].lines) + 2]
    assert examples.label.tolist() == [LABELS.index(label) for d in documents for label in d.labels]
    assert examples.side.tolist() == KEPT[examples.label].astype(int).tolist()
    assert examples.lines_of([1]).tolist() == [len(documents[0].lines), len(documents[0].lines) + 1]
    assert len(examples.buckets) == examples.counts.sum()
    assert examples.words[-2:].tolist() == [1, 3], "two ideographs count as a word"


def test_a_batch_without_chance_is_all_there_and_with_chance_leaves_words_out():
    standard = standardisation(toy())
    whole = toy().batch([2, 0], standard)
    assert whole.bounds.tolist() == [0, *np.cumsum(np.diff(toy().bounds)[[2, 0]])]
    assert whole.document.tolist() == [0] * int(whole.bounds[1]) + [1] * int(whole.bounds[2] - whole.bounds[1])
    np.testing.assert_allclose(np.asarray(whole.bag.sum(axis=1)).ravel(), 1, atol=1e-5)
    some = toy().batch([2, 0], standard, (0.5, 1.0), np.random.default_rng(0))
    assert 0.3 < some.bag.nnz / whole.bag.nnz < 0.7
    assert (some.dense != whole.dense).any(), "the documents' own figures are forgotten"


def test_words_are_counted_in_every_script():
    lines = ["two words", "— —", "四个汉字", "한국어 단어"]
    assert count_words(lines, lookups()[0]).tolist() == [2, 1, 2, 2]


def test_label_names_become_their_places():
    assert label_indices(["prose", "legal"]).tolist() == [0, len(LABELS) - 1]


def test_examples_are_joined_one_after_another():
    one, two = labelled_examples([piece("one")]), labelled_examples([piece("two"), piece("three")])
    both = joined([one, two])
    assert both.groups == ("seed:one", "seed:two", "seed:three")
    assert both.bounds.tolist() == [0, one.bounds[1], *(two.bounds[1:] + one.bounds[1])]
    np.testing.assert_array_equal(both.dense[one.bounds[1] :], two.dense)
    assert len(both.buckets) == both.counts.sum()
