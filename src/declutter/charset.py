"""Bytes of a page to text: byte order mark, then what the page declares, then what the bytes look like.

Labels mean what browsers take them to mean (the Encoding Standard): ``iso-8859-1`` is windows-1252, ``gb2312`` is
GB 18030. A declaration is believed unless the bytes speak clearly against it.
"""

from __future__ import annotations

import codecs
import re

from declutter.detection import guess, guess_wide

_BOMS = (
    (codecs.BOM_UTF8, "utf-8"),
    (codecs.BOM_UTF32_LE, "utf-32-le"),  # before UTF-16, whose mark it begins with
    (codecs.BOM_UTF32_BE, "utf-32-be"),
    (codecs.BOM_UTF16_LE, "utf-16-le"),
    (codecs.BOM_UTF16_BE, "utf-16-be"),
    (b"\x84\x31\x95\x33", "gb18030"),
)
_DECLARATION_REACH = 4096
_DECLARATION = re.compile(
    rb"""<(?:meta\b[^>]*?\bcharset|\?xml\b[^>]*?\bencoding)\s*=\s*["']?\s*([a-z0-9][a-z0-9_.:+-]*)""", re.IGNORECASE
)
_ESCAPES = re.compile(rb"\x1b(?:\$[@B]|\([BJI])")  # ISO-2022-JP is ASCII but for these

#: Python's codec for each label that is not its name; a codec that covers more than its name says comes first.
_LABELS = {
    label: codec
    for codec, labels in {
        "cp1252": "ascii us-ascii ansi_x3.4-1968 iso-8859-1 iso8859-1 iso_8859-1 latin1 latin-1 l1 cp819",
        "cp1254": "iso-8859-9 iso8859-9 iso_8859-9 latin5 latin-5 l5",
        "cp874": "tis-620 tis620 iso-8859-11 iso8859-11 dos-874 windows-874",
        "cp932": "shift_jis shift-jis sjis x-sjis ms_kanji windows-31j ms932 csshiftjis",
        "cp949": "euc-kr euckr ks_c_5601-1987 ks_c_5601-1989 ksc5601 ksc_5601 korean windows-949 cseuckr",
        "euc_jp": "euc-jp eucjp x-euc-jp cseucpkdfmtjapanese",
        "iso2022_jp_ext": "iso-2022-jp csiso2022jp",
        "gb18030": "gb2312 gb_2312-80 gbk x-gbk cp936 windows-936 chinese csgb2312 iso-ir-58 euc-cn hz-gb-2312",
        "big5hkscs": "big5 big-5 big5-hkscs cn-big5 csbig5 x-x-big5",
        "cp1255": "iso-8859-8 iso-8859-8-i iso8859-8 hebrew visual logical windows-1255",
        "koi8_u": "koi8-u koi8-ru",
        "koi8_r": "koi koi8 koi8-r koi8_r cskoi8r",
        "mac_roman": "macintosh mac x-mac-roman csmacintosh",
        "mac_cyrillic": "x-mac-cyrillic x-mac-ukrainian",
        "utf-8": "utf8 utf-8 unicode-1-1-utf-8 utf-16 utf-16le utf-16be unicode",  # a label one can read is not UTF-16
    }.items()
    for label in labels.split()
}
#: Other labels are believed if Python knows them and they are of these families; that leaves out codecs that are no
#: character sets (``rot13``) and those that are dangerous (UTF-7).
_FAMILIES = re.compile(
    r"(?:cp|iso[_-]?8859[_-]|koi8|mac[_-]|windows[_-]|ptcp|kz1048|tis|johab|hp[_-]?roman|euc|gb|big5|shift)"
)


def decode(source: bytes) -> str:
    """Return ``source`` as text.

    Any bytes are accepted: what cannot be decoded becomes U+FFFD. A leading byte order mark is not part of the text.
    Time is linear; detection looks at a sample.
    """
    for mark, codec in _BOMS:
        if source.startswith(mark):
            return source[len(mark) :].decode(codec, "replace")
    if wide := guess_wide(source):
        return source.decode(wide, "replace")
    declared = _declared(source[:_DECLARATION_REACH])
    if source.isascii():
        if _ESCAPES.search(source):
            return source.decode("iso2022_jp_ext", "replace")
        return source.decode("ascii")
    try:
        # Text in another character set that happens to be valid UTF-8 is next to impossible, whatever is declared.
        return source.decode("utf-8")
    except UnicodeDecodeError:
        return source.decode(guess(source, declared), "replace")


def _declared(head: bytes) -> str | None:
    """Return the codec that a page declares, or None."""
    found = _DECLARATION.search(head)
    if not found:
        return None
    label = found[1].decode("ascii").lower()
    if label in _LABELS:
        return _LABELS[label]
    if not _FAMILIES.match(label):
        return None
    try:
        return codecs.lookup(label.replace("windows-", "cp")).name
    except LookupError:
        return None
