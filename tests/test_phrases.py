"""Phrases are found where they stand, whole or by their stem, and only inside one line."""

from __future__ import annotations

import json
from itertools import pairwise
from pathlib import Path

import numpy as np
import pytest
from hypothesis import given
from hypothesis import strategies as st
from line_helpers import ODD_LINES, phrase_table, tables, tokens_of

import declutter
from declutter.phrases import (
    MAX_TOKENS,
    N_CATEGORIES,
    N_NAMES,
    STEM_LENGTHS,
    PhraseTable,
    category_names,
    pack_phrases,
    voice_names,
)

SHIPPED = Path(declutter.__file__).parent / "training" / "phrases.json"
NAMES = (*category_names(), *voice_names())


def shipped() -> dict[str, dict[str, list[str]]]:
    """Terms of every category and voice, by language."""
    phrases: dict[str, dict[str, list[str]]] = json.loads(SHIPPED.read_text(encoding="utf-8"))
    return phrases


def found(table: PhraseTable, *lines: str) -> set[tuple[int, int, str]]:
    """(line, token inside the line, category or voice) of every phrase."""
    tokens = tokens_of(lines)
    token, category = table.find(tokens)
    return {
        (int(tokens.line[at]), int(at - tokens.token_offsets[tokens.line[at]]), NAMES[kind])
        for at, kind in zip(token.tolist(), category.tolist(), strict=True)
    }


def table_of(**phrases: tuple[str, ...]) -> PhraseTable:
    return PhraseTable.from_arrays(pack_phrases(dict(phrases), tables()))


def test_there_is_a_name_for_each_category_and_voice() -> None:
    assert len(category_names()) == N_CATEGORIES
    assert len(NAMES) == N_NAMES == len(set(NAMES))


@pytest.mark.parametrize(
    ("line", "wanted"),
    [
        ("Subscribe", {(0, 0, "newsletter")}),
        ("SUBSCRIBE now!", {(0, 0, "newsletter")}),
        ("Please, sign up.", {(0, 1, "newsletter")}),
        ("sign-up", {(0, 0, "newsletter")}),
        ("sign me up", set()),
        ("subscribers", set()),
        ("Jetzt abonnieren", {(0, 1, "newsletter")}),
        ("Abonnement", {(0, 0, "newsletter")}),
        ("abo", set()),
        ("無料メルマガ登録", {(0, 2, "newsletter")}),
        ("Share on X", {(0, 0, "social")}),
        ("You may also like these", {(0, 0, "related")}),
        ("you may like", set()),
        ("Leave a Reply — 3 comments", {(0, 0, "comment"), (0, 4, "comment")}),
        ("I think so", {(0, 0, "opinion")}),
        ("Unbeatable! The best price, I think.", {(0, 0, "promotion"), (0, 2, "promotion"), (0, 4, "opinion")}),
        ("I do think", set()),
        ("", set()),
        ("…", set()),
    ],
)
def test_phrases_are_found_as_words(line: str, wanted: set[tuple[int, int, str]]) -> None:
    assert found(phrase_table(), line) == wanted


def test_a_phrase_does_not_run_from_one_line_into_the_next() -> None:
    assert found(phrase_table(), "sign", "up", "you may", "also like") == set()
    assert found(phrase_table(), "x", "sign up", "y") == {(1, 0, "newsletter")}


@pytest.mark.parametrize("length", range(1, 15))
def test_a_stem_finds_the_word_and_what_continues_it(length: int) -> None:
    stem = "abcdefghijklmn"[:length]
    table = table_of(ad=(stem + "*",))
    assert found(table, stem) == {(0, 0, "ad")}
    continues = length >= STEM_LENGTHS[0]
    assert found(table, stem + "zz") == ({(0, 0, "ad")} if continues else set())
    assert found(table, "z" + stem) == set()


def test_a_stem_of_more_than_eight_letters_counts_as_its_first_eight() -> None:
    assert found(table_of(ad=("abcdefghijkl*",)), "abcdefghzzz") == {(0, 0, "ad")}


def test_the_first_category_that_names_a_phrase_has_it() -> None:
    assert found(table_of(ad=("offer",), legal=("offer", "terms")), "offer terms") == {(0, 0, "ad"), (0, 1, "legal")}


@pytest.mark.parametrize("term", ["", "…", "*", "one two three four five"])
def test_a_term_has_one_to_four_tokens(term: str) -> None:
    with pytest.raises(ValueError, match=f"1 to {MAX_TOKENS} tokens"):
        pack_phrases({"ad": [term]}, tables())


def test_a_category_has_the_phrase_that_a_voice_names_after_it() -> None:
    assert found(table_of(ad=("offer",), promotion=("offer", "deal")), "offer deal") == {
        (0, 0, "ad"),
        (0, 1, "promotion"),
    }


@pytest.mark.parametrize("name", NAMES)
def test_every_category_and_voice_is_told_from_the_others(name: str) -> None:
    others = {other: (f"some {other.replace('_', '')}",) for other in NAMES if other != name}
    assert found(table_of(**others, **{name: ("word", "stem*")}), "a stemmed word") == {(0, 1, name), (0, 2, name)}


def test_an_unknown_category_is_refused() -> None:
    with pytest.raises(ValueError, match="unknown phrase category 'adverts'"):
        pack_phrases({"adverts": ["offer"]}, tables())


def test_a_table_may_be_empty() -> None:
    assert found(table_of(), "subscribe", "…") == set()


def test_packed_phrases_are_sorted_in_each_kind() -> None:
    packed = pack_phrases({"ad": ["one", "two words", "three* ", "four", "fives*"]}, tables())
    bounds = packed["phrase_bounds"].astype(int)
    assert bounds[0] == 0
    assert bounds[-1] == len(packed["phrase_hashes"]) == len(packed["phrase_categories"]) == 5
    for start, stop in pairwise(bounds.tolist()):
        assert (np.diff(packed["phrase_hashes"][start:stop].astype(object)) > 0).all()


def test_phrases_of_the_shipped_list_are_found_in_their_own_lines() -> None:
    listed = {category: [term for terms in by.values() for term in terms] for category, by in shipped().items()}
    assert set(listed) == set(NAMES)
    phrases = {category: terms[::25] for category, terms in listed.items()}  # all of them would take four seconds
    table = table_of(**{category: tuple(terms) for category, terms in phrases.items()})
    terms = [term for chosen in phrases.values() for term in chosen]
    begun = {line for line, token, _ in found(table, *(term.rstrip("*") for term in terms)) if token == 0}
    assert [term for i, term in enumerate(terms) if i not in begun] == []


def test_terms_of_the_shipped_list_have_one_to_four_tokens() -> None:
    terms = [(name, code, term) for name, by in shipped().items() for code, listed in by.items() for term in listed]
    sizes = tokens_of([term.rstrip("*") for *_, term in terms]).sizes.tolist()
    assert [term for term, size in zip(terms, sizes, strict=True) if not 1 <= size <= MAX_TOKENS] == []


@pytest.mark.parametrize("voice", voice_names())
def test_every_voice_has_terms_in_every_language(voice: str) -> None:
    listed = shipped()
    assert set(listed[voice]) == set(listed["opinion"])
    assert [code for code, terms in listed[voice].items() if not terms] == []
    assert [(code, term) for code, terms in listed[voice].items() for term in terms if not term.strip(" *")] == []


@given(st.lists(st.one_of(st.text(max_size=30), st.sampled_from(ODD_LINES)), max_size=6))
def test_any_lines_can_be_searched(lines: list[str]) -> None:
    tokens = tokens_of(lines)
    token, category = phrase_table().find(tokens)
    assert len(token) == len(category)
    assert ((token >= 0) & (token < len(tokens.hashes))).all()
    assert ((category >= 0) & (category < N_NAMES)).all()


@given(
    st.lists(
        st.sampled_from(["subscribe", "sign up", "abonnieren", "now", "無料メルマガ登録", "I think", "…"]), max_size=30
    )
)
def test_one_search_finds_what_a_search_for_each_kind_finds(pieces: list[str]) -> None:
    table = phrase_table()
    tokens = tokens_of([" ".join(pieces[:15]), " ".join(pieces[15:])])
    known = dict(zip(table.keys.tolist(), table.categories.tolist(), strict=True))
    wanted = set()
    for at, (line, length) in enumerate(zip(tokens.line.tolist(), tokens.lengths.tolist(), strict=True)):
        room = int(tokens.token_offsets[line + 1]) - at
        hashes = [(kind, int(tokens.runs[kind][at])) for kind in range(min(MAX_TOKENS, room))]
        for kind, stem in enumerate(STEM_LENGTHS, start=MAX_TOKENS):
            if length >= stem:
                hashes.append((kind, int(tokens.prefixes(np.array([at]), stem)[0])))
        keys = [kind << 60 | value >> 4 for kind, value in hashes]
        wanted |= {(at, known[key]) for key in keys if key in known}
    token, category = table.find(tokens)
    assert set(zip(token.tolist(), category.tolist(), strict=True)) == wanted


def test_a_table_of_another_number_of_kinds_is_refused() -> None:
    packed = pack_phrases({"ad": ["offer"]}, tables())
    with pytest.raises(ValueError, match="kinds"):
        PhraseTable.from_arrays({**packed, "phrase_bounds": packed["phrase_bounds"][:-1]})
