"""Pages as the extractors leave them: which renderings are used, with which sides, made once for the same files."""

import functools
from collections import Counter

import numpy as np
import pytest
from training_corpora import (
    MENU,
    corpora_rows,
    gold_of,
    gold_row,
    html_of,
    site_of_fold,
    story,
    write_corpora,
    write_rows,
)
from training_helpers import SENTENCES

from declutter.features import FEATURES
from declutter.markup import read_html
from declutter.training import readings, render, rendered
from declutter.training.align import DROP, KEEP
from declutter.training.corpora import GOLD_CORPORA, SILVER_CORPUS, lines_digest, page_group
from declutter.training.lookups import lookups
from declutter.training.readings import encode, read_documents
from declutter.training.render import RENDERERS
from declutter.training.rendered import rendered_examples

pytest_plugins = ["training_fixtures"]


@functools.cache
def tables_and_phrases():
    return lookups()


# --- rendering --------------------------------------------------------------------------------------------------------


@pytest.mark.parametrize("name", RENDERERS)
def test_every_extractor_leaves_the_story(name):
    lines = render.render(html_of(3), name)
    paragraphs = story(3)[1]
    assert [paragraph for paragraph in paragraphs if paragraph not in lines] == []
    assert all(line == " ".join(line.split()) != "" for line in lines)


@pytest.mark.parametrize("name", ["inscriptis", "html2text", "resiliparse_all"])
def test_those_for_whole_pages_leave_the_menu_too(name):
    text = " ".join(render.render(html_of(3), name))
    assert all(word in text for word in (*MENU.split(), "All rights reserved", "Privacy"))


def test_an_extractor_that_fails_leaves_nothing(monkeypatch):
    def fails(html):
        raise RecursionError(html)

    monkeypatch.setitem(RENDERERS, "inscriptis", fails)
    assert render.render(html_of(3), "inscriptis") == []
    assert render.render(html_of(3), "html2text") != []


def test_blanks_are_one_and_blank_lines_none(monkeypatch):
    monkeypatch.setitem(RENDERERS, "inscriptis", lambda html: " a \t b\u00a0c \n\n \u00a0\r\nd\u2028e")
    assert render.render("", "inscriptis") == ["a b c", "d", "e"]


def test_blocks_are_those_of_the_library_a_line_each():
    html = (
        "<p>One <b>two</b>\n three</p><pre>four\n  five\n\nsix</pre><p>seven\u2028eight\x85nine</p>"
        "<table><tr><th>Boat<th>Oars</tr><tr><td>Ada<td>4</tr></table><p>ten<br>eleven</p><script>no</script>"
    )
    lines = render.render(html, render.BLOCKS)
    assert lines == ["One two three", "four five six", "seven eight nine", "Boat | Oars", "Ada | 4", "ten", "eleven"]
    assert len(lines) == len(read_html(html).blocks)
    assert render.render("", render.BLOCKS) == render.render("<script>no</script>", render.BLOCKS) == []


def test_blocks_are_read_but_not_rendered_for_training():
    assert render.BLOCKS not in RENDERERS
    assert render.render(html_of(3), render.BLOCKS) == [block.text for block in read_html(html_of(3)).blocks]


# --- which renderings are used ----------------------------------------------------------------------------------------


def usable(*renderings):
    return list(rendered._usable(list(renderings)))


def test_renderings_that_are_the_same_count_once():
    assert usable(["a", "b", "c"], ["a", "b", "d"], ["a", "b", "c"]) == [["a", "b", "c"], ["a", "b", "d"]]


def test_renderings_too_short_and_too_long_are_left_out(monkeypatch):
    monkeypatch.setattr(rendered, "_MOST_LINES", 5)
    assert usable([], ["a"], ["a", "b"], list("abc"), list("abcde"), list("abcdef")) == [list("abc"), list("abcde")]


def parts(text, *renderings):
    return rendered._parts("a.example", text, list(renderings), *tables_and_phrases())


def test_sides_are_by_gold_text_and_labels_unknown():
    ((group, arrays),) = parts("\n".join(SENTENCES), ["Home", *SENTENCES, "Subscribe to the letter of the harbour"])
    dense, _, counts, label, side, words = arrays
    assert group == "a.example"
    assert dense.shape == (6, len(FEATURES))
    assert label.tolist() == [-1] * 6
    assert side.tolist() == [DROP, *[KEEP] * 4, DROP]
    assert len(counts) == len(words) == 6


def test_sides_are_by_both_silver_texts():
    lines = ["Home", *SENTENCES]
    ((_, arrays),) = parts(("\n".join(SENTENCES[:3]), "\n".join(SENTENCES[1:3])), lines)
    assert arrays[4].tolist() == [DROP, -1, KEEP, KEEP, DROP]


def test_a_rendering_without_the_piece_is_left_out():
    menu = ["Home", "News", "Weather and tides of the whole week"]
    assert parts("\n".join(SENTENCES), menu) == []
    assert parts(("\n".join(SENTENCES),) * 2, menu) == []
    assert len(parts("\n".join(SENTENCES), menu, [*menu, *SENTENCES])) == 1


# --- the whole --------------------------------------------------------------------------------------------------------


def few(monkeypatch, *names):
    """These extractors in place of all."""
    monkeypatch.setattr(rendered, "RENDERERS", {name: RENDERERS[name] for name in names})
    chosen = tuple(name for name in rendered._SILVER_RENDERERS if name in names)
    monkeypatch.setattr(rendered, "_SILVER_RENDERERS", chosen)


def test_every_page_is_rendered_by_every_extractor(own_cache, tmp_path, monkeypatch):
    few(monkeypatch, "inscriptis", "trafilatura")
    examples = rendered_examples(write_corpora(tmp_path))
    expected = Counter()
    for name, rows in corpora_rows().items():
        # The judges of pages without gold text do not render them, and trafilatura is one.
        expected.update(page_group(name, row) for row in rows for _ in range(1 if name == SILVER_CORPUS else 2))
    assert Counter(examples.groups) == expected
    assert (examples.label == -1).all()
    assert set(examples.side.tolist()) <= {-1, KEEP, DROP}
    kept = [int((examples.side[examples.lines_of([d])] == KEEP).sum()) for d in range(len(examples.groups))]
    assert min(kept) >= 8, "the paragraphs of each story"


def test_judges_do_not_render_what_they_judge():
    assert set(RENDERERS) - set(rendered._SILVER_RENDERERS) == {"trafilatura", "readability"}


def test_pages_on_which_the_judges_differ_are_left_out(own_cache, tmp_path, monkeypatch):
    few(monkeypatch, "inscriptis")
    monkeypatch.setattr(rendered, "silver_texts", lambda html: None if story(10)[0] in html else (gold_of(11),) * 2)
    folder = write_corpora(tmp_path, **{name: [] for name in GOLD_CORPORA[1:]})
    assert len(rendered_examples(folder).groups) == len(corpora_rows()[GOLD_CORPORA[0]]) + 1


def test_examples_are_made_once_for_the_same_files(own_cache, tmp_path, monkeypatch):
    few(monkeypatch, "inscriptis")
    folder = write_corpora(tmp_path / "one")
    before = rendered_examples(folder)
    calls = []
    monkeypatch.setattr(rendered, "render", lambda html, name: calls.append(name) or [])
    after = rendered_examples(folder.rename(tmp_path / "another name"))
    np.testing.assert_array_equal(before.dense, after.dense)
    assert (before.groups, calls) == (after.groups, [])
    monkeypatch.setattr(rendered, "code_digest", lambda: "other code")
    np.testing.assert_array_equal(rendered_examples(tmp_path / "another name").side, before.side)
    assert calls == [], "other features, but the same renderings"


def test_pages_without_gold_text_are_not_rendered_again_for_a_change_of_the_others(own_cache, tmp_path, monkeypatch):
    few(monkeypatch, "inscriptis")
    before = rendered_examples(write_corpora(tmp_path / "one"))
    seen = []
    monkeypatch.setattr(rendered, "silver_texts", seen.append)
    after = rendered_examples(write_corpora(tmp_path / "two", canola=[gold_row(5)]))
    assert len(after.groups) == len(before.groups) - 1
    assert seen == []


# --- readings, whose lines come from the same extractors --------------------------------------------------------------


def test_readings_are_rendered_from_the_corpora(own_cache, tmp_path, capsys):
    folder = write_corpora(tmp_path)
    rows = []
    for corpus, page, number, name in (("wcxb_dev", "2", 2, "inscriptis"), ("canola", "5", 5, "html2text")):
        lines = render.render(html_of(number), name)
        labels = encode(["prose"] * len(lines))
        rows.append({"corpus": corpus, "id": page, "renderer": name, "digest": lines_digest(lines), "labels": labels})
    write_rows(readings.READINGS, [*rows, {**rows[0], "renderer": "html2text"}])
    first, second = read_documents(folder)
    assert (first.name, second.name) == ("wcxb_dev/2#inscriptis", "canola/5#html2text")
    assert first.group == site_of_fold(2)
    assert second.group == page_group("canola", {"id": "5"})
    assert story(2)[1][0] in first.lines
    assert "1 of 3 readings left out" in capsys.readouterr().err
