"""The published line rules keep and drop what their sources say, one answer per line."""

from __future__ import annotations

from collections.abc import Callable, Sequence

import justext
import pytest
from hypothesis import given
from hypothesis import strategies as st
from justext.core import ParagraphMaker, classify_paragraphs, revise_paragraph_classification
from justext.paragraph import Paragraph

from benchmarks import line_rules
from benchmarks.line_rules import RULES, c4, gopher, justext_lines, keep_everything, refinedweb

GOOD = (
    "The ferry that used to cross the bay twice a day has been out of service since the storm of last winter, and the "
    "people who live on the island have had to rely on the small boats of their neighbours for all that they need."
)
GOOD_GERMAN = (
    "Die Fähre, die früher zweimal am Tag über die Bucht fuhr, ist seit dem Sturm im letzten Winter außer Betrieb, und "
    "die Leute auf der Insel sind für alles, was sie brauchen, auf die kleinen Boote ihrer Nachbarn angewiesen."
)
BAD = "Boats Harbours Islands Timetables Tickets Weather Storms Winter Repairs Neighbours Archive News Contact Imprint"

ODD_LINES = [
    "",
    "   ",
    "\u00a0",
    "\u3000\t",
    "\x00\x01",
    "\ud800",
    "\ufffe",
    "<p>",
    "</p></body></html>",
    "a < b && c > d",
    "&lt;p&gt; &#0; &nbsp;",
    "<!-- not closed",
    "]]>",
    "<script>alert('x')</script>",
    "<plaintext><textarea><br><br>",
    '<?xml version="1.0" encoding="latin-1"?>',
    '<meta charset="utf-16">',
    "x\r\ny\u2028z\x85",
    "﻿byte order mark",
    "©",
]

some_lines = st.lists(
    st.one_of(
        st.text(max_size=40),
        st.text(alphabet=st.characters(), max_size=20),
        st.text(alphabet="<>&;/p!-[]#x \t\u00a0\"'", max_size=20),
        st.sampled_from([*ODD_LINES, GOOD, GOOD_GERMAN, BAD, "Short line", "- item", "3 likes", "Read more..."]),
    ),
    max_size=12,
)


@pytest.mark.parametrize(
    "line",
    [
        "The ferry is back.",
        "Who paid for it?",
        "They did it again!",
        'He said "never again."',
        "  The ferry is back.  ",
        "The ferry is back.[3]",
        "The ferry is back[citation needed].",
        "A map of {the} bay is here.",  # the curly bracket condemns pages, not lines
        "Lorem ipsum dolor sit amet.",  # so does this
    ],
)
def test_c4_keeps(line: str) -> None:
    assert c4([line]) == [True]


@pytest.mark.parametrize(
    "line",
    [
        "",
        "The ferry is back",
        "The ferry is nearly...",
        "The ferry is nearly…",
        "He said “never again.”",
        "Two words.",
        "Please switch JavaScript on to go on.",
        "This page uses cookies to remember you.",
        "Here is our Privacy Policy.",
        "Here are the Terms of Use.",
        f"The word {'x' * 1001} is long.",
        "渡船终于又开了。",
    ],
)
def test_c4_drops(line: str) -> None:
    assert c4([line]) == [False]


def test_c4_takes_the_number_of_words_of_the_released_code() -> None:
    lines = ["The ferry is back.", "The old ferry is back."]
    assert c4(lines) == [True, True]
    assert c4(lines, min_words=5) == [False, True]


@pytest.mark.parametrize(
    "line",
    [
        "The ferry is back",
        "NATO ships left the harbour",
        "3 likes are not many, she thought.",
        "12 eggs",
        "Sign-in was hard for the first three weeks, said the people who had to use it.",  # more than 10 words
        "To know what the sea will bring tomorrow you have to read more...",  # more than 10 words
        "Read more books",
        "He signed in at noon",
        "渡船终于又开了。",
        "เรือข้ามฟากกลับมาแล้ว",
    ],
)
def test_refinedweb_keeps(line: str) -> None:
    assert refinedweb([line]) == [True]


@pytest.mark.parametrize(
    "line",
    [
        "",
        "Home",
        "首页",
        "BREAKING NEWS from HARBOUR",
        "2024 - 05 - 01",
        "1 2 3 … 14",
        "١٢ ٣٤",
        "3 likes",
        "1.2K Comments",
        "(12 views)",
        "1,204 K followers",
        "Sign-in to your account",
        "Sign in or register",
        "» Log in",
        "The ferry is back: Read more...",
        "Continue reading →",
        "You have 3 items in cart",
        "Add to basket now",
    ],
)
def test_refinedweb_drops(line: str) -> None:
    assert refinedweb([line]) == [False]


@pytest.mark.parametrize(
    "line",
    [
        "The ferry is back",
        "- Boats",
        "• boats, 12 of which are small",  # 5 words of 6
        "See you … tomorrow",
        "नौका सेवा पुनः प्रारंभ हुई",  # without its vowel signs the mean length would be below 3
        "渡船终于又开了因为冬天的风暴已经过去",
        "배가 또 온다",
    ],
)
def test_gopher_keeps(line: str) -> None:
    assert gopher([line, "Boats are back"], "?") == [True, True]  # alone, a bullet line would be all of the document


@pytest.mark.parametrize(
    "line",
    [
        "",
        "* * *",
        "Route 5, 12 and 14",  # two words of five
        "12:30 14:45 18:00",
        "A b c is it",  # mean length below 3
        "Donaudampfschifffahrt Haftpflichtversicherung",  # and above 10
        "The ferry that used to cross the bay...",
        "The ferry that used to cross the bay … ",
    ],
)
def test_gopher_drops(line: str) -> None:
    assert gopher([line], "?") == [False]


def test_gopher_counts_bullets_over_the_document() -> None:
    bullets = ["- Boats for hire", "• Boats for sale", "* Boats for children"] * 4
    assert gopher(bullets, "?") == [False] * 12
    assert gopher([*bullets[:9], "The harbour has"], "?") == [True] * 10  # exactly 90 %
    assert gopher([*bullets, "The harbour has"], "?") == [False] * 12 + [True]


def test_gopher_asks_an_english_document_for_two_stop_words() -> None:
    lines = ["Boats for hire", "The harbour office"]
    assert gopher(lines) == [False, False]
    assert gopher(lines, "de") == [True, True]
    assert gopher([*lines, "(And) much more"]) == [True, True, True]


def test_justext_judges_a_line_alone_and_then_by_its_neighbours() -> None:
    assert justext_lines([GOOD, BAD]) == [True, False]
    assert justext_lines([GOOD, "Under the lighthouse", GOOD]) == [True, True, True]
    assert justext_lines([BAD, "Under the lighthouse", BAD]) == [False, False, False]
    assert justext_lines([GOOD.replace("ferry", "ferry ©"), BAD]) == [False, False]


def test_justext_takes_the_stop_list_of_the_language() -> None:
    assert justext_lines([GOOD_GERMAN], "de") == [True]
    assert justext_lines([GOOD_GERMAN], "en") == [False]
    for without_list in ("?", "zh", "ja", "th", ""):
        assert justext_lines([GOOD, GOOD_GERMAN], without_list) == [True, False]


def test_justext_knows_only_stop_lists_that_the_package_ships() -> None:
    assert set(line_rules._STOP_LISTS.values()) <= justext.get_stoplists()


@pytest.mark.parametrize("odd", ODD_LINES)
def test_justext_gives_each_line_its_own_answer_around_odd_lines(odd: str) -> None:
    # An odd line is short, so between two bad lines it is dropped; it must shift nobody's answer.
    lines = [BAD, odd, BAD, GOOD, BAD, odd, odd, BAD, GOOD, GOOD, BAD, odd]
    assert justext_lines(lines) == [line == GOOD for line in lines]


def test_justext_drops_lines_without_text_between_good_ones() -> None:
    assert justext_lines([GOOD, "", " ", GOOD, "\u00a0", "Under the lighthouse"]) == [
        True,
        False,
        False,
        True,
        False,
        False,
    ]


def paragraph_by_paragraph(lines: Sequence[str]) -> list[bool]:
    """Answer without any HTML: jusText's two steps on paragraphs made by hand."""
    path = ParagraphMaker().path.append("html").append("body").append("p")
    paragraphs: dict[int, Paragraph] = {}
    for number, line in enumerate(lines):
        text = line_rules._NOT_TEXT.sub(" ", line)
        if text.strip():
            paragraphs[number] = Paragraph(path)
            paragraphs[number].append_text(text)
    classify_paragraphs(list(paragraphs.values()), justext.get_stoplist("English"))
    revise_paragraph_classification(list(paragraphs.values()))
    return [number in paragraphs and not paragraphs[number].is_boilerplate for number in range(len(lines))]


@given(some_lines)
def test_justext_through_html_equals_justext_on_paragraphs(lines: list[str]) -> None:
    assert justext_lines(lines) == paragraph_by_paragraph(lines)


@pytest.mark.parametrize("name", RULES)
@given(lines=some_lines, language=st.sampled_from(["en", "de", "zh", "no", "?", ""]))
def test_one_answer_per_line(name: str, lines: list[str], language: str) -> None:
    before = list(lines)
    kept = RULES[name](lines, language)
    assert len(kept) == len(lines)
    assert all(type(answer) is bool for answer in kept)
    assert lines == before
    assert RULES[name](tuple(lines), language) == kept


@pytest.mark.parametrize("rule", [c4, refinedweb])
@given(lines=some_lines)
def test_these_rules_judge_each_line_alone(rule: Callable[[Sequence[str]], list[bool]], lines: list[str]) -> None:
    assert rule(lines) == [answer for line in lines for answer in rule([line])]


def test_registry() -> None:
    assert list(RULES) == ["keep_everything", "c4", "refinedweb", "gopher", "justext"]
    assert keep_everything(["", "x"]) == RULES["keep_everything"](["", "x"], "?") == [True, True]
