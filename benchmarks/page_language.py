"""The language of a page: for jusText's stop lists and for the tables by language."""

from __future__ import annotations

import regex

_DECLARED = regex.compile(r"<html\b[^>]*?\s(?:xml:)?lang\s*=\s*[\"']?\s*([a-zA-Z]{2,3})\b")
_HEAD = 20_000  # characters that are looked at for the tag

_KANA = regex.compile(r"[\p{Hiragana}\p{Katakana}]")
_HAN = regex.compile(r"\p{Han}")
_MANY = 200  # more than a Western page has in names, and less than a Chinese page has in its menus


def page_language(html: str) -> str:
    """Return the ISO 639 code that ``<html lang>`` declares, else ``zh`` or ``ja`` by the script, else ``?``."""
    declared = _DECLARED.search(html, 0, _HEAD)
    if declared:
        return str(declared[1]).lower()
    han, kana = len(_HAN.findall(html)), len(_KANA.findall(html))
    if han + kana < _MANY:
        return "?"
    return "ja" if kana > han / 2 else "zh"  # half of Japanese text is kana, of Chinese text next to none
