"""Stems: forms of a word share a key; what they make of the buckets of a line's words."""

from __future__ import annotations

from line_helpers import ODD_LINES, tokens_of

from declutter.features import word_buckets
from declutter.hashing import BUCKETS
from declutter.stems import stems_of


def keys_of(line: str) -> list[int]:
    keys: list[int] = stems_of(tokens_of([line])).keys.tolist()
    return keys


def buckets_of(line: str) -> list[int]:
    tokens = tokens_of([line])
    return word_buckets(tokens, stems_of(tokens))[0].tolist()


def test_forms_of_a_long_word_share_a_key_and_short_words_do_not() -> None:
    assert len(set(keys_of("subscribe subscriber Subscriptions"))) == 1
    assert len(set(keys_of("ship ships shop"))) == 3
    assert len(set(keys_of("구독하기 구독은 구독"))) == 1


def test_what_has_a_stem_and_what_tells_a_topic() -> None:
    stems = stems_of(tokens_of(["The ferry 123456 left", "山川", "海"]))
    assert stems.stemmed.tolist() == [False, True, False, False, False, False, False]
    assert stems.telling.tolist() == [False, True, False, False, True, False, False]


def test_a_pair_of_characters_has_a_key_of_its_own() -> None:
    first, second, _ = keys_of("山川海")
    assert first == keys_of("山川")[0] != keys_of("山海")[0]
    assert second == keys_of("川海")[0]


def test_a_word_has_a_bucket_and_its_stem_one_in_the_other_half() -> None:
    (word, stem), (_, other) = buckets_of("subscribe"), buckets_of("subscriptions")
    assert word < BUCKETS // 2 <= stem == other < BUCKETS


def test_short_words_have_the_pair_that_they_open() -> None:
    alone, pair, last = buckets_of("by me")
    assert buckets_of("by") == [alone]
    assert buckets_of("me") == [last]
    assert pair != buckets_of("by us")[1] >= BUCKETS // 2
    assert len(buckets_of("by chance")) == 4  # the last word has a stem


def test_the_buckets_of_a_line_are_its_own() -> None:
    lines = ["Only me", "The ferry", *ODD_LINES]
    tokens = tokens_of(lines)
    buckets, counts = word_buckets(tokens, stems_of(tokens))
    assert counts.sum() == len(buckets)
    assert buckets.tolist() == [bucket for line in lines for bucket in buckets_of(line)]
