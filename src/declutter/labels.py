"""The vocabulary of the library: labels, labelled lines, explanations and the default policy.

The label guide for annotators is ``seeds/README.md``; this module holds the same 15 labels in code.
"""

from __future__ import annotations

import sys
from collections.abc import Iterable
from dataclasses import dataclass
from typing import Literal

if sys.version_info >= (3, 11):
    from enum import StrEnum
else:  # Python 3.10 has no StrEnum; this is the part of it that the contract needs.
    from enum import Enum

    class StrEnum(str, Enum):
        """A string enumeration whose ``str()`` is its value."""

        __str__ = str.__str__
        __format__ = str.__format__


Input = Literal["auto", "text", "html"]
#: Each keeps more than the one before.
Mode = Literal["precision", "balanced", "recall"]
Format = Literal["text", "markdown"]


class Label(StrEnum):
    """What one line of a document is. The order is the order of the model's outputs."""

    PROSE = "prose"
    HEADING = "heading"
    ITEM = "item"
    CODE = "code"
    CAPTION = "caption"
    BYLINE = "byline"
    AD = "ad"
    LEAD_IN = "lead_in"
    DUPLICATE = "duplicate"
    NEWSLETTER = "newsletter"
    RELATED = "related"
    NAVIGATION = "navigation"
    SOCIAL = "social"
    COMMENT = "comment"
    LEGAL = "legal"


LABELS: tuple[Label, ...] = tuple(Label)

#: Kept unless the caller says otherwise: the piece itself (label guide, “Kept by default”).
KEPT_BY_DEFAULT: frozenset[Label] = frozenset({Label.PROSE, Label.HEADING, Label.ITEM, Label.CODE, Label.CAPTION})


@dataclass(frozen=True, slots=True)
class LabelledLine:
    """One line of the input and what became of it.

    Attributes:
        number: text input: 0-based index in ``source.splitlines()``; HTML input: 0-based index of the block.
        text: the line as it stands in the input (HTML: the block's text).
        label: what the line is.
        score: calibrated probability, 0 to 1, that the line is kept under the policy in force.
        keep: whether the line is part of ``Explanation.text``.
        reason: a few words that a person understands.
    """

    number: int
    text: str
    label: Label
    score: float
    keep: bool
    reason: str


@dataclass(frozen=True, slots=True)
class Explanation:
    """What :func:`declutter.explain` returns.

    Attributes:
        text: exactly what :func:`declutter.clean` returns for the same arguments.
        lines: one entry for each non-blank line (HTML: for each block), in document order.
    """

    text: str
    lines: tuple[LabelledLine, ...]


@dataclass(frozen=True, slots=True)
class Policy:
    """Which labels are kept. Built once per call by :func:`policy`.

    Attributes:
        kept: the labels whose lines belong to the result.
        forced: labels that the caller named in ``keep`` or ``drop``: for these the label alone decides.
    """

    kept: frozenset[Label]
    forced: frozenset[Label]


_DEFAULT = Policy(kept=KEPT_BY_DEFAULT, forced=frozenset())


def policy(keep: Iterable[str] = (), drop: Iterable[str] = ()) -> Policy:
    """Return the default policy with the caller's overrides applied.

    Args:
        keep: label names to keep in addition to :data:`KEPT_BY_DEFAULT`.
        drop: label names to drop.

    Raises:
        TypeError: if ``keep`` or ``drop`` is a single string or not an iterable of strings.
        ValueError: for an unknown label name (the message lists the valid ones) or a name in both.
    """
    wanted, unwanted = _names(keep, "keep"), _names(drop, "drop")
    if both := sorted(wanted & unwanted):
        raise ValueError(f"both in keep and in drop: {', '.join(both)}")
    if not (wanted or unwanted):
        return _DEFAULT
    return Policy(kept=(KEPT_BY_DEFAULT | wanted) - unwanted, forced=wanted | unwanted)


def _names(names: Iterable[str], argument: str) -> frozenset[Label]:
    if isinstance(names, (str, bytes)):
        raise TypeError(f"{argument} must be a collection of label names, such as ('comment',), not {names!r}")
    listed = list(names)
    for name in listed:
        if not isinstance(name, str):
            raise TypeError(f"{argument} must hold label names, not {type(name).__name__}")
        if name not in LABELS:
            raise ValueError(f"unknown label {name!r} in {argument}; the labels are: {', '.join(LABELS)}")
    return frozenset(Label(name) for name in listed)
