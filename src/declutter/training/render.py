"""Pages rendered as plain text by the extractors that people use: the residue that the classifier will meet.

Two kinds: whole-page renderers leave everything (heavy residue), main-content extractors leave the piece and a few
lines of clutter (light residue).
"""

from __future__ import annotations

import re
import warnings
from collections.abc import Callable

import html2text
import inscriptis
import trafilatura
from boilerpy3.extractors import ArticleExtractor
from inscriptis.model.config import ParserConfig
from readability import Document as Readability
from resiliparse.extract.html2text import extract_plain_text

from declutter.markup import read_html

with warnings.catch_warnings():
    warnings.simplefilter("ignore")  # newspaper4k warns on import where nltk is absent; extraction needs none
    from newspaper import Article


def _inscriptis(html: str) -> str:
    return str(inscriptis.get_text(html, ParserConfig(display_links=False)))


def _html2text(html: str) -> str:
    renderer = html2text.HTML2Text(bodywidth=0)
    renderer.ignore_links = renderer.ignore_images = renderer.ignore_emphasis = True
    return str(renderer.handle(html))


def _resiliparse(html: str) -> str:
    return str(extract_plain_text(html, main_content=True))


def _resiliparse_all(html: str) -> str:
    return str(extract_plain_text(html, main_content=False))


def _trafilatura(html: str) -> str:
    return trafilatura.extract(html, favor_recall=True) or ""


def _readability(html: str) -> str:
    return _inscriptis(Readability(html).summary())


def _newspaper(html: str) -> str:
    article = Article("https://example.org/", fetch_images=False)  # by default it goes out for each image
    article.download(input_html=html)
    article.parse()
    return str(article.text)


def _boilerpy3(html: str) -> str:
    return str(ArticleExtractor(raise_on_failure=False).get_content(html))


def _blocks(html: str) -> str:
    return "\n".join(" ".join(block.text.split()) for block in read_html(html).blocks)


RENDERERS: dict[str, Callable[[str], str]] = {
    "inscriptis": _inscriptis,
    "html2text": _html2text,
    "resiliparse_all": _resiliparse_all,
    "resiliparse": _resiliparse,
    "trafilatura": _trafilatura,
    "readability": _readability,
    "newspaper4k": _newspaper,
    "boilerpy3": _boilerpy3,
}

#: The library's own blocks of a page, a line each: what readings of whole pages label.
BLOCKS = "blocks"

_SPACES = re.compile(r"[ \t\u00a0]+")


def render(html: str, renderer: str) -> list[str]:
    """Return the non-blank lines that ``renderer`` leaves of ``html``: a key of :data:`RENDERERS`, or :data:`BLOCKS`.

    An extractor that fails on a page leaves nothing of it: the failure is the extractor's, the page is used through
    the others.
    """
    if renderer == BLOCKS:
        return _blocks(html).splitlines()
    try:
        text = RENDERERS[renderer](html)
    except Exception:  # third-party extractors raise anything on odd pages; see the docstring
        return []
    lines = (_SPACES.sub(" ", line).strip() for line in text.splitlines())
    return [line for line in lines if line]
