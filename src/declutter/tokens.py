"""Characters and tokens of all lines of a document as flat arrays: one pass, no Python loop over characters.

A token is a run of letters, marks and digits that begins with no mark; in scripts written without spaces each character
is a token. Tokens are known by a 64-bit polynomial hash of their case-folded characters (digits folded to ``0``), which
is the same on every machine and in every process.
"""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass, replace

import numpy as np
from numpy.typing import NDArray

from declutter.characters import TABLE_SIZE, CharClass, Tables

#: Of a longer line only the first and the last half of this many characters are looked at (the line itself is never
#: cut): a line of such length is judged the same by them, and memory stays in proportion.
MAX_EVIDENCE = 20_000

_BASE = 0x9E3779B97F4A7C15
_MIX = np.uint64(0xD6E8FEB86659FD93)
_MAX_WORD = 32  # characters beyond this share one multiplier
_STEP = np.uint64(0xA0761D6478BD642F)

#: Words and word pairs (of HTML: names of containers, near and far) are hashed into so many buckets, half for each.
#: A collision costs little: the mean over a line's words drowns it (Weinberger et al., “Feature Hashing for Large Scale
#: Multitask Learning”, 2009).
BUCKETS = 1 << 16
HALF_SHIFT = np.uint64(64 - 15)

#: Runs of up to so many tokens are hashed once for all who ask (phrases, word pairs, shingles).
MAX_RUN = 4

_IS_WORD = np.zeros(256, bool)
_IS_WORD[
    [
        CharClass.LOWER,
        CharClass.UPPER,
        CharClass.UNCASED,
        CharClass.IDEOGRAPH,
        CharClass.KANA,
        CharClass.SOUTH_EAST,
        CharClass.HANGUL,
        CharClass.MARK,
        CharClass.DIGIT,
    ]
] = True
_STANDS_ALONE = np.zeros(256, bool)
_STANDS_ALONE[[CharClass.IDEOGRAPH, CharClass.KANA, CharClass.SOUTH_EAST]] = True


def _powers() -> NDArray[np.uint64]:
    powers, value = [], 1
    for _ in range(_MAX_WORD + 1):
        powers.append(value)
        value = value * _BASE % 2**64
    return np.array(powers, np.uint64)


_POWERS = _powers()


@dataclass(frozen=True, slots=True)
class Tokens:
    """Flat arrays over the ``n`` lines of a document.

    Attributes:
        codes: uint32 code points of all lines, one after another (longer lines sampled, see ``MAX_EVIDENCE``).
        classes: uint8 :class:`CharClass` per character.
        offsets: int64, ``n + 1``: line ``i`` has characters ``offsets[i]:offsets[i + 1]``.
        starts: int64, index of each token's first character.
        lengths: int64, characters per token.
        hashes: uint64 per token.
        line: int64, the line of each token, ascending.
        token_offsets: int64, ``n + 1``: line ``i`` has tokens ``token_offsets[i]:token_offsets[i + 1]``.
        widths: int64, characters per line.
        sizes: int64, tokens per line.
        sums: uint64, running sums from which the hash of any prefix of a token can be read.
        runs: hashes of the runs of 1 to ``MAX_RUN`` tokens that begin at each token, four uint64 arrays; those of the
            last tokens wrap around, and runs that cross a line's end mean nothing. Empty where nobody asked.
    """

    codes: NDArray[np.uint32]
    classes: NDArray[np.uint8]
    offsets: NDArray[np.int64]
    starts: NDArray[np.int64]
    lengths: NDArray[np.int64]
    hashes: NDArray[np.uint64]
    line: NDArray[np.int64]
    token_offsets: NDArray[np.int64]
    widths: NDArray[np.int64]
    sizes: NDArray[np.int64]
    sums: NDArray[np.uint64]
    runs: tuple[NDArray[np.uint64], ...]

    @property
    def alone(self) -> NDArray[np.bool_]:
        """Whether each token is a character of a script without spaces."""
        return _STANDS_ALONE[self.classes[self.starts]]

    def with_figures(self) -> Tokens:
        """Return the same tokens with hashes that tell digits apart: “Step 1” and “Step 2” are no copies."""
        digits = np.flatnonzero(self.classes == CharClass.DIGIT)
        if not len(digits):
            return self
        token = np.searchsorted(self.starts, digits, side="right") - 1  # each digit stands in a token
        within = np.minimum(digits - self.starts[token], _MAX_WORD)
        values = np.zeros(len(self.codes), np.uint64)
        values[digits] = (self.codes[digits] - np.uint32(ord("0"))) * _POWERS[within]
        sums = self.sums.copy()
        sums[1:] += np.cumsum(values)
        return replace(self, hashes=_mixed(sums[self.starts + self.lengths] - sums[self.starts]), sums=sums, runs=())

    def run_hashes(self, size: int) -> NDArray[np.uint64]:
        """Return the hash of the run of ``size`` tokens at each token (see ``runs``), for any size."""
        return self.runs[size - 1] if size <= len(self.runs) else _runs(self.hashes, (size,))[0]

    def shingles(
        self, size: int, unspaced: int, *, within_line: bool = True
    ) -> tuple[NDArray[np.uint64], NDArray[np.int64]]:
        """Return the hashes of all runs of ``size`` tokens and their lines.

        Args:
            size: tokens in a run.
            unspaced: tokens in a run that begins with a character of a script without spaces.
            within_line: leave out the runs that go on in the next line.
        """
        sizes, hashes = np.where(self.alone, unspaced, size), self.run_hashes(size)
        if self.alone.any():
            hashes = np.where(self.alone, self.run_hashes(unspaced), hashes)
        stop = self.token_offsets[self.line + 1] if within_line else len(self.hashes)
        valid = np.arange(len(self.hashes)) + sizes <= stop
        return hashes[valid], self.line[valid]

    def prefixes(self, which: NDArray[np.int64], length: int | NDArray[np.int64]) -> NDArray[np.uint64]:
        """Return the hash of the first ``length`` characters of the tokens ``which``, none of them shorter."""
        starts = self.starts[which]
        return _mixed(self.sums[starts + length] - self.sums[starts])


def _runs(hashes: NDArray[np.uint64], wanted: Sequence[int]) -> tuple[NDArray[np.uint64], ...]:
    """Return the hashes of the runs of each size in ``wanted``, ascending."""
    largest = wanted[-1]
    twice = np.concatenate([hashes, hashes[: largest - 1]])
    twice = np.resize(twice, len(hashes) + largest - 1) if len(hashes) else twice  # fewer tokens than a run
    total, runs = hashes, [hashes] if 1 in wanted else []
    for k in range(1, largest):
        total = total * _STEP
        total += twice[k : k + len(hashes)]
        if k + 1 in wanted:
            runs.append(_mixed(total))
    return tuple(runs)


#: Bits of a 64-bit key that :func:`grouped` keeps for the place: no document has more tokens.
PLACE_BITS = np.uint64(28)
_PLACES = np.uint64((1 << 28) - 1)


def grouped(hashes: NDArray[np.uint64]) -> tuple[NDArray[np.int64], NDArray[np.bool_]]:
    """Return an order in which equal hashes stand together, ascending inside a group, and where each group begins.

    Places are packed into the low bits and sorted with the hashes, which takes a fraction of the time of a stable
    argsort. The other 36 bits tell hashes apart: two of a thousand fall together once in 100,000 documents.
    """
    packed = (hashes & ~_PLACES) | np.arange(len(hashes), dtype=np.uint64)
    packed.sort()
    begins = np.ones(len(packed), bool)
    begins[1:] = np.diff(packed >> PLACE_BITS) != 0
    return (packed & _PLACES).view(np.int64), begins


def tokenize(lines: Sequence[str], tables: Tables) -> Tokens:
    """Return the flat arrays for ``lines``; time and memory are linear in their characters."""
    sampled = [line if len(line) <= MAX_EVIDENCE else _ends(line) for line in lines]
    joined = "".join(sampled)
    codes = np.frombuffer(joined.encode("utf-32-le", "surrogatepass"), np.uint32)
    n_lines = len(sampled)
    offsets = np.zeros(n_lines + 1, np.int64)
    widths = np.fromiter(map(len, sampled), np.int64, n_lines)
    np.cumsum(widths, out=offsets[1:])
    looked_up = np.minimum(codes, TABLE_SIZE)
    classes = tables.classes[looked_up]
    starts, lengths = _boundaries(classes, offsets)
    line = np.repeat(np.arange(n_lines), widths)[starts]
    token_offsets = np.zeros(n_lines + 1, np.int64)
    sizes = np.bincount(line, minlength=n_lines)
    np.cumsum(sizes, out=token_offsets[1:])
    sums = _running_sums(tables.folded[looked_up], starts, lengths)
    hashes = _mixed(sums[starts + lengths] - sums[starts])
    return Tokens(
        codes=codes,
        classes=classes,
        offsets=offsets,
        starts=starts,
        lengths=lengths,
        hashes=hashes,
        line=line,
        token_offsets=token_offsets,
        widths=widths,
        sizes=sizes,
        sums=sums,
        runs=_runs(hashes, range(1, MAX_RUN + 1)),
    )


def _ends(line: str) -> str:
    half = MAX_EVIDENCE // 2
    return line[:half] + line[-half:]


def _boundaries(classes: NDArray[np.uint8], offsets: NDArray[np.int64]) -> tuple[NDArray[np.int64], NDArray[np.int64]]:
    """Return the index of each token's first character and the tokens' lengths."""
    word = _word_characters(classes, offsets)
    alone = _STANDS_ALONE[classes]
    fresh = np.ones(len(classes), bool)  # does a token begin here, if it is a word character?
    fresh[1:] = ~word[:-1] | alone[1:] | (alone[:-1] & (classes[1:] != CharClass.MARK))
    fresh[offsets[:-1][offsets[:-1] < len(classes)]] = True
    begins = word & fresh
    ends = word.copy()  # a token ends where the next character begins another one or is none of it
    ends[:-1] &= begins[1:] | ~word[1:]
    starts = np.flatnonzero(begins)
    return starts, np.flatnonzero(ends) + 1 - starts


def _word_characters(classes: NDArray[np.uint8], offsets: NDArray[np.int64]) -> NDArray[np.bool_]:
    """Return which characters belong to tokens: marks only after a letter or digit (emoji have marks of their own)."""
    word: NDArray[np.bool_] = _IS_WORD[classes]
    mark = classes == CharClass.MARK
    if not mark.any():
        return word
    opens = ~mark
    opens[offsets[:-1][offsets[:-1] < len(classes)]] = True
    base = np.maximum.accumulate(np.where(opens, np.arange(len(classes)), 0))
    inside: NDArray[np.bool_] = word[base] & ~mark[base]
    return inside


def _running_sums(
    folded: NDArray[np.uint32], starts: NDArray[np.int64], lengths: NDArray[np.int64]
) -> NDArray[np.uint64]:
    sums = np.zeros(len(folded) + 1, np.uint64)
    if len(starts):
        inside = np.repeat(starts, lengths)
        within = np.arange(len(inside)) - np.repeat(np.cumsum(lengths) - lengths, lengths)
        values = np.zeros(len(folded), np.uint64)
        values[inside + within] = _POWERS[np.minimum(within, _MAX_WORD)]
        values *= folded
        np.cumsum(values, out=sums[1:])
    return sums


def _mixed(hashes: NDArray[np.uint64]) -> NDArray[np.uint64]:
    mixed = hashes ^ (hashes >> np.uint64(32))
    mixed *= _MIX
    mixed ^= mixed >> np.uint64(29)
    return mixed
