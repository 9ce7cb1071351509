"""Addresses of pages, links and images: relative ones made absolute. Nothing is fetched."""

from __future__ import annotations

import re
from urllib.parse import urljoin, urlsplit

_SCHEME = re.compile(r"[a-zA-Z][a-zA-Z0-9+.-]*:")
_NOT_IN_HOSTS = re.compile(r"[\s\x00-\x20\x7f<>\"\\^`{|}]")
#: A base of more characters is none. Each relative link is written with it, so that the length of the output is in
#: proportion to the page's only if there is a limit; browsers and search engines have it near this, too.
MAX_BASE = 2000


def checked(url: object) -> str:
    """Return the address of a page, or ``""`` for ``""``.

    Raises:
        TypeError: it is no string.
        ValueError: it is no absolute address with ``http`` or ``https``.
    """
    if not isinstance(url, str):
        raise TypeError(f"url must be str, not {type(url).__name__}")
    if url and not without_query(url):
        shown = url if len(url) <= 100 else f"{url[:100]}…"
        raise ValueError(f"url must be an absolute address, such as 'https://example.org/page.html', not {shown!r}")
    return url


def base_of(url: str, href: str) -> str:
    """Return the address that relative links start from, or ``""`` if none is known.

    Args:
        url: the page's address, or ``""``.
        href: what its ``<base href>`` says, or ``""``. It counts more, but only if it makes sense.
    """
    own = without_query(url)
    base = without_query(absolute(href.strip(), own)) or own
    return base if len(base) <= MAX_BASE else ""


def absolute(address: str, base: str) -> str:
    """Return ``address`` seen from ``base``; as it is, where it is absolute, in the page itself, or without sense."""
    if not base or address.startswith("#") or _SCHEME.match(address):
        return address
    try:
        return urljoin(base, address)
    except ValueError:  # such as an unclosed bracket in the host's place
        return address


def without_query(url: str) -> str:
    """Return an absolute address of the web without what no link takes over, or ``""`` if it is none.

    That is the query, the fragment, and a user's name and password, which must not get into every link.
    """
    try:
        parts = urlsplit(url.strip())
        is_known = parts.scheme in ("http", "https") and bool(parts.hostname)
    except ValueError:
        return ""
    host = parts.netloc.rpartition("@")[2]
    if not is_known or _NOT_IN_HOSTS.search(host):
        return ""
    return f"{parts.scheme}://{host}{parts.path}"
