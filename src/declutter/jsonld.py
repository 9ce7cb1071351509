"""The text that a page gives in structured data (JSON-LD), for pages whose markup holds none."""

from __future__ import annotations

import json
import re

_SCRIPT = re.compile(r"""<script\b[^>]*\bld\+json\b[^>]*>(.*?)</script""", re.IGNORECASE | re.DOTALL)
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
    for script in _SCRIPT.findall(html):
        if any(hint in script for hint in _HINTS):
            try:
                data = json.loads(script, strict=False)
            except (ValueError, RecursionError):
                continue
            texts += _texts(data)
    return "\n".join(dict.fromkeys(texts)) or None


def _texts(data: object) -> list[str]:
    found: list[str] = []
    pending = [data]
    while pending:
        node = pending.pop()
        if isinstance(node, list):
            pending += reversed(node)
        elif isinstance(node, dict):
            kinds = node.get("@type")
            is_post = bool(_POSTS.intersection(kinds if isinstance(kinds, list) else [kinds]))
            for key in _KEYS if is_post else _KEYS[:1]:
                text = node.get(key)
                if isinstance(text, str) and text.strip():
                    found.append(text.strip())
                    break
            pending += reversed(list(node.values()))
    return found
