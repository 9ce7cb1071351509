"""The page benchmark: measures by hand-made examples, out-of-fold answers, sets, tables, plots. Text written by us."""

import json
import lzma
from functools import partial

import numpy as np
import pytest
import training_helpers  # noqa: F401 - before the benchmarks: newspaper4k warns on its first import

from benchmarks import held_out, page_plots, page_scores, page_tables, page_times, pages, peers
from benchmarks.held_out import HeldOut, HeldPage, load_held_out
from benchmarks.page_language import page_language
from benchmarks.page_metrics import Shares, Snippets, harmonic, shingle_shares, snippets, word_shares
from benchmarks.page_scores import SetScores
from benchmarks.page_sets import RAW, SETS, PageSet, SetPage, read_set
from declutter.labels import LABELS
from declutter.markup import read_html
from declutter.modelfile import ModelError, load, models_folder
from declutter.training.corpora import lines_digest
from declutter.training.evaluate import bag_of_words
from declutter.training.outoffold import OutOfFold

TEXT = "The mill stands on the river, and the miller's daughter keeps the books of both its wheels. "
PAGE = (
    "<html lang='en'><body><nav><a href=/>Home</a> <a href=/n>News</a></nav>"
    f"<article><h1>The mill</h1><p>{TEXT * 4}</p><p>{TEXT.upper() * 4}</p></article><footer>© 2024</footer>"
    "</body></html>"
)
GOLD = f"The mill\n{TEXT * 4}\n{TEXT.upper() * 4}"


# --- measures ---------------------------------------------------------------------------------------------------------


def test_word_shares_count_words_as_often_as_they_occur():
    found = word_shares("the mill the river", "The mill stands")
    assert found == Shares(2 / 4, 2 / 3, 4 / 7)


@pytest.mark.parametrize(
    ("text", "gold", "f1"), [("", "", 1.0), ("", "mill", 0.0), ("mill", "", 0.0), ("Mill", "mill", 1.0)]
)
def test_word_shares_of_nothing(text, gold, f1):
    assert word_shares(text, gold).f1 == f1


def test_every_sign_of_a_script_without_blanks_is_a_word():
    assert bag_of_words("山川 river") == {"山": 1, "川": 1, "river": 1}
    assert 0.6 < word_shares("山川日月", "山川日").f1 < 1


def test_shingles_are_runs_of_four_words():
    found = shingle_shares("a b c d e", "a, b c d f")
    assert found == Shares(1 / 2, 1 / 2, 1 / 2)
    assert shingle_shares("A b c d", "a b c d").f1 == 0, "case counts"
    assert shingle_shares("a b", "a b").f1 == 1, "a short text is one shingle"
    assert shingle_shares("", "a b c d e").f1 == 0
    assert shingle_shares("", "").f1 == 1


def test_snippets_are_added_up_before_shares_are_taken():
    found = snippets("the mill on the river", ["mill", "river", "wheel"], ["the", "Home"])
    assert found == Snippets(wanted_found=2, wanted_missed=1, unwanted_found=1)
    assert found.shares() == Shares(2 / 3, 2 / 3, pytest.approx(2 / 3))
    assert snippets("", ["mill"], ["Home"]).shares() == Shares(0, 0, 0)


def test_the_harmonic_mean():
    assert harmonic(1, 0.5) == pytest.approx(2 / 3)
    assert harmonic(0, 0) == 0


@pytest.mark.parametrize(
    ("html", "language"),
    [
        ("<html lang='de-AT'><body>", "de"),
        ('<!DOCTYPE html><html class="no-js" xml:lang="PT">', "pt"),
        ("<html><body>the mill", "?"),
        ("<html><body>" + "水車小屋" * 60, "zh"),
        ("<html><body>" + "水車がまわる" * 60, "ja"),
    ],
)
def test_languages(html, language):
    assert page_language(html) == language


# --- extractors -------------------------------------------------------------------------------------------------------


def test_every_extractor_of_the_issue_is_there():
    wanted = {"trafilatura", "trafilatura, fast", "trafilatura, precision", "trafilatura, recall"}
    wanted |= {"trafilatura, comments off", "readability-lxml", "resiliparse", "jusText", "boilerpy3", "newspaper4k"}
    assert wanted <= set(pages.EXTRACTORS)
    assert set(peers.WITHOUT_COMMENTS) <= set(peers.PEERS)
    assert set(pages._MODES) == set(peers.OURS)


@pytest.mark.parametrize("name", peers.PEERS)
def test_peers_find_the_piece(name):
    with peers.quiet():
        text, failed = peers.extract(peers.PEERS[name], PAGE)
    assert not failed
    assert word_shares(text, GOLD).f1 > 0.8


def test_what_is_not_installed_is_left_out(monkeypatch):
    monkeypatch.setattr(peers.importlib.util, "find_spec", lambda name: None)
    assert list(peers._installed({"a": str, "goose3": str})) == ["a"]


def test_an_extractor_that_fails_has_found_nothing():
    assert peers.extract(lambda html: html[10**6], "") == ("", True)


def test_a_missing_model_is_no_failed_page():
    def broken(html):
        raise ModelError("cannot read the model's files")

    with pytest.raises(ModelError):
        peers.extract(broken, "")


# --- out-of-fold answers ----------------------------------------------------------------------------------------------


def write_held_out(folder, answers):
    """Write ``page → (block texts, scores)`` as the training does."""
    scores = [np.array(s, np.float32) for _, s in answers.values()]
    np.savez_compressed(
        folder / held_out.FILE,
        pages=np.array(list(answers)),
        bounds=np.cumsum([0, *map(len, scores)]).astype(np.int64),
        scores=np.concatenate(scores),
        digest=np.array([lines_digest(texts) for texts, _ in answers.values()]),
    )


def held_page(texts):
    """A page whose blocks have these texts, each with the score 1."""
    return HeldPage(np.ones(len(texts), np.float32), lines_digest(texts))


def block_texts(html):
    return [block.text for block in read_html(html).blocks]


def test_scores_are_read_page_by_page(tmp_path):
    write_held_out(tmp_path, {"a/1": (["x", "y"], [0.25, 0.5]), "b/2": (["z"], [1.0])})
    found = load_held_out(tmp_path / held_out.FILE)
    assert {name: page.scores.tolist() for name, page in found.items()} == {"a/1": [0.25, 0.5], "b/2": [1.0]}
    assert found["a/1"].scores.dtype == np.float32
    assert found["b/2"].digest == lines_digest(["z"])


def test_blocks_are_kept_from_the_threshold_of_the_mode_on(tmp_path):
    texts = block_texts(PAGE)
    write_held_out(tmp_path, {"a/1": (texts, [0.5] + [0.75] * (len(texts) - 1))})
    held = HeldOut(load_held_out(tmp_path / held_out.FILE), {"all": (0.5, 0.5), "most": (0.6, 0.6), "none": (0.9, 0.9)})
    assert held.texts("a/1", PAGE) == {"all": "\n".join(texts), "most": "\n".join(texts[1:]), "none": ""}


def test_where_next_to_nothing_would_be_left_the_next_threshold_decides(tmp_path):
    texts = block_texts(PAGE)
    write_held_out(tmp_path, {"a/1": (texts, [0.5] + [0.25] * (len(texts) - 1))})
    held = HeldOut(load_held_out(tmp_path / held_out.FILE), {"all": (0.9, 0.6, 0.2)})
    assert held.texts("a/1", PAGE) == {"all": "\n".join(texts)}


def test_scores_of_other_blocks_are_not_used(tmp_path):
    texts = block_texts(PAGE)
    write_held_out(tmp_path, {"a/1": (["another", *texts[1:]], [1.0] * len(texts)), "a/2": (texts[1:], [1.0] * 4)})
    held = HeldOut(load_held_out(tmp_path / held_out.FILE), {"all": (0.5, 0.5)})
    assert [held.texts(page, PAGE) for page in ("a/1", "a/2", "a/3")] == [None, None, None]
    assert held.only("a/1").pages.keys() == {"a/1"}
    assert held.only("a/3").pages == {}


def test_structured_data_does_not_hide_what_was_scored():
    """A page whose markup holds next to nothing is read from its JSON-LD; the scores are of the markup."""
    data = json.dumps({"@type": "Article", "articleBody": TEXT * 8})
    html = f"<html><body><script type='application/ld+json'>{data}</script><p>The mill</p></body></html>"
    texts = block_texts(html)
    assert texts == ["The mill"]
    held = HeldOut({"a/1": held_page(texts)}, {"all": (0.5, 0.5)})
    assert held.texts("a/1", html) == {"all": "The mill"}


def test_an_absent_file_is_none(tmp_path):
    assert HeldOut.read(pages._MODES, tmp_path) is None


def test_thresholds_are_those_of_the_shipped_model(tmp_path):
    (tmp_path / "html.json").write_bytes((models_folder() / "html.json").read_bytes())
    (tmp_path / "html.npz").write_bytes((models_folder() / "html.npz").read_bytes())
    write_held_out(tmp_path, {"a/1": (["x"], [1.0])})
    thresholds = HeldOut.read(pages._MODES, tmp_path).thresholds
    model = load(models_folder(), "html")
    recall = model.threshold("recall", cased=True)
    assert thresholds["declutter"] == [model.threshold("balanced", cased=True), recall]
    assert thresholds["declutter, recall"] == [recall]
    assert thresholds["declutter, precision"][1:] == thresholds["declutter"]


OTHERS_TEXT = f"Home | Log in\n{TEXT}\n{TEXT}\n\nShare this"
OTHERS_LINES = [line for line in OTHERS_TEXT.splitlines() if line]


def answer_after(folder, labels, scores, lines=OTHERS_LINES):
    """Write what the folds' models say of the lines that another extractor left."""
    key = lines_digest(lines)
    known = [LABELS.index(label) for label in labels]
    answers = OutOfFold({key: np.array(known, np.uint8)}, {key: np.array(scores, np.float32)}, {key: True})
    answers.write(folder / held_out.FILE_AFTER)


@pytest.fixture
def folder_of_answers(tmp_path, monkeypatch):
    """A folder that the answers on other extractors' texts are read from."""
    held_out._answers.cache_clear()
    for name in ("text.json", "text.npz"):
        (tmp_path / name).write_bytes((models_folder() / name).read_bytes())
    monkeypatch.setattr(held_out, "models_folder", lambda: tmp_path)
    yield tmp_path
    held_out._answers.cache_clear()


def test_text_of_others_is_cleaned_by_the_models_that_never_saw_the_site(folder_of_answers):
    assert not held_out.knows_after()
    answer_after(folder_of_answers, ["navigation", "prose", "duplicate", "social"], [0.01, 0.99, 0.01, 0.99])
    assert held_out.knows_after()
    assert held_out.cleaned_by_unseen(OTHERS_TEXT) == f"{TEXT}\n\nShare this", "scores decide, as in the library"
    assert held_out.cleaned_by_unseen("") == ""
    assert held_out.cleaned_by_unseen(f"{OTHERS_TEXT}\nAnother line") is None


def test_of_copies_that_others_left_one_is_kept(folder_of_answers):
    answer_after(folder_of_answers, ["navigation", "duplicate", "duplicate", "social"], [0.01] * 4)
    assert held_out.cleaned_by_unseen(OTHERS_TEXT).count(TEXT) == 1


# --- sets and scores --------------------------------------------------------------------------------------------------


@pytest.fixture
def few(monkeypatch):
    """Three extractors in place of all: everything, nothing, and one that fails."""

    def fails(html):
        raise ValueError(html[:5])

    monkeypatch.setattr(page_scores, "OURS", {"declutter": lambda html: GOLD})
    monkeypatch.setattr(page_scores, "AFTER_OTHERS", {})
    monkeypatch.setattr(page_scores, "OTHERS", {})
    monkeypatch.setattr(page_scores, "WITHOUT_COMMENTS", {})
    monkeypatch.setattr(page_scores, "PEERS", {"trafilatura": lambda html: "", "boilerpy3": fails})


def set_page(number=0, kind="article", language="en", wanted=(), unwanted=()):
    return SetPage(f"a/{number}", PAGE, GOLD, wanted, unwanted, kind, language)


def test_failures_count_as_nothing_found(few):
    scores = page_scores.score_set(PageSet("a", trained_on=False), [set_page()], None)
    assert scores.extractors == ["declutter", "trafilatura", "boilerpy3"]
    assert [scores.main(name).f1 for name in scores.extractors] == [1, 0, 0]
    assert [scores.shingle_f1(name) for name in scores.extractors] == [1, 0, 0]
    assert [scores.failed(name) for name in scores.extractors] == [0, 0, 1]


def test_pages_without_out_of_fold_answers_are_left_out_for_all(few):
    texts = block_texts(PAGE)
    held = HeldOut({"a/1": held_page(texts)}, {"declutter": (0.5, 0.5)})
    scores = page_scores.score_set(PageSet("a"), [set_page(0), set_page(1)], held)
    assert (len(scores.pages), scores.left_out) == (1, 1)
    assert scores.main("declutter").recall > 0.9


def test_rows_on_text_of_others_are_there_where_the_folds_were_asked(few, folder_of_answers, monkeypatch):
    monkeypatch.setattr(page_scores, "OTHERS", {"declutter after another": lambda html: OTHERS_TEXT})
    held = HeldOut({f"a/{n}": held_page(block_texts(PAGE)) for n in range(2)}, {"declutter": (0.5, 0.5)})
    answer_after(folder_of_answers, ["navigation", "prose", "duplicate", "social"], [0.01, 0.99, 0.01, 0.01])
    scores = page_scores.score_set(PageSet("a"), [set_page(0), set_page(1)], held)
    assert scores.extractors == ["declutter", "declutter after another", "trafilatura", "boilerpy3"]
    assert scores.main("declutter after another") == page_scores.word_shares(TEXT, GOLD)
    snippets = PageSet("a", by_snippets=True)
    without_gold = SetPage("a/0", PAGE, "", ("mill",), (), "article", "en")
    assert "declutter after another" not in page_scores.score_set(snippets, [without_gold], held).extractors


def test_pages_whose_text_of_others_was_not_asked_about_are_left_out_for_all(few, folder_of_answers, monkeypatch):
    monkeypatch.setattr(page_scores, "OTHERS", {"declutter after another": lambda html: OTHERS_TEXT})
    held = HeldOut({"a/0": held_page(block_texts(PAGE))}, {"declutter": (0.5, 0.5)})
    answer_after(folder_of_answers, ["prose"], [0.9], ["Other lines than those"])
    assert page_scores.score_set(PageSet("a"), [set_page(0)], held).left_out == 1


def test_pages_without_gold_text_are_left_out_for_all(few):
    nothing = SetPage("a/0", PAGE, "", (), (), "article", "en")
    scores = page_scores.score_set(PageSet("a", trained_on=False), [nothing, set_page(1)], None)
    assert (len(scores.pages), scores.left_out) == (1, 1)


def test_snippets_are_the_measure_where_a_set_has_them(few):
    page_set = PageSet("a", trained_on=False, by_snippets=True)
    listed = [set_page(0, wanted=("mill", "no such words")), set_page(1, wanted=("river",), unwanted=("wheels",))]
    scores = page_scores.score_set(page_set, listed, None)
    assert scores.main("declutter") == Shares(2 / 3, 2 / 3, pytest.approx(2 / 3))
    table = page_tables.set_tables(scores)[0]
    assert table.splitlines()[0] == "| a, 2 pages | snippet F1 | precision | recall | failed |"


def test_tables_by_type_and_language(few):
    listed = [set_page(n, ("article", "forum")[n % 2], ("en", "de", "?")[n % 3]) for n in range(18)]
    scores = page_scores.score_set(PageSet("a", trained_on=False), listed, None)
    overall, note, by_type, by_language = page_tables.set_tables(scores)
    assert overall.splitlines()[2] == "| declutter | 1.0000 | 1.0000 | 1.0000 | 1.0000 | 0 |"
    assert "Measure only" in note
    assert by_type.splitlines()[0] == "| a, word F1 by page type | article (9) | forum (9) |"
    assert by_language.splitlines()[0] == "| a, word F1 by language | en (6) | de (6) | not declared (6) |"
    assert len(page_tables.set_tables(SetScores(scores.page_set, scores.pages[:3], 4))) == 2, "too few for groups"


def test_time_and_growth_tables():
    table = page_tables.time_table({"declutter": 0.002, "trafilatura": 0.02}, 60)
    assert "| declutter | 2.0 | 500 | 0.100 |" in table
    assert "| flat | 1.05 |" in page_tables.growth_table({"flat": 1.049})


# --- time -------------------------------------------------------------------------------------------------------------


def test_pages_are_interleaved(monkeypatch):
    monkeypatch.setattr(page_times, "_WARM_UP", 0)
    calls = []
    extractors = {name: partial(lambda name, html: calls.append(name + html) or "", name) for name in "ab"}
    seconds = page_times.seconds_a_page(extractors, ["1", "2"])
    assert calls == ["a1", "b1", "a2", "b2"] * page_times._ROUNDS
    assert all(0 <= value < 1 for value in seconds.values())


@pytest.mark.parametrize("shape", page_times.SHAPES)
def test_shapes_grow_in_proportion(shape):
    few, many = page_times.SHAPES[shape](20), page_times.SHAPES[shape](320)
    assert 15 < len(many) / len(few) < 17
    assert "dam number 19" in "".join(block_texts(few))


def test_growth_is_a_ratio():
    assert 0 < page_times.growth("flat", pieces=5, rounds=1) < 100


# --- the command ------------------------------------------------------------------------------------------------------


@pytest.fixture
def corpora(tmp_path, monkeypatch):
    """Three sets of two pages each, and no out-of-fold answers."""
    folder = tmp_path / "corpora"
    folder.mkdir()
    row = {"html": PAGE, "text": GOLD, "type": "article", "wanted": ["mill"], "unwanted": ["Home"]}
    for name in ("dragnet_test", "wcxb_dev", RAW):
        with lzma.open(folder / f"{name}.jsonl.xz", "wt", encoding="utf-8") as stream:
            stream.write("".join(json.dumps({"id": n, **row}) + "\n" for n in range(2)))
    monkeypatch.setenv("DECLUTTER_CORPORA", str(folder))
    monkeypatch.setattr(held_out, "models_folder", lambda: tmp_path)
    monkeypatch.setattr(pages, "RESULTS", tmp_path / "results")
    return folder


def test_sets_are_read_in_order_up_to_the_limit(corpora):
    assert [page.name for page in read_set(corpora, "wcxb_dev")] == ["wcxb_dev/0", "wcxb_dev/1"]
    assert [page.language for page in read_set(corpora, "wcxb_dev", 1)] == ["en"]


def test_without_out_of_fold_answers_only_measure_only_sets_are_measured(few, corpora, capsys):
    assert pages.main(["--sets", *SETS]) == 0
    output = capsys.readouterr().out
    assert output.count(held_out.FILE) == 1
    assert "dragnet_test, 2 pages" in output
    assert "wcxb_dev," not in output
    assert not pages.RESULTS.exists(), "a part of the sets does not overwrite the results"


def test_a_whole_run_writes_what_it_prints(few, corpora, monkeypatch, capsys):
    monkeypatch.setattr(pages, "EXTRACTORS", {"declutter": lambda html: "", "trafilatura": lambda html: ""})
    assert pages.main([]) == 0
    written = (pages.RESULTS / "pages.md").read_text(encoding="utf-8")
    assert "| raw_pages, 2 pages |" in written
    assert "| dragnet_test, 2 pages |" in written
    printed = capsys.readouterr().out
    text = [paragraph for paragraph in written.split("\n\n")[1:] if not paragraph.startswith("![")]
    assert all(paragraph.strip() in printed for paragraph in text)


def test_a_whole_run_draws_its_plots(few, corpora, monkeypatch):
    pytest.importorskip("matplotlib")
    monkeypatch.setattr(pages, "EXTRACTORS", {"declutter": lambda html: "", "trafilatura": lambda html: ""})
    assert pages.main([]) == 0
    written = (pages.RESULTS / "pages.md").read_text(encoding="utf-8")
    for name in ("precision_recall", "quality_speed"):
        assert f"]({name}.svg)" in written
        assert (pages.RESULTS / f"{name}.svg").read_text(encoding="utf-8").count("<svg") == 1


def test_without_matplotlib_there_are_tables(few, corpora, monkeypatch, capsys):
    monkeypatch.setattr(pages.importlib.util, "find_spec", lambda name: None)
    assert pages.main(["--sets", "dragnet_test", "--out", str(pages.RESULTS)]) == 0
    assert [path.name for path in pages.RESULTS.iterdir()] == ["pages.md"]
    assert "matplotlib is not installed" in capsys.readouterr().out


def test_plots_are_the_same_for_the_same_figures(few, tmp_path):
    pytest.importorskip("matplotlib")
    scores = page_scores.score_set(PageSet("a", trained_on=False), [set_page()], None)
    times = {"declutter": 0.01, "trafilatura": 0.02}
    first = [path.read_bytes() for path in page_plots.draw(tmp_path, [scores], times)]
    assert len(first) == 2
    assert first == [path.read_bytes() for path in page_plots.draw(tmp_path, [scores], times)]
    assert b"boilerpy3" in first[0]
    assert b"boilerpy3" not in first[1], "no time is known of it"
    assert page_plots.draw(tmp_path, [], times) == []
