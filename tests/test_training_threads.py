"""Readers' comments under articles: where a thread stands, which texts it has, and that pages read them as blocks."""

import random
import re

import pytest
from training_corpora import html_of, story
from training_helpers import document

from declutter.markup import read_html
from declutter.training import threads
from declutter.training.threads import comment_texts, with_thread

COMMENTS = {
    "en": tuple(f"I had the keys of boathouse {n} once, and nobody thanked me for it." for n in range(50)),
    "de": tuple(f"Den Mast Nummer {n} habe ich selbst gesehen, er lag quer über dem Feldweg." for n in range(50)),
    "fr": tuple(f"Le bac numéro {n} n'est jamais parti à l'heure, même par beau temps." for n in range(19)),
}
LAST = "Nothing in the rules of the harbour says who pays for a roof that the wind has carried off."


def chance(seed=1, level=None):
    """A source of chance; with ``level`` a thread stands behind the end of so many elements."""
    rng = random.Random(seed)  # noqa: S311 - reproducible chance, no secret
    if level is not None:
        rng.randint = lambda low, high: level
    return rng


def last_of(page, text=LAST):
    return next(number for number, block in enumerate(page.blocks) if block.text == text)


def crowded(html, rng=None, text=LAST):
    """The page read again, with a thread behind the block of that text."""
    page = read_html(html)
    return read_html(with_thread(page, last_of(page, text), COMMENTS, rng or chance()))


def texts_of(page):
    return [block.text for block in page.blocks]


def comments_of(page, language="en"):
    return [text for text in texts_of(page) if text in COMMENTS[language]]


def with_mark(body, level, monkeypatch):
    """The blocks of a page whose thread is one line."""
    monkeypatch.setattr(threads, "_LAYOUTS", (("<div>THREAD</div>", "", ""),))
    return texts_of(crowded(f"<html><body>{body}</body></html>", chance(level=level)))


# --- texts ------------------------------------------------------------------------------------------------------------


def test_texts_are_the_comments_of_documents_by_language():
    one = document("a", [("prose", LAST), ("comment", COMMENTS["en"][0]), ("comment", COMMENTS["en"][1])])
    two = document(
        "b", [("comment", COMMENTS["de"][0]), ("legal", "Alle Rechte bleiben beim Hafen, auch das letzte.")], "de"
    )
    three = document("c", [("comment", COMMENTS["en"][2])])
    assert threads._texts([one, two, three]) == {"en": COMMENTS["en"][:3], "de": COMMENTS["de"][:1]}


def test_names_and_buttons_of_threads_are_no_texts():
    rows = [("comment", line) for line in ("Reply", "old_salt says:", "x" * 29, "x" * 30)]
    assert threads._texts([document("a", rows)]) == {"en": ("x" * 30,)}


def test_the_seeds_have_enough_comments_for_a_long_thread():
    found = comment_texts()
    assert len(found["en"]) >= 40


@pytest.mark.parametrize(
    ("declared", "language"),
    [("en", "en"), ("de", "de"), ("DE-at", "de"), ("fr", "en"), ("sv", "en"), ("", "en"), (None, "en")],
)
def test_comments_are_of_the_pages_language_where_there_are_enough(declared, language):
    """Nineteen French ones are too few."""
    attribute = "" if declared is None else f' lang="{declared}"'
    page = crowded(f"<html{attribute}><body><p>{LAST}</p></body></html>")
    assert comments_of(page, language) != []
    assert all(comments_of(page, other) == [] for other in COMMENTS if other != language)
    assert page.language == (declared or None)


def test_twenty_comments_in_a_language_are_enough():
    page = read_html(f'<html lang="fr"><body><p>{LAST}</p></body></html>')
    texts = {"en": COMMENTS["en"], "fr": (*COMMENTS["fr"], "Moi, je n'ai jamais pris ce bac, et je m'en porte bien.")}
    assert not set(texts_of(read_html(with_thread(page, 0, texts, chance())))).isdisjoint(texts["fr"])


def test_threads_are_short_and_long_and_have_no_comment_twice():
    sizes = []
    for seed in range(60):
        found = comments_of(crowded(html_of(3), chance(seed), story(3)[1][-1]))
        assert len(set(found)) == len(found)
        sizes.append(len(found))
    assert set(sizes) == {1, 2, 3, 5, 8, 13, 25, 40}


def test_with_fewer_texts_than_a_thread_is_long_all_are_used():
    page = read_html(html_of(3))
    few = {"en": COMMENTS["en"][:2]}
    sizes = {
        sum(text in few["en"] for text in texts_of(read_html(with_thread(page, 0, few, chance(seed)))))
        for seed in range(20)
    }
    assert sizes == {1, 2}


def test_the_same_chance_gives_the_same_page():
    page = read_html(html_of(3))
    made = [
        with_thread(page, last_of(page, story(3)[1][-1]), COMMENTS, chance(seed)) for seed in (*range(9), *range(9))
    ]
    assert made[:9] == made[9:]
    assert len(set(made)) > 5
    assert texts_of(page) == texts_of(read_html(html_of(3))), "the page itself stays as it was"


# --- layouts ----------------------------------------------------------------------------------------------------------


@pytest.mark.parametrize("layout", range(len(threads._LAYOUTS)))
@pytest.mark.parametrize("level", [1, 2, 3])
def test_every_comment_of_every_layout_is_a_block_of_its_own(layout, level, monkeypatch):
    monkeypatch.setattr(threads, "_LAYOUTS", threads._LAYOUTS[layout : layout + 1])
    last = story(3)[1][-1]
    for seed in range(8):
        page = read_html(html_of(3))
        html = with_thread(page, last_of(page, last), COMMENTS, chance(seed, level))
        found, texts = texts_of(read_html(html)), texts_of(page)
        chosen = [text for text in re.split("[<>]", html) if text in COMMENTS["en"]]
        assert [text for text in found if text in COMMENTS["en"]] == chosen != []
        assert not re.search(r"\{\w*\}", html), "a field without its value"
        kept = iter(found)
        assert all(text in kept for text in texts), "all blocks of the page, in their order"
        assert found[: texts.index(last) + 1] == texts[: texts.index(last) + 1]
        assert found.index(last) < found.index(chosen[0])


def test_signs_in_comments_are_text():
    texts = {"en": ("<b>Mine</b> & yours: a < b, {name} and {0} or “{}” \\1 at 100 % &amp; more",)}
    page = read_html(f"<html><body><p>{LAST}</p></body></html>")
    for seed in range(20):
        assert texts["en"][0] in texts_of(read_html(with_thread(page, 0, texts, chance(seed))))


# --- where it stands --------------------------------------------------------------------------------------------------


@pytest.mark.parametrize(
    ("level", "expected"),
    [
        (1, [LAST, "THREAD", "Share", "More", "Foot"]),
        (2, [LAST, "Share", "THREAD", "More", "Foot"]),
        (3, [LAST, "Share", "More", "THREAD", "Foot"]),
        (4, [LAST, "Share", "More", "Foot", "THREAD"]),
        (9, [LAST, "Share", "More", "Foot", "THREAD"]),
    ],
)
def test_a_thread_stands_behind_the_elements_around_the_last_block(level, expected, monkeypatch):
    body = f"<main><article><p>{LAST}</p><p>Share</p></article><aside>More</aside></main><footer>Foot</footer>"
    assert with_mark(body, level, monkeypatch) == expected


def test_what_follows_the_article_follows_the_thread():
    page, last = read_html(html_of(3)), story(3)[1][-1]
    for seed in range(20):
        found = texts_of(crowded(html_of(3), chance(seed, 2), last))
        at = last_of(page, last) + 1
        behind = texts_of(page)[at:]
        assert found[:at] == texts_of(page)[:at]
        assert found[-len(behind) :] == behind
        assert len(found) > len(page.blocks)


@pytest.mark.parametrize(
    "inside",
    [
        "<b>by noon</b>",
        "<br><img src=mast.png>by noon<wbr>",
        "<input><hr>by noon<hr/>",
        "<!-- a note --><span>by <!----> noon</span><!-- > -->",
        "<a href=/noon title='</p> <p>'>by noon</a>",
        "<svg><path d='M0 0'/><br></svg><script>'</p>'</script>by noon",
    ],
)
def test_void_tags_and_comments_do_not_hide_where_an_element_ends(inside, monkeypatch):
    found = with_mark(f"<div><div>{LAST}<br>{inside}</div><p>Share</p></div><p>Foot</p>", 1, monkeypatch)
    assert found[0] == LAST
    assert found[-3:] == ["THREAD", "Share", "Foot"]
    found = with_mark(f"<div><p>{LAST}</p>{inside}<p>Share</p></div><p>Foot</p>", 2, monkeypatch)
    assert found[-3:] == ["Share", "THREAD", "Foot"]


@pytest.mark.parametrize("note", ["<!-- <div> -->", "<!-- </div></p> -->", "<!--[if IE]><div><![endif]-->"])
def test_tags_in_comments_are_none(note, monkeypatch):
    found = with_mark(f"<div><p>{LAST}</p>{note}<p>Share</p></div><p>More</p><p>Foot</p>", 2, monkeypatch)
    assert found == [LAST, "Share", "THREAD", "More", "Foot"]


@pytest.mark.parametrize(
    ("level", "cell"),
    [
        (1, LAST),
        (2, LAST),
        (3, LAST),
        (1, f"<p>{LAST}</p>"),
        (2, f"<p>{LAST}</p>"),
        (3, f"<div><p>{LAST}</p></div>"),
    ],
)
def test_a_thread_under_a_piece_in_a_table_stands_behind_the_piece(level, cell, monkeypatch):
    body = f"<p>Menu</p><table><tr><td>{cell}</td></tr><tr><td>Foot</td></tr></table><p>End</p>"
    found = with_mark(body, level, monkeypatch)
    assert found.index("Menu") < found.index(LAST) < found.index("THREAD") < found.index("End")


def test_text_right_behind_the_element_follows_the_thread(monkeypatch):
    found = with_mark(f"<div><p>{LAST}</p>Share this<p>More</p></div><p>Foot</p>", 1, monkeypatch)
    assert found == [LAST, "THREAD", "Share this", "More", "Foot"]


# --- title and language -----------------------------------------------------------------------------------------------


@pytest.mark.parametrize(
    "title", ["The mast & the field", "Is a < b? </title><p>No", 'The "old" <b>mast</b>', "{n} {masts}"]
)
def test_the_title_is_kept_whatever_its_signs(title, monkeypatch):
    safe = title.replace("&", "&amp;").replace("<", "&lt;").replace('"', "&quot;")
    html = f"<html><head><title>{safe}</title></head><body><p>{LAST}</p></body></html>"
    assert read_html(html).title == title
    monkeypatch.setattr(threads, "_LAYOUTS", (("<h3>Replies</h3>", "<p>{text}</p>", ""),))
    page = crowded(html)
    assert page.title == title
    assert texts_of(page)[:2] == [LAST, "Replies"]


def test_a_page_without_title_and_language_gets_none():
    page = read_html(f"<p>{LAST}</p>")
    html = with_thread(page, 0, COMMENTS, chance())
    assert html.startswith("<html><body><p>")
    assert read_html(html).language is None


def test_the_language_is_escaped():
    page = read_html(f"<html lang='x\"y&lt;'><body><p>{LAST}</p></body></html>")
    assert read_html(with_thread(page, 0, COMMENTS, chance())).language == 'x"y<'
