"""Which language a document is in, told from the most frequent words of documents whose language is known."""

from __future__ import annotations

from collections import Counter
from collections.abc import Sequence
from dataclasses import replace

import regex

from declutter.training.corpora import UNKNOWN_LANGUAGE, Document

_TOKEN = regex.compile(r"[\p{Han}\p{Hiragana}\p{Katakana}]|[\p{L}\p{M}]+")
_FREQUENT = 150  # words of a language
_FEWEST = 40  # tokens, below which no language is named
_LEAST_SHARE, _AHEAD = 0.25, 1.15  # of tokens that are frequent words of the language, and beside the second best


def with_languages(documents: Sequence[Document]) -> list[Document]:
    """Return ``documents`` with the language of those that have none, where their frequent words tell it."""
    known: dict[str, Counter[str]] = {}
    for document in documents:
        if document.lang != UNKNOWN_LANGUAGE:
            known.setdefault(document.lang, Counter()).update(_tokens(document))
    frequent = {lang: {word for word, _ in counts.most_common(_FREQUENT)} for lang, counts in known.items()}
    return [
        replace(document, lang=_told(_tokens(document), frequent)) if document.lang == UNKNOWN_LANGUAGE else document
        for document in documents
    ]


def _tokens(document: Document) -> list[str]:
    return [token.casefold() for line in document.lines for token in _TOKEN.findall(line)]


def _told(tokens: Sequence[str], frequent: dict[str, set[str]]) -> str:
    if len(tokens) < _FEWEST or not frequent:
        return UNKNOWN_LANGUAGE
    shares = sorted((sum(token in words for token in tokens) / len(tokens), lang) for lang, words in frequent.items())
    best, lang = shares[-1]
    second = shares[-2][0] if len(shares) > 1 else 0.0
    return lang if best >= _LEAST_SHARE and best >= _AHEAD * second else UNKNOWN_LANGUAGE
