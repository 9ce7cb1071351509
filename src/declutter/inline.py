"""The inline markup of one block as Markdown: links, emphasis, code, images."""

from __future__ import annotations

import re
from collections.abc import Iterable
from itertools import groupby
from typing import NamedTuple

from declutter.images import image_address, offered_address
from declutter.page import attribute
from declutter.skipping import skip_comment, skip_element, unescape
from declutter.tags import BLOCKS, HIDEABLE, SCRIPTS, SKIPPED, VOID, is_hidden
from declutter.walk import SEAM, opens_word


class Span(NamedTuple):
    """A run of text of one style.

    Attributes:
        text: the text; for an image its alternative text.
        href: address of the link that it stands in, or None.
        strong: whether it is bold.
        emphasis: whether it is italic.
        strike: whether it is struck through.
        code: whether it is code.
        source: address of the image, or None for text.
    """

    text: str
    href: str | None = None
    strong: bool = False
    emphasis: bool = False
    strike: bool = False
    code: bool = False
    source: str | None = None


#: What each tag switches on: the field of :class:`Span`.
_STYLES = {
    **dict.fromkeys(("b", "strong"), "strong"),
    **dict.fromkeys(("em", "i", "cite", "dfn", "var"), "emphasis"),
    **dict.fromkeys(("del", "s", "strike"), "strike"),
    **dict.fromkeys(("code", "kbd", "samp", "tt"), "code"),
}


def spans(pieces: list[str], start: int, stop: int, link: int = -1, *, images: bool = False) -> list[Span]:
    """Return the text between the pieces ``start`` and ``stop`` (see :class:`~declutter.page.Block`) with its styles.

    Args:
        pieces: ``Page.pieces``.
        start: the text begins behind the tag of this piece.
        stop: the text ends before this piece.
        link: the piece of the ``<a>`` that is open at ``start``, or -1.
        images: whether images are wanted, too.
    """
    href = link_address(_attributes(pieces[link])) if link >= 0 else None
    offered = ""  # an address for the next image
    depths = dict.fromkeys(("strong", "emphasis", "strike", "code"), 0)
    found = [Span(pieces[start].partition(">")[2], href)]
    numbered = iter(list(enumerate(pieces[start + 1 : stop], start + 1)))
    for index, piece in numbered:
        tag, _, text = piece.partition(">")
        name, _, attributes = tag.partition(" ")
        if name in SKIPPED or (attributes and name in HIDEABLE and is_hidden(attributes)):
            text = skip_element(numbered, name)
        elif name[:1] in ("!", "?"):
            text = skip_comment(numbered, piece)
        else:
            if gap := _gap(name, pieces[index - 1]):
                found.append(Span(gap, href))
            if name.lstrip("/") == "a":
                href = link_address(attributes) if name == "a" else None
            elif name in ("picture", "source", "img"):
                if images and name == "img" and (image := image_span(attributes, href, offered)):
                    found.append(image)
                offered = offered or offered_address(attributes) if images and name == "source" else ""
            elif style := _STYLES.get(name.lstrip("/")):
                depths[style] = max(0, depths[style] + (-1 if name[0] == "/" else 1))
        if text:
            found.append(Span(text, href, *_flags(depths)))
    return _mended(found)


def _flags(depths: dict[str, int]) -> tuple[bool, bool, bool, bool]:
    return depths["strong"] > 0, depths["emphasis"] > 0, depths["strike"] > 0, depths["code"] > 0


def _gap(name: str, before: str) -> str:
    """Return what stands between the words around a tag, as :mod:`declutter.walk` sees it."""
    if name == "br" or name.lstrip("/") in BLOCKS or (name == "a" and before == "/a>"):
        return "" if name == "/button" else " "
    begins = name[:1] != "/" and name not in SCRIPTS and name not in VOID
    return SEAM if begins and before[:1] == "/" and before[-1:] == ">" else ""


def _attributes(piece: str) -> str:
    return piece.partition(">")[0].partition(" ")[2]


def link_address(attributes: str) -> str | None:
    """Return the address in the attributes of an ``<a>``, or None for one that leads nowhere."""
    href = (attribute(attributes, "href") or "").strip()
    return None if not href or href.lower().startswith(("javascript:", "data:", "vbscript:")) else href


def image_span(attributes: str, href: str | None, offered: str) -> Span | None:
    """Return an image by the attributes of its ``<img>``, or None where there is nothing to see.

    Args:
        attributes: as Lexbor writes them.
        href: address of the link that it stands in, or None.
        offered: see :func:`~declutter.images.image_address`.
    """
    source = image_address(attributes, offered)
    alternative = " ".join((attribute(attributes, "alt") or "").split())
    return Span(alternative, href, source=source) if source else None


def _mended(found: list[Span]) -> list[Span]:
    """Return ``found`` with whitespace collapsed over all of it, and words apart that two elements keep apart."""
    mended: list[Span] = []
    last, seam = " ", False  # the last character of the text so far
    for span in found:
        if span.text == SEAM:
            seam = True
        elif span.source is not None:
            mended.append(span)
            last, seam = "", False
        elif text := " ".join(unescape(f"x{span.text}x").split())[1:-1]:
            if last == " ":
                text = text.lstrip()
            if text:
                if seam and opens_word(last, text[0]):
                    text = f" {text}"
                mended.append(span._replace(text=text))
                last, seam = text[-1], False
    return mended


def render(found: Iterable[Span]) -> str:
    """Return spans as one line of Markdown."""
    return _links(list(found)).strip()


def _links(found: list[Span]) -> str:
    out = ""
    for href, group in groupby(found, key=lambda span: span.href):
        label = _styled(list(group), _MARKS)
        inner = label.strip()
        if href is None or not inner:
            out += label
        else:
            lead, trail = _blanks(label)
            if out.endswith("!") and not lead:
                out = out[:-1] + "\\!"  # else the link would become an image
            out += f"{lead}[{inner}]({_destination(href)}){trail}"
    return out


_MARKS = (("strike", "~~"), ("strong", "**"), ("emphasis", "*"))


def _styled(found: list[Span], marks: tuple[tuple[str, str], ...]) -> str:
    if not marks:
        return "".join(_plain(code, list(group)) for code, group in groupby(found, key=lambda span: span.code))
    (field, mark), rest = marks[0], marks[1:]
    groups = groupby(found, key=lambda span: bool(getattr(span, field)))
    texts = [(is_on, _styled(list(group), rest)) for is_on, group in groups]
    out = ""
    for place, (is_on, text) in enumerate(texts):
        inner, (lead, trail) = text.strip(), _blanks(text)
        after = trail or (texts[place + 1][1] if place + 1 < len(texts) else "")
        if is_on and inner and _delimits(out[-1:] if not lead else "", inner[0]) and _delimits(after[:1], inner[-1]):
            out += f"{lead}{mark}{inner}{mark}{trail}"
        else:
            out += text
    return out


def _delimits(outside: str, inside: str) -> bool:
    """Return whether a mark between two characters is one: not between a letter and punctuation that it encloses."""
    return inside.isalnum() or not outside.isalnum()


def _plain(is_code: bool, found: list[Span]) -> str:
    if not is_code:
        return "".join(
            escape(span.text, within_link=span.href is not None)
            if span.source is None
            else f"![{escape(span.text, within_link=True)}]({_destination(span.source)})"
            for span in found
        )
    text = "".join(span.text for span in found if span.source is None)
    code = text.strip()
    if not code:
        return text
    fence = "`" * (max((len(run) for run in re.findall("`+", code)), default=0) + 1)
    pad = " " if code[0] == "`" or code[-1] == "`" else ""
    lead, trail = _blanks(text)
    return f"{lead}{fence}{pad}{code}{pad}{fence}{trail}"


def _blanks(text: str) -> tuple[str, str]:
    return text[: len(text) - len(text.lstrip())], text[len(text.rstrip()) :]


_SPECIAL = re.compile(
    r"""[`*]|\\(?=[!-/:-@\[-`{-~])|(?<![^\W_])_|_(?![^\W_])|\](?=[(\[:])|<(?=[a-zA-Z/!?])|&(?=\#?\w+;)|~(?=~)""",
    re.VERBOSE,
)


_BRACKET = re.compile(r"(?<!\\)[\[\]]")


def escape(text: str, *, within_link: bool = False) -> str:
    """Return ``text`` with a backslash before each character that would otherwise be Markdown."""
    text = _SPECIAL.sub(lambda match: "\\" + match[0], text)
    return _BRACKET.sub(lambda match: "\\" + match[0], text) if within_link else text


def _destination(address: str) -> str:
    address = re.sub(r"\s", "%20", address).replace("<", "%3C").replace(">", "%3E")
    return f"<{address}>" if "(" in address or ")" in address else address
