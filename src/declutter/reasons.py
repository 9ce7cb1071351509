"""A few words for each decision that a person understands."""

from __future__ import annotations

from declutter.labels import KEPT_BY_DEFAULT, Label

_WORDS: dict[Label, str] = {
    Label.PROSE: "sentences of the piece",
    Label.HEADING: "heading of the piece",
    Label.ITEM: "list item or table row of the piece",
    Label.CODE: "program text",
    Label.CAPTION: "caption or credit",
    Label.BYLINE: "who, when or where published",
    Label.AD: "advertising",
    Label.LEAD_IN: "cut copy",
    Label.DUPLICATE: "copy",
    Label.NEWSLETTER: "call to subscribe, join or pay",
    Label.RELATED: "pointer to another piece",
    Label.NAVIGATION: "menu or interface",
    Label.SOCIAL: "sharing, following or counts",
    Label.COMMENT: "readers' comments",
    Label.LEGAL: "copyright, consent or disclaimer",
}


def reason(label: Label, *, keep: bool, forced: bool, partner: int | None) -> str:
    """Return why a line is kept or dropped.

    Args:
        label: the line's label.
        keep: what became of it.
        forced: whether the caller's ``keep`` or ``drop`` names the label.
        partner: the number of the line that a copy repeats, if there is one.
    """
    words = _WORDS[label]
    if label in (Label.LEAD_IN, Label.DUPLICATE) and partner is not None:
        words = f"{words} of line {partner}"
    if forced:
        return f"{words}, {'kept' if keep else 'dropped'} on request"
    if keep and label not in KEPT_BY_DEFAULT:
        return f"perhaps {words}, not sure enough to drop"
    if not keep and label in KEPT_BY_DEFAULT:
        return f"{words}? more likely clutter"
    return words
