"""Bytes to text: marks, declarations, detection."""

from __future__ import annotations

import codecs

import pytest
from hypothesis import given
from hypothesis import strategies as st

from declutter.charset import decode
from declutter.detection import guess, guess_wide

TEXTS = {
    "de": "Die Fähre überquert die Bucht täglich zweimal; im Winter fällt die frühe Überfahrt häufig aus. Größere",
    "fr": "L’été, le bac traverse la baie deux fois par jour ; à cause des marées, l’horaire change. Où ça ? Près du",
    "es": "El transbordador cruza la bahía dos veces al día; según la marea cambia el horario. ¿Cuánto cuesta?",
    "pl": "Prom przepływa zatokę dwa razy dziennie, a zimą poranny kurs często się nie odbywa. Większe grupy są",
    "cs": "Trajekt přejíždí záliv dvakrát denně, v zimě ranní plavba často odpadá. Větší skupiny ať se ohlásí předem",
    "hu": "A komp naponta kétszer kel át az öblön; télen a korai járat gyakran elmarad. Nagyobb csoportok előre",
    "tr": "Feribot körfezi günde iki kez geçer; kışın sabah seferi sık sık iptal edilir. Büyük gruplar önceden",
    "ru": "Паром пересекает залив дважды в день, зимой утренний рейс часто отменяют. Большим группам лучше",
    "uk": "Пором перетинає затоку двічі на день, взимку ранковий рейс часто скасовують. Більшим групам краще",
    "el": "Το πλοίο περνά τον κόλπο δύο φορές την ημέρα· τον χειμώνα το πρωινό δρομολόγιο συχνά ακυρώνεται. Οι",
    "he": "המעבורת חוצה את המפרץ פעמיים ביום, ובחורף ההפלגה המוקדמת מתבטלת לעתים קרובות. קבוצות גדולות מתבקשות",
    "ar": "تعبر العبّارة الخليج مرتين في اليوم، وفي الشتاء تُلغى الرحلة المبكرة كثيرا. يرجى من المجموعات الكبيرة",
    "th": "เรือข้ามฟากข้ามอ่าววันละสองครั้ง ในฤดูหนาวเที่ยวเช้ามักถูกยกเลิก กลุ่มใหญ่ควรแจ้งล่วงหน้า",
    "ja": "渡し船は一日に二回、湾を渡ります。冬は朝の便がよく欠航になります。団体の方は前もってお知らせください。カ",
    "zh": "渡船每天两次横渡海湾，冬天早班经常取消。人数较多的团体请提前登记，这样我们可以为大家安排座位。",
    "zh-TW": "渡船每天兩次橫渡海灣，冬天早班經常取消。人數較多的團體請提前登記，這樣我們可以為大家安排座位。",
    "ko": "나룻배는 하루에 두 번 만을 건넙니다. 겨울에는 아침 배가 자주 취소됩니다. 단체 손님은 미리 알려 주시기",
    "lt": "Keltas kerta įlanką du kartus per dieną, žiemą ankstyvas reisas dažnai atšaukiamas. Didesnės grupės",
}  # fmt: skip
ENCODINGS = {
    "de": "cp1252 iso8859_15 mac_roman utf-8",
    "fr": "cp1252 mac_roman utf-8",
    "es": "cp1252 utf-8",
    "pl": "cp1250 iso8859_2 utf-8",
    "cs": "cp1250 iso8859_2 utf-8",
    "hu": "cp1250 iso8859_2",
    "tr": "cp1254 iso8859_9",
    "ru": "cp1251 koi8_r iso8859_5 cp866 mac_cyrillic utf-8",
    "uk": "cp1251 koi8_u",
    "el": "cp1253 iso8859_7 utf-8",
    "he": "cp1255 iso8859_8",
    "ar": "cp1256 iso8859_6",
    "th": "cp874 utf-8",
    "ja": "cp932 euc_jp iso2022_jp utf-8",
    "zh": "gb18030 gb2312 utf-8",
    "zh-TW": "big5 utf-8",
    "ko": "cp949 euc_kr utf-8",
    "lt": "cp1257",
}
CASES = [(language, codec) for language, names in ENCODINGS.items() for codec in names.split()]
WIDE = ("utf-16-le", "utf-16-be", "utf-32-le", "utf-32-be")


def page(text: str, head: str = "") -> str:
    return f"<html><head>{head}<title>x</title></head><body><div class='a'><p>{text}</p></div></body></html>"


@pytest.mark.parametrize(("language", "codec"), CASES)
def test_detects_what_no_page_declares(language: str, codec: str) -> None:
    # What a set cannot express was not in the page either.
    want = page(TEXTS[language]).encode(codec, "ignore").decode(codec)
    assert decode(want.encode(codec)) == want


@pytest.mark.parametrize(("language", "codec"), CASES)
@pytest.mark.parametrize("declared", ["iso-8859-1", "utf-8"])
def test_overrules_what_the_bytes_belie(language: str, codec: str, declared: str) -> None:
    want = page(TEXTS[language] * 3, f'<meta charset="{declared}">').encode(codec, "ignore").decode(codec)
    assert decode(want.encode(codec)) == want


@pytest.mark.parametrize(
    "head",
    [
        '<meta charset="{}">',
        "<META CHARSET={}>",
        "<meta http-equiv='Content-Type' content='text/html; charset={}'>",
        '<meta content="text/html;charset={}" http-equiv=content-type>',
        '<?xml version="1.0" encoding="{}"?>',
    ],
)
@pytest.mark.parametrize(
    ("label", "codec", "text"),
    [
        ("iso-8859-1", "cp1252", "“€” – naïve"),  # means windows-1252
        ("GB2312", "gb18030", "镕堃"),  # means GB 18030
        ("Shift_JIS", "cp932", "①㈱"),
        ("euc-kr", "cp949", "똠방각하"),
        ("windows-1251", "cp1251", "Да"),
        ("koi8-r", "koi8_r", "Да"),
        ("windows-1257", "cp1257", "Ąžuolas"),
        ("big5", "big5hkscs", "鯭"),
        ("iso-8859-2", "iso8859_2", "źle"),
        ("tis-620", "cp874", "ไทย"),
    ],
)
def test_labels_mean_what_browsers_take_them_to_mean(head: str, label: str, codec: str, text: str) -> None:
    want = page(text, head.format(label))
    assert decode(want.encode(codec)) == want


@pytest.mark.parametrize("label", ["rot13", "utf-7", "base64", "idna", "no-such-set", "\x00", "a" * 5000])
def test_other_labels_are_ignored(label: str) -> None:
    want = page("Fähre über die Bucht", f'<meta charset="{label}">')
    assert decode(want.encode("utf-8")) == want
    assert decode(want.encode("cp1252")) == want


@pytest.mark.parametrize("codec", [*WIDE, "utf-8", "gb18030"])
def test_byte_order_mark_wins(codec: str) -> None:
    want = page("渡船 naïve €", '<meta charset="koi8-r">')
    assert decode("\ufeff".encode(codec) + want.encode(codec)) == want


@pytest.mark.parametrize("codec", WIDE)
@pytest.mark.parametrize("language", ["de", "ru", "zh", "ko"])
def test_wide_characters_without_a_mark(codec: str, language: str) -> None:
    want = page(TEXTS[language])
    assert decode(want.encode(codec)) == want


def test_few_bad_bytes_do_not_undo_utf8() -> None:
    good = TEXTS["ru"] * 20
    damaged = good.encode()[:-1] + b"\xff and more \xe2\x82"
    assert decode(page("|").encode().replace(b"|", damaged)).count("\ufffd") <= 4
    assert decode(damaged).startswith(good[:-1])


def test_nul_bytes_in_text_are_no_wide_characters() -> None:
    assert guess_wide(b"a\0b" + b"text " * 50) is None
    assert guess_wide(b"\0" * 100) is None
    assert guess_wide(b"") is None


def test_ascii_and_nothing() -> None:
    assert decode(b"") == ""
    assert decode(b"<p>plain</p>") == "<p>plain</p>"
    assert guess(b"plain") == "cp1252"


def test_a_character_far_down_the_page_counts() -> None:
    body = b"<p>plain</p>\n" * 20_000 + "<p>Überfahrt</p>".encode("cp1252")
    assert decode(body).endswith("<p>Überfahrt</p>")


@given(st.binary(max_size=400))
def test_any_bytes_become_text(source: bytes) -> None:
    assert isinstance(decode(source), str)


@given(st.binary(max_size=200), st.sampled_from([codecs.BOM_UTF16_LE, codecs.BOM_UTF32_BE, b"\x1b$B"]))
def test_any_bytes_behind_a_mark_become_text(source: bytes, mark: bytes) -> None:
    assert isinstance(decode(mark + source), str)
    assert isinstance(decode(b'<meta charset="shift_jis">' + mark + source), str)


@given(st.text(min_size=1))
def test_utf8_is_taken_as_it_is(text: str) -> None:
    source = text.encode("utf-8", "ignore")
    if guess_wide(source) is None and not source.startswith(
        (codecs.BOM_UTF8, codecs.BOM_UTF16_LE, codecs.BOM_UTF16_BE)
    ):
        assert decode(source) == source.decode()
