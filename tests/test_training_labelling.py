"""Fitting what gives a line its label."""

import numpy as np
import pytest
from line_helpers import rows_of

from declutter.labelling import N_INPUTS, most_likely
from declutter.labels import LABELS, Label
from declutter.training.folds import N_FOLDS
from declutter.training.labelling import fit_labelling, label_inputs

L = Label
AD, ITEM, PROSE = (LABELS.index(label) for label in (L.AD, L.ITEM, L.PROSE))
LENGTH = 12


def zones(documents=60, seed=0):
    """Documents that are listings of items or of ads; of every third line the network does not know which."""
    rng = np.random.default_rng(seed)
    rows, gold = [], []
    for _ in range(documents):
        label = rng.choice([AD, ITEM])
        guess = np.where(np.arange(LENGTH) % 3 == 0, rng.choice([AD, ITEM], LENGTH), label)
        guess[-1] = PROSE
        rows.append(rows_of([LABELS[g] for g in guess], 0.5))
        gold.append([label] * (LENGTH - 1) + [PROSE])
    bounds = np.arange(documents + 1) * LENGTH
    fold = np.repeat(np.arange(documents) % N_FOLDS, LENGTH)
    return np.concatenate(rows), np.concatenate(gold).astype(np.int8), bounds, fold


def test_it_learns_from_the_lines_around():
    rows, gold, bounds, fold = zones()
    inputs = label_inputs(rows, np.full(len(rows), 5.0), bounds)
    found = fit_labelling(inputs, gold, fold).of_unseen(inputs, fold, rows)
    assert np.mean(rows.argmax(axis=1) == gold) < 0.9
    assert np.mean(found == gold) > 0.98


def test_inputs_are_those_of_each_document():
    rows, _, bounds, _ = zones(2)
    words = np.full(len(rows), 5.0)
    both = label_inputs(rows, words, bounds)
    np.testing.assert_array_equal(both[LENGTH:], label_inputs(rows[LENGTH:], words[LENGTH:], [0, LENGTH]))


def test_a_fold_is_answered_by_what_never_saw_it():
    rows, gold, bounds, fold = zones()
    inputs = label_inputs(rows, np.full(len(rows), 5.0), bounds)
    changed = np.where(fold == 0, PROSE, gold).astype(np.int8)
    before, after = (fit_labelling(inputs, labels, fold) for labels in (gold, changed))
    unseen = fold == 0
    answers = [one.of_unseen(inputs, fold, rows)[unseen] for one in (before, after)]
    np.testing.assert_array_equal(*answers)
    assert (before.whole.weight != after.whole.weight).any()


def test_lines_without_a_label_are_not_learnt_from_and_a_label_that_no_line_has_is_never_given():
    rows, gold, bounds, fold = zones()
    inputs = label_inputs(rows, np.full(len(rows), 5.0), bounds)
    some = np.where(np.arange(len(gold)) % 2, gold, -1).astype(np.int8)
    wrong = inputs.copy()
    wrong[some < 0] = 7
    one, other = fit_labelling(inputs, some, fold).whole, fit_labelling(wrong, some, fold).whole
    np.testing.assert_array_equal(one.weight, other.weight)
    assert set(most_likely(inputs @ one.weight + one.bias, rows)) <= {AD, ITEM, PROSE}
    assert np.isfinite(one.bias).all()


@pytest.mark.parametrize("gold", [[AD] * 4, [AD, AD, PROSE, PROSE], [-1] * 4])
def test_where_there_is_nothing_to_tell_apart_the_networks_labels_stay(gold):
    rows = rows_of([L.AD, L.PROSE, L.CODE, L.CAPTION])
    inputs = label_inputs(rows, np.full(4, 5.0), [0, 4])
    fitted = fit_labelling(inputs, np.array(gold, np.int8), np.zeros(4, np.int64))
    assert fitted.whole.weight.shape == (N_INPUTS, len(LABELS))
    assert fitted.of_unseen(inputs, np.zeros(4, np.int64), rows).tolist() == rows.argmax(axis=1).tolist()
