"""The extractors that declutter stands beside, each a function ``html -> text``; what is not installed is left out.

Every peer is called as its documentation says, with its defaults, and gets the page as a string, as the others do.
"""

from __future__ import annotations

import importlib.util
import logging
import warnings
from collections.abc import Callable, Iterator
from contextlib import contextmanager
from functools import partial

import justext
import trafilatura

from benchmarks.line_rules import _STOP_LISTS, _stop_list
from benchmarks.page_language import page_language
from declutter import clean
from declutter.modelfile import ModelError

with warnings.catch_warnings():
    warnings.simplefilter("ignore")  # newspaper4k warns on import where nltk is absent; extraction needs none
    import newspaper

    from declutter.training import after
    from declutter.training.render import RENDERERS

Extractor = Callable[[str], str]

_MODES = ("fast", "precision", "recall")  # of trafilatura


def _trafilatura(html: str, mode: str = "", comments: bool = True) -> str:
    return (
        trafilatura.extract(
            html,
            fast=mode == "fast",
            favor_precision=mode == "precision",
            favor_recall=mode == "recall",
            include_comments=comments,
        )
        or ""
    )


def _justext(html: str) -> str:
    """Extract with the stop list of the page's language; without one as jusText's documentation says for that case."""
    language = page_language(html)
    if language in _STOP_LISTS or language == "?":
        paragraphs = justext.justext(html, _stop_list(language))
    else:
        paragraphs = justext.justext(html, frozenset(), stopwords_low=0, stopwords_high=0)
    return "\n".join(paragraph.text for paragraph in paragraphs if not paragraph.is_boilerplate)


def _newspaper4k(html: str) -> str:
    article = newspaper.Article("https://example.org/", fetch_images=False)  # by default it goes out for each image
    article.download(input_html=html)
    article.parse()
    return str(article.text)


def _goose3(html: str) -> str:
    from goose3 import Goose  # noqa: PLC0415 - of the extra `bench` alone

    with Goose({"enable_image_fetching": False}) as goose:
        return str(goose.extract(raw_html=html).cleaned_text)


def _installed(extractors: dict[str, Extractor]) -> dict[str, Extractor]:
    return {name: e for name, e in extractors.items() if name != "goose3" or importlib.util.find_spec("goose3")}


#: declutter on HTML; on training corpora its figures come from :mod:`benchmarks.held_out` instead.
OURS: dict[str, Extractor] = {
    "declutter": partial(clean, input="html"),
    "declutter, precision": partial(clean, input="html", mode="precision"),
    "declutter, recall": partial(clean, input="html", mode="recall"),
}

#: What others make of a page, under the name of declutter's row on it: the very texts that the folds answered.
OTHERS: dict[str, Extractor] = {
    "declutter after trafilatura": after.OTHERS["trafilatura"],
    "declutter on full-page text": after.OTHERS["inscriptis"],
}


def _cleaned(other: Extractor, html: str) -> str:
    return clean(other(html), input="text")


#: declutter on text that others made of the page; on training corpora its figures are out of fold, too.
AFTER_OTHERS: dict[str, Extractor] = {name: partial(_cleaned, other) for name, other in OTHERS.items()}

PEERS: dict[str, Extractor] = _installed(
    {
        "trafilatura": _trafilatura,
        **{f"trafilatura, {mode}": partial(_trafilatura, mode=mode) for mode in _MODES},
        "trafilatura, comments off": partial(_trafilatura, comments=False),
        "readability-lxml": RENDERERS["readability"],
        "resiliparse": RENDERERS["resiliparse"],
        "jusText": _justext,
        "boilerpy3": RENDERERS["boilerpy3"],
        "newspaper4k": _newspaper4k,
        "goose3": _goose3,
    }
)

#: trafilatura's own evaluation extracts no comments in any mode: so do its modes where its snippets are counted.
WITHOUT_COMMENTS: dict[str, Extractor] = {
    f"trafilatura, {mode}": partial(_trafilatura, mode=mode, comments=False) for mode in _MODES
}


def extract(extractor: Extractor, html: str) -> tuple[str, bool]:
    """Return the text and whether the extractor failed: it then counts as having found nothing."""
    try:
        return extractor(html), False
    except ModelError:  # ours cannot run at all
        raise
    except Exception:  # third-party extractors raise anything on odd pages; the tables count it
        return "", True


@contextmanager
def quiet() -> Iterator[None]:
    """Keep what the extractors log and warn of out of the output."""
    before = logging.root.manager.disable
    logging.disable(logging.CRITICAL)
    try:
        with warnings.catch_warnings():
            warnings.simplefilter("ignore")
            yield
    finally:
        logging.disable(before)
