"""Tokens are the words a reader sees, wherever they stand."""

from __future__ import annotations

from itertools import pairwise

import numpy as np
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st
from line_helpers import ODD_LINES, classes_of, token_texts, tokens_of

from declutter.characters import CharClass
from declutter.tokens import MAX_EVIDENCE

WORD = {
    CharClass.LOWER,
    CharClass.UPPER,
    CharClass.UNCASED,
    CharClass.IDEOGRAPH,
    CharClass.KANA,
    CharClass.SOUTH_EAST,
    CharClass.HANGUL,
    CharClass.MARK,
    CharClass.DIGIT,
}
ALONE = {CharClass.IDEOGRAPH, CharClass.KANA, CharClass.SOUTH_EAST}

texts = st.text(st.one_of(st.characters(), st.sampled_from("aAé1 ٣.,漢字かคำ่नि한\u0301")), max_size=30)
documents = st.lists(st.one_of(texts, st.sampled_from(ODD_LINES)), max_size=8)


def reference(line: str) -> list[str]:
    """Tokens found the slow way, character by character."""
    found: list[str] = []
    before: CharClass | None = None  # the class of the character before, if it belongs to a token
    for char, kind in zip(line, classes_of(line), strict=True):
        if kind not in WORD or (before is None and kind is CharClass.MARK):
            before = None
            continue
        if before is None or kind in ALONE or (before in ALONE and kind is not CharClass.MARK):
            found.append("")
        found[-1] += char
        before = kind
    return found


@pytest.mark.parametrize(
    ("line", "wanted"),
    [
        ("Hello, world!", ["Hello", "world"]),
        ("don't re-use it", ["don", "t", "re", "use", "it"]),
        ("snake_case x1y2", ["snake", "case", "x1y2"]),
        ("Straße größer", ["Straße", "größer"]),
        ("cafe\u0301 au lait", ["cafe\u0301", "au", "lait"]),
        ("漢字とカナ", ["漢", "字", "と", "カ", "ナ"]),
        ("いがつ".replace("が", "か\u3099"), ["い", "か\u3099", "つ"]),
        ("ที่นี่", ["ที่", "นี่"]),
        ("한국어 문장", ["한국어", "문장"]),
        ("हिन्दी भाषा", ["हिन्दी", "भाषा"]),
        ("2024年6月", ["2024", "年", "6", "月"]),
        ("iPhone日本", ["iPhone", "日", "本"]),
        ("--- ** ---", []),
        ("", []),
    ],
)
def test_tokens_are_words(line: str, wanted: list[str]) -> None:
    assert token_texts(line) == wanted


@settings(max_examples=300)
@given(documents)
def test_tokens_are_those_found_character_by_character(lines: list[str]) -> None:
    tokens = tokens_of(lines)
    joined = "".join(lines)
    pieces: list[list[str]] = [[] for _ in lines]
    for start, length, line in zip(tokens.starts.tolist(), tokens.lengths.tolist(), tokens.line.tolist(), strict=True):
        pieces[line].append(joined[start : start + length])
    assert pieces == [reference(line) for line in lines]


@given(documents)
def test_offsets_partition_characters_and_tokens(lines: list[str]) -> None:
    tokens = tokens_of(lines)
    assert np.diff(tokens.offsets).tolist() == [len(line) for line in lines]
    assert tokens.codes.tolist() == [ord(char) for char in "".join(lines)]
    assert tokens.token_offsets[0] == 0
    assert tokens.token_offsets[-1] == len(tokens.hashes) == len(tokens.starts) == len(tokens.lengths)
    np.testing.assert_array_equal(np.repeat(np.arange(len(lines)), np.diff(tokens.token_offsets)), tokens.line)


def test_of_a_very_long_line_both_ends_are_looked_at() -> None:
    words = [f"w{chr(97 + i % 26)}{chr(97 + i // 26 % 26)}" for i in range(MAX_EVIDENCE)]
    line = " ".join(words)
    tokens = tokens_of(["before", line, "after"])
    assert np.diff(tokens.offsets).tolist() == [6, MAX_EVIDENCE, 5]
    shown = "".join(map(chr, tokens.codes[6:-5]))
    assert line.startswith(shown[: MAX_EVIDENCE // 2])
    assert line.endswith(shown[MAX_EVIDENCE // 2 :])


def test_a_line_of_just_the_limit_is_whole() -> None:
    line = "ab " * (MAX_EVIDENCE // 3) + "cd"
    assert len(line) == MAX_EVIDENCE
    assert "".join(map(chr, tokens_of([line]).codes)) == line


def test_no_lines_have_no_tokens() -> None:
    tokens = tokens_of([])
    assert len(tokens.hashes) == len(tokens.codes) == 0
    assert tokens.offsets.tolist() == tokens.token_offsets.tolist() == [0]


@pytest.mark.parametrize("emoji", ["❤\ufe0f", "1\ufe0f\u20e3 "[1:]], ids=["heart", "keycap"])
def test_an_emoji_is_no_word(emoji: str) -> None:
    assert token_texts(emoji) == []


@given(documents)
def test_characters_are_counted_by_class_and_line(lines: list[str]) -> None:
    tokens = tokens_of(lines)
    counts = np.zeros(tokens.class_counts.shape, int)
    for line, (start, stop) in enumerate(pairwise(tokens.offsets.tolist())):
        for character in tokens.classes[start:stop].tolist():
            counts[line, character] += 1
    np.testing.assert_array_equal(tokens.class_counts, counts)
