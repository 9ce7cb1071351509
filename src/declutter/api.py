"""``clean`` and ``explain``: the only place that chains the steps."""

from __future__ import annotations

from collections.abc import Iterable, Iterator
from functools import lru_cache
from itertools import chain, islice
from typing import NamedTuple, get_args

import numpy as np
from numpy.typing import NDArray

from declutter.assemble import decide, keep_one_copy, kept_mass, threshold_in_force, without_false_copies
from declutter.charset import decode
from declutter.labels import LABELS, Explanation, Format, Input, LabelledLine, Mode, Policy, policy
from declutter.model import Model
from declutter.modelfile import load, models_path
from declutter.reading import Reading, read_text_source
from declutter.reasons import reason
from declutter.text import looks_like_html

_INPUTS, _MODES, _FORMATS = get_args(Input), get_args(Mode), get_args(Format)


def clean(  # noqa: PLR0913 - the contract: one argument for each question that a caller may have
    source: str | bytes,
    *,
    input: Input = "auto",
    mode: Mode = "balanced",
    keep: Iterable[str] = (),
    drop: Iterable[str] = (),
    format: Format = "text",
    url: str = "",
    images: bool = False,
) -> str:
    r"""Return the piece itself: the kept lines, unchanged and in order.

    Args:
        source: what a scraper or extractor left of a page. Bytes are decoded (BOM, then detection).
        input: what ``source`` is; ``"auto"`` looks.
        mode: ``"balanced"`` keeps at least 98.5 % of the piece's words on sites never seen, ``"recall"`` 99.5 %,
            ``"precision"`` removes more clutter at the price of more of the piece (``models/CARD.md`` has the figures).
            Where one would leave fewer than 20 words of a page, the next that keeps more decides.
        keep: labels to keep in addition to the default policy, such as ``("comment",)``.
        drop: labels to drop, such as ``("caption",)``.
        format: ``"text"``; ``"markdown"`` is for HTML input (plain text is returned as it is). It begins with the
            page's title, if the page has one.
        url: the page's address. Relative links in Markdown become absolute with it; nothing is fetched, and where there
            are no such links it has no effect.
        images: whether Markdown has the images, too: those within and directly between kept blocks, and in the figure
            of a kept caption. Elsewhere it has no effect.

    Returns:
        The kept lines joined by ``\n``; runs of blank lines become one; ``""`` where nothing is left.

    Raises:
        TypeError: ``source`` is neither ``str`` nor ``bytes``, ``keep`` / ``drop`` is not a collection of strings, or
            ``url`` is not a string.
        ValueError: unknown ``input``, ``mode``, ``format`` or label, or a ``url`` that is no absolute one with ``http``
            or ``https``.
    """
    judged = _judged(source, _Asked(input, mode, format, url, images), policy(keep, drop))
    return judged.reading.join(judged.kept())


def explain(  # noqa: PLR0913 - as clean
    source: str | bytes,
    *,
    input: Input = "auto",
    mode: Mode = "balanced",
    keep: Iterable[str] = (),
    drop: Iterable[str] = (),
    format: Format = "text",
    url: str = "",
    images: bool = False,
) -> Explanation:
    """Return what :func:`clean` returns, and for every non-blank line its label, score and the reason.

    Arguments and errors are those of :func:`clean`.
    """
    wanted = policy(keep, drop)
    judged = _judged(source, _Asked(input, mode, format, url, images), wanted)
    return Explanation(judged.reading.join(judged.kept()), tuple(_labelled(judged, wanted)))


class _Part(NamedTuple):
    """What was decided on lines judged together; in ``partner`` the other copy among them, or -1. Only once a group."""

    label: NDArray[np.int64]
    score: NDArray[np.float64]
    keep: NDArray[np.bool_]
    partner: NDArray[np.int64]


class _Judged(NamedTuple):
    """What was read and, part by part, what was decided."""

    reading: Reading
    parts: list[_Part]

    def kept(self) -> set[int]:
        """Return the numbers of the kept lines."""
        keep = chain.from_iterable(part.keep.repeat(self.reading.group).tolist() for part in self.parts)
        lines = self.reading.lines
        return {lines[place].number for place, kept in enumerate(islice(keep, len(lines))) if kept}


class _Asked(NamedTuple):
    """The caller's arguments but for the source and the policy."""

    input: str
    mode: str
    format: str
    url: str
    images: bool


def _judged(source: object, asked: _Asked, wanted: Policy) -> _Judged:
    """Return what becomes of the lines: lines → features → model → labels → decisions."""
    _check("input", asked.input, _INPUTS)
    _check("mode", asked.mode, _MODES)
    _check("format", asked.format, _FORMATS)
    if not isinstance(source, (str, bytes)):
        raise TypeError(f"source must be str or bytes, not {type(source).__name__}")
    if asked.url != "":
        # Only here: what takes addresses apart is imported with the first one.
        from declutter.addresses import checked  # noqa: PLC0415

        checked(asked.url)
    text = decode(source) if isinstance(source, bytes) else source
    if asked.input == "html" or (asked.input == "auto" and looks_like_html(text)):
        # Only here: the parser and the walk are a seventh of the import, and plain text needs neither.
        from declutter.reading_html import read_html_source  # noqa: PLC0415

        reading = read_html_source(text, markdown=asked.format == "markdown", url=asked.url, images=asked.images)
    else:
        reading = read_text_source(text)
    starts = range(0, len(reading.lines), reading.part)
    return _Judged(reading, [_judge_part(reading, start, asked.mode, wanted) for start in starts])


def _judge_part(reading: Reading, start: int, mode: str, wanted: Policy) -> _Part:
    """Judge the lines from ``start`` on as one document."""
    model = _model(reading.model)
    described = reading.describe(model, start, start + reading.part)
    repeats = described.repeats
    probabilities = without_false_copies(model.probabilities(described), repeats.partner < 0)
    # The caller's policy acts here, on the labels' probabilities, before any line is decided.
    asked = model.calibrated(kept_mass(probabilities, wanted))
    usual = model.calibrated(kept_mass(probabilities, policy())) if wanted.forced else asked
    whole = len(reading.lines) <= reading.part
    by_default, score = model.judged_again(described, usual, asked, whole=whole)
    thresholds = model.thresholds_from(mode, cased=described.cased)
    # Which threshold is in force does not depend on the caller's policy: a label more must lose no other line.
    above = score >= threshold_in_force(by_default, described.words, thresholds, reading.least)
    decision = keep_one_copy(decide(model.labels_of(described, probabilities), above, wanted), repeats, wanted)
    return _Part(decision.label, score, decision.keep, repeats.partner)


def _labelled(judged: _Judged, wanted: Policy) -> Iterator[LabelledLine]:
    reading = judged.reading
    for start, part in zip(range(0, len(reading.lines), reading.part), judged.parts, strict=True):
        lines = reading.lines[start : start + reading.part]
        rows = list(zip(*(column.tolist() for column in part), strict=True))
        for place, line in enumerate(lines):
            index, score, kept, partner = rows[place // reading.group]
            label = LABELS[index]
            # Of a line in a group, the line in its place.
            other = min(partner * reading.group + place % reading.group, len(lines) - 1)
            number = lines[other].number if partner >= 0 else None
            why = reason(label, keep=kept, forced=label in wanted.forced, partner=number)
            yield LabelledLine(line.number, line.text, label, round(score, 4), kept, why)


def _check(name: str, value: object, valid: tuple[str, ...]) -> None:
    if value not in valid:
        raise ValueError(f"{name} must be one of {', '.join(map(repr, valid))}, not {value!r}")


@lru_cache(maxsize=2)
def _model(name: str) -> Model:
    """Return a packaged model, read once: a constant, not state."""
    return load(models_path(), name)
