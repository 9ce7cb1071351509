"""The language of a document is told from the frequent words of documents whose language is known."""

from dataclasses import replace

from training_helpers import document

from declutter.training.corpora import UNKNOWN_LANGUAGE, seed_documents
from declutter.training.languages import with_languages


def test_languages_of_seeds_are_told_from_other_seeds():
    every = [seed for seed in seed_documents() if seed.lang != UNKNOWN_LANGUAGE]
    asked, known = every[::10], [seed for n, seed in enumerate(every) if n % 10]
    told = with_languages([*known, *(replace(seed, lang=UNKNOWN_LANGUAGE) for seed in asked)])[len(known) :]
    right = sum(a.lang == b.lang for a, b in zip(asked, told, strict=True))
    wrong = [(a.name, b.lang) for a, b in zip(asked, told, strict=True) if b.lang not in (a.lang, UNKNOWN_LANGUAGE)]
    assert right > 0.75 * len(asked)
    assert len(wrong) < 0.03 * len(asked), wrong


def test_known_languages_and_short_documents_stay():
    short = document("short", [("prose", "The ferry left.")], lang=UNKNOWN_LANGUAGE)
    known = document("known", [("prose", "Die Fähre ist abgefahren und kommt nicht wieder.")], lang="de")
    assert with_languages([known, short]) == [known, short]


def test_without_a_known_language_none_is_told():
    alone = document("alone", [("prose", "The ferry left and it did not come back. " * 20)], lang=UNKNOWN_LANGUAGE)
    assert with_languages([alone]) == [alone]
