"""Which character set bytes are in, if they do not say and are no valid UTF-8.

A sample is decoded in each candidate set, and judged by how probable the characters are in any of the languages written
in it, with a word on neighbours: a capital does not follow a small letter, and words do not mix alphabets.
"""

from __future__ import annotations

import re
import unicodedata
from collections import Counter
from functools import lru_cache
from itertools import pairwise

from declutter.alphabets import LANGUAGES_OF, alphabet

_CHUNK = 16_384
_SAMPLE = 3_000  # bytes of lines that are not ASCII: for the closest pairs of sets 500 suffice
_SEPARATORS = re.compile(rb"[<>\r\n]+")  # never the second byte of a character

#: Natural logarithms of probabilities, per character.
_ASCII = -3.0
_CONTROL = -14.0
_UNDECODABLE = -16.0
_LETTER = -8.0
_IDEOGRAPH = -9.6
_OTHER = -11.0
_CAPITAL_WITHIN = -3.0
_MIXED = -4.0
#: What each place further down the list of character sets costs: it decides where there is next to no evidence.
_RARITY = 0.4
#: A declared set is overruled by a lead of so much, in all and per non-ASCII byte. With texts of 29 languages in their
#: usual sets, leads of two thirds as much would not have overruled a right one; of the wrong ones, 95 % are.
_CLEARLY = 12.0
_CLEARLY_PER_BYTE = 0.2


def guess_wide(source: bytes) -> str | None:
    """Return the codec of UTF-16 or UTF-32 without a byte order mark, by the places of NUL bytes, or None."""
    head = source[:4096]
    n_quads = len(head) // 4
    if n_quads < 2 or b"\0" not in head:
        return None
    zeros = [head[place : n_quads * 4 : 4].count(0) / n_quads for place in range(4)]
    if zeros[0] > 0.9 and zeros[1] > 0.9 and zeros[3] < 0.1:
        return "utf-32-be"
    if zeros[2] > 0.9 and zeros[3] > 0.9 and zeros[0] < 0.1:
        return "utf-32-le"
    even, odd = (zeros[0] + zeros[2]) / 2, (zeros[1] + zeros[3]) / 2
    if odd > 0.1 and even < odd / 10:
        return "utf-16-le"
    return "utf-16-be" if even > 0.1 and odd < even / 10 else None


def guess(source: bytes, declared: str | None = None) -> str:
    """Return the codec that explains ``source`` best; that is ``declared`` unless another does clearly better."""
    sample = _sample(source)
    n_high = sum(byte > 0x7F for byte in sample)
    if not n_high:
        return declared or "cp1252"
    codecs = dict.fromkeys(("utf-8", *LANGUAGES_OF))
    scores = {codec: _score(sample, codec) - _RARITY * rank for rank, codec in enumerate(codecs)}
    best = max(scores, key=lambda codec: scores[codec])
    if declared is None:
        return best
    lead = scores[best] - _score(sample, declared)
    return best if lead > _CLEARLY and lead > _CLEARLY_PER_BYTE * n_high else declared


def _sample(source: bytes) -> bytes:
    """Return whole lines that are not ASCII, from the beginning of ``source``."""
    lines: list[bytes] = []
    size = 0
    for start in range(0, len(source), _CHUNK):
        chunk = source[start : start + _CHUNK]
        if chunk.isascii():
            continue
        found = _SEPARATORS.split(chunk)
        if start and len(found) > 1:
            del found[0]  # it may begin within a character
        for line in found:
            if not line.isascii():
                lines.append(line)
                size += len(line)
        if size > _SAMPLE:
            break
    return b"\n".join(lines)


def _score(sample: bytes, codec: str) -> float:
    text = sample.decode(codec, "replace")
    counts = Counter(text)
    pairs = Counter(pairwise(text))
    common = sum(count * _base(character) for character, count in counts.items() if character < "\x80")
    common += sum(count * _neighbours(*pair) for pair, count in pairs.items() if max(pair) > "\x7f")
    beyond = {character: count for character, count in counts.items() if character > "\x7f"}
    return common + max(
        sum(count * known.get(character, _base(character)) for character, count in beyond.items())
        for known in _alphabets(codec)
    )


@lru_cache(maxsize=64)
def _alphabets(codec: str) -> tuple[dict[str, float], ...]:
    languages = LANGUAGES_OF.get(codec)
    if languages is None:  # UTF-8, or a set that was declared and is seldom seen: any language
        every = {letters for found in LANGUAGES_OF.values() for letters in found.values()}
        return tuple(alphabet(letters) for letters in sorted(every))
    return tuple(alphabet(letters) for letters in languages.values())


@lru_cache(maxsize=20_000)
def _base(character: str) -> float:
    if character == "\ufffd":
        return _UNDECODABLE
    category = unicodedata.category(character)
    if category in ("Cc", "Cn", "Co", "Cs"):
        return _ASCII if character in "\t\n\r\f" else _CONTROL
    if character < "\x80":
        return _ASCII
    if category[0] == "L":
        return _IDEOGRAPH if category == "Lo" and "\u3040" <= character < "\uff00" else _LETTER
    return _OTHER


@lru_cache(maxsize=50_000)
def _neighbours(left: str, right: str) -> float:
    if not (left.isalpha() and right.isalpha()):
        return 0.0
    if _script(left) != _script(right):
        return _MIXED
    return _CAPITAL_WITHIN if left.islower() and right.isupper() else 0.0


def _script(letter: str) -> int:
    """Return a number for the alphabet of ``letter``; writing without spaces and between alphabets goes with any."""
    for number, (first, last) in enumerate(_ALPHABETS):
        if first <= letter <= last:
            return number
    return -1


_ALPHABETS = (("A", "\u02af"), ("\u0370", "\u03ff"), ("\u0400", "\u052f"), ("\u0590", "\u05ff"), ("\u0600", "\u06ff"))
