"""What a page gives in structured data (JSON-LD): its text, for pages whose markup holds none, and its headline."""

from __future__ import annotations

import json
import re
from collections.abc import Iterator
from html import unescape

_SCRIPT_END = re.compile("</script", re.IGNORECASE)
_WRAPPING = re.compile(r"^\s*(?:/[/*]\s*)?(?:<!\[CDATA\[|<!--)?(?:\s*\*/)?\s*")  # as old pages hid scripts
#: A string that is never closed goes to the end: else it would be looked for again from each of its quotes.
_STRING = re.compile(r'"(?:[^"\\]|\\.)*\\?(?:"|\Z)', re.DOTALL)
_BRACKET = re.compile(r"[\[\]{}]")
_DEEPEST, _LONGEST_TAG = 100, 1000
_DECODER = json.JSONDecoder(strict=False)  # line ends in strings are frequent
#: ``articleBody`` is the text of any kind of article; a forum's post gives it as ``text``.
_KEYS = ("articleBody", "text")
#: The longest of the 1,931 scripts in the pages of the corpora has 153,000 characters.
_MOST = 1_000_000
_COMMENTS = frozenset(("Comment",))
_POSTS = frozenset(("DiscussionForumPosting", "SocialMediaPosting", "Question", "Answer", "Comment"))


def article_body(html: str) -> str | None:
    """Return the page's text by its JSON-LD, paragraphs as lines (possibly with markup), or None.

    Damaged JSON counts as absent. Of several texts that one page gives (a thread's posts, a list of articles), all are
    returned in order.
    """
    return _joined(html, _POSTS, len(html)) or None


def declared_body(html: str) -> str:
    """Return the same without readers' comments, ``""`` where there is nothing: what the page says its piece is.

    Scripts of more than :data:`_MOST` characters are not read: as Python objects they take 25 times their size.
    """
    return _joined(html, _POSTS - _COMMENTS, _MOST, without=_COMMENTS)


def _joined(html: str, posts: frozenset[str], most: int, without: frozenset[str] = frozenset()) -> str:
    hints = (_KEYS[0], *(f'"{kind}"' for kind in sorted(posts)))
    texts = [text for data in _data(html, hints, most) for text in _texts(data, posts, without)]
    return "\n".join(dict.fromkeys(texts))


def headline(html: str) -> str | None:
    """Return the headline of the page's piece by its JSON-LD, or None: also where there are several, as in a list."""
    found = {
        " ".join(unescape(text).split())
        for data in _data(html, ('"headline"',), len(html))
        for node in _objects(data)
        if isinstance(text := node.get("headline"), str)
    }
    return found.pop() or None if len(found) == 1 else None


def _data(html: str, hints: tuple[str, ...], most: int) -> Iterator[object]:
    """Yield the JSON of the scripts of at most so many characters in which one of ``hints`` occurs."""
    for script in _scripts(html):
        if len(script) <= most and any(hint in script for hint in hints) and not _is_deep(script):
            try:
                data, _ = _DECODER.raw_decode(script)  # whatever follows it, such as a semicolon
            except (ValueError, RecursionError):
                continue
            yield data


def _scripts(html: str) -> Iterator[str]:
    """Yield the JSON of scripts; each search goes on where the last ended, so that time is linear."""
    at = html.find("ld+json")
    while at >= 0:
        tag = html.rfind("<", max(at - _LONGEST_TAG, 0), at)
        if tag < 0 or html[tag : tag + 7].lower() != "<script" or html.find(">", tag, at) >= 0:
            at = html.find("ld+json", at + 1)  # of a link, a comment, a text
            continue
        start = html.find(">", at) + 1
        end = _SCRIPT_END.search(html, start) if start else None
        if end is None:
            return
        yield _WRAPPING.sub("", html[start : end.start()], count=1)
        at = html.find("ld+json", end.end())


def _is_deep(script: str) -> bool:
    """Return whether brackets are nested deeper than :data:`_DEEPEST`, at which no structured data is.

    How deep Python's decoder gets depends on how deep the caller is.
    """
    if script.count("[") + script.count("{") <= _DEEPEST:
        return False
    depth = 0
    for bracket in _BRACKET.findall(_STRING.sub("", script)):
        depth += 1 if bracket in "[{" else -1
        if depth > _DEEPEST:
            return True
    return False


def _texts(data: object, posts: frozenset[str], without: frozenset[str]) -> Iterator[str]:
    for node in _objects(data, without):
        for key in _KEYS if not posts.isdisjoint(_kinds(node)) else _KEYS[:1]:
            text = node.get(key)
            if isinstance(text, str) and text.strip():
                yield text.strip()
                break


def _kinds(node: dict[str, object]) -> list[str]:
    kinds = node.get("@type")
    return [kind for kind in (kinds if isinstance(kinds, list) else [kinds]) if isinstance(kind, str)]


def _objects(data: object, without: frozenset[str] = frozenset()) -> Iterator[dict[str, object]]:
    """Yield the objects in document order, the outer before the inner; none of these types or inside one of them."""
    pending = [data]
    while pending:
        node = pending.pop()
        if isinstance(node, list):
            pending += reversed(node)
        elif isinstance(node, dict) and without.isdisjoint(_kinds(node)):
            yield node
            pending += reversed(list(node.values()))
