"""Tokens are the words a reader sees, and their hashes depend on the word alone."""

from __future__ import annotations

import subprocess
import sys
from itertools import pairwise

import numpy as np
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st
from line_helpers import ODD_LINES, classes_of, tables, token_texts, tokens_of

from declutter.characters import TABLE_SIZE, CharClass
from declutter.tokens import MAX_EVIDENCE, MAX_RUN

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


def hash_of(word: str) -> int:
    hashes = tokens_of([word]).hashes
    assert len(hashes) == 1
    return int(hashes[0])


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


@given(documents, documents)
def test_a_line_has_the_same_hashes_in_any_document(lines: list[str], others: list[str]) -> None:
    alone = [tokens_of([line]).hashes.tolist() for line in lines]
    among = tokens_of([*others, *lines, *others])
    bounds = among.token_offsets[len(others) : len(others) + len(lines) + 1].tolist()
    assert [among.hashes[a:b].tolist() for a, b in pairwise(bounds)] == alone


@given(st.text(st.characters(categories=["Ll", "Lu", "Lo"]), min_size=1, max_size=12).map(str.lower))
def test_equal_folded_words_have_equal_hashes_and_different_words_different_ones(word: str) -> None:
    tokens = tokens_of([word, word.upper() if len(word.upper()) == len(word) else word])
    folded = tables().folded[np.minimum(tokens.codes, TABLE_SIZE)]
    seen: dict[tuple[int, ...], int] = {}
    for start, length, value in zip(tokens.starts, tokens.lengths, tokens.hashes, strict=True):
        assert seen.setdefault(tuple(folded[start : start + length].tolist()), int(value)) == value
    assert len(set(seen.values())) == len(seen)


def test_case_and_digits_do_not_matter_but_order_does() -> None:
    assert hash_of("Newsletter") == hash_of("NEWSLETTER") == hash_of("newsletter")
    assert hash_of("2019") == hash_of("2024") == hash_of("٢٠٢٤")
    assert hash_of("ab") != hash_of("ba")
    assert hash_of("a") != hash_of("aa")
    assert hash_of("resume") != hash_of("resumé")


def test_ten_thousand_words_have_ten_thousand_hashes() -> None:
    letters = "abcdefghij"
    words = [a + b + c + d for a in letters for b in letters for c in letters for d in letters]
    assert len(set(tokens_of(words).hashes.tolist())) == len(words)


def test_hashes_are_the_same_in_every_process() -> None:
    code = (
        "from declutter.tokens import tokenize; from declutter.characters import build_tables;"
        "print(tokenize(['declutter Ünïcode 漢'], build_tables()).hashes.tolist())"
    )
    runs = {
        subprocess.run(
            [sys.executable, "-c", code],
            capture_output=True,
            check=True,
            text=True,
            env={"PYTHONHASHSEED": seed, "PYTHONPATH": ":".join(filter(None, sys.path))},
        ).stdout.strip()
        for seed in ("1", "2")
    }
    assert runs == {str(tokens_of(["declutter Ünïcode 漢"]).hashes.tolist())}


def test_prefix_hashes_are_the_hashes_of_the_shorter_words() -> None:
    tokens = tokens_of(["Abonnieren abon abo", "x"])
    assert tokens.prefixes(np.array([0, 1]), 4).tolist() == [hash_of("abon")] * 2
    assert tokens.prefixes(np.array([0, 2]), 3).tolist() == [hash_of("abo")] * 2
    assert tokens.prefixes(np.array([0]), 10).tolist() == [hash_of("abonnieren")]


@pytest.mark.parametrize("size", range(1, 2 * MAX_RUN + 1))
def test_runs_of_tokens_are_known_by_their_words_and_their_order(size: int) -> None:
    words = ["a", "b", "c", "d", "e", "f", "g", "h", "i", "j"][:size]
    other = [*words[1:], words[0]]
    tokens = tokens_of([" ".join(words), " ".join(other), "and " + " ".join(words).upper()])
    runs = tokens.run_hashes(size)
    assert len(runs) == len(tokens.hashes)
    assert runs[0] == runs[2 * size + 1]
    assert (runs[0] == runs[size]) == (size == 1 and words == other)
    assert runs[0] != runs[2 * size]


def test_a_run_of_one_token_is_the_token_and_no_tokens_have_no_runs() -> None:
    tokens = tokens_of(["sign up now"])
    np.testing.assert_array_equal(tokens.run_hashes(1), tokens.hashes)
    assert [len(tokens_of([]).run_hashes(size)) for size in (1, 2, 8)] == [0, 0, 0]
    assert [len(tokens_of(["up"]).run_hashes(size)) for size in (1, 2, 8)] == [1, 1, 1]


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
