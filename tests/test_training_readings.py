"""Readings: labels of corpus pages, without their text, used only where the rendered lines are those that were read."""

import json
from collections import Counter

import pytest
from hypothesis import given
from hypothesis import strategies as st
from training_corpora import html_of, write_corpora, write_rows
from training_helpers import needs_corpora

from declutter.labels import LABELS
from declutter.markup import read_html
from declutter.training import readings
from declutter.training.corpora import corpora_folder, lines_digest
from declutter.training.corpora import rows as corpus_rows
from declutter.training.readings import READINGS, decode, encode, read_documents
from declutter.training.render import BLOCKS, render

pytest_plugins = ["training_fixtures"]

FIELDS = {"corpus", "id", "renderer", "digest", "labels"}
LINES = ["A mast in a field", "By noon the whole village had heard of it.", "Share", "Share"]
LABELLED = ["heading", "prose", "social", "social"]


def rows():
    return [json.loads(line) for line in READINGS.read_text(encoding="utf-8").splitlines()]


@given(st.lists(st.sampled_from([str(label) for label in LABELS]), max_size=60))
def test_labels_survive_encoding(labels):
    assert decode(encode(labels)) == labels


def test_runs_are_short_and_readable():
    assert encode(["prose", "prose", "prose", "ad"]) == "prose*3 ad"
    assert encode([]) == ""
    assert decode("  ad   prose*2 ") == ["ad", "prose", "prose"]


def reading(page, labels=LABELLED, lines=LINES):
    return {"corpus": "canola", "id": page, "renderer": "x", "digest": lines_digest(lines), "labels": encode(labels)}


@pytest.fixture
def read(tmp_path, monkeypatch):
    """Reads the given rows, with every page rendered as ``LINES``."""

    def read_rows(*rows):
        path = tmp_path / "readings.jsonl"
        path.write_text("".join(json.dumps(row) + "\n" for row in rows), encoding="utf-8")
        monkeypatch.setattr(readings, "READINGS", path)
        monkeypatch.setattr(
            readings, "_rendered", lambda folder, wanted, made_from: [("a.example", LINES)] * len(wanted)
        )
        return read_documents(tmp_path)

    return read_rows


def test_a_reading_becomes_a_document(read, capsys):
    (document,) = read(reading("7"))
    assert document.name == "canola/7#x"
    assert document.group == "a.example"
    assert document.origin == "readings"
    assert list(zip(document.labels, document.lines, strict=True)) == list(zip(LABELLED, LINES, strict=True))
    assert capsys.readouterr().err == ""


def test_a_reading_of_other_lines_is_left_out_and_counted(read, capsys):
    found = read(reading("7"), reading("8", lines=[*LINES[:-1], "Share this"]))
    assert [document.name for document in found] == ["canola/7#x"]
    message = capsys.readouterr().err
    assert "1 of 2 readings left out" in message
    assert len(message.splitlines()) == 1


def test_a_reading_of_another_length_is_left_out(read, capsys):
    assert read(reading("7", labels=LABELLED[:-1])) == []
    assert "1 of 1 readings left out" in capsys.readouterr().err


def test_a_reading_of_a_pages_blocks_is_read_back(own_cache, tmp_path, capsys):
    """Their lines come from the corpus; a reading of other blocks is left out like any other."""
    folder = write_corpora(tmp_path)
    texts = [block.text for block in read_html(html_of(5)).blocks]
    labels = ["prose" if len(text) > 90 else "navigation" for text in texts]
    row = {"corpus": "canola", "id": "5", "renderer": BLOCKS, "digest": lines_digest(texts), "labels": encode(labels)}
    write_rows(readings.READINGS, [row, {**row, "id": "6"}])
    (document,) = read_documents(folder)
    assert (document.name, document.kind) == ("canola/5#blocks", "blocks")
    assert list(document.lines) == texts
    assert list(document.labels) == labels
    assert "1 of 2 readings left out" in capsys.readouterr().err


def test_without_a_file_there_are_no_readings(tmp_path, monkeypatch):
    monkeypatch.setattr(readings, "READINGS", tmp_path / "none.jsonl")
    monkeypatch.setattr(readings, "_rendered", lambda folder, wanted, made_from: [])
    assert read_documents(tmp_path) == []


def test_the_rows_keep_to_the_format_and_hold_no_text():
    for number, row in enumerate(rows(), 1):
        assert set(row) == FIELDS, f"{READINGS.name}:{number}"
        labels = decode(row["labels"])
        assert labels, f"{READINGS.name}:{number}: no labels"
        assert set(labels) <= set(LABELS), f"{READINGS.name}:{number}: {sorted(set(labels) - set(LABELS))}"
        assert encode(labels) == row["labels"], f"{READINGS.name}:{number}: not in the shortest form"
        assert len(row["digest"]) == 16, f"{READINGS.name}:{number}"


def test_no_page_is_read_twice_by_the_same_extractor():
    places = Counter((row["corpus"], row["id"], row["renderer"]) for row in rows())
    assert [place for place, count in places.items() if count > 1] == []


@needs_corpora
def test_readings_of_a_corpus_are_still_those_of_its_pages():
    """A sample: the smallest corpus, its first readings; the training says how many of all no longer fit."""
    wanted = [row for row in rows() if row["corpus"] == "readability_fixtures"][:5]
    pages = {str(row["id"]): row for row in corpus_rows(corpora_folder() / "readability_fixtures.jsonl.xz")}
    for row in wanted:
        assert row["id"] in pages, row
        lines = render(pages[row["id"]]["html"], row["renderer"])
        if lines_digest(lines) == row["digest"]:  # else another version of the extractor, which is no fault
            assert len(lines) == len(decode(row["labels"])), row["id"]
