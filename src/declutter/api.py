"""``clean`` and ``explain``: the only place that chains the steps."""

from __future__ import annotations

from array import array
from collections.abc import Iterable, Iterator
from dataclasses import dataclass, field
from functools import lru_cache
from typing import get_args

import numpy as np

from declutter.assemble import decide, keep_one_copy, kept_mass, without_false_copies
from declutter.charset import decode
from declutter.labels import LABELS, Explanation, Format, Input, LabelledLine, Mode, Policy, policy
from declutter.model import Model, load, models_folder
from declutter.reading import Reading, read_text_source
from declutter.reasons import reason
from declutter.text import looks_like_html


def clean(
    source: str | bytes,
    *,
    input: Input = "auto",
    mode: Mode = "balanced",
    keep: Iterable[str] = (),
    drop: Iterable[str] = (),
    format: Format = "text",
) -> str:
    r"""Return the piece itself: the kept lines, unchanged and in order.

    Args:
        source: what a scraper or extractor left of a page. Bytes are decoded (BOM, then detection).
        input: what ``source`` is; ``"auto"`` looks.
        mode: ``"balanced"`` keeps at least 98.5 % of the piece's words on sites never seen, ``"recall"`` 99.5 %,
            ``"precision"`` removes more clutter at the price of more of the piece (``models/CARD.md`` has the figures).
        keep: labels to keep in addition to the default policy, such as ``("comment",)``.
        drop: labels to drop, such as ``("caption",)``.
        format: ``"text"``; ``"markdown"`` is for HTML input (plain text is returned as it is).

    Returns:
        The kept lines joined by ``\n``; runs of blank lines become one; ``""`` where nothing is left.

    Raises:
        TypeError: ``source`` is neither ``str`` nor ``bytes``, or ``keep`` / ``drop`` is not a collection of strings.
        ValueError: unknown ``input``, ``mode``, ``format`` or label.
    """
    judged = _judged(source, input, mode, format, policy(keep, drop))
    lines = judged.reading.lines
    return judged.reading.join({lines[place].number for place, kept in enumerate(judged.keep) if kept})


def explain(
    source: str | bytes,
    *,
    input: Input = "auto",
    mode: Mode = "balanced",
    keep: Iterable[str] = (),
    drop: Iterable[str] = (),
    format: Format = "text",
) -> Explanation:
    """Return what :func:`clean` returns, and for every non-blank line its label, score and the reason.

    Arguments and errors are those of :func:`clean`.
    """
    wanted = policy(keep, drop)
    judged = _judged(source, input, mode, format, wanted)
    labelled = tuple(_labelled(judged, wanted))
    return Explanation(judged.reading.join({line.number for line in labelled if line.keep}), labelled)


@dataclass(frozen=True, slots=True)
class _Judged:
    """What was read and, line by line, what was decided; ``partner`` is the index of the line's other copy, or -1."""

    reading: Reading
    # Arrays, of 18 bytes a line: a large page has a million lines, and lists would take five times as much.
    label: array[int] = field(default_factory=lambda: array("b"))
    score: array[float] = field(default_factory=lambda: array("d"))
    keep: array[int] = field(default_factory=lambda: array("b"))
    partner: array[int] = field(default_factory=lambda: array("q"))


def _judged(source: object, input: str, mode: str, format: str, wanted: Policy) -> _Judged:
    """Return what becomes of the lines: lines → features → model → labels → decisions."""
    _check("input", input, get_args(Input))
    _check("mode", mode, get_args(Mode))
    _check("format", format, get_args(Format))
    if not isinstance(source, (str, bytes)):
        raise TypeError(f"source must be str or bytes, not {type(source).__name__}")
    text = decode(source) if isinstance(source, bytes) else source
    if input == "html" or (input == "auto" and looks_like_html(text)):
        # Only here: the parser and the walk are a seventh of the import, and plain text needs neither.
        from declutter.reading_html import read_html_source  # noqa: PLC0415

        reading = read_html_source(text, markdown=format == "markdown")
    else:
        reading = read_text_source(text)
    judged = _Judged(reading)
    for start in range(0, len(reading.lines), reading.part):
        _judge_part(judged, start, mode, wanted)
    return judged


def _judge_part(judged: _Judged, start: int, mode: str, wanted: Policy) -> None:
    """Judge the lines from ``start`` on as one document and add the answers to ``judged``."""
    reading = judged.reading
    model = _model(reading.model)
    described = reading.describe(model, start, start + reading.part)
    repeats = described.repeats
    probabilities = without_false_copies(model.probabilities(described), repeats.partner < 0)
    # The caller's policy acts here, on the labels' probabilities, before any line is decided.
    score = model.calibrated(kept_mass(probabilities, wanted))
    threshold = model.threshold(mode, cased=described.cased)
    decision = keep_one_copy(decide(probabilities, score >= threshold, wanted), repeats, wanted)
    n_lines = min(len(reading.lines) - start, reading.part)
    line = np.arange(n_lines)
    of = line // reading.group
    partner = repeats.partner[of] * reading.group + line % reading.group  # of a line in a group, the line in its place
    judged.label.extend(decision.label[of].tolist())
    judged.score.extend(score[of].tolist())
    judged.keep.extend(decision.keep[of].tolist())
    judged.partner.extend(np.where(repeats.partner[of] >= 0, np.minimum(partner, n_lines - 1) + start, -1).tolist())


def _labelled(judged: _Judged, wanted: Policy) -> Iterator[LabelledLine]:
    lines = judged.reading.lines
    rows = zip(lines, judged.label, judged.score, judged.keep, judged.partner, strict=True)
    for line, index, score, kept, partner in rows:
        label = LABELS[index]
        other = lines[partner].number if partner >= 0 else None
        why = reason(label, keep=bool(kept), forced=label in wanted.forced, partner=other)
        yield LabelledLine(line.number, line.text, label, round(score, 4), bool(kept), why)


def _check(name: str, value: object, valid: tuple[str, ...]) -> None:
    if value not in valid:
        raise ValueError(f"{name} must be one of {', '.join(map(repr, valid))}, not {value!r}")


@lru_cache(maxsize=2)
def _model(name: str) -> Model:
    """Return a packaged model, read once: a constant, not state."""
    return load(models_folder(), name)
