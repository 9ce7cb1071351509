"""The published line rules that declutter is measured beside: pure functions, lines in, keep (``True``) or drop out.

Most of these rules were published for whole crawls: they also throw out *pages*. A line benchmark has one page after
another that is worth cleaning, so only what judges a line is here; each docstring says what was left out and where a
rule that counts shares of a document had to be read anew. FineWeb's own filters (Penedo et al. 2024, "The FineWeb
Datasets", "Developing additional heuristic filters": the share of lines that end in punctuation, of short lines, of
characters in duplicate lines) judge documents only, no line among others, so they have no entry.

Languages: C4's, RefinedWeb's and Gopher's rules were written for English and are applied unchanged to every language,
except where a count of words means nothing in a script without spaces (see :func:`refinedweb` and :func:`gopher`).
"""

from __future__ import annotations

import functools
import html
import re
import string
import unicodedata
from collections.abc import Callable, Sequence

import justext

Rule = Callable[[Sequence[str], str], list[bool]]

# Scripts whose words no space divides: Thai and Lao, Burmese, Khmer, kana, Han.
_UNSPACED = "\u0e00-\u0eff\u1000-\u109f\u1780-\u17ff\u3040-\u30ff\u3400-\u9fff\uf900-\ufaff\U00020000-\U0003ffff"
_UNSPACED_LETTER = re.compile(f"[{_UNSPACED}]")
# The same and Hangul, which has spaces but packs a syllable into a character.
_DENSE_LETTER = re.compile(f"[{_UNSPACED}\uac00-\ud7af]")


def keep_everything(lines: Sequence[str]) -> list[bool]:
    """Keep every line: the floor that any rule must beat."""
    return [True] * len(lines)


# --- C4 ---------------------------------------------------------------------------------------------------------------

#: The paper's least number of words; the released code asks for 5 (``c4(lines, min_words=5)``).
C4_MIN_WORDS = 3
_C4_MAX_WORD_LENGTH = 1000
_C4_CITATION = re.compile(r"\[\d*\]|\[edit\]|\[citation needed\]")
_C4_END_MARKS = (".", "?", "!", '"')
_C4_PHRASES = (
    "javascript",
    "terms of use",
    "privacy policy",
    "cookie policy",
    "uses cookies",
    "use of cookies",
    "use cookies",
)


def c4(lines: Sequence[str], *, min_words: int = C4_MIN_WORDS) -> list[bool]:
    """Judge lines as the Colossal Clean Crawled Corpus did.

    Source: Raffel et al. 2020, "Exploring the Limits of Transfer Learning with a Unified Text-to-Text Transformer",
    section 2.2, and the released code, ``clean_page`` in ``tensorflow_datasets/text/c4_utils.py`` (4.9.10). A line
    stays if it ends in a full stop, question mark, exclamation mark or straight double quote (but not in three dots),
    has at least ``min_words`` words and does not speak of JavaScript. From the code, beyond the paper: a line with a
    word of more than 1,000 characters or with one of six phrases about policies and cookies goes; citation marks such
    as ``[3]`` are taken out before the line is judged.

    Interpretation:
        - The end marks are the code's: neither ``。`` nor ``”`` nor ``…`` is one, whatever the language. (For that
          reason the multilingual mC4, Xue et al. 2021, section 3.1, went without the rule.)
        - Page rules are left out: fewer than 5 (code: 3) sentences, "lorem ipsum", a curly bracket, bad words, language
          detection, and the duplicates of three sentences (code: of lines) across the crawl.
        - The code edits citation marks out of the text; here they only do not count.
    """
    return [_c4_keeps(line.strip(), min_words) for line in lines]


def _c4_keeps(line: str, min_words: int) -> bool:
    if any(len(word) > _C4_MAX_WORD_LENGTH for word in line.split()):
        return False
    line = _C4_CITATION.sub("", line)
    if not line.endswith(_C4_END_MARKS) or line.endswith("...") or len(line.split()) < min_words:
        return False
    lowered = line.lower()
    return not any(phrase in lowered for phrase in _C4_PHRASES)


# --- RefinedWeb -------------------------------------------------------------------------------------------------------

_RW_SHORT = 10
# "A counter (e.g. 3 likes)": a number, perhaps shortened (1.2K), and what social sites count.
_RW_COUNTER = re.compile(
    r"\W*\d[\d.,]*\s?[kmb]?\s+"
    r"(?:likes?|shares?|comments?|repl(?:y|ies)|views?|followers?|subscribers?|retweets?|reposts?|quotes?|tweets?"
    r"|(?:up|down)?votes?|downloads?|bookmarks?|reactions?|favou?rites?|posts?|reads?|ratings?|reviews?)\W*",
    re.IGNORECASE,
)
_RW_BEGIN = re.compile(r"\W*(?:sign[ -]?(?:in|up|out)|log[ -]?(?:in|out))\b", re.IGNORECASE)
_RW_END = re.compile(
    r"\b(?:(?:read|see|show|view|load|learn) more|(?:continue|keep) reading|read (?:the )?full (?:article|story))\W*\Z",
    re.IGNORECASE,
)
_RW_ANYWHERE = re.compile(
    r"\b(?:items? in (?:your |the )?(?:cart|basket|bag)|add to (?:cart|basket|bag)|(?:your|shopping|view) cart)\b",
    re.IGNORECASE,
)


def refinedweb(lines: Sequence[str]) -> list[bool]:
    """Judge lines by RefinedWeb's line-wise corrections.

    Source: Penedo et al. 2023, "The RefinedWeb Dataset for Falcon LLM", appendix G.2. A line goes if it is mainly
    composed of uppercase characters, only of numerical characters, is a counter ("3 likes"), has only one word, or is
    short (10 words at most) and matches a pattern at its beginning ("sign-in"), its end ("Read more...") or anywhere
    ("items in cart").

    Interpretation:
        - The paper prints one example of each kind of pattern, not its lists. The lists here hold the example, its
          spellings and the nearest phrases of the same kind, in English.
        - For the patterns the paper says *edit*, not *discard*: as the answer is one decision a line, it goes whole.
        - "Mainly uppercase": more than half of the characters that are not blank.
        - "Only numerical": numbers with signs of punctuation and blanks between them.
        - "One word": no blank between words. In a script without spaces every two letters count as a word, else no
          Chinese paragraph could stay (the paper notes that the rules must be adapted to a language). No word at all
          is dropped too.
        - Left out: the page goes when more than 5 % of its words are in such lines.
    """
    return [not _rw_drops(line.strip()) for line in lines]


def _rw_drops(line: str) -> bool:
    n_words = _count_words(line)
    if n_words < 2 or _mainly_uppercase(line) or _only_numerical(line) or _RW_COUNTER.fullmatch(line):
        return True
    if n_words > _RW_SHORT:
        return False
    return any((_RW_BEGIN.match(line), _RW_END.search(line), _RW_ANYWHERE.search(line)))


def _count_words(line: str) -> int:
    """Count what blanks divide, but every two letters of a script without spaces as a word."""
    words = line.split()
    if not _UNSPACED_LETTER.search(line):
        return len(words)
    return sum(max(1, (len(_UNSPACED_LETTER.findall(word)) + 1) // 2) for word in words)


def _mainly_uppercase(line: str) -> bool:
    return 2 * sum(map(str.isupper, line)) > len("".join(line.split()))


def _only_numerical(line: str) -> bool:
    categories = {unicodedata.category(sign)[0] for sign in line}
    return "N" in categories and categories <= {"N", "P", "Z"}


# --- Gopher -----------------------------------------------------------------------------------------------------------

_GOPHER_ALPHABETIC = 0.8
_GOPHER_WORD_LENGTH = (3, 10)
_GOPHER_BULLET_LINES = 0.9
_GOPHER_BULLETS = ("•", "-", "*", "‣", "◦", "·", "–", "●", "▪")
_GOPHER_ELLIPSES = ("...", "…")
_GOPHER_STOP_WORDS = frozenset({"the", "be", "to", "of", "and", "that", "have", "with"})
_GOPHER_LEAST_STOP_WORDS = 2
# Punctuation that may stand around a word. Not `\W`: that takes the vowel signs of Indic scripts too.
_PUNCTUATION = (
    string.punctuation + "“”„‟‘’‚«»‹›–—―…·•‣◦●○▪■◆★☆✓✔→←↑↓►▶¿¡§©®™№।॥、。，．！？：；（）「」『』【】《》〈〉،؛؟"
)


def gopher(lines: Sequence[str], language: str = "en") -> list[bool]:
    """Judge lines by the quality rules of MassiveWeb, which were made for documents.

    Source: Rae et al. 2021, "Scaling Language Models: Methods, Analysis & Insights from Training Gopher", appendix
    A.1, "Quality Filtering" (table A1 beside it holds the thresholds for repetition); thresholds and stop words
    compared with ``GopherQualityFilter`` of datatrove 0.10.1.

    Interpretation:
        - To one line: at least 80 % of its words have an alphabetic character; its mean word length is 3 to 10
          characters. Punctuation around a word does not count, and a word of punctuation alone (a bullet, a dash) is
          none: in a short line a single sign would decide. The mean length says nothing where a script writes no
          spaces or a syllable per character, so lines in such scripts are free of it.
        - A line that ends in an ellipsis goes. (Document: more than 30 % of the lines do.)
        - Lines that begin with a bullet keep their document rule and go where they are more than 90 % of all: taken
          line by line the rule would forbid lists, which the paper does not mean to (and which would cost it 7 % of
          the wanted words of ``labelled_lines``).
        - Fewer than two of the eight stop words in the whole document: every line goes. The list is English, so this
          asks for ``language="en"``.
        - Left out: 50 to 100,000 words a document; at most 0.1 symbols (hash, ellipsis) a word, which in a line of nine
          words is none at all; the repetition table, whose shares of duplicates name no line.
    """
    if language == "en" and not _enough_stop_words(lines):
        return [False] * len(lines)
    bullets = [line.lstrip().startswith(_GOPHER_BULLETS) for line in lines]
    mostly_bullets = sum(bullets) > _GOPHER_BULLET_LINES * len(lines)
    return [
        not (bullet and mostly_bullets) and not line.rstrip().endswith(_GOPHER_ELLIPSES) and _gopher_words_pass(line)
        for line, bullet in zip(lines, bullets, strict=True)
    ]


def _enough_stop_words(lines: Sequence[str]) -> bool:
    found: set[str] = set()
    for line in lines:
        found.update(_GOPHER_STOP_WORDS.intersection(_bare_words(line.lower())))
        if len(found) >= _GOPHER_LEAST_STOP_WORDS:
            return True
    return False


def _gopher_words_pass(line: str) -> bool:
    words = _bare_words(line)
    if sum(any(map(str.isalpha, word)) for word in words) < _GOPHER_ALPHABETIC * len(words) or not words:
        return False
    shortest, longest = _GOPHER_WORD_LENGTH
    mean = sum(map(len, words)) / len(words)
    return shortest <= mean <= longest or bool(_DENSE_LETTER.search(line))


def _bare_words(line: str) -> list[str]:
    """Return the words of a line without the punctuation around them."""
    return [bare for word in line.split() if (bare := word.strip(_PUNCTUATION))]


# --- jusText ----------------------------------------------------------------------------------------------------------

# ISO 639-1 code → name of the stop list that the package ships. (Punjabi is left out: the list is of another script.)
_STOP_LISTS = {
    "af": "Afrikaans",
    "an": "Aragonese",
    "ar": "Arabic",
    "az": "Azerbaijani",
    "be": "Belarusian",
    "bg": "Bulgarian",
    "bn": "Bengali",
    "br": "Breton",
    "bs": "Bosnian",
    "ca": "Catalan",
    "cs": "Czech",
    "cv": "Chuvash",
    "cy": "Welsh",
    "da": "Danish",
    "de": "German",
    "el": "Greek",
    "en": "English",
    "eo": "Esperanto",
    "es": "Spanish",
    "et": "Estonian",
    "eu": "Basque",
    "fa": "Persian",
    "fi": "Finnish",
    "fr": "French",
    "fy": "West_Frisian",
    "ga": "Irish",
    "gl": "Galician",
    "gu": "Gujarati",
    "he": "Hebrew",
    "hi": "Hindi",
    "hr": "Croatian",
    "ht": "Haitian",
    "hu": "Hungarian",
    "hy": "Armenian",
    "id": "Indonesian",
    "ig": "Igbo",
    "io": "Ido",
    "is": "Icelandic",
    "it": "Italian",
    "jv": "Javanese",
    "ka": "Georgian",
    "kk": "Kazakh",
    "kn": "Kannada",
    "ko": "Korean",
    "ku": "Kurdish",
    "ky": "Kyrgyz",
    "la": "Latin",
    "lb": "Luxembourgish",
    "lt": "Lithuanian",
    "lv": "Latvian",
    "mk": "Macedonian",
    "ml": "Malayalam",
    "mr": "Marathi",
    "ms": "Malay",
    "mt": "Maltese",
    "nb": "Norwegian_Bokmal",
    "ne": "Nepali",
    "nl": "Dutch",
    "nn": "Norwegian_Nynorsk",
    "no": "Norwegian_Bokmal",
    "oc": "Occitan",
    "pl": "Polish",
    "pt": "Portuguese",
    "qu": "Quechua",
    "ro": "Romanian",
    "ru": "Russian",
    "sh": "Serbo_Croatian",
    "sk": "Slovak",
    "sl": "Slovenian",
    "sq": "Albanian",
    "sr": "Serbian",
    "su": "Sundanese",
    "sv": "Swedish",
    "sw": "Swahili",
    "ta": "Tamil",
    "te": "Telugu",
    "tk": "Turkmen",
    "tl": "Tagalog",
    "tr": "Turkish",
    "uk": "Ukrainian",
    "ur": "Urdu",
    "uz": "Uzbek",
    "vi": "Vietnamese",
    "vo": "Volapuk",
    "wa": "Walloon",
    "yo": "Yoruba",
}
# What an HTML parser cannot hold as text: controls, surrogates, noncharacters; and every line end, to keep a line one.
_NOT_TEXT = re.compile("[\x00-\x1f\x7f-\x9f\u2028\u2029\ud800-\udfff\ufdd0-\ufdef\ufffe\uffff]")
_PARAGRAPH_NUMBER = re.compile(r"/p\[(\d+)\]\Z")


def justext_lines(lines: Sequence[str], language: str = "en") -> list[bool]:
    """Judge lines with jusText, each as a paragraph of a page.

    Source: Pomikálek 2011, "Removing Boilerplate and Duplicate Content from Web Corpora" (PhD thesis, Masaryk
    University), the jusText algorithm, by the author's package ``jusText`` with its default thresholds: first each
    paragraph alone by length, link density and stop words ("context-free"), then short and near-good paragraphs by
    their neighbours ("context-sensitive").

    Interpretation:
        - The page is one ``<p>`` per line and nothing else: the link density is 0 and no paragraph is a heading, two
          things that jusText would use where it has the page.
        - The stop list is that of ``language``, English where the package has none (Chinese, Japanese, Thai) or the
          language is unknown.
        - A line without text makes no paragraph in jusText; it is dropped.
        - A character that no HTML parser takes as text counts as a blank.
    """
    body = "".join(f"<p>{html.escape(_NOT_TEXT.sub(' ', line), quote=False)}</p>" for line in lines)
    page = f"<html><head><title></title></head><body>{body}</body></html>"
    keeps = [False] * len(lines)
    for paragraph in justext.justext(page, _stop_list(language)):
        # The place among the <p> of the body, counted from 1, is the line's: lines without text are counted too.
        if number := _PARAGRAPH_NUMBER.search(paragraph.xpath):
            keeps[int(number[1]) - 1] = not paragraph.is_boilerplate
    return keeps


@functools.cache
def _stop_list(language: str) -> frozenset[str]:
    return frozenset(justext.get_stoplist(_STOP_LISTS.get(language, "English")))


# --- all of them ------------------------------------------------------------------------------------------------------

#: The rules in the order of the benchmark's table; the second argument is the ISO 639-1 language, ``?`` if unknown.
RULES: dict[str, Rule] = {
    "keep_everything": lambda lines, _: keep_everything(lines),
    "c4": lambda lines, _: c4(lines),
    "refinedweb": lambda lines, _: refinedweb(lines),
    "gopher": gopher,
    "justext": justext_lines,
}
