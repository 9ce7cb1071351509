"""Fitting the cutoffs: pages of two kinds that want different thresholds."""

import numpy as np

from declutter.cutoff import PAGE_FIGURES
from declutter.training.cutoffs import fit_cutoffs, thresholds_of_unseen
from declutter.training.folds import fold_of

CHOICES = np.array([0.3, 0.5, 0.6])
N = 200


def two_kinds(seed=0):
    """Figures of pages, the F1 of each choice, and which pages are lists: one figure tells, the others are noise."""
    rng = np.random.default_rng(seed)
    figures = rng.normal(size=(N, len(PAGE_FIGURES)))
    is_list = figures[:, 3] > 0
    f1 = np.where(is_list[:, None], [0.7, 0.6, 0.5], [0.8, 0.9, 0.91])
    return figures, f1, is_list


def test_each_kind_gets_the_threshold_that_suits_it():
    figures, f1, is_list = two_kinds()
    cutoffs = fit_cutoffs(CHOICES, figures, f1)
    unseen, _, is_list = two_kinds(seed=1)
    chosen = cutoffs.choices[cutoffs.values(unseen).argmax(axis=1)]
    assert np.mean(chosen[is_list] == 0.3) > 0.7
    assert np.mean(chosen[~is_list] == 0.3) < 0.02, "the lowest one needs to be well ahead"


def test_what_is_little_better_lowers_the_threshold_of_fewer_pages():
    figures, f1, is_list = two_kinds()
    barely = np.where(is_list[:, None], [0.61, 0.6, 0.5], f1)
    clearly, little = (fit_cutoffs(CHOICES, figures, kind).values(figures).argmax(axis=1) == 0 for kind in (f1, barely))
    assert little.sum() < 0.7 * clearly.sum()


def test_where_nothing_tells_pages_apart_all_get_the_best_threshold():
    figures, _, _ = two_kinds()
    cutoffs = fit_cutoffs(CHOICES, 0 * figures, np.tile([0.5, 0.8, 0.7], (N, 1)))
    assert (cutoffs.values(figures).argmax(axis=1) == 1).all()


def test_fitting_twice_gives_the_same():
    figures, f1, _ = two_kinds()
    one, other = (fit_cutoffs(CHOICES, figures, f1) for _ in range(2))
    assert all((a == b).all() for a, b in zip(one, other, strict=True))


def test_a_page_is_judged_by_the_other_folds():
    """What pages of a fold want changes the thresholds of all the others, not their own."""
    figures, f1, _ = two_kinds()
    groups = [f"site{n}.example" for n in range(N)]
    before = thresholds_of_unseen(CHOICES, figures, f1, groups)
    held_out = np.array([fold_of(group) == 2 for group in groups])
    after = thresholds_of_unseen(CHOICES, figures, np.where(held_out[:, None], [0.0, 1.0, 0.0], f1), groups)
    assert (before[held_out] == after[held_out]).all()
    assert (before[~held_out] != after[~held_out]).any()
    assert set(before.tolist()) <= set(CHOICES.tolist())


def test_pages_of_one_fold_alone_get_the_mean_of_the_choices():
    figures, f1, _ = two_kinds()
    assert set(thresholds_of_unseen(CHOICES, figures, f1, ["a.example"] * N).tolist()) == {CHOICES.mean()}
