"""The HTML model: folds that hold, a calibration by words and by pages, files that load, the same bytes each time."""

import functools
from dataclasses import replace

import numpy as np
import pytest
from training_corpora import apart, corpora_rows, gold_of, html_of, write_corpora

from benchmarks.held_out import HeldOut, load_held_out
from declutter.alike import N_GROUPINGS
from declutter.labels import LABELS
from declutter.markup import read_html
from declutter.modelfile import load
from declutter.page_features import HTML_FEATURES, describe_page
from declutter.training.corpora import lines_digest
from declutter.training.evaluate import word_f1
from declutter.training.examples import KEPT
from declutter.training.fit import Plan, Settings, predict
from declutter.training.folds import N_FOLDS, fold_of, split
from declutter.training.html import (
    block_texts,
    cross_validated,
    fitted,
    judged_again,
    page_f1,
    thresholds,
    train,
    write_held_out,
)
from declutter.training.pages import html_examples

SMALL = Plan(8, Settings(dimensions=2, width=8, dropout=0.1, rate=0.02, batch_lines=80))
HASTY = Plan(1, SMALL.settings)
MODEL_FILES = ("html.npz", "html.json", "out_of_fold_html.npz")
PROSE, AD, DUPLICATE = (LABELS.index(name) for name in ("prose", "ad", "duplicate"))


@pytest.fixture(scope="module")
def folder(tmp_path_factory):
    """The tiny corpora, with everything else that the training reads and writes beside them."""
    with apart(tmp_path_factory.mktemp("apart")) as place:
        yield write_corpora(place / "corpora")


@pytest.fixture(scope="module")
def trained(folder, tmp_path_factory):
    """The folder of the model that was trained on the tiny corpora, and what it is said to be worth."""
    out = tmp_path_factory.mktemp("models")
    return out, train(folder, out, 1, SMALL)


# --- the whole --------------------------------------------------------------------------------------------------------


def test_the_model_loads_and_knows_a_page_of_another_site(trained):
    model = load(trained[0], "html")
    page = read_html(html_of(40, "another.example"))
    described = describe_page(page, model.tables, model.phrases)
    answers = model.probabilities(described)
    usual = model.calibrated(answers[:, KEPT].sum(axis=1))
    scores, _ = model.judged_again(described, usual, usual)
    kept = [
        block.text
        for block, score in zip(page.blocks, scores, strict=True)
        if score >= model.threshold("balanced", cased=True)
    ]
    assert word_f1(" ".join(kept), gold_of(40)) > 0.95


def test_the_figure_is_that_of_the_answers_that_were_written(trained):
    """Measured by other code, from the files alone."""
    out, score = trained
    held = HeldOut.read({"ours": "balanced"}, out)
    gold = {f"{name}/{row['id']}": row for name, rows in corpora_rows().items() for row in rows if "text" in row}
    found = [word_f1(held.texts(page, row["html"])["ours"], row["text"]) for page, row in gold.items()]
    # On pages as clear as these all scores of the piece are within 1e-6, and rounded in the file: a title may change
    # sides, one block in ten.
    assert score == pytest.approx(np.mean(found), abs=0.03)
    assert score > 0.95


def test_scores_of_all_pages_are_written(trained):
    path = trained[0] / "out_of_fold_html.npz"
    held = load_held_out(path)
    pages = {f"{name}/{row['id']}": row["html"] for name, rows in corpora_rows().items() for row in rows}
    assert set(held) == set(pages)
    for page, markup in pages.items():
        texts = [block.text for block in read_html(markup).blocks]
        assert len(held[page].scores) == len(texts)
        assert held[page].digest == lines_digest(texts)
        assert ((held[page].scores >= 0) & (held[page].scores <= 1)).all()


def test_twice_gives_the_same_bytes(folder, trained, tmp_path):
    out, score = trained
    assert train(folder, tmp_path, 1, SMALL) == score
    for name in MODEL_FILES:
        assert (tmp_path / name).read_bytes() == (out / name).read_bytes(), name


# --- folds ------------------------------------------------------------------------------------------------------------


@pytest.fixture(scope="module")
def pages(folder):
    """The tiny corpora's pages as examples, and their sources."""
    return html_examples(folder)


def test_every_page_is_answered_by_a_model_that_never_saw_its_site(pages):
    """What the pages of a fold say of themselves changes the answers to the others, not to them."""
    examples, sources = pages
    before, whole = cross_validated(examples, sources, HASTY, 1)
    _, held_out = split(examples.groups, 2)
    side = examples.side.copy()
    lines = examples.lines_of(held_out)
    side[lines] = 1 - side[lines]
    after, other = cross_validated(replace(examples, side=side), sources, HASTY, 1)
    assert sorted(before) == sorted(after) == [k for k, page in enumerate(sources) if not page.with_comments]
    assert 0 < len(held_out) < len(sources)
    for page in before:
        assert before[page].shape == (examples.bounds[page + 1] - examples.bounds[page], len(LABELS))
        assert (before[page] == after[page]).all() == (page in held_out), sources[page].page
    assert (whole[0]["out_w"] != other[0]["out_w"]).any(), "the model that is shipped sees all"


def test_copies_with_comments_are_learnt_from_but_never_answered(pages):
    """What a copy says of itself changes the answers to pages of other folds, and has none of its own."""
    examples, sources = pages
    page = next(k for k, source in enumerate(sources) if source.with_comments)
    group = examples.groups[page]
    before, _ = cross_validated(examples, sources, HASTY, 1)
    assert page not in before
    side = examples.side.copy()
    lines = examples.lines_of([page])
    side[lines] = 1 - side[lines]
    after, _ = cross_validated(replace(examples, side=side), sources, HASTY, 1)
    assert sorted(before) == sorted(after)
    for other in before:
        same_fold = fold_of(examples.groups[other]) == fold_of(group)
        assert (before[other] == after[other]).all() == same_fold, sources[other].page


def test_a_copy_is_held_out_with_its_page(pages):
    examples, sources = pages
    copies = [k for k, source in enumerate(sources) if source.with_comments]
    assert copies, "else the tests above show less than they say"
    for copy in copies:
        (page,) = (k for k, s in enumerate(sources) if s.page == sources[copy].page and k != copy)
        assert examples.groups[copy] == examples.groups[page]
        assert sources[copy].digest != sources[page].digest


def test_the_model_of_all_pages_is_fitted_on_all(pages):
    examples, sources = pages
    _, (params, standard) = cross_validated(examples, sources, HASTY, 1)
    again, same = fitted(examples, None, HASTY)
    assert params["in_w"].shape[0] == len(HTML_FEATURES) + HASTY.settings.dimensions
    for name, value in again.items():
        np.testing.assert_array_equal(value, params[name], err_msg=name)
    np.testing.assert_array_equal(same, standard)


def test_answers_are_those_of_the_fold_with_copies_ruled_out(pages):
    examples, sources = pages
    answers, _ = cross_validated(examples, sources, HASTY, 1)
    held_out = next(page for page in answers if fold_of(examples.groups[page]) == N_FOLDS - 1)
    params, standard = fitted(examples, N_FOLDS - 1, HASTY)
    raw = predict(params, examples, [held_out], standard)
    assert sources[held_out].lonely.all()
    copies = [LABELS.index("duplicate"), LABELS.index("lead_in")]
    assert (raw[:, copies] > 0).all()
    assert not answers[held_out][:, copies].any()
    raw[:, copies] = 0
    np.testing.assert_allclose(answers[held_out], raw / raw.sum(axis=1, keepdims=True), atol=1e-5)


def test_blocks_that_have_a_copy_may_be_copies(pages):
    examples, sources = pages
    copied = [replace(source, lonely=~source.lonely) for source in sources]
    answers, _ = cross_validated(examples, copied, HASTY, 1)
    assert all((answer[:, DUPLICATE] > 0).all() for answer in answers.values())


# --- figures ----------------------------------------------------------------------------------------------------------


def certain(*kept):
    """Answers that give blocks these probabilities of being prose, and else of being an advertisement."""
    answers = np.zeros((len(kept), len(LABELS)), np.float32)
    answers[:, PROSE] = kept
    answers[:, AD] = 1 - answers[:, PROSE]
    return answers


def sources_of(pages, *gold):
    """A source for each gold text (or ``None``), named ``a/0``, ``a/1`` …"""
    return [replace(pages[1][0], page=f"a/{k}", text=text, digest=f"digest {k}") for k, text in enumerate(gold)]


def test_the_f1_of_pages_is_the_mean_of_those_with_gold_text(pages):
    sources = sources_of(pages, "one two three four", None, "five six")
    scores = {0: np.array([0.9, 0.1, 0.8]), 1: np.array([0.9]), 2: np.array([0.9, 0.8])}
    texts = {"a/0": ["One two", "three four", "five six"], "a/2": ["five", "SIX"]}

    def mean(threshold):
        return page_f1(sources, scores, texts, threshold)

    assert mean(0.5) == pytest.approx((2 * 2 / 8 + 1) / 2)
    assert mean(0.85) == pytest.approx((2 * 2 / 6 + 2 * 1 / 3) / 2)
    assert mean(0) == pytest.approx((2 * 4 / 10 + 1) / 2)
    assert mean(1.1) == 0


def test_texts_of_blocks_are_read_for_pages_with_gold_text_that_are_asked_for(folder):
    found = block_texts(folder, {"canola/5", "readability_fixtures/harbour-1", "trafilatura_eval/10", "canola/99"})
    assert found == {
        "canola/5": [block.text for block in read_html(html_of(5)).blocks],
        "readability_fixtures/harbour-1": [block.text for block in read_html(html_of(8)).blocks],
    }


@functools.cache
def levels():
    """Scores of 20 blocks: 0.02, 0.07, … 0.97."""
    return np.arange(20) * 0.05 + 0.02


def examples_of(pages, side, words=None):
    """Ten pages of 20 blocks with these sides."""
    side = np.asarray(side, np.int8)
    return replace(
        pages[0],
        side=np.tile(side, 10),
        words=np.tile(np.ones(20, np.float32) if words is None else np.asarray(words, np.float32), 10),
        counts=np.zeros(200, np.int32),
        bounds=np.arange(0, 201, 20),
        groups=tuple(f"site{k}.example" for k in range(10)),
    )


def thresholds_of(pages, side, words=None):
    """The thresholds for ten such pages; gold text is the text of the kept blocks."""
    names = [f"word{k}" for k in range(20)]
    gold = " ".join(name for name, s in zip(names, side, strict=True) if s == 1)
    scores = dict.fromkeys(range(10), levels())
    texts = {f"a/{k}": names for k in range(10)}
    found = thresholds(examples_of(pages, side, words), sources_of(pages, *[gold] * 10), scores, texts)
    assert list(found) == ["precision", "balanced", "recall"]
    assert found["recall"] <= found["balanced"] <= found["precision"], "a mode keeps no less than a stricter one"
    assert all(cased == other for cased, other in found.values())
    return {mode: pair[0] for mode, pair in found.items()}


def test_the_threshold_of_balanced_is_that_of_the_best_pages(pages):
    side = [0] * 8 + [0, 1, 1, 0, 1, 1] + [1] * 6
    cut = thresholds_of(pages, side)["balanced"]
    assert 0.2 <= cut <= 0.7
    assert (levels() >= cut).tolist() == [False] * 9 + [True] * 11, "one block of clutter for two of the piece"


def test_the_best_pages_decide_between_precision_and_recall(pages):
    """One block of the piece looks like clutter: recall wants it and six blocks of clutter with it; pages do not."""
    side = [0] * 3 + [1] + [0] * 6 + [1] * 10
    found = thresholds_of(pages, side, [1] * 10 + [3] * 10)
    kept = {mode: np.flatnonzero(levels() >= cut).tolist() for mode, cut in found.items()}
    assert kept == {"recall": [*range(3, 20)], "balanced": [*range(10, 20)], "precision": [*range(10, 20)]}


def test_balanced_keeps_no_less_than_precision_and_no_more_than_recall(pages):
    """Where nothing is in doubt all thresholds from 0.2 to 0.7 are as good, and lower than that of recall."""
    found = thresholds_of(pages, [0] * 17 + [1] * 3)
    assert levels()[17] == pytest.approx(found["recall"], abs=2e-6)
    assert found["balanced"] == found["recall"] > 0.7


def test_the_other_thresholds_keep_their_share_of_the_words(pages):
    """A long block and nineteen of one word each."""
    side = [0] * 5 + [1] * 15
    words = [10] * 5 + [10] * 14 + [861]
    shares = {}
    for mode, cut in thresholds_of(pages, side, words).items():
        kept = (levels() >= cut) & (np.array(side) == 1)
        shares[mode] = np.array(words)[kept].sum() / 1001
    assert shares["precision"] == pytest.approx(931 / 1001), "one block less would be below 0.93"
    assert shares["recall"] == pytest.approx(991 / 1001), "one block less would be below 0.985"


def test_unknown_blocks_weigh_nothing(pages):
    examples = examples_of(pages, [0] * 10 + [1, -1] * 5)
    answers = {page: certain(*levels()) for page in range(10)}
    sources = [
        replace(source, group=group, groupings=np.zeros((N_GROUPINGS, 20), np.int64))
        for source, group in zip(sources_of(pages, *["x"] * 10), examples.groups, strict=True)
    ]
    curve, _, scores = judged_again(examples, sources, answers)
    first = curve.score(certain(*levels()))
    assert first[10:].min() > 0.99, "not the half that they would be if unknown were clutter"
    assert first[:9].max() < 0.01
    assert sorted(scores) == [*range(10)]
    for score in scores.values():
        assert score[10:].min() > 0.8
        assert score[:9].max() < 0.2


def test_scores_survive_their_file(pages, tmp_path):
    sources = sources_of(pages, "x", None, "y")
    scores = {2: np.array([0.25, 1.0]), 0: np.array([0.5]), 1: np.array([0.125, 0.0, 0.75])}
    write_held_out(tmp_path / "a.npz", sources, scores)
    found = load_held_out(tmp_path / "a.npz")
    assert {name: page.scores.tolist() for name, page in found.items()} == {
        f"a/{p}": scores[p].tolist() for p in scores
    }
    assert {name: page.digest for name, page in found.items()} == {f"a/{p}": f"digest {p}" for p in scores}
    with np.load(tmp_path / "a.npz", allow_pickle=False) as arrays:
        assert set(arrays) == {"pages", "digest", "bounds", "scores"}, "no text"
        assert (arrays["bounds"].dtype, arrays["scores"].dtype) == (np.int64, np.float32)
