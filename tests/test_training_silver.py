"""Pages without gold text: what two extractors agree on is kept or dropped, the rest is unknown."""

import functools

import numpy as np
import pytest
from training_corpora import html_of, story
from training_helpers import SENTENCES

from declutter.training import silver
from declutter.training.align import DROP, KEEP, UNKNOWN
from declutter.training.lookups import lookups
from declutter.training.silver import align_silver, silver_texts

FIRST, SECOND, THIRD, FOURTH = SENTENCES


@functools.cache
def tables():
    return lookups()[0]


@pytest.fixture
def judged(monkeypatch):
    """The texts of a page of which the two extractors make what is given."""

    def of(first, second):
        monkeypatch.setattr(silver.trafilatura, "extract", lambda html, include_comments: first)
        monkeypatch.setattr(silver, "render", lambda html, name: {"readability": second}[name])
        return silver_texts("<p>a page</p>")

    return of


def test_texts_of_extractors_that_agree(judged):
    assert judged(f"{FIRST}\n{SECOND}", [FIRST, SECOND]) == (f"{FIRST}\n{SECOND}",) * 2
    assert judged(FIRST, [FIRST.upper(), "Share"]) == (FIRST, f"{FIRST.upper()}\nShare")


def test_a_page_on_which_they_differ_is_left_out(judged):
    words = [f"word{k}" for k in range(20)]
    assert judged(" ".join(words[:10]), [" ".join(words[:15])]) == (" ".join(words[:10]), " ".join(words[:15])), "0.8"
    assert judged(" ".join(words[:10]), [" ".join(words[:16])]) is None
    assert judged(FIRST, [SECOND]) is None


@pytest.mark.parametrize(("first", "second"), [(None, []), ("", []), (None, [FIRST]), (FIRST, [])])
def test_a_page_of_which_one_makes_nothing_is_left_out(judged, first, second):
    assert judged(first, second) is None


def test_a_page_as_it_comes():
    first, second = silver_texts(html_of(0))
    for text in (first, second):
        assert all(paragraph in text for paragraph in story(0)[1])
        assert "Weather" not in text
        assert "All rights reserved" not in text


@pytest.mark.parametrize(
    "html", ["", "   ", "no page", "<html></html>", "<p>Home</p>", "\x00<", "<!doctype html><body"]
)
def test_what_is_no_page_has_no_texts(html):
    assert silver_texts(html) is None


def sides(lines, first, second):
    found = align_silver(lines, ("\n".join(first), "\n".join(second)), tables())
    assert found.dtype == np.int8
    return found.tolist()


def test_what_both_have_is_kept_what_neither_has_is_dropped():
    lines = [FIRST, SECOND, THIRD, FOURTH]
    assert sides(lines, [FIRST, SECOND], [FIRST, THIRD]) == [KEEP, UNKNOWN, UNKNOWN, DROP]
    assert sides(lines, lines, lines) == [KEEP] * 4
    assert sides([], lines, lines) == []


def test_what_one_of_them_leaves_in_doubt_is_unknown():
    half = " ".join(FIRST.split()[:13])
    lines = [FIRST, SECOND]
    assert sides(lines, [half, SECOND], [half, SECOND]) == [UNKNOWN, KEEP]
    assert sides(lines, [FIRST, SECOND], [half, SECOND]) == [UNKNOWN, KEEP]
    assert sides(lines, [SECOND], [half, SECOND]) == [UNKNOWN, KEEP]
