"""``python -m declutter.training`` with corpora, tiny ones: both models, their answers out of fold, the card."""

import io
import json
from contextlib import redirect_stdout
from dataclasses import replace

import numpy as np
import pytest
from training_corpora import apart, html_of, labelled_row, site_of_fold, story, write_corpora, write_rows
from training_helpers import document, piece

from declutter.assemble import kept_mass
from declutter.features import describe
from declutter.labels import LABELS, policy
from declutter.modelfile import load
from declutter.training import __main__ as command
from declutter.training import html
from declutter.training.after import OTHERS, leftovers, lines_of
from declutter.training.calibrate import PROMISES
from declutter.training.corpora import GOLD_CORPORA, digest, labelled_documents, lines_digest, seed_documents
from declutter.training.examples import KEPT, count_words, label_indices
from declutter.training.fit import Plan, Settings
from declutter.training.folds import N_FOLDS, fold_of, split
from declutter.training.lookups import lookups
from declutter.training.outoffold import OutOfFold
from declutter.training.pipeline import Sources, cross_validated, recipe
from declutter.training.readings import encode
from declutter.training.render import render
from declutter.training.sources import labelled_examples, unlabelled_examples

SMALL = Settings(dimensions=2, width=8, dropout=0.1, rate=0.02, batch_lines=100)
FILES = {
    "text.npz",
    "text.json",
    "out_of_fold.npz",
    "out_of_fold_after.npz",
    "html.npz",
    "html.json",
    "out_of_fold_html.npz",
}
FILES.add("CARD.md")
GREEK = [("heading", "Η καταιγίδα"), ("prose", "Το πλοίο δεν έφυγε την Τρίτη."), ("ad", "Αγορά τώρα")]
HAN = [
    ("heading", "田野里的桅杆"),
    ("prose", "渡船星期二没有开，因为风向变了，谁也不愿意第一个大声说出来。"),
    ("ad", "现在购买"),
]


def seeds_of_fold(fold, count):
    """Seeds that are held out in this fold."""
    named = (piece(f"seed {n}") for n in range(999))
    return [seed for seed, _ in zip((s for s in named if fold_of(s.group) == fold), range(count), strict=False)]


def reading(number, renderer):
    """Every line of a page of ``canola`` as a person could have labelled it."""
    lines = render(html_of(number), renderer)
    labels = encode(["prose" if len(line) > 80 else "navigation" for line in lines])
    row = {"corpus": "canola", "id": str(number), "renderer": renderer, "labels": labels}
    return {**row, "digest": lines_digest(lines)}


@pytest.fixture(scope="module")
def place(tmp_path_factory):
    """A folder with ``corpora`` and ``seeds``; cache and readings are its own."""
    with apart(tmp_path_factory.mktemp("apart")) as folder:
        labelled = [labelled_row(piece(f"labelled {n}", lang="nn"), f"site{n}.example") for n in range(6)]
        write_corpora(folder / "corpora", labelled)
        (folder / "seeds").mkdir()
        seeds = [seed for fold in range(N_FOLDS) for seed in seeds_of_fold(fold, 2)]
        write_rows(folder / "seeds" / "a.jsonl", map(labelled_row, seeds))
        others = [document("greek", GREEK, "el"), document("han", HAN, "zh")]
        write_rows(folder / "seeds" / "b.jsonl", map(labelled_row, others))
        write_rows(folder / "readings.jsonl", [reading(6, "inscriptis")])
        yield folder


@pytest.fixture(scope="module")
def documents(place):
    return labelled_documents(place / "corpora") + seed_documents(place / "seeds")


@pytest.fixture(scope="module")
def trained(place):
    """The folder that the command wrote, and what it printed."""
    with pytest.MonkeyPatch.context() as patch, redirect_stdout(io.StringIO()) as printed:
        patch.setenv("DECLUTTER_CORPORA", str(place / "corpora"))
        patch.setattr(command, "SETTINGS", SMALL)
        patch.setattr(html, "PLAN", Plan(1, SMALL))
        options = ["--seeds", str(place / "seeds"), "--out", str(place / "new" / "models")]
        assert command.main([*options, "--epochs", "8", "--jobs", "1"]) == 0
    return place / "new" / "models", printed.getvalue()


def test_both_models_are_written_and_told(trained):
    out, printed = trained
    assert {path.name for path in out.iterdir()} == FILES
    text, pages = printed.splitlines()
    assert str(out / "text.npz") in text
    assert str(out / "html.npz") in pages
    assert float(pages.rpartition(" ")[2]) > 0.9, "eight epochs are enough for pages that look the same"


def test_the_text_model_tells_the_piece_from_clutter(trained):
    model = load(trained[0], "text")
    assert set(model.thresholds) == {"precision", "balanced", "recall"}
    another = piece("of another site")
    answers = model.probabilities(describe(list(another.lines), model.tables, model.phrases))
    mass = kept_mass(answers, policy())
    prose, clutter = (np.isin(another.labels, names) for names in (["prose"], ["newsletter", "related", "legal"]))
    assert mass[prose].min() > mass[clutter].max()


def test_every_hand_labelled_document_is_answered_out_of_fold(trained, documents):
    answers = OutOfFold.read(trained[0] / "out_of_fold.npz")
    label, score, cased = answers.flat(documents)
    assert set(answers.label) == {lines_digest(d.lines) for d in documents}, "readings have no answers of their own"
    assert len(label) == len(score) == sum(len(d.lines) for d in documents)
    assert ((score >= 0) & (score <= 1)).all()
    assert cased.tolist() == [d.name != "han" for d in documents for _ in d.lines]
    with pytest.raises(LookupError, match="unheard of"):
        answers.flat([*documents, piece("unheard of")])


def test_what_other_extractors_leave_of_gold_pages_is_answered_out_of_fold(trained, place):
    left = leftovers(place / "corpora")
    assert {d.kind for d in left} == set(OTHERS)
    assert {d.origin for d in left} == {"wcxb_dev", "canola", "magic_html", "readability_fixtures"}
    assert all(d.lines == lines_of("\n \n".join(d.lines)) for d in left)
    forum = next(d for d in left if d.name == "wcxb_dev/0#inscriptis")
    title, paragraphs = story(0)
    assert {title, *paragraphs} <= {line.strip() for line in forum.lines}
    assert forum.group == site_of_fold(0)
    answers = OutOfFold.read(trained[0] / "out_of_fold_after.npz")
    assert set(answers.label) == {lines_digest(d.lines) for d in left}
    _, score, cased = answers.flat(left)
    assert ((score >= 0) & (score <= 1)).all()
    assert cased.all()


def test_thresholds_keep_their_promise_out_of_fold(trained, documents):
    out, _ = trained
    _, score, cased = OutOfFold.read(out / "out_of_fold.npz").flat(documents)
    facts = json.loads((out / "text.json").read_text(encoding="utf-8"))
    recall, balanced, precision = (facts["thresholds"][mode] for mode in ("recall", "balanced", "precision"))
    assert recall[0] <= balanced[0] <= precision[0]
    content = KEPT[np.concatenate([label_indices(d.labels) for d in documents])]
    words = np.concatenate([count_words(d.lines, lookups()[0]) for d in documents])
    for mode, promise in PROMISES.items():
        keep = score >= np.where(cased, *facts["thresholds"][mode]) - 1e-3  # half precision in the file
        assert words[content & keep].sum() >= promise * words[content].sum(), mode


def test_the_card_says_what_the_model_was_made_from(trained, place, documents):
    card = (trained[0] / "CARD.md").read_text(encoding="utf-8")
    for path in (place / "corpora").iterdir():
        assert digest(path)[:16] in card, path.name
    for name, count in (("a.jsonl", 10), ("b.jsonl", 2)):
        start = digest(place / "seeds" / name)[:16]
        assert f"`seeds/{name}`, written for this project | {count} documents | `{start}…`" in card
    assert card.count("| pages with gold text, rendered |") == len(GOLD_CORPORA)
    assert "| 6 documents | " in card
    assert "readings.jsonl`: labels read by the project on pages of the corpora above | 1 documents" in card
    for row in ("| labelled_lines | balanced | ", "| seeds | recall | ", "| nn | 6 | ", "| en | 10 | ", "| zh | 1 | "):
        assert row in card


def test_tables_of_the_card_are_tables(trained):
    """Every row has as many cells as the head of its table, and a table is not torn by blank lines."""
    blocks = (trained[0] / "CARD.md").read_text(encoding="utf-8").split("\n\n")
    tables = [block.strip().splitlines() for block in blocks if block.startswith("|")]
    assert len(tables) >= 6
    for table in tables:
        assert set(table[1]) <= set("| -"), table[0]
        assert len({row.count("|") for row in table}) == 1, table[0]
        assert len(table) > 2, table[0]


def test_no_document_is_judged_by_a_model_that_saw_its_group(documents):
    """Other labels in one fold change the answers to all the others, not to its own."""
    hand = labelled_examples(documents)
    plan = recipe(SMALL, 1, 1)
    _, held_out = split(hand.groups, 3)
    lines = hand.lines_of(held_out)
    label = hand.label.copy()
    label[lines] = label_indices(["ad"])[0]
    side = np.where(np.isin(np.arange(len(label)), lines), 0, hand.side).astype(np.int8)
    before = cross_validated(Sources(hand, (hand,), hand), plan, 1)
    other = replace(hand, label=label, side=side)
    after = cross_validated(Sources(other, (other,), other), plan, 1)
    assert before.hand.shape == (len(label), len(LABELS))
    np.testing.assert_allclose(before.hand.sum(axis=1), 1, atol=1e-5)
    same = (before.hand == after.hand).all(axis=1)
    assert same[lines].all()
    assert not np.delete(same, lines).any()


def test_what_other_extractors_leave_is_answered_and_never_learnt_from(documents, place):
    hand = labelled_examples(documents)
    left = leftovers(place / "corpora")
    with_left = Sources(hand, (hand,), hand, unlabelled_examples(left))
    plan = recipe(SMALL, 1, 1)
    alone, also = cross_validated(Sources(hand, (hand,), hand), plan, 1), cross_validated(with_left, plan, 1)
    assert (alone.hand == also.hand).all()
    assert alone.after.shape == (0, len(LABELS))
    assert also.after.shape == (sum(len(d.lines) for d in left), len(LABELS))
    np.testing.assert_allclose(also.after.sum(axis=1), 1, atol=1e-5)


def test_readings_are_learnt_from_like_other_labelled_documents():
    sources = command._sources([piece("a"), piece("b")], [piece("c", group="canola:x")], {}, None)
    assert sources.hand.groups == ("seed:a", "seed:b", "canola:x")
    assert len(sources.damaged) == command.COPIES
    assert all(sorted(copy.groups) == sorted(sources.hand.groups) for copy in sources.damaged)
    assert sources.rendered is None
