"""The table of character sets: nothing is lost, and nothing that trafilatura recovers is."""

from __future__ import annotations

import pytest

pytest.importorskip("benchmarks", reason="the table is in the checkout, not in the wheel")
pytest.importorskip("trafilatura", reason="the table compares with it (extra train)")
from benchmarks.charset_texts import CHARSETS, TEXTS
from benchmarks.charsets import DECLARATIONS, ours, page, recovered, share, text_of, theirs
from declutter.charset import decode

#: Nobody can tell these from windows-1250 but by the shape of two accents: where no label says so, the usual set wins.
TWINS = {"iso8859_16"}


@pytest.mark.parametrize("codec", CHARSETS)
@pytest.mark.parametrize("declaration", DECLARATIONS)
def test_all_text_is_recovered(codec: str, declaration: str) -> None:
    got = share(ours, codec, declaration, False, None)
    assert got == 1 or (codec in TWINS and declaration != "right" and got > 0.8)


@pytest.mark.parametrize(
    "codec", ["utf-8", "utf-16-le", "cp1250", "iso8859_16", "koi8_r", "cp932", "gb18030", "euc_kr"]
)
def test_no_less_than_trafilatura_recovers(codec: str) -> None:
    for declaration in DECLARATIONS:
        assert share(ours, codec, declaration, False, None) >= share(theirs, codec, declaration, False, None)


@pytest.mark.parametrize("codec", ["utf-8", "utf-16-le", "utf-16-be", "utf-32-le", "utf-32-be"])
def test_marks_are_believed(codec: str) -> None:
    source = page(codec, "ko", "wrong", marked=True)
    assert recovered(TEXTS["ko"], ours(source)) == 1


@pytest.mark.parametrize("codec", ["iso8859_2", "iso8859_4", "iso8859_13", "iso8859_15", "iso8859_16"])
@pytest.mark.parametrize("spelling", ["iso-8859-", "ISO_8859-", "iso8859-", "ISO-8859_"])
def test_short_texts_go_by_their_label(codec: str, spelling: str) -> None:
    # Two characters beyond ASCII are no evidence against what the page says.
    label = spelling + codec.split("_")[1]
    source = f'<meta charset="{label}"><p>kümme ööd</p>'
    bare = source.encode(codec)
    assert decode(bare) == source
    assert decode(bare.replace(label.encode(), b"x-unknown")) != ""


def test_recovered_counts_pairs_beyond_ascii() -> None:
    assert recovered("no", "") == 1
    assert recovered("né", "x né x") == 1
    assert recovered("né né", "né") == pytest.approx(0.5, abs=0.2)
    assert recovered("né", "nÃ©") == 0


def test_pages_say_what_they_are_told_to() -> None:
    assert b'charset="koi8-r"' in page("koi8_r", "ru", "right")
    assert b'charset="utf-8"' in page("koi8_r", "ru", "wrong")
    assert b'charset="iso-8859-1"' in page("utf-8", "ru", "wrong")
    assert b"charset" not in page("koi8_r", "ru", "none")
    assert text_of("utf-8", "ru", 1) == TEXTS["ru"][: TEXTS["ru"].index(".") + 1]
    assert {language for _, languages in CHARSETS.values() for language in languages.split()} == set(TEXTS)
