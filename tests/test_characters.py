"""Character classes and folding are right, complete, and survive packing."""

from __future__ import annotations

import unicodedata

import numpy as np
import pytest
from line_helpers import classes_of, tables

from declutter.characters import TABLE_SIZE, CharClass, Tables, pack_tables, unpack_tables


@pytest.mark.parametrize(
    ("characters", "wanted"),
    [
        ("aßéжω", CharClass.LOWER),
        ("AÉЖΩǅ", CharClass.UPPER),
        ("אعअகªʰ", CharClass.UNCASED),
        ("漢字一龥", CharClass.IDEOGRAPH),
        ("\U00020000\U0002a6d6\U0010ffff", CharClass.IDEOGRAPH),
        ("ひカｶー", CharClass.KANA),
        ("ไລកမ", CharClass.SOUTH_EAST),
        ("한글", CharClass.HANGUL),
        ("\u0301\u093e\u20dd", CharClass.MARK),
        ("0٣३½Ⅷ²", CharClass.DIGIT),
        (" \t\n\u00a0\u2003\u3000\u2028\x85", CharClass.SPACE),
        (".!?…。！？؟۔।॥։።", CharClass.TERMINAL),
        (",;:、，；：،؛", CharClass.COMMA),
        ("\"'“”‘’「」", CharClass.QUOTE),
        ("()[]{}（）【】", CharClass.BRACKET),
        ("-–—―", CharClass.DASH),
        ("|/\\›»•·★→*#~", CharClass.SEPARATOR),
        ("$€£¥₹₩", CharClass.CURRENCY),
        ("©®™😀❤", CharClass.SYMBOL),
        ("%&@_+=¶§", CharClass.PUNCTUATION),
        ("\x00\x07\u200b\ufeff\ud800\ue000", CharClass.OTHER),
    ],
    ids=lambda value: value.name if isinstance(value, CharClass) else None,
)
def test_characters_have_the_class_that_a_reader_would_give_them(characters: str, wanted: CharClass) -> None:
    assert {char: name.name for char, name in zip(characters, classes_of(characters), strict=True)} == dict.fromkeys(
        characters, wanted.name
    )


def test_tables_cover_every_code_point_below_their_size_and_one_entry_more() -> None:
    assert tables().classes.shape == tables().folded.shape == (TABLE_SIZE + 1,)
    assert tables().classes.dtype == np.uint8
    assert tables().folded.dtype == np.uint32
    assert tables().classes.max() < len(CharClass)


def test_printable_ascii_has_no_character_without_a_class() -> None:
    printable = "".join(map(chr, range(0x20, 0x7F)))
    assert CharClass.OTHER not in classes_of(printable)


def test_all_that_str_strip_takes_for_space_is_space() -> None:
    spaces = "".join(char for char in map(chr, range(TABLE_SIZE)) if char.isspace())
    assert set(classes_of(spaces)) == {CharClass.SPACE}


def test_case_is_folded_and_nothing_else_is() -> None:
    folded = tables().folded
    for upper, lower in ("Aa", "Éé", "Жж", "Ωω", "ẞß", "Ää"):
        assert folded[ord(upper)] == folded[ord(lower)] == ord(lower)
    assert folded[ord("é")] != folded[ord("e")]
    assert folded[ord("İ")] == ord("İ")  # its lower case is two characters


def test_all_digits_are_the_same_evidence() -> None:
    for code in range(TABLE_SIZE):
        if unicodedata.category(chr(code)) == "Nd":
            assert tables().folded[code] == ord("0")


def test_folding_twice_is_folding_once() -> None:
    folded = tables().folded
    np.testing.assert_array_equal(folded[np.minimum(folded, TABLE_SIZE)], folded)


def test_packed_tables_unpack_to_the_same_and_are_small() -> None:
    packed = pack_tables(tables())
    again = unpack_tables(packed)
    np.testing.assert_array_equal(again.classes, tables().classes)
    np.testing.assert_array_equal(again.folded, tables().folded)
    assert again.classes.dtype == tables().classes.dtype
    assert again.folded.dtype == tables().folded.dtype
    assert sum(value.nbytes for value in packed.values()) < 50_000


def test_any_tables_can_be_packed() -> None:
    rng = np.random.default_rng(0)
    drawn = Tables(
        rng.integers(0, len(CharClass), TABLE_SIZE + 1, np.uint8), rng.integers(0, 9, TABLE_SIZE + 1, np.uint32)
    )
    again = unpack_tables(pack_tables(drawn))
    np.testing.assert_array_equal(again.classes, drawn.classes)
    np.testing.assert_array_equal(again.folded, drawn.folded)


def test_a_low_quotation_mark_is_a_quote() -> None:
    assert classes_of("„‚") == [CharClass.QUOTE, CharClass.QUOTE]
