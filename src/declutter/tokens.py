"""Characters and tokens of all lines of a document as flat arrays: one pass, no Python loop over characters.

A token is a run of letters, marks and digits that begins with no mark; in scripts written without spaces each character
is a token. They are known by a hash of their case-folded characters, digits folded to ``0`` (:mod:`declutter.hashing`).
"""

from __future__ import annotations

from collections.abc import Sequence
from typing import NamedTuple

import numpy as np
from numpy.typing import NDArray

from declutter.characters import N_CLASSES, CharClass, Tables
from declutter.hashing import MAX_RUN, MAX_WORD, POWERS, running_sums, runs_of, runs_of_one_size, token_hashes

#: Of a longer line only the first and the last half of this many characters are looked at (the line itself is never
#: cut): a line of such length is judged the same by them, and memory stays in proportion.
MAX_EVIDENCE = 20_000

# Comparisons with these stay in eight bits: beside an ``IntEnum`` numpy widens the whole array first.
_MARK, _DIGIT = np.uint8(CharClass.MARK), np.uint8(CharClass.DIGIT)
# Letters, marks and digits are neighbours among the classes, and so are the scripts without spaces.
_FIRST_OF_WORD, _N_OF_WORD = np.uint8(CharClass.LOWER), np.uint8(CharClass.DIGIT - CharClass.LOWER + 1)
_FIRST_ALONE, _N_ALONE = np.uint8(CharClass.IDEOGRAPH), np.uint8(CharClass.SOUTH_EAST - CharClass.IDEOGRAPH + 1)
_DIGIT_ZERO = np.uint32(ord("0"))


class Tokens(NamedTuple):
    """Flat arrays over the ``n`` lines of a document.

    Attributes:
        codes: uint32 code points of all lines, one after another (longer lines sampled, see ``MAX_EVIDENCE``).
        classes: uint8 :class:`CharClass` per character.
        offsets: int64, ``n + 1``: line ``i`` has characters ``offsets[i]:offsets[i + 1]``.
        starts: int64, index of each token's first character.
        lengths: int64, characters per token.
        leads: uint8, the :class:`CharClass` of each token's first character.
        hashes: uint64 per token.
        line: int64, the line of each token, ascending.
        token_offsets: int64, ``n + 1``: line ``i`` has tokens ``token_offsets[i]:token_offsets[i + 1]``.
        widths: int64, characters per line.
        class_counts: int64 ``(n, N_CLASSES)``, how many characters of each class each line has.
        sizes: int64, tokens per line.
        sums: uint64, running sums from which the hash of any prefix of a token can be read.
        runs: hashes of the runs of 1 to ``MAX_RUN`` tokens that begin at each token, uint64, a row for each size; those
            of the last tokens wrap around, and runs that cross a line's end mean nothing. No rows where nobody asked.
    """

    codes: NDArray[np.uint32]
    classes: NDArray[np.uint8]
    offsets: NDArray[np.int64]
    starts: NDArray[np.int64]
    lengths: NDArray[np.int64]
    leads: NDArray[np.uint8]
    hashes: NDArray[np.uint64]
    line: NDArray[np.int64]
    token_offsets: NDArray[np.int64]
    widths: NDArray[np.int64]
    class_counts: NDArray[np.int64]
    sizes: NDArray[np.int64]
    sums: NDArray[np.uint64]
    runs: NDArray[np.uint64]

    @property
    def alone(self) -> NDArray[np.bool_]:
        """Whether each token is a character of a script without spaces."""
        return _alone(self.leads)

    def words(self) -> NDArray[np.float64]:
        """Return how many words each line counts for, at least 1: tokens, half of them in scripts without spaces."""
        weight = np.where(self.alone, 0.5, 1.0)
        return np.maximum(np.bincount(self.line, weights=weight, minlength=len(self.offsets) - 1), 1)

    def with_figures(self) -> Tokens:
        """Return the same tokens with hashes that tell digits apart: “Step 1” and “Step 2” are no copies."""
        digits = (self.classes == _DIGIT).nonzero()[0]
        if not len(digits):
            return self
        token = self.starts.searchsorted(digits, side="right") - 1  # each digit stands in a token
        within = np.minimum(digits - self.starts[token], MAX_WORD)
        values = np.zeros(len(self.codes), np.uint64)
        values[digits] = (self.codes[digits] - _DIGIT_ZERO) * POWERS[within]
        sums = self.sums.copy()
        sums[1:] += values.cumsum()
        return self._replace(hashes=token_hashes(sums, self.starts, self.lengths), sums=sums, runs=self.runs[:0])

    def run_hashes(self, size: int) -> NDArray[np.uint64]:
        """Return the hash of the run of ``size`` tokens at each token (see ``runs``), for any size."""
        if size > len(self.runs):
            return runs_of_one_size(self.hashes, size)
        found: NDArray[np.uint64] = self.runs[size - 1]
        return found

    def shingles(
        self, size: int, unspaced: int, *, within_line: bool = True, letters: int = 0
    ) -> tuple[NDArray[np.uint64], NDArray[np.int64]]:
        """Return the hashes of all runs of ``size`` tokens and their lines.

        Args:
            size: tokens in a run.
            unspaced: tokens in a run that begins with a character of a script without spaces.
            within_line: leave out the runs that go on in the next line.
            letters: leave out the runs that begin with a shorter token, but for scripts without spaces.
        """
        hashes, last = self.run_hashes(size), np.arange(size, len(self.hashes) + size)
        alone = self.alone
        if alone.any():
            hashes = np.where(alone, self.run_hashes(unspaced), hashes)
            last += np.where(alone, unspaced - size, 0)
        stop = self.token_offsets[1:].repeat(self.sizes) if within_line else len(self.hashes)
        fits = last <= stop
        if letters:
            fits &= alone | (self.lengths >= letters)
        valid = fits.nonzero()[0]
        return hashes.take(valid), self.line.take(valid)

    def prefixes(self, which: NDArray[np.int64], length: int | NDArray[np.int64]) -> NDArray[np.uint64]:
        """Return the hash of the first ``length`` characters of the tokens ``which``, none of them shorter."""
        return token_hashes(self.sums, self.starts.take(which), length)


def tokenize(lines: Sequence[str], tables: Tables) -> Tokens:
    """Return the flat arrays for ``lines``; time and memory are linear in their characters."""
    sampled = [line if len(line) <= MAX_EVIDENCE else _ends(line) for line in lines]
    n_lines = len(sampled)
    widths = np.fromiter(map(len, sampled), np.int64, n_lines)
    joined = "".join(sampled)
    codes = np.frombuffer(joined.encode("utf-32-le", "surrogatepass"), np.uint32)
    offsets = np.zeros(n_lines + 1, np.int64)
    np.cumsum(widths, out=offsets[1:])
    looked_up = codes.astype(np.int64)
    classes = tables.classes.take(looked_up, mode="clip")  # all code points beyond share the last entry
    starts, lengths = _boundaries(classes, offsets[:-1])
    token_offsets = starts.searchsorted(offsets)
    sizes = token_offsets[1:] - token_offsets[:-1]
    sums = running_sums(tables.folded, looked_up, starts)
    hashes = token_hashes(sums, starts, lengths)
    return Tokens(
        codes=codes,
        classes=classes,
        offsets=offsets,
        starts=starts,
        lengths=lengths,
        leads=classes.take(starts),
        hashes=hashes,
        line=np.arange(n_lines).repeat(sizes),
        token_offsets=token_offsets,
        widths=widths,
        class_counts=_class_counts(classes, widths),
        sizes=sizes,
        sums=sums,
        runs=runs_of(hashes, MAX_RUN),
    )


def _ends(line: str) -> str:
    half = MAX_EVIDENCE // 2
    return line[:half] + line[-half:]


def _class_counts(classes: NDArray[np.uint8], widths: NDArray[np.int64]) -> NDArray[np.int64]:
    cells = np.arange(0, len(widths) * N_CLASSES, N_CLASSES).repeat(widths)
    cells += classes
    return np.bincount(cells, minlength=len(widths) * N_CLASSES).reshape(-1, N_CLASSES)


def _alone(classes: NDArray[np.uint8]) -> NDArray[np.bool_]:
    return (classes - _FIRST_ALONE) < _N_ALONE


def _boundaries(classes: NDArray[np.uint8], openings: NDArray[np.int64]) -> tuple[NDArray[np.int64], NDArray[np.int64]]:
    """Return the index of each token's first character and the tokens' lengths.

    Args:
        classes: of all characters.
        openings: where the lines begin.
    """
    openings = openings[openings < len(classes)]
    mark = classes == _MARK
    word = _word_characters(classes, mark, openings)
    alone = _alone(classes)
    fresh = np.ones(len(classes), bool)  # does a token begin here, if it is a word character?
    np.logical_not(word[:-1], out=fresh[1:])
    if alone.any():
        fresh[1:] |= alone[1:] | (alone[:-1] & ~mark[1:])
    fresh[openings] = True
    begins = word & fresh
    ends = word.copy()  # a token ends where the next character begins another one or is none of it
    ends[:-1] &= begins[1:] | ~word[1:]
    starts = begins.nonzero()[0]
    return starts, ends.nonzero()[0] + 1 - starts


def _word_characters(
    classes: NDArray[np.uint8], mark: NDArray[np.bool_], openings: NDArray[np.int64]
) -> NDArray[np.bool_]:
    """Return which characters belong to tokens: marks only after a letter or digit (emoji have marks of their own)."""
    word = (classes - _FIRST_OF_WORD) < _N_OF_WORD
    if not mark.any():
        return word
    opens = ~mark
    opens[openings] = True
    base = np.maximum.accumulate(np.where(opens, np.arange(len(classes)), 0))
    inside: NDArray[np.bool_] = word[base] & ~mark[base]
    return inside
