"""Pages as examples: the side of a block by gold text or snippets, its label where a person read the line."""

import functools
from collections import Counter
from dataclasses import replace

import numpy as np
import pytest
from training_corpora import (
    MENU,
    corpora_rows,
    gold_of,
    gold_row,
    html_of,
    labelled_row,
    story,
    write_corpora,
    write_rows,
)
from training_helpers import SENTENCES, document

from declutter.labels import KEPT_BY_DEFAULT, LABELS
from declutter.markup import read_html
from declutter.page_features import HTML_FEATURES
from declutter.training import pages, threads
from declutter.training.align import DROP, KEEP, UNKNOWN
from declutter.training.corpora import lines_digest
from declutter.training.examples import label_indices
from declutter.training.lookups import lookups
from declutter.training.pages import (
    PageSource,
    html_examples,
    page_labels,
    page_sources,
    squashed,
    without_surplus_copies,
)
from declutter.training.readings import encode
from declutter.training.render import BLOCKS, render

pytest_plugins = ["training_fixtures"]

FIRST, SECOND, THIRD, FOURTH = SENTENCES
PROSE, DUPLICATE = LABELS.index("prose"), LABELS.index("duplicate")


@functools.cache
def tables():
    return lookups()[0]


def source(html="", **known):
    nothing = {"text": None, "silver": None, "wanted": (), "unwanted": (), "labelled": {}, "read": ()}
    return PageSource(page="x/1", group="x.example", corpus="x", kind="article", html=html, **{**nothing, **known})


def page_of(*lines):
    return read_html("<html><body>" + "".join(f"<div>{line}</div>" for line in lines) + "</body></html>")


def labelled(lines, **known):
    """The label (None where unknown) and the side of each line of a page."""
    label, side = page_labels(source(**known), page_of(*lines), tables())
    assert label.dtype == side.dtype == np.int8
    return [None if k < 0 else str(LABELS[k]) for k in label], side.tolist()


# --- what two renderings of a line have in common ---------------------------------------------------------------------


@pytest.mark.parametrize(
    ("text", "key"),
    [
        ("The ferry, at 7:30 – late!", "theferryat730late"),
        ("  STRASSE\tstraße\n", "strassestrasse"),
        ("Ǆ Écluse", "ǆécluse"),
        ("水が、流れる。", "水が流れる"),
        ("* | — ©", ""),
        ("", ""),
    ],
)
def test_letters_and_digits_are_what_renderings_have_in_common(text, key):
    assert squashed(text) == key


# --- copies -----------------------------------------------------------------------------------------------------------


def kept(keys, gold, side=None):
    """Which of the blocks stay."""
    sides = np.full(len(keys), KEEP, np.int8) if side is None else np.array(side, np.int8)
    before = sides.copy()
    after = without_surplus_copies(sides, keys, gold)
    np.testing.assert_array_equal(sides, before, err_msg="changed in place")
    return np.flatnonzero(after == KEEP).tolist()


COPY, OTHERS = squashed(FIRST), [squashed(text) for text in (SECOND, THIRD, FOURTH)]


def test_of_copies_so_many_stay_as_the_gold_text_has():
    assert kept([COPY, *OTHERS, COPY], FIRST) == [0, 1, 2, 3]
    assert kept([COPY, *OTHERS, COPY], f"{FIRST} {SECOND}\n{FIRST}") == [0, 1, 2, 3, 4]
    assert kept([COPY, COPY, COPY], f"{FIRST}\n{FIRST}") == [0, 1]


def test_one_copy_stays_even_if_the_gold_text_writes_it_otherwise():
    assert kept([COPY, *OTHERS, COPY], "The ferry left.") == [0, 1, 2, 3]


def test_the_copy_with_the_most_kept_neighbours_stays():
    """A title above the menu, and again above the text."""
    menu = ["home", "news", "sport"] * 4
    side = [KEEP, *[DROP] * 12, KEEP, KEEP, KEEP, KEEP]
    assert kept([COPY, *menu, COPY, *OTHERS], FIRST, side) == [13, 14, 15, 16]
    assert kept([*OTHERS, COPY, *menu, COPY], FIRST, [*[KEEP] * 4, *[DROP] * 12, KEEP]) == [0, 1, 2, 3]


def test_copies_do_not_speak_for_each_other():
    """Three times the same text in a row: one paragraph near one of the others outweighs them."""
    far = ["home"] * 20
    side = [KEEP] * 3 + [DROP] * 20 + [KEEP] * 2
    assert kept([COPY, COPY, COPY, *far, COPY, OTHERS[0]], FIRST, side) == [23, 24]


@pytest.mark.parametrize(("distance", "first"), [(8, False), (9, True)])
def test_eight_blocks_before_and_after_speak_for_a_copy(distance, first):
    """Nothing is near the first copy; of two that are as good the first stays."""
    gap = [DROP] * (distance - 1)
    for keys, side in (
        ([COPY, *["-"] * 20, OTHERS[0], *["-"] * (distance - 1), COPY], [KEEP, *[DROP] * 20, KEEP, *gap, KEEP]),
        ([COPY, *["-"] * 20, COPY, *["-"] * (distance - 1), OTHERS[0]], [KEEP, *[DROP] * 20, KEEP, *gap, KEEP]),
    ):
        assert (0 in kept(keys, FIRST, side)) == first


def test_short_blocks_and_dropped_ones_are_no_copies():
    short = "chapter"
    assert kept([short, COPY, short], "Chapter") == [0, 1, 2]
    assert kept([COPY, COPY], FIRST, [DROP, KEEP]) == [1]
    assert kept([COPY, COPY], FIRST, [UNKNOWN, KEEP]) == [1]
    side = np.full(3, KEEP, np.int8)
    assert without_surplus_copies(side, [COPY, *OTHERS[:2]], FIRST) is side


# --- sides by gold text, snippets and two extractors ------------------------------------------------------------------


def test_sides_by_gold_text():
    found = labelled(
        [FIRST, "Home", SECOND, "Ten jumpers for the last cold week, all under forty"], text="\n".join(SENTENCES)
    )
    assert found == ([None] * 4, [KEEP, DROP, KEEP, DROP])


def test_a_page_laid_out_twice_is_kept_once():
    assert labelled([FIRST, SECOND, THIRD] * 2, text="\n".join(SENTENCES))[1] == [KEEP] * 3 + [DROP] * 3


def test_sides_by_snippets():
    known = {"wanted": ("NOBODY wanted – to be the first",), "unwanted": ("book of tides", "first to say")}
    found = labelled([FIRST, SECOND, THIRD, "tides"], **known)
    assert found[1] == [KEEP, DROP, UNKNOWN, UNKNOWN], "what is wanted and unwanted is wanted"


def test_snippets_and_blocks_of_a_few_letters_say_nothing():
    assert labelled(["Top", "Atop the mast"], wanted=("top", "—"), unwanted=("", "mas"))[1] == [UNKNOWN, UNKNOWN]


def test_two_extractors_decide_where_snippets_do_not():
    both = "\n".join(SENTENCES[:3])
    found = labelled([FIRST, SECOND, THIRD, FOURTH], silver=(both, both), unwanted=("ferry did not leave",))
    assert found[1] == [DROP, KEEP, KEEP, DROP]


def test_nothing_known_is_unknown():
    assert labelled([FIRST, "Home"]) == ([None, None], [UNKNOWN, UNKNOWN])


# --- labels -----------------------------------------------------------------------------------------------------------


def test_where_a_person_read_the_line_the_label_decides():
    lines = ["By noon", "Share", FIRST, SECOND]
    read = {squashed("Share"): "social", squashed(FIRST): "prose", squashed(SECOND): "ad"}
    found = labelled(lines, text="\n".join(["Share", FIRST, SECOND]), labelled=read)
    assert found[0] == [None, "social", "prose", "ad"]
    assert found[1][1:] == [DROP, KEEP, DROP]


def test_what_the_gold_text_leaves_out_is_dropped_though_it_was_read_as_prose():
    """Another piece below the first; a reader of its lines alone cannot know, and one of both would keep an advert."""
    read = {squashed(FIRST): "prose", squashed(THIRD): "prose", squashed(SECOND): "ad", squashed(FOURTH): "related"}
    found = labelled([FIRST, SECOND, THIRD, FOURTH], text="\n".join([FIRST, SECOND]), labelled=read)
    assert found == (["prose", "ad", None, "related"], [KEEP, DROP, DROP, DROP])


def test_gold_text_of_which_the_page_has_nothing_decides_nothing():
    read = {squashed(FIRST): "prose"}
    found = labelled([FIRST, SECOND], text="Nobody had written a word of all this on any page.", labelled=read)
    assert found == (["prose", None], [KEEP, DROP])


def test_labels_of_copies_do_not_decide():
    """Which of two blocks is the copy, the text of the line cannot tell."""
    read = {squashed(FIRST): "duplicate", squashed(SECOND): "lead_in"}
    assert labelled([FIRST, SECOND, THIRD], text="\n".join(SENTENCES), labelled=read) == ([None] * 3, [KEEP] * 3)


def test_a_label_does_not_bring_a_surplus_copy_back():
    read = {squashed(FIRST): "prose", squashed(SECOND): "ad"}
    label, side = labelled([FIRST, SECOND, THIRD] * 2, text="\n".join(SENTENCES), labelled=read)
    assert side == [KEEP, DROP, KEEP, DROP, DROP, DROP]
    assert label[:3] == ["prose", "ad", None]
    assert label[3] is None, "a copy, whatever else it is"


def test_lines_with_two_labels_are_not_used():
    read = {squashed(FIRST): ""}
    assert labelled([FIRST], text="\n".join(SENTENCES), labelled=read) == ([None], [KEEP])


def test_labels_of_all_renderings_of_a_page_are_gathered_and_contradictions_left_out():
    one = document("p/1#inscriptis", [("prose", FIRST), ("social", "Share"), ("ad", "Buy"), ("other", "* * *")])
    two = document("p/1#html2text", [("prose", f"> {FIRST}"), ("related", "SHARE"), ("ad", "Buy")])
    three = document("p/1#x", [("related", "Share")])
    other = document("p/2#x", [("social", "Share")])
    found = pages._labels_by_page([one, two, three, other])
    assert found == {
        "p/1": {squashed(FIRST): "prose", "share": "", "buy": "ad"},
        "p/2": {"share": "social"},
    }


# --- pages that a person read as blocks -------------------------------------------------------------------------------


def test_without_gold_text_the_reading_decides_everything():
    """Also which block is a copy, whatever snippets, extractors and lines of other renderings say."""
    read = ("prose", "duplicate", "comment", "lead_in", "heading", "navigation")
    known = {"wanted": (SECOND,), "unwanted": (FIRST,), "silver": (FIRST, FIRST), "labelled": {squashed(FIRST): "ad"}}
    lines = [FIRST, FIRST, SECOND, THIRD, "The mast", "Home"]
    label, side = labelled(lines, read=read, **known)
    assert label == list(read)
    assert side == [KEEP if name in KEPT_BY_DEFAULT else DROP for name in read]
    assert set(side) == {KEEP, DROP}


def test_with_gold_text_only_the_comments_of_a_reading_count():
    read = ("comment", "ad", "prose", "comment", "navigation")
    found = labelled([FIRST, SECOND, "Home", "Weather", THIRD], text="\n".join(SENTENCES), read=read)
    assert found == (["comment", None, None, "comment", None], [DROP, KEEP, DROP, DROP, KEEP])


def test_comments_of_a_reading_outweigh_the_labels_of_lines():
    known = {"labelled": {squashed(FIRST): "prose", squashed(SECOND): "prose"}, "read": ("comment", "ad")}
    assert labelled([FIRST, SECOND], text="\n".join(SENTENCES), **known) == (["comment", "prose"], [DROP, KEEP])


def test_a_surplus_copy_is_no_comment():
    label, side = labelled([FIRST, SECOND, FIRST], text="\n".join(SENTENCES), read=("prose", "prose", "comment"))
    assert (label, side) == ([None] * 3, [KEEP, KEEP, DROP])


def test_the_reading_of_a_page_is_not_that_of_its_copy_with_comments():
    """The copy has more blocks than were read."""
    known = {"text": "\n".join(SENTENCES), "read": ("comment",), "with_comments": True}
    assert labelled([FIRST, SECOND, "Home"], **known) == ([None] * 3, [KEEP, KEEP, DROP])


# --- the pages of a folder --------------------------------------------------------------------------------------------


def test_all_pages_that_may_be_trained_on(own_cache, tmp_path):
    found = list(page_sources(write_corpora(tmp_path)))
    assert Counter(page.corpus for page in found) == {name: len(rows) for name, rows in corpora_rows().items()}
    assert len({page.page for page in found}) == len(found)
    for page in found:
        assert (page.text is None) == (page.corpus == "trafilatura_eval")
        assert page.kind == ("forum" if page.corpus == "wcxb_dev" else "article")
        assert bool(page.wanted) == bool(page.unwanted) == (page.text is None)
        assert page.labelled == {}
    assert {page.group for page in found if page.corpus == "readability_fixtures"} == {"readability_fixtures:harbour"}


def test_labels_find_their_pages_by_either_name(own_cache, tmp_path):
    line = story(0)[1][0]
    lines = document("d", [("prose", line), ("legal", "All rights reserved")])
    rows = [labelled_row(lines, name) for name in ("wcxb-dev-0", "magic-7", "trafilatura-10", "canola/5")]
    found = {page.page: page.labelled for page in page_sources(write_corpora(tmp_path, rows))}
    expected = {squashed(line): "prose", "allrightsreserved": "legal"}
    named = {"wcxb_dev/0", "magic_html/7", "trafilatura_eval/10", "canola/5"}
    assert {name for name, known in found.items() if known} == named
    assert all(found[name] == expected for name in named)


def test_readings_are_labels_too(own_cache, tmp_path):
    folder = write_corpora(tmp_path)
    lines = render(html_of(6), "inscriptis")
    labels = ["prose" if len(line) > 80 else "navigation" for line in lines]
    reading = {"corpus": "canola", "id": "6", "renderer": "inscriptis"}
    write_rows(pages.READINGS, [{**reading, "digest": lines_digest(lines), "labels": encode(labels)}])
    found = {page.page: page.labelled for page in page_sources(folder)}
    assert found.pop("canola/6") == dict(zip(map(squashed, lines), labels, strict=True))
    assert not any(found.values())


def reading_of(corpus, number, label_of):
    """A row of readings: that page, read as blocks."""
    lines = render(html_of(number), BLOCKS)
    row = {"corpus": corpus, "id": str(number), "renderer": BLOCKS, "digest": lines_digest(lines)}
    return {**row, "labels": encode([label_of(line) for line in lines])}


def by_length(line):
    return "prose" if len(line) > 90 else "navigation"


def test_readings_of_blocks_have_a_label_for_each(own_cache, tmp_path):
    folder = write_corpora(tmp_path)
    write_rows(pages.READINGS, [reading_of("canola", 6, by_length), reading_of("trafilatura_eval", 10, by_length)])
    found = {page.page: page for page in page_sources(folder)}
    for name, number in (("canola/6", 6), ("trafilatura_eval/10", 10)):
        texts = [block.text for block in read_html(html_of(number)).blocks]
        assert found.pop(name).read == tuple(map(by_length, texts))
    assert not any(page.read for page in found.values())
    assert not any(page.labelled for page in page_sources(folder)), "those of blocks say nothing of lines"


def test_a_page_may_be_read_as_blocks_and_as_lines(own_cache, tmp_path):
    folder = write_corpora(tmp_path)
    lines = render(html_of(6), "inscriptis")
    row = {"corpus": "canola", "id": "6", "renderer": "inscriptis", "digest": lines_digest(lines)}
    blocks = reading_of("canola", 6, by_length)
    write_rows(pages.READINGS, [{**row, "labels": encode(["legal"] * len(lines))}, blocks])
    (page,) = (page for page in page_sources(folder) if page.page == "canola/6")
    assert set(page.labelled.values()) == {"legal"}
    assert set(page.read) == {"prose", "navigation"}


def test_an_empty_gold_text_is_none(own_cache, tmp_path):
    rows = [{**gold_row(5), "text": ""}, {**gold_row(6), "text": None}, gold_row(7)]
    folder = write_corpora(tmp_path, canola=rows)
    found = {page.page: page.text for page in page_sources(folder) if page.corpus == "canola"}
    assert found == {"canola/5": None, "canola/6": None, "canola/7": gold_of(7)}


def test_a_page_with_an_empty_gold_text_is_used_by_what_a_person_read(own_cache, tmp_path):
    folder = write_corpora(tmp_path, canola=[{**gold_row(5), "text": ""}])
    write_rows(pages.READINGS, [reading_of("canola", 5, by_length)])
    examples, sources = html_examples(folder)
    (place,) = (k for k, page in enumerate(sources) if page.page == "canola/5")
    texts = [block.text for block in read_html(html_of(5)).blocks]
    expected = label_indices([by_length(text) for text in texts])
    lines = examples.lines_of([place])
    np.testing.assert_array_equal(examples.label[lines], expected)
    np.testing.assert_array_equal(examples.side[lines], expected == PROSE)


# --- as examples ------------------------------------------------------------------------------------------------------


def test_pages_become_examples_in_the_order_of_their_sources(own_cache, tmp_path):
    examples, sources = html_examples(write_corpora(tmp_path))
    assert len(sources) == len(examples.groups)
    assert sum(not page.with_comments for page in sources) == sum(map(len, corpora_rows().values()))
    assert examples.groups == tuple(page.group for page in sources)
    assert examples.dense.shape == (examples.bounds[-1], len(HTML_FEATURES))
    assert len(examples.buckets) == examples.counts.sum() > 0
    for name, number in (("wcxb_dev/3", 3), ("trafilatura_eval/10", 10)):
        (place,) = (k for k, page in enumerate(sources) if page.page == name)
        page, lines = sources[place], examples.lines_of([place])
        texts = [block.text for block in read_html(html_of(number)).blocks]
        assert page.digest == lines_digest(texts)
        assert len(lines) == len(page.lonely) == len(texts)
        assert page.lonely.all(), "no text stands twice on these pages"
        assert (page.html, page.silver) == ("", None), "too large to keep"
        side = dict(zip(texts, examples.side[lines].tolist(), strict=True))
        assert [side[paragraph] for paragraph in story(number)[1]] == [KEEP] * 8
        assert side[MENU] == side["Privacy"] == DROP


def test_pages_that_teach_nothing_are_left_out(own_cache, tmp_path, monkeypatch):
    monkeypatch.setattr(pages, "_MOST_BLOCKS", 40)
    rows = [
        gold_row(0),
        {**gold_row(1), "html": "<html><body><script>let x</script></body></html>"},
        {**gold_row(2), "text": "Nothing of this stands on the page, not a single one of its words."},
        {**gold_row(3), "html": html_of(3).replace("<footer", "<p>And so on</p>" * 40 + "<footer")},
    ]
    _, sources = html_examples(write_corpora(tmp_path, canola=rows, trafilatura_eval=[]))
    assert [page.page for page in sources if page.corpus == "canola"] == ["canola/0"]


def test_labels_that_were_read_reach_the_examples(own_cache, tmp_path):
    lines = document("d", [("prose", story(5)[1][0]), ("navigation", MENU)])
    examples, sources = html_examples(write_corpora(tmp_path, [labelled_row(lines, "canola/5")]))
    (page,) = (k for k, page in enumerate(sources) if page.page == "canola/5")
    label = examples.label[examples.lines_of([page])]
    assert sorted(label[label >= 0]) == sorted(label_indices(["prose", "navigation"]))
    assert (examples.label >= 0).sum() == 2


def test_extractors_are_not_asked_where_a_person_read_the_page(monkeypatch):
    asked = []
    monkeypatch.setattr(pages, "silver_texts", asked.append)
    labels = tuple(by_length(block.text) for block in read_html(html_of(3)).blocks)
    ((part, _),) = pages._examples(source(html_of(3), read=labels), *lookups())
    assert asked == []
    np.testing.assert_array_equal(part[1][3], label_indices(labels))
    assert pages._examples(source(html_of(3)), *lookups()) == []
    assert asked == [html_of(3)]


# --- copies with comments ---------------------------------------------------------------------------------------------

COMMENTS = {"en": tuple(f"My uncle rowed boat {n} for years and never lost an oar." for n in range(60))}


@pytest.fixture
def always(monkeypatch):
    """Every article that may have a copy with comments has one."""
    monkeypatch.setattr(pages, "_THREADS", 1)
    monkeypatch.setattr(pages, "comment_texts", lambda: COMMENTS)


def made(number=3, **known):
    """The examples of a page: arrays by name, and source."""
    names = ("dense", "buckets", "counts", "label", "side", "words")
    page = replace(source(html_of(number)), **{"page": f"x/{number}", "text": gold_of(number), **known})
    found = pages._examples(page, *lookups())
    return [(dict(zip(names, arrays, strict=True)), group, copy) for (group, arrays), copy in found]


def copy_of(number, monkeypatch):
    """The copy's blocks (read from the HTML that it was made of), its arrays and its source."""
    seen = []
    with monkeypatch.context() as patch:
        patch.setattr(pages, "with_thread", lambda *known: seen.append(threads.with_thread(*known)) or seen[-1])
        _, (arrays, _, copy) = made(number)
    return [block.text for block in read_html(seen[0]).blocks], arrays, copy


def test_an_article_with_gold_text_has_a_copy_with_comments(always):
    (before, group, page), (after, same, copy) = made()
    assert (page.with_comments, copy.with_comments) == (False, True)
    assert (group, same) == ("x.example", "x.example"), "never on both sides of a split"
    assert page.page == copy.page == "x/3"
    assert len(after["side"]) == len(copy.lonely) > len(before["side"]) == len(page.lonely)
    assert page.digest == lines_digest([block.text for block in read_html(html_of(3)).blocks]) != copy.digest
    assert (copy.html, copy.silver) == ("", None), "too large to keep"


@pytest.mark.parametrize("kind", ["forum", "product", "listing", "service"])
def test_pages_of_other_kinds_have_no_copy(always, kind):
    ((_, _, page),) = made(kind=kind)
    assert not page.with_comments


def test_without_gold_text_there_is_no_copy(always):
    labels = tuple(by_length(block.text) for block in read_html(html_of(3)).blocks)
    for known in ({"read": labels}, {"wanted": (FIRST[:60],)}):
        ((_, _, page),) = made(text=None, **known)
        assert not page.with_comments


def test_a_page_that_teaches_nothing_has_no_copy(always):
    assert made(text="Nothing of this stands on the page, not a single one of its words.") == []


def test_a_copy_that_is_too_long_is_left_out(always, monkeypatch):
    monkeypatch.setattr(pages, "_MOST_BLOCKS", len(read_html(html_of(3)).blocks))
    ((_, _, page),) = made()
    assert not page.with_comments


@pytest.mark.parametrize("number", range(12))
def test_comments_of_a_copy_are_dropped_and_the_story_is_kept(always, monkeypatch, number):
    texts, arrays, _ = copy_of(number, monkeypatch)
    side = arrays["side"].tolist()
    assert len(texts) == len(side)
    comments = [s for text, s in zip(texts, side, strict=True) if text in COMMENTS["en"]]
    assert comments == [DROP] * len(comments) != []
    paragraphs = story(number)[1]
    assert [s for text, s in zip(texts, side, strict=True) if text in paragraphs] == [KEEP] * len(paragraphs)
    assert texts.index(paragraphs[-1]) < min(texts.index(text) for text in texts if text in COMMENTS["en"])


def test_the_heading_of_a_thread_is_not_kept(always, monkeypatch):
    title = "How the winter took the roof of the old dairy and what the council of the bay did about it"
    monkeypatch.setattr(threads, "_LAYOUTS", threads._LAYOUTS[:1])
    html = html_of(3).replace(story(3)[0], title)
    before, after = made(html=html, text=f"{title}\n{gold_of(3)}")
    assert (after[0]["side"] == KEEP).sum() == (before[0]["side"] == KEEP).sum()


def test_the_page_itself_is_the_same_with_and_without_a_copy(always, monkeypatch):
    (with_copy, _, page), _ = made()
    monkeypatch.setattr(pages, "_THREADS", 0)
    ((alone, _, same),) = made()
    for name, array in alone.items():
        np.testing.assert_array_equal(with_copy[name], array, err_msg=name)
    assert (page.page, page.digest, page.text) == (same.page, same.digest, same.text)


def test_labels_of_lines_are_those_of_the_copy_too(always):
    known = {"labelled": {squashed(MENU): "navigation", squashed(story(3)[1][0]): "prose"}}
    for arrays, _, _ in made(**known):
        assert Counter(arrays["label"][arrays["label"] >= 0].tolist()) == {
            PROSE: 1,
            LABELS.index("navigation"): 1,
        }


def test_comments_that_a_person_read_are_dropped_on_the_page_alone(always):
    """The blocks of the copy have other numbers."""
    texts = [block.text for block in read_html(html_of(3)).blocks]
    first = texts.index(story(3)[1][0])
    labels = tuple("comment" if k == first else "prose" for k in range(len(texts)))
    (page, _, _), (copy, _, _) = made(read=labels)
    assert np.flatnonzero(page["label"] >= 0).tolist() == [first]
    assert page["side"][first] == DROP
    assert (copy["label"] == -1).all()


def test_copies_are_those_of_some_articles_and_the_same_each_time(monkeypatch):
    monkeypatch.setattr(pages, "comment_texts", lambda: COMMENTS)
    found = [[made(3, page=f"x/{k}")[1:] for k in range(40)] for _ in range(2)]
    sizes = [[len(copy[0][0]["side"]) if copy else 0 for copy in run] for run in found]
    assert sizes[0] == sizes[1]
    assert 8 <= sum(size > 0 for size in sizes[0]) <= 24, "four in ten"
    assert len(set(sizes[0])) > 4, "threads of other lengths"


# --- the cache --------------------------------------------------------------------------------------------------------


def test_examples_are_made_once_for_the_same_files(own_cache, tmp_path, monkeypatch):
    folder = write_corpora(tmp_path / "one")
    before, sources = html_examples(folder)

    def fails(folder):
        raise AssertionError("made again")

    monkeypatch.setattr(pages, "page_sources", fails)
    after, again = html_examples(folder.rename(tmp_path / "another name"))
    np.testing.assert_array_equal(before.dense, after.dense)
    assert [page.page for page in again] == [page.page for page in sources]
    with pytest.raises(AssertionError, match="made again"):
        html_examples(write_corpora(tmp_path / "other", canola=[gold_row(5)]))
    write_rows(pages.READINGS, [{"corpus": "canola"}])
    with pytest.raises(AssertionError, match="made again"):
        html_examples(tmp_path / "another name")


def test_the_gold_text_is_that_of_the_page():
    """Of the test's own pages: else the tests above show less than they say."""
    texts = [block.text for block in read_html(html_of(1)).blocks]
    assert set(gold_of(1).splitlines()) < set(texts)
