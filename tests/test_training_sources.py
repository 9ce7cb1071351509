"""The sources of training data: folds that hold, damaged copies that stay in theirs, features that stay the same."""

import json
import lzma
from collections import Counter
from pathlib import Path

import numpy as np
import pytest
from training_helpers import document, needs_corpora, piece

from declutter.characters import unpack_tables
from declutter.modelfile import models_folder
from declutter.training import after, sources
from declutter.training.caching import code_digest
from declutter.training.corpora import (
    GOLD_CORPORA,
    SEEDS,
    SeedError,
    corpora_folder,
    digest,
    labelled_documents,
    lines_digest,
    page_group,
    require_corpora,
    rows,
    seed_documents,
    site,
)
from declutter.training.folds import N_FOLDS, fold_of
from declutter.training.lookups import static_arrays
from declutter.training.sources import damaged_examples


def test_folds_are_those_of_the_shipped_figures():
    names = ["example.org", "seed:en-a-01", "canola:841", "日本.example", ""]
    assert [fold_of(name) for name in names] == [1, 0, 4, 4, 2], "another split than that of models/out_of_fold.npz"


def test_folds_are_balanced():
    counts = Counter(fold_of(f"site-{n}.example") for n in range(5000))
    assert sorted(counts) == list(range(N_FOLDS))
    assert max(counts.values()) < 1.15 * min(counts.values())
    seeds = Counter(fold_of(d.group) for d in seed_documents())
    assert max(seeds.values()) < 1.5 * min(seeds.values())


def test_a_fold_does_not_depend_on_the_other_documents():
    folds = {d.group: fold_of(d.group) for d in seed_documents()}
    assert folds == {group: fold_of(group) for group in reversed(folds)}


@pytest.fixture
def damaged(monkeypatch):
    """The documents that ``damaged_examples`` makes of whole documents alone, before they become figures."""
    made = []
    monkeypatch.setattr(sources, "thinned", lambda document, _: document)
    monkeypatch.setattr(sources, "labelled_examples", lambda documents: made.append(list(documents)))

    def of(documents, copies=1):
        made.clear()
        damaged_examples(documents, {}, copies)
        assert len(made) == copies
        return [document for copy in made for document in copy]

    return of


def test_damaged_copies_stay_in_their_group_and_take_nothing_from_other_folds(damaged):
    documents = [piece(f"number {n}") for n in range(80)]
    fold_of_line = {}
    for d in documents:
        for line in d.lines:
            fold_of_line.setdefault(line, set()).add(fold_of(d.group))
    copies = damaged(documents, 3)
    assert len(copies) == 3 * len(documents)
    assert Counter(d.group for d in copies) == Counter({d.group: 3 for d in documents})
    moved = 0
    for copy in copies:
        own = next(d for d in documents if d.group == copy.group)
        for label, line in zip(copy.labels, copy.lines, strict=True):
            if label != "lead_in" and line not in own.lines:
                moved += 1
                assert fold_of(copy.group) in fold_of_line[line], f"{copy.name}: {line!r} is of another fold"
    assert moved > 20, "nothing was put in, so nothing was shown"


def test_damaged_copies_have_the_labels_of_what_they_copy(damaged):
    documents = [piece(f"number {n}") for n in range(80)]
    label_of = {line: label for d in documents for label, line in zip(d.labels, d.lines, strict=True)}
    found = Counter()
    for copy in damaged(documents):
        for label, line in zip(copy.labels, copy.lines, strict=True):
            found[label] += 1
            if label == "duplicate":
                assert copy.lines.count(line) > 1, f"{copy.name}: {line!r} stands there once"
            elif label != "lead_in":
                assert label == label_of[line], f"{copy.name}: {line!r}"
    assert found["lead_in"] > 10
    assert found["duplicate"] > 10


def test_damaged_copies_are_the_same_each_time(damaged):
    documents = [piece(f"number {n}") for n in range(10)]
    assert damaged(documents, 2) == damaged(documents, 2)


def test_the_shipped_model_counts_features_as_the_training_does():
    arrays = static_arrays()
    with np.load(models_folder() / "text.npz", allow_pickle=False) as shipped:
        for name in (name for name in arrays if name.startswith("phrase_")):
            np.testing.assert_array_equal(
                shipped[name], arrays[name], err_msg=f"{name}: train again, or undo the change"
            )
        for here, there in zip(unpack_tables(arrays), unpack_tables(dict(shipped)), strict=True):
            assert (here == there).mean() > 0.98, "more than what a new version of Unicode adds"


def test_code_digest_is_a_digest():
    assert code_digest() == code_digest()
    assert len(code_digest()) == 64


@pytest.mark.parametrize(
    ("url", "expected"),
    [
        ("https://www.example.org/a/b?c", "example.org"),
        ("http://News.Example.co.uk:8080/", "example.co.uk"),
        ("a.b.example.com.br/x", "example.com.br"),
        ("https://someone.wordpress.com/2020/", "someone.wordpress.com"),
        ("https://example.de", "example.de"),
        ("https://localhost/x", "localhost"),
        ("", ""),
    ],
)
def test_the_site_of_an_address(url, expected):
    assert site(url) == expected


def test_pages_of_one_site_or_one_series_are_one_group():
    assert page_group("wcxb_dev", {"id": 1, "url": "https://www.example.org/x"}) == "example.org"
    series = {page_group("readability_fixtures", {"id": name}) for name in ("blog-1", "blog-2", "blog_03")}
    assert series == {"readability_fixtures:blog"}


def test_digests_tell_lines_apart():
    assert lines_digest(["a", "b"]) == lines_digest(("a", "b"))
    assert lines_digest(["a", "b"]) != lines_digest(["b", "a"])
    assert len(lines_digest(["\ud800 lone surrogate"])) == 16


def test_seed_documents_are_groups_of_their_own():
    documents = seed_documents()
    assert len({d.group for d in documents}) == len(documents) == sum(len(list(rows(p))) for p in SEEDS.glob("*.jsonl"))
    assert all(len(d.labels) == len(d.lines) for d in documents)


def test_a_named_folder_that_does_not_exist_is_no_corpora(tmp_path, monkeypatch):
    monkeypatch.setenv("DECLUTTER_CORPORA", str(tmp_path / "none"))
    assert corpora_folder() is None
    with pytest.raises(SystemExit, match="DECLUTTER_CORPORA"):
        require_corpora()
    monkeypatch.setenv("DECLUTTER_CORPORA", str(tmp_path))
    assert corpora_folder() == require_corpora() == tmp_path


def test_rows_of_plain_and_packed_files(tmp_path):
    (tmp_path / "a.jsonl").write_text('{"a": "é"}\n\n{"a": 2}\n', encoding="utf-8")
    with lzma.open(tmp_path / "a.jsonl.xz", "wt", encoding="utf-8") as stream:
        stream.write('{"a": "é"}\n\n{"a": 2}\n')
    assert list(rows(tmp_path / "a.jsonl")) == list(rows(tmp_path / "a.jsonl.xz")) == [{"a": "é"}, {"a": 2}]
    assert len(digest(tmp_path / "a.jsonl")) == 64


@needs_corpora
def test_the_labelled_corpus_has_known_labels_and_many_sites():
    documents = labelled_documents(corpora_folder())
    assert all(len(d.labels) == len(d.lines) for d in documents)
    assert len({d.group for d in documents}) > 100
    folds = Counter(fold_of(d.group) for d in documents)
    assert max(folds.values()) < 2 * min(folds.values())


@needs_corpora
def test_the_corpora_to_train_on_are_there_and_measuring_ones_are_not_among_them():
    for name in GOLD_CORPORA:
        assert (corpora_folder() / f"{name}.jsonl.xz").is_file()
    assert not {"dragnet_test", "seed_documents"} & set(GOLD_CORPORA)


def test_a_document_without_piece_is_damaged_too(damaged):
    (copy,) = damaged([document("small", [("ad", "Buy")])])
    assert copy.group == "seed:small"


def seed_row(name, *lines):
    return json.dumps({"doc": name, "lang": "en", "lines": lines}) + "\n"


def test_seeds_are_read_file_by_file(tmp_path):
    (tmp_path / "b.jsonl").write_text(seed_row("first", ["ad", "Buy"]), encoding="utf-8")
    (tmp_path / "a.jsonl").write_text(
        seed_row("z", ["heading", "A"], ["prose", "B"]) + "\n" + seed_row("y", ["ad", "C"]), encoding="utf-8"
    )
    (tmp_path / "notes.txt").write_text("no seeds", encoding="utf-8")
    documents = seed_documents(tmp_path)
    assert [d.name for d in documents] == ["z", "y", "first"]
    assert [d.group for d in documents] == ["seed:z", "seed:y", "seed:first"]
    assert (documents[0].labels, documents[0].lines) == (("heading", "prose"), ("A", "B"))
    assert {(d.origin, d.kind) for d in documents} == {("seeds", "seed")}


@pytest.mark.parametrize("content", [None, "", "\n"], ids=["no file", "an empty file", "a blank line"])
def test_a_folder_without_seeds_is_an_error_that_names_it(tmp_path, content):
    if content is not None:
        (tmp_path / "a.jsonl").write_text(content, encoding="utf-8")
    with pytest.raises(SeedError, match="no seed documents") as error:
        seed_documents(tmp_path)
    assert str(tmp_path) in str(error.value)
    with pytest.raises(SeedError):
        seed_documents(tmp_path / "no such folder")


def test_an_unknown_label_is_an_error_that_names_document_and_label(tmp_path):
    rows = seed_row("right", ["ad", "Buy"]) + seed_row("wrong", ["prose", "A"], ["menu", "B"], ["advert", "C"])
    (tmp_path / "a.jsonl").write_text(rows, encoding="utf-8")
    with pytest.raises(SeedError, match="wrong: unknown label advert, menu"):
        seed_documents(tmp_path)


def test_a_labelled_document_belongs_to_its_site_or_to_itself(tmp_path):
    row = {"doc": "d", "source": "html2text", "lines": [["prose", "A"], ["ad", "B"]]}
    with (tmp_path / "labelled_lines.jsonl").open("w", encoding="utf-8") as stream:
        for more in ({"url": "https://www.example.org/x", "lang": "de"}, {"lang": None}):
            stream.write(json.dumps({**row, **more}) + "\n")
    one, two = labelled_documents(tmp_path)
    assert (one.name, one.group, one.lang, one.kind) == ("d#html2text", "example.org", "de", "html2text")
    assert (two.group, two.lang, two.origin) == ("d", "?", "labelled_lines")
    assert (two.labels, two.lines) == (("prose", "ad"), ("A", "B"))


def test_leftovers_are_cached_under_the_code_that_makes_them(monkeypatch, tmp_path):
    asked = []
    monkeypatch.setattr(after, "GOLD_CORPORA", ())
    monkeypatch.setattr(after, "_leftovers", lambda *arguments: asked.append(arguments))
    after.leftovers(tmp_path)
    assert digest(Path(after.__file__)) in asked[0][-1]
