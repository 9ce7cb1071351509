"""Stretches of a page that are not taken piece by piece: skipped elements, comments, preformatted text."""

from __future__ import annotations

from collections.abc import Iterator

from declutter.tags import BLOCKS, HIDEABLE, SKIPPED, is_hidden

_LONG = 100_000

#: The pieces of the page still to come, with their indices.
Numbered = Iterator[tuple[int, str]]


def unescape(text: str) -> str:
    """Return ``text`` without the escapes that Lexbor writes in text (it writes no others)."""
    if "&" not in text:
        return text
    return text.replace("&lt;", "<").replace("&gt;", ">").replace("&amp;", "&")


def collapsed(text: str) -> str:
    """Return ``text`` with each run of white space as one space, none at its ends."""
    if len(text) <= _LONG:
        return " ".join(text.split())
    # A list of all its words would take ten times its memory.
    parts, start = [], 0
    while start < len(text):
        stop = text.find(" ", start + _LONG)
        stop = len(text) if stop < 0 else stop
        parts.append(" ".join(text[start:stop].split()))
        start = stop
    return " ".join(filter(None, parts))


def skip_element(numbered: Numbered, name: str) -> str:
    """Consume the pieces up to the end tag of the element ``name`` that has just begun; return the text behind it."""
    end, nested = f"/{name}>", 0
    begins = (f"{name}>", f"{name} ")
    for _, piece in numbered:
        if piece.startswith(end):
            if not nested:
                return piece[len(end) :]
            nested -= 1
        elif piece.startswith(begins):
            nested += 1
    return ""


def skip_comment(numbered: Numbered, piece: str) -> str:
    """Consume the rest of the comment (or declaration) that ``piece`` begins; return the text behind it."""
    end = "-->" if piece.startswith("!--") else ">"
    found = piece.find(end, 3 if end == "-->" else 0)  # 3: the dashes of ``<!-->`` do not end it
    while found < 0:
        _, piece = next(numbered, (0, end))
        found = piece.find(end)
    return piece[found + len(end) :]


def preformatted(numbered: Numbered, name: str, first: str) -> tuple[str, int, int, str]:
    """Consume the pieces of a ``<pre>``.

    Args:
        numbered: the pieces behind the start tag.
        name: the element's name.
        first: the text between the start tag and the first piece.

    Returns:
        The text with its lines and indentation; the number of links in it; the index of the piece of the end tag; the
        text behind it.
    """
    end, parts, links, index = f"/{name}", [first], 0, 0
    for index, piece in numbered:
        tag, _, text = piece.partition(">")
        inner, _, attributes = tag.partition(" ")
        if inner == end:
            return _trimmed(unescape("".join(parts))), links, index, text
        if inner in SKIPPED or (attributes and inner in HIDEABLE and is_hidden(attributes)):
            text = skip_element(numbered, inner)
        elif inner[:1] in ("!", "?"):
            text = skip_comment(numbered, piece)
        elif inner == "br":
            parts.append("\n")
        elif inner.lstrip("/") in BLOCKS and parts[-1][-1:] != "\n":
            parts.append("\n")  # some pages put each line of their code into an element
        links += inner == "a"
        if text:
            parts.append(text)
    return _trimmed(unescape("".join(parts))), links, index, ""


def raw_text(numbered: Numbered, name: str, first: str) -> tuple[str, int, int, str]:
    """Consume the pieces of an ``<xmp>`` or ``<plaintext>``, in which tags are text (see :func:`preformatted`)."""
    end, parts, index = f"/{name}>", [first], 0
    for index, piece in numbered:
        if piece.startswith(end):
            return _trimmed("".join(parts)), 0, index, piece[len(end) :]
        parts.append("<" + piece)
    return _trimmed("".join(parts)), 0, index, ""


def _trimmed(text: str) -> str:
    """Return ``text`` without blanks at the ends of its lines and without blank lines at its ends."""
    return "\n".join(line.rstrip() for line in text.split("\n")).strip("\n")
