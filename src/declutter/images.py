"""Which address an ``<img>`` has, and whether it is a picture for readers at all."""

from __future__ import annotations

import re

from declutter.page import attribute
from declutter.tags import is_hidden

#: What scripts put into ``src`` when the image comes into view; until then a placeholder stands there.
_LAZY = ("data-src", "data-original", "data-lazy-src")
_SETS = ("srcset", "data-srcset")

_BLANKS_AROUND = "".join(map(chr, range(33)))  # browsers leave these out …
_BREAKS = re.compile(r"[\t\n\r]+")  # … and these anywhere
_OTHER_SCHEME = re.compile(r"(?!https?:)[a-z][a-z0-9+.-]*:", re.IGNORECASE)
_ONE = re.compile(r"[01](?:px)?")
_STYLED_ONE = re.compile(r"(?<![\w-])(?:width|height):\s?[01](?:px)?\s?(?:[;!]|$)", re.IGNORECASE)


def image_address(attributes: str, offered: str = "") -> str | None:
    """Return the address of the image, or None if it has none on the web or nobody is to see it.

    Args:
        attributes: of the ``<img>``, as Lexbor writes them.
        offered: an address from the ``<source>`` elements of its ``<picture>``, for an image without one of its own.
    """
    if is_hidden(attributes) or _is_dot(attributes):
        return None
    for name in _LAZY:
        address = _on_the_web(attribute(attributes, name))
        if address and ("/" in address or "." in address):  # else a key that means something to a script alone
            return address
    return _on_the_web(attribute(attributes, "src")) or offered_address(attributes) or offered or None


def offered_address(attributes: str) -> str:
    """Return the first address in a ``srcset``, or ``""``: all of them are the same picture."""
    for name in _SETS:
        first = (attribute(attributes, name) or "").split(maxsplit=1)[:1]
        if first and (address := _on_the_web(first[0].rstrip(","))):
            return address
    return ""


def _on_the_web(value: str | None) -> str:
    """Return an address as it is fetched, or ``""`` for what is none: data, scripts, unfilled templates."""
    address = _BREAKS.sub("", (value or "").strip(_BLANKS_AROUND))
    return "" if address.startswith("#") or "{{" in address or _OTHER_SCHEME.match(address) else address


def _is_dot(attributes: str) -> bool:
    """Return whether the image is one pixel wide or high: it counts readers, or keeps things apart."""
    sides = (attribute(attributes, "width"), attribute(attributes, "height"))
    if any(side and _ONE.fullmatch(side.strip()) for side in sides):
        return True
    return _STYLED_ONE.search(attribute(attributes, "style") or "") is not None
