"""What the names of HTML elements mean to the walk: which break a line, are skipped, or say where a block is."""

from __future__ import annotations

import re
from enum import IntFlag


class Inside(IntFlag):
    """Where an element stands: what it is, or one of its ancestors is, by tag name or by ARIA role."""

    NAV = 1 << 0
    HEADER = 1 << 1
    FOOTER = 1 << 2
    ASIDE = 1 << 3
    MAIN = 1 << 4
    ARTICLE = 1 << 5
    FORM = 1 << 6
    BUTTON = 1 << 7
    FIGURE = 1 << 8
    CAPTION = 1 << 9
    LIST = 1 << 10
    QUOTE = 1 << 11
    TABLE = 1 << 12
    DIALOG = 1 << 13
    DETAILS = 1 << 14
    ADDRESS = 1 << 15
    PRE = 1 << 16
    HIDDEN = 1 << 17  # by the attribute ``hidden``, by style, or a dialog that is not open
    NOSCRIPT = 1 << 18
    DEFINITION = 1 << 19
    ARIA_HIDDEN = 1 << 20
    H1 = 1 << 21
    H2 = 1 << 22
    H3 = 1 << 23
    H4 = 1 << 24
    H5 = 1 << 25
    H6 = 1 << 26


def _names(listed: str) -> frozenset[str]:
    return frozenset(listed.split())


_HEADINGS = (Inside.H1, Inside.H2, Inside.H3, Inside.H4, Inside.H5, Inside.H6)

#: Every element that breaks a line. ``button`` and ``noscript`` are inline to CSS, but what stands in them is never
#: part of the sentence around them.
BLOCKS = _names(
    "address article aside blockquote body button caption center dd details dialog dir div dl dt fieldset figcaption "
    "figure footer form frameset h1 h2 h3 h4 h5 h6 header hgroup html legend li listing main menu nav noscript ol p "
    "pre search section summary table tbody td tfoot th thead tr ul"
)

#: Removed by Lexbor before the tree is written out (their text is unescaped there, so the scan must not meet it).
STRIPPED = ["script", "style", "svg", "iframe", "template", "noembed", "noframes"]

#: Skipped with all that is in them: what a reader of the page does not see as text, and annotations of other text.
SKIPPED = _names(
    "annotation annotation-xml applet audio canvas datalist head meter object progress rp rt rtc select textarea title "
    "video"
).union(STRIPPED)

#: Their lines are kept as they are.
PREFORMATTED = frozenset(("pre", "listing"))
#: The same, and tags in them are text.
RAW = frozenset(("xmp", "plaintext"))

#: Elements that add no space and no break of their own.
INLINE = _names(
    "abbr acronym bdi bdo big blink cite code data del dfn em font i ins kbd label map mark math nobr output picture q "
    "rb ruby s samp slot small span strike sub sup time tt u var"
)

#: Of these, the ones that belong to the word before them.
SCRIPTS = frozenset(("sub", "sup"))

#: Elements without an end tag.
VOID = _names(
    "area base basefont bgsound br col embed frame hr image img input keygen link meta param source track wbr"
)

BOLD = frozenset(("b", "strong"))
#: Left out if they are hidden, with all that is in them.
HIDEABLE = INLINE | BOLD | {"a"}

_BITS_OF_TAG: dict[str, Inside] = {
    "nav": Inside.NAV,
    "header": Inside.HEADER,
    "footer": Inside.FOOTER,
    "aside": Inside.ASIDE,
    "main": Inside.MAIN,
    "article": Inside.ARTICLE,
    "form": Inside.FORM,
    "search": Inside.FORM,
    "button": Inside.BUTTON,
    "figure": Inside.FIGURE,
    "figcaption": Inside.CAPTION,
    "caption": Inside.CAPTION,
    "ul": Inside.LIST,
    "ol": Inside.LIST,
    "menu": Inside.LIST,
    "dir": Inside.LIST,
    "dl": Inside.DEFINITION,
    "blockquote": Inside.QUOTE,
    "table": Inside.TABLE,
    "dialog": Inside.DIALOG,
    "details": Inside.DETAILS,
    "address": Inside.ADDRESS,
    "pre": Inside.PRE,
    "listing": Inside.PRE,
    "noscript": Inside.NOSCRIPT,
    **{f"h{level}": flag for level, flag in enumerate(_HEADINGS, 1)},
}
_BITS_OF_ROLE: dict[str, Inside] = {
    "navigation": Inside.NAV,
    "menu": Inside.NAV,
    "menubar": Inside.NAV,
    "banner": Inside.HEADER,
    "contentinfo": Inside.FOOTER,
    "complementary": Inside.ASIDE,
    "main": Inside.MAIN,
    "article": Inside.ARTICLE,
    "form": Inside.FORM,
    "search": Inside.FORM,
    "button": Inside.BUTTON,
    "figure": Inside.FIGURE,
    "list": Inside.LIST,
    "dialog": Inside.DIALOG,
    "alertdialog": Inside.DIALOG,
}
#: The same as plain integers: operations on flags cost ten times as much, and the walk does one for each element.
TAG_BITS = {tag: int(flag) for tag, flag in _BITS_OF_TAG.items()}
ROLE_BITS = {role: int(flag) for role, flag in _BITS_OF_ROLE.items()}
_HIDDEN_BIT = int(Inside.HIDDEN)
_ARIA_HIDDEN_BIT = int(Inside.ARIA_HIDDEN)

#: Scripts show a page whose root they have hidden, so hiding says nothing there.
_ROOTS = frozenset(("html", "body", "main"))

#: What Lexbor writes between a tag's name and its ``>``: values are always in double quotes, with ``"``, ``<``, ``>``
#: and ``&`` escaped. ``hidden="until-found"`` marks a section that opens when searched, like a closed ``details``.
#: The patterns here begin with a blank, which is searched for fast, and one is put before the first attribute.
_HIDDEN = re.compile(
    r' (?:hidden(?:=""|="hidden"|="true"|(?= |$))|style="[^"]*(?:display:\s*none|visibility:\s*hidden))',
    re.IGNORECASE,
)
_ROLE = re.compile(r' role="([a-z]+)')
#: React sends late parts of a page as hidden elements of this id, and a script moves them to their place.
_STREAMED = re.compile(r' id="S:[0-9a-f]+"')


def is_hidden(attributes: str) -> bool:
    """Return whether ``attributes`` (as Lexbor writes them) hide an inline element from a reader."""
    # Two substring tests spare most elements the regular expression, here and below.
    return ("hidden" in attributes or "none" in attributes) and (
        'aria-hidden="true"' in attributes or _HIDDEN.search(f" {attributes}") is not None
    )


def attribute_bits(tag: str, attributes: str) -> int:
    """Return the :class:`Inside` bits that the attributes of a block-level element give it."""
    bits = 0
    if ("hidden" in attributes or "none" in attributes) and tag not in _ROOTS:
        if _HIDDEN.search(f" {attributes}") and not _STREAMED.search(f" {attributes}"):
            bits = _HIDDEN_BIT
        if 'aria-hidden="true"' in attributes:
            bits |= _ARIA_HIDDEN_BIT
    if "role=" in attributes and (role := _ROLE.search(f" {attributes}")):
        bits |= ROLE_BITS.get(role[1], 0)
    return bits


def heading_level(inside: int) -> int:
    """Return the heading level that ``inside`` tells, 1 to 6, or 0 outside headings."""
    for level, flag in enumerate(_HEADINGS, 1):
        if inside & flag:
            return level
    return 0
