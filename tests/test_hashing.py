"""Hashes depend on the word alone, and equal ones are found together."""

from __future__ import annotations

import subprocess
import sys
from itertools import pairwise

import numpy as np
import pytest
from hypothesis import given
from hypothesis import strategies as st
from line_helpers import ODD_LINES, tables, tokens_of

from declutter.characters import TABLE_SIZE
from declutter.hashing import MAX_RUN, grouped

texts = st.text(st.one_of(st.characters(), st.sampled_from("aAé1 ٣.,漢字かคำ่नि한\u0301")), max_size=30)
documents = st.lists(st.one_of(texts, st.sampled_from(ODD_LINES)), max_size=8)


def hash_of(word: str) -> int:
    hashes = tokens_of([word]).hashes
    assert len(hashes) == 1
    return int(hashes[0])


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


@given(st.lists(st.integers(0, 5)))
def test_equal_hashes_stand_together_in_ascending_order(values: list[int]) -> None:
    hashes = np.array(values, np.uint64) * np.uint64(0x9E3779B97F4A7C15)
    order, begins = grouped(hashes)
    assert sorted(order.tolist()) == list(range(len(values)))
    found = [group.tolist() for group in np.split(order, begins.nonzero()[0]) if len(group)]
    assert sorted(found) == sorted([at for at, other in enumerate(values) if other == value] for value in set(values))
