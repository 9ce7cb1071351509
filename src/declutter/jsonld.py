"""The text that a page gives in structured data (JSON-LD), for pages whose markup holds none."""

from __future__ import annotations

import json
import re
from collections.abc import Iterator

_SCRIPT_END = re.compile("</script", re.IGNORECASE)
_WRAPPING = re.compile(r"^\s*(?:/[/*]\s*)?(?:<!\[CDATA\[|<!--)?(?:\s*\*/)?\s*")  # as old pages hid scripts
_DECODER = json.JSONDecoder(strict=False)  # line ends in strings are frequent
#: ``articleBody`` is the text of any kind of article; a forum's post gives it as ``text``.
_KEYS = ("articleBody", "text")
_POSTS = frozenset(("DiscussionForumPosting", "SocialMediaPosting", "Question", "Answer", "Comment"))
_HINTS = ("articleBody", *_POSTS)


def article_body(html: str) -> str | None:
    """Return the page's text by its JSON-LD, paragraphs as lines (possibly with markup), or None.

    Damaged JSON counts as absent. Of several texts that one page gives (a thread's posts, a list of articles), all are
    returned in order.
    """
    if "ld+json" not in html or not any(hint in html for hint in _HINTS):
        return None
    texts: list[str] = []
    for script in _scripts(html):
        if any(hint in script for hint in _HINTS):
            try:
                data, _ = _DECODER.raw_decode(script)  # whatever follows it, such as a semicolon
            except (ValueError, RecursionError):
                continue
            texts += _texts(data)
    return "\n".join(dict.fromkeys(texts)) or None


def _scripts(html: str) -> Iterator[str]:
    """Yield the JSON of scripts; each search goes on where the last ended, so that time is linear."""
    at = html.find("ld+json")
    while at >= 0:
        start = html.find(">", at) + 1
        end = _SCRIPT_END.search(html, start) if start else None
        if end is None:
            return
        yield _WRAPPING.sub("", html[start : end.start()], count=1)
        at = html.find("ld+json", end.end())


def _texts(data: object) -> list[str]:
    found: list[str] = []
    pending = [data]
    while pending:
        node = pending.pop()
        if isinstance(node, list):
            pending += reversed(node)
        elif isinstance(node, dict):
            kinds = node.get("@type")
            is_post = any(
                kind in _POSTS for kind in (kinds if isinstance(kinds, list) else [kinds]) if isinstance(kind, str)
            )
            for key in _KEYS if is_post else _KEYS[:1]:
                text = node.get(key)
                if isinstance(text, str) and text.strip():
                    found.append(text.strip())
                    break
            pending += reversed(list(node.values()))
    return found
