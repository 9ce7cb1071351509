"""Readers' comments put under the articles of pages, laid out as blog systems do it; the texts are those of seeds.

Few pages with gold text have a long thread under an article, and a model that has seen posts of forums kept must see
posts of readers dropped.
"""

from __future__ import annotations

import random
from collections.abc import Sequence
from functools import cache
from html import escape

from declutter.labels import Label
from declutter.page import Page
from declutter.skipping import skip_comment
from declutter.tags import VOID
from declutter.training.corpora import Document, seed_documents

#: What stands before the first comment, each comment, and what stands after the last.
_LAYOUTS = (
    (
        '<div id="comments"><h3>{count} Responses so far</h3><ol class="commentlist">',
        '<li class="comment depth-1" id="comment-{n}"><div class="comment-author vcard"><cite class="fn">{name}</cite> '
        '<span class="says">says:</span></div><div class="comment-meta"><a href="#comment-{n}">{date}</a></div>'
        '<p>{text}</p><div class="reply"><a href="#respond">Reply</a></div></li>',
        '</ol><div id="respond"><h3>Leave a Reply</h3><form><p>Name (required)</p><p>Mail (not shown)</p></form></div>'
        "</div>",
    ),
    (
        '<div class="comments" id="comments"><h4>{count} comments:</h4><dl id="comments-block">',
        '<dt class="comment-author" id="c{n}"><a href="/profile/{n}">{name}</a> said...</dt><dd class="comment-body">'
        '<p>{text}</p></dd><dd class="comment-footer"><a href="#c{n}">{date}</a></dd>',
        '</dl><p class="comment-footer"><a href="/comment">Post a Comment</a></p></div>',
    ),
    (
        "<h2>Comments</h2>",
        '<div class="comment-content"><p>{text}</p></div><p class="comment-foot">Posted by: <a href="#">{name}</a> | '
        "{date}</p>",
        "<p>The comments to this entry are closed.</p>",
    ),
    (
        '<section class="discussion"><h2>Join the conversation</h2><ul class="post-list">',
        '<li class="post"><header><span class="author">{name}</span> <a href="#{n}" class="time">{date}</a></header>'
        '<div class="post-message"><p>{text}</p></div><footer><a href="#">Like</a> <a href="#">Reply</a> '
        '<a href="#">Share</a></footer></li>',
        "</ul></section>",
    ),
    (
        '<table width="100%"><tr><td><b>Reader feedback</b></td></tr>',
        "<tr><td><b>{name}</b> wrote on {date}:<br>{text}</td></tr>",
        "</table>",
    ),
    (
        '<div class="x1"><div class="x2">{count} replies</div>',
        '<div class="x3"><div class="x4">{name}</div><div class="x5">{date}</div><div class="x6">{text}</div></div>',
        "</div>",
    ),
    ("", '<div class="cmt"><p><strong>{name}</strong> ({date})</p><p>{text}</p></div>', ""),
)
_NAMES = (
    *("Marta", "old_salt", "J. Ferris", "Anonymous", "Ken W.", "bluebird77", "Priya N", "Tomas", "Ada Finch", "grumpy"),
    *(
        "Lena Voss",
        "rdk",
        "Guest",
        "Mr. Pickles",
        "Suzanne",
        "PaulH",
        "wintergreen",
        "Olu",
        "Mike from the docks",
        "x_y",
    ),
)
_DATES = (
    *("March 3, 2009 at 4:15 pm", "2 hours ago", "12/07/2011", "Mon, 14 May 2012 09:02", "3 years ago", "Apr 1, 2010"),
    *("2013-06-30 18:44", "Yesterday, 22:10", "06 October 2008", "at 11:37 AM"),
)
_OF_TABLES = frozenset(("/td", "/th", "/tr", "/tbody", "/thead", "/tfoot", "/caption", "/colgroup"))
_SHORTEST = 30  # characters: shorter lines of threads are names and buttons
_ENOUGH = 20  # comments in a language, below which English ones are taken
_HIGHEST = 3  # elements around the last paragraph behind which a thread may stand


@cache
def comment_texts() -> dict[str, tuple[str, ...]]:
    """Return language → comments of the project's seeds."""
    return _texts(seed_documents())


def _texts(documents: Sequence[Document]) -> dict[str, tuple[str, ...]]:
    texts: dict[str, list[str]] = {}
    for document in documents:
        for label, line in zip(document.labels, document.lines, strict=True):
            if label == Label.COMMENT and len(line) >= _SHORTEST:
                texts.setdefault(document.lang, []).append(line)
    return {language: tuple(lines) for language, lines in texts.items()}


def with_thread(page: Page, last: int, texts: dict[str, tuple[str, ...]], rng: random.Random) -> str:
    """Return the page's HTML with a thread of comments behind the article.

    Args:
        page: the page.
        last: the number of the article's last block.
        texts: comments by language.
        rng: source of chance.
    """
    pool = texts.get((page.language or "en")[:2].lower(), ())
    pool = pool if len(pool) >= _ENOUGH else texts["en"]
    head, entry, foot = rng.choice(_LAYOUTS)
    chosen = rng.sample(pool, min(len(pool), rng.choice((1, 2, 3, 5, 8, 13, 25, 40))))
    count = str(len(chosen))
    thread = head.format(count=count)
    for n, text in enumerate(chosen):
        thread += entry.format(n=n, name=rng.choice(_NAMES), date=rng.choice(_DATES), text=escape(text))
    thread += foot.format(count=count)
    at = _behind(page.pieces, page.blocks[last].stop, rng.randint(1, _HIGHEST))
    pieces = list(page.pieces)
    if at < len(pieces) - 1:
        end, _, text = pieces[at].partition(">")
        pieces[at] = f"{end}>{thread}{text}"
    else:  # nothing stands behind the body
        pieces.insert(at, thread[1:])
    title = f"<head><title>{escape(page.title)}</title></head>" if page.title else ""
    language = f' lang="{escape(page.language)}"' if page.language else ""
    return f"<html{language}>{title}" + "<".join(pieces) + "</html>"


def _behind(pieces: Sequence[str], start: int, levels: int) -> int:
    """Return the index of the end tag of the outermost of so many elements that are open at ``pieces[start]``.

    Between the rows and cells of a table nothing else may stand: HTML moves it before the table.
    """
    depth, last = 0, len(pieces) - 1  # the last piece ends the body
    numbered = iter(enumerate(pieces[start:last], start))
    for index, piece in numbered:
        tag = piece.partition(">")[0].partition(" ")[0]
        if tag[:1] in ("!", "?"):
            skip_comment(numbered, piece)
        elif tag[:1] == "/":
            depth -= 1
            if depth <= -levels and tag not in _OF_TABLES:
                return index
        elif tag not in VOID:
            depth += 1
    return last
