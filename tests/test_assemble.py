"""From probabilities to decisions, and the words for them."""

from __future__ import annotations

import numpy as np
import pytest
from hypothesis import given
from hypothesis import strategies as st
from hypothesis.extra import numpy as hnp
from line_helpers import repeats_of, rows_of
from numpy.typing import NDArray

from declutter.assemble import Decision, decide, keep_one_copy, kept_mass, threshold_in_force, without_false_copies
from declutter.labels import KEPT_BY_DEFAULT, LABELS, Label, policy
from declutter.reasons import reason
from declutter.repeats import Repeats

L = Label
TITLE, PROSE = "The title of the piece", "The ferry crosses the wide bay twice a day, and people wait for it."
COPIES = repeats_of(TITLE, PROSE, "Home", TITLE)
some_probabilities = hnp.arrays(
    np.float32, st.tuples(st.integers(0, 5), st.just(15)), elements=st.floats(2**-7, 1, width=32)
).map(lambda rows: rows / np.maximum(rows.sum(axis=1, keepdims=True), 1e-9))


def numbers(*labels: Label) -> NDArray[np.int64]:
    return np.array([LABELS.index(label) for label in labels], np.int64)


def decided(*labels: Label, keep: NDArray[np.bool_] | None = None) -> Decision:
    kept = np.array([label in KEPT_BY_DEFAULT for label in labels]) if keep is None else keep
    return Decision(numbers(*labels), kept)


def linked(*partners: int) -> Repeats:
    """Repeats in which each line has the partner given (-1: none)."""
    to = np.array(partners)
    return Repeats(np.zeros((len(to), 16), np.float32), to, np.full(len(to), -1), to)


# without_false_copies


def test_what_has_no_other_copy_is_no_copy() -> None:
    rows = rows_of([L.DUPLICATE, L.LEAD_IN, L.DUPLICATE, L.DUPLICATE])
    seen = without_false_copies(rows, COPIES.partner < 0)
    np.testing.assert_allclose(seen.sum(axis=1), 1, rtol=1e-5)
    np.testing.assert_array_equal(seen[[0, 3]], rows[[0, 3]] / rows[[0, 3]].sum(axis=1, keepdims=True))
    for line in (1, 2):
        assert seen[line, LABELS.index(L.DUPLICATE)] == seen[line, LABELS.index(L.LEAD_IN)] == 0


def test_the_other_labels_keep_their_proportions() -> None:
    rows = rows_of([L.LEAD_IN])
    rows[0, LABELS.index(L.AD)] *= 3
    seen = without_false_copies(rows, linked(-1).partner < 0)[0]
    assert seen[LABELS.index(L.AD)] == pytest.approx(3 * seen[LABELS.index(L.PROSE)])


def test_the_probabilities_given_are_not_changed() -> None:
    rows = rows_of([L.DUPLICATE])
    before = rows.copy()
    without_false_copies(rows, linked(-1).partner < 0)
    np.testing.assert_array_equal(rows, before)


@given(some_probabilities)
def test_rows_go_on_adding_up_to_one(rows: NDArray[np.float32]) -> None:
    seen = without_false_copies(rows, linked(*[-1] * len(rows)).partner < 0)
    np.testing.assert_allclose(seen.sum(axis=1), 1, rtol=1e-4)
    assert (seen >= 0).all()


def test_a_line_that_was_surely_a_copy_but_is_none_is_not_dropped_for_it() -> None:
    rows = np.zeros((1, 15), np.float32)
    rows[0, LABELS.index(L.LEAD_IN)] = 1
    assert kept_mass(without_false_copies(rows, linked(-1).partner < 0), policy())[0] >= 0.5


# kept_mass


def test_the_score_is_the_probability_of_the_labels_that_are_kept() -> None:
    rows = rows_of([L.PROSE, L.AD, L.COMMENT], certainty=0.72)
    rest = 0.28 / 14
    assert kept_mass(rows, policy()).tolist() == pytest.approx([0.72 + 4 * rest, 5 * rest, 5 * rest])
    assert kept_mass(rows, policy(keep=["comment"])).tolist() == pytest.approx(
        [0.72 + 5 * rest, 6 * rest, 0.72 + 5 * rest]
    )
    assert kept_mass(rows, policy(drop=["prose"])).tolist() == pytest.approx([4 * rest, 4 * rest, 4 * rest])
    assert kept_mass(rows, policy(keep=list(LABELS))).tolist() == pytest.approx([1, 1, 1])
    assert kept_mass(rows, policy(drop=list(LABELS))).tolist() == [0, 0, 0]


# threshold_in_force


def test_the_modes_threshold_decides_where_enough_is_left() -> None:
    score, words = np.array([0.9, 0.4, 0.1]), np.array([20.0, 5.0, 5.0])
    assert threshold_in_force(score, words, (0.5, 0.2), 20) == 0.5


def test_where_next_to_nothing_is_left_the_next_threshold_decides() -> None:
    score, words = np.array([0.9, 0.4, 0.1]), np.array([19.0, 5.0, 5.0])
    assert threshold_in_force(score, words, (0.5, 0.2), 20) == 0.2
    assert threshold_in_force(score, words, (0.5, 0.2), 0) == 0.5
    assert threshold_in_force(score, words, (0.95, 0.5, 0.2), 19) == 0.5, "the first that leaves enough"


def test_the_last_threshold_decides_where_none_leaves_enough() -> None:
    assert threshold_in_force(np.array([0.1]), np.array([3.0]), (0.5, 0.2), 20) == 0.2
    assert threshold_in_force(np.zeros(0), np.zeros(0), (0.5,), 20) == 0.5


# decide


def test_the_score_decides_where_the_caller_said_nothing() -> None:
    seen = decide(numbers(L.PROSE, L.AD, L.PROSE, L.AD), np.array([True, True, False, False]), policy())
    assert [LABELS[i] for i in seen.label] == [L.PROSE, L.AD, L.PROSE, L.AD]
    assert seen.keep.tolist() == [True, True, False, False]


def test_the_label_decides_where_the_caller_named_it() -> None:
    label = numbers(L.CAPTION, L.AD, L.CAPTION, L.AD, L.PROSE)
    wanted = policy(keep=["ad"], drop=["caption"])
    assert decide(label, np.array([True] * 5), wanted).keep.tolist() == [False, True, False, True, True]
    assert decide(label, np.array([False] * 5), wanted).keep.tolist() == [False, True, False, True, False]


def test_no_lines_no_decisions() -> None:
    seen = decide(numbers(), np.zeros(0, bool), policy())
    assert len(seen.label) == len(seen.keep) == 0


# keep_one_copy


def test_a_copy_of_a_line_that_stays_goes() -> None:
    seen = keep_one_copy(decided(L.HEADING, L.PROSE, L.NAVIGATION, L.DUPLICATE), COPIES, policy())
    assert seen.keep.tolist() == [True, True, False, False]


def test_two_that_are_each_others_copy_do_not_both_go() -> None:
    seen = keep_one_copy(decided(L.DUPLICATE, L.PROSE, L.NAVIGATION, L.DUPLICATE), COPIES, policy())
    assert seen.keep[0] or seen.keep[3]


@pytest.mark.parametrize("partners", [(1, 0), (1, 0, 1), (1, 0, 1, 2)])
def test_of_copies_of_each_other_just_one_stays(partners: tuple[int, ...]) -> None:
    seen = keep_one_copy(decided(*[L.DUPLICATE] * len(partners)), linked(*partners), policy())
    assert seen.keep.sum() == 1


def test_a_copy_of_clutter_brings_nothing_back() -> None:
    seen = keep_one_copy(decided(L.NAVIGATION, L.DUPLICATE), linked(1, 0), policy())
    assert seen.keep.tolist() == [False, False]


def test_a_copy_whose_partner_is_not_in_the_document_brings_nothing_back() -> None:
    seen = keep_one_copy(decided(L.DUPLICATE, L.LEAD_IN), linked(-1, -1), policy())
    assert seen.keep.tolist() == [False, False]


def test_what_the_caller_wants_dropped_stays_dropped() -> None:
    seen = keep_one_copy(decided(L.DUPLICATE, L.DUPLICATE), linked(1, 0), policy(drop=["duplicate"]))
    assert seen.keep.tolist() == [False, False]


def test_the_decision_given_is_not_changed() -> None:
    before = decided(L.DUPLICATE, L.DUPLICATE)
    keep_one_copy(before, linked(1, 0), policy())
    assert before.keep.tolist() == [False, False]


@given(st.data())
def test_nothing_that_was_kept_is_dropped_and_only_copies_come_back(data: st.DataObject) -> None:
    n = data.draw(st.integers(0, 6))
    labels = [data.draw(st.sampled_from(LABELS)) for _ in range(n)]
    keep = np.array([data.draw(st.booleans()) for _ in range(n)], bool)
    partners = [data.draw(st.sampled_from([p for p in range(-1, n) if p != i])) for i in range(n)]
    before = decided(*labels, keep=keep)
    after = keep_one_copy(before, linked(*partners), policy())
    assert (after.keep >= before.keep).all()
    back = np.flatnonzero(after.keep & ~before.keep)
    assert {labels[i] for i in back} <= {L.LEAD_IN, L.DUPLICATE}
    assert set(back.tolist()) <= set(partners)


# reasons


@pytest.mark.parametrize(
    ("label", "keep", "forced", "partner", "wanted"),
    [
        (L.LEAD_IN, False, False, 12, "cut copy of line 12"),
        (L.DUPLICATE, False, False, 0, "copy of line 0"),
        (L.DUPLICATE, False, False, None, "copy"),
        (L.NEWSLETTER, False, False, None, "call to subscribe, join or pay"),
        (L.AD, False, False, 3, "advertising"),
        (L.PROSE, True, False, 3, "sentences of the piece"),
        (L.PROSE, False, False, None, "sentences of the piece? more likely clutter"),
        (L.AD, True, False, None, "perhaps advertising, not sure enough to drop"),
        (L.LEAD_IN, True, False, 7, "perhaps cut copy of line 7, not sure enough to drop"),
        (L.COMMENT, True, True, None, "readers' comments, kept on request"),
        (L.CAPTION, False, True, None, "caption or credit, dropped on request"),
    ],
)
def test_reasons_in_words(label: Label, keep: bool, forced: bool, partner: int | None, wanted: str) -> None:
    assert reason(label, keep=keep, forced=forced, partner=partner) == wanted


@pytest.mark.parametrize("label", LABELS)
def test_every_label_has_a_reason_of_its_own_for_every_fate(label: Label) -> None:
    seen = {reason(label, keep=keep, forced=forced, partner=None) for keep in (True, False) for forced in (True, False)}
    assert len(seen) == 4
    others = {reason(other, keep=True, forced=True, partner=None) for other in LABELS if other != label}
    assert not seen & others
    assert all(text and text == text.strip() and "\n" not in text and len(text) < 80 for text in seen)
