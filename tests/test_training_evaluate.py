"""The figures mean what their names say: words kept and removed, F1, reliability, thresholds, calibration."""

import numpy as np
import pytest
from hypothesis import given
from hypothesis import strategies as st
from training_helpers import document, piece

from declutter.labels import KEPT_BY_DEFAULT, LABELS
from declutter.training.calibrate import OF_EACH_LANGUAGE, PROMISES, Judged, promised
from declutter.training.corpora import lines_digest
from declutter.training.evaluate import (
    by_language,
    label_f1,
    reliability,
    threshold_of,
    word_f1,
    word_shares,
)
from declutter.training.examples import KEPT, label_indices
from declutter.training.outoffold import OutOfFold
from declutter.training.pipeline import as_at_run_time
from declutter.training.sources import labelled_examples
from declutter.training.text import TextJudgement


def test_words_kept_and_removed_are_shares_of_words_not_of_lines():
    label = label_indices(["prose", "heading", "ad", "legal"])
    keep = np.array([True, False, False, True])
    shares = word_shares(label, keep, np.array([90.0, 10, 30, 10]))
    assert shares.kept == pytest.approx(0.9)
    assert shares.removed == pytest.approx(0.75)


@pytest.mark.parametrize(
    ("labels", "keep", "kept", "removed"),
    [
        (["prose"], [True], 1, 1),
        (["prose"], [False], 0, 1),
        (["ad"], [True], 1, 0),
        (["ad"], [False], 1, 1),
        (["prose", "ad"], [True, True], 1, 0),
        (["prose", "ad"], [False, False], 0, 1),
    ],
)
def test_shares_of_nothing_are_whole(labels, keep, kept, removed):
    shares = word_shares(label_indices(labels), np.array(keep), np.full(len(keep), 7.0))
    assert (shares.kept, shares.removed) == (kept, removed)


@pytest.mark.parametrize("label", LABELS)
def test_shares_follow_the_policy_of_each_label(label):
    shares = word_shares(label_indices([label]), np.array([False]), np.ones(1))
    assert shares.kept == (0 if label in KEPT_BY_DEFAULT else 1)


def test_f1_of_each_label_that_occurs_and_their_mean():
    gold = label_indices(["prose", "prose", "ad", "ad", "legal"])
    said = label_indices(["prose", "prose", "ad", "social", "prose"])
    scores = label_f1(gold, said)
    assert set(scores) == {"prose", "ad", "legal", "macro"}
    assert scores["prose"] == pytest.approx(0.8)
    assert scores["ad"] == pytest.approx(2 / 3)
    assert scores["legal"] == 0
    assert scores["macro"] == pytest.approx((0.8 + 2 / 3) / 3)


def test_reliability_of_a_calibrated_score():
    rng = np.random.default_rng(0)
    score = rng.random(50_000)
    table = reliability(score, rng.random(50_000) < score, np.ones(50_000))
    assert len(table) == 10
    assert sum(lines for _, _, lines in table) == 50_000
    assert all(mean == pytest.approx(share, abs=0.03) for mean, share, _ in table)


def test_reliability_weighs_by_words_and_leaves_empty_bins_out():
    table = reliability(np.array([0.0, 1.0, 1.0]), np.array([False, True, False]), np.array([5.0, 9, 1]))
    assert table == [(0.0, 0.0, 1), (1.0, pytest.approx(0.9), 2)]


scored_lines = st.lists(
    st.tuples(st.floats(0, 1, width=16), st.sampled_from(LABELS), st.integers(1, 50)), min_size=1, max_size=40
).filter(lambda lines: any(label in KEPT_BY_DEFAULT for _, label, _ in lines))


@given(scored_lines, st.sampled_from(sorted(PROMISES.values())))
def test_a_threshold_keeps_its_promise_and_no_higher_one_would(lines, promise):
    score = np.array([score for score, _, _ in lines])
    label = label_indices([label for _, label, _ in lines])
    words = np.array([words for _, _, words in lines], float)
    threshold = threshold_of(score[KEPT[label]], words[KEPT[label]], promise)
    assert word_shares(label, score >= threshold, words).kept >= promise - 1e-9
    higher = score[KEPT[label] & (score > threshold + 2e-6)]
    if len(higher):
        assert word_shares(label, score >= higher.min(), words).kept < promise + 1e-9


def test_lines_of_each_language_most_documents_first():
    lines = by_language(["de", "en", "de"], np.array([0, 2, 3, 6]))
    assert list(lines) == ["de", "en"]
    assert {name: places.tolist() for name, places in lines.items()} == {"de": [0, 1, 3, 4, 5], "en": [2]}


def probabilities_of(examples, rng, sharpness):
    """Answers that lean towards the right label, some of them strongly wrong."""
    logits = rng.standard_normal((len(examples.label), len(LABELS)))
    logits[np.arange(len(logits)), examples.label] += sharpness
    exp = np.exp(logits)
    return (exp / exp.sum(axis=1, keepdims=True)).astype(np.float32)


def test_calibration_keeps_the_order_and_the_promises_in_each_group_of_scripts():
    examples = labelled_examples([piece(f"number {n}") for n in range(60)])
    answers = probabilities_of(examples, np.random.default_rng(1), 2.5)
    cased = np.arange(len(examples.label)) % 3 > 0
    judgement = TextJudgement.fitted(answers, examples, cased, ["en"] * 60)
    calibration, score = judgement.calibration, judgement.score
    assert np.all(np.diff(calibration.raw) > 0)
    assert np.all(np.diff(calibration.calibrated) > 0), "a flat step would merge thresholds"
    assert 0 <= calibration.calibrated[0] <= calibration.calibrated[-1] <= 1
    for group in (0, 1):
        recall, balanced, precision = (calibration.thresholds[m][group] for m in ("recall", "balanced", "precision"))
        assert recall <= balanced <= precision
    for mode, promise in PROMISES.items():
        for lines in (cased, ~cased):
            keep = score[lines] >= np.where(cased[lines], *calibration.thresholds[mode])
            assert word_shares(examples.label[lines], keep, examples.words[lines]).kept >= promise - 1e-6
    everyone = np.ones(len(cased), bool)
    document = np.repeat(np.arange(60), np.diff(examples.bounds))
    lines = Judged(score, examples.label, examples.words, everyone, document, np.full(len(cased), "en"))
    one_group = promised(lines)
    assert all(pair[0] == pair[1] for pair in one_group.values()), "a group without documents takes the other's"
    table = reliability(calibration.score(answers), KEPT[examples.label], examples.words)
    assert np.average([abs(m - s) for m, s, _ in table], weights=[n for *_, n in table]) < 0.05


def judged_lines(score, languages, cased=True):
    """Lines of prose of one word, ten a document."""
    n = len(score)
    document = np.arange(n) // 10
    label = np.full(n, LABELS.index("prose"), np.int8)
    language = np.repeat(languages, 10)
    return Judged(np.array(score), label, np.ones(n, np.float32), np.full(n, cased), document, language)


def test_in_balanced_no_language_with_five_documents_is_let_down():
    """Ten languages; of one of them a tenth of the lines has low scores, which all together hardly feel."""
    languages = np.repeat([f"l{k}" for k in range(10)], 10)
    score = np.linspace(0.5, 1, 1000)
    weak = np.repeat(languages == "l3", 10) & (np.arange(1000) % 10 == 0)
    score[weak] = np.linspace(0.1, 0.2, weak.sum())
    before = promised(judged_lines(score, np.full(100, "l0")))
    after = promised(judged_lines(score, languages))
    assert before["balanced"][0] >= 0.5
    assert after["balanced"][0] < 0.2
    kept = (score >= after["balanced"][0])[np.repeat(languages == "l3", 10)]
    assert kept.mean() >= OF_EACH_LANGUAGE
    assert after["precision"] == before["precision"]
    assert after["recall"][0] <= after["balanced"][0] <= after["precision"][0]
    few = np.where(np.arange(100) < 30, languages, np.where(languages == "l3", [f"x{k}" for k in range(100)], "l0"))
    assert promised(judged_lines(score, few)) == before, "languages of one document each tell little"


def test_copies_are_ruled_out_where_the_document_has_no_other_copy():
    title = "The mast that was found in a field"
    documents = [document("a", [("heading", title), ("duplicate", title)]), document("b", [("heading", title)])]
    certain = np.full((3, len(LABELS)), 0.01, np.float32)
    certain[:, LABELS.index("duplicate")] = 0.86
    answers, cased = as_at_run_time(certain, documents)
    assert cased.tolist() == [True] * 3
    assert answers.argmax(axis=1).tolist()[:2] == [LABELS.index("duplicate")] * 2
    assert answers[2, LABELS.index("duplicate")] == 0
    np.testing.assert_allclose(answers.sum(axis=1), 1, atol=1e-5)


def test_out_of_fold_answers_survive_their_file(tmp_path):
    documents = [piece("one"), piece("two")]
    examples = labelled_examples(documents)
    answers = probabilities_of(examples, np.random.default_rng(0), 3).argmax(axis=1)
    before = OutOfFold.of(
        documents, answers, np.linspace(0, 1, len(answers)), np.arange(len(answers)) >= len(documents[0].lines)
    )
    before.write(tmp_path / "answers.npz")
    after = OutOfFold.read(tmp_path / "answers.npz")
    assert set(after.label) == {lines_digest(d.lines) for d in documents}
    for key in before.label:
        np.testing.assert_array_equal(after.label[key], before.label[key])
        np.testing.assert_array_equal(after.score[key], before.score[key])
    assert np.concatenate([after.label[lines_digest(d.lines)] for d in documents]).tolist() == answers.tolist()


def test_out_of_fold_answers_hold_no_text(tmp_path):
    documents = [piece("one")]
    OutOfFold.of(documents, np.ones(99, np.int64), np.ones(99), np.ones(99, bool)).write(tmp_path / "a.npz")
    with np.load(tmp_path / "a.npz", allow_pickle=False) as arrays:
        assert {name: arrays[name].dtype.kind for name in arrays} == {
            "keys": "U",
            "cased": "b",
            "sizes": "i",
            "label": "u",
            "score": "f",
        }
        assert all(len(key) == 16 for key in arrays["keys"].tolist()), "digests, not lines"


@pytest.mark.parametrize(
    ("ours", "gold", "f1"),
    [
        ("The mast", "the MAST\n", 1),
        ("the the mast", "the mast", 2 * 2 / 5),
        ("mast the", "the mast", 1),
        ("a b c", "c d", 2 * 1 / 5),
        ("a", "b", 0),
        ("", "b", 0),
        ("b", " \n", 0),
        ("", "", 1),
    ],
)
def test_word_f1_is_that_of_bags_of_words(ours, gold, f1):
    assert word_f1(ours, gold) == word_f1(gold, ours) == pytest.approx(f1)


def test_the_threshold_of_content_lines_alone():
    score, words = np.array([0.9, 0.1, 0.5, 0.7]), np.array([50.0, 10, 20, 20])
    assert [threshold_of(score, words, promise) for promise in (1, 0.95, 0.85, 0.65, 0.4)] == [0.1, 0.1, 0.5, 0.7, 0.9]
    assert threshold_of(score, words, 0) == 0.9, "the highest score, not beyond it"
