"""``python -m benchmarks.charsets``: text recovered from bytes in many character sets, beside trafilatura.

Each set's languages are written as a small page in it, with a right, a wrong and no declaration, and read by both from
bytes to text. Nothing is judged here: ``clean`` keeps every label, and of trafilatura it is the tree that its extractor
begins with. What is recovered is the share of the pairs of neighbouring characters, one of them beyond ASCII, that come
out as they went in. The exit code is 1 where trafilatura recovers more.
"""

from __future__ import annotations

import argparse
import sys
from collections import Counter
from collections.abc import Callable
from itertools import pairwise

import trafilatura

from benchmarks.charset_texts import CHARSETS, TEXTS
from declutter import clean
from declutter.labels import LABELS

_PAGE = (
    '<!DOCTYPE html>\n<html><head>{meta}<title>page</title></head>\n<body><div id="main" class="text">\n'
    "<p>{text}</p>\n</div><footer><a href=/>home</a></footer></body></html>\n"
)
DECLARATIONS = ("right", "wrong", "none")
#: The wrong label that servers send most often: their default, whatever the page is in.
_WRONG = {"utf-8": "iso-8859-1"}
#: These are measured with a byte order mark, too.
_MARKED = frozenset(("utf-8", "utf-16-le", "utf-16-be", "utf-32-le", "utf-32-be"))


def page(codec: str, language: str, declaration: str, *, marked: bool = False, sentences: int | None = None) -> bytes:
    """Return a page in a character set; what the set cannot express is left out."""
    label = CHARSETS[codec][0] if declaration == "right" else _WRONG.get(codec, "utf-8")
    meta = "" if declaration == "none" else f'<meta charset="{label}">'
    mark = "\ufeff".encode(codec) if marked else b""
    return mark + _PAGE.format(meta=meta, text=text_of(codec, language, sentences)).encode(codec, "ignore")


def text_of(codec: str, language: str, sentences: int | None = None) -> str:
    """Return what a page in this set and language says: all of it, or its first sentences."""
    text = TEXTS[language]
    if sentences is not None:
        ends = [at + 1 for at, sign in enumerate(text) if sign in ".。?;；"][:sentences]
        text = text[: ends[-1]] if ends else text
    return text.encode(codec, "ignore").decode(codec)


def recovered(text: str, answer: str) -> float:
    """Return the share of ``text``'s pairs of characters beyond ASCII that are in ``answer``."""
    wanted, found = (Counter(pair for pair in pairwise(t) if max(pair) > "\x7f") for t in (text, answer))
    return sum((wanted & found).values()) / sum(wanted.values()) if wanted else 1.0


def ours(source: bytes) -> str:
    """Return all that this library reads."""
    return clean(source, input="html", keep=LABELS)


def theirs(source: bytes) -> str:
    """Return all that trafilatura reads, before it extracts anything."""
    tree = trafilatura.load_html(source)
    return "" if tree is None else str(tree.text_content())


def share(read: Callable[[bytes], str], codec: str, declaration: str, marked: bool, sentences: int | None) -> float:
    """Return what is recovered of a set's languages, on the average."""
    languages = CHARSETS[codec][1].split()
    shares = [
        recovered(
            text_of(codec, language, sentences),
            read(page(codec, language, declaration, marked=marked, sentences=sentences)),
        )
        for language in languages
    ]
    return sum(shares) / len(shares)


def table(sentences: int | None = None) -> dict[str, list[tuple[float, float]]]:
    """Return for each row (a set, with or without a byte order mark) ours and theirs by declaration."""
    rows = [(codec, marked) for codec in CHARSETS for marked in ((False, True) if codec in _MARKED else (False,))]
    return {
        CHARSETS[codec][0] + " with mark" * marked: [
            (share(ours, codec, declaration, marked, sentences), share(theirs, codec, declaration, marked, sentences))
            for declaration in DECLARATIONS
        ]
        for codec, marked in rows
    }


def main(argv: list[str] | None = None) -> int:
    """Print the table and return 1 where trafilatura recovers more, else 0."""
    parser = argparse.ArgumentParser(prog="python -m benchmarks.charsets", description=__doc__)
    parser.add_argument("--sentences", type=int, help="shorter pages: so many sentences")
    found = table(parser.parse_args(argv).sentences)
    print(
        f"| recovered, ours / trafilatura {trafilatura.__version__} | "
        + " | ".join(f"{d} label" for d in DECLARATIONS)
        + " |"
    )
    print("| --- | --- | --- | --- |")
    for name, cells in found.items():
        print(
            f"| {name} | " + " | ".join(f"{'**' * (a < b)}{a:.3f}{'**' * (a < b)} / {b:.3f}" for a, b in cells) + " |"
        )
    cells = [cell for row in found.values() for cell in row]
    behind = sum(a < b for a, b in cells)
    ours_mean, theirs_mean = (sum(side) / len(cells) for side in zip(*cells, strict=True))
    print(f"| mean of {len(cells)} ({behind} behind) | {ours_mean:.3f} / {theirs_mean:.3f} | | |")
    return int(behind > 0)


if __name__ == "__main__":
    sys.exit(main())
