"""Shapes of input made to keep a reader busy: a catalogue, each a function from a size in characters to the input."""

from __future__ import annotations

from collections.abc import Callable
from typing import Literal

Make = Callable[[int], "str | bytes"]


def _repeated(unit: str, start: str = "", stop: str = "") -> Make:
    """Return a function that repeats ``unit`` up to a size; ``#`` in it stands for a number that grows."""
    if "#" not in unit:
        return lambda size: start + unit * ((size - len(start) - len(stop)) // len(unit)) + stop

    def numbered(size: int) -> str:
        pieces: list[str] = []
        length, number = len(start) + len(stop), 0
        while True:
            piece = unit.replace("#", str(number))
            length += len(piece)
            if length > size:
                return start + "".join(pieces) + stop
            pieces.append(piece)
            number += 1

    return numbered


def _mirrored(opening: str, closing: str) -> Make:
    """Return a function that first opens elements up to half the size and then closes all of them."""
    return lambda size: (
        opening * (size // (len(opening + closing))) + "x" + closing * (size // (len(opening + closing)))
    )


_NESTED = "div p b i a span ul ol li dl dd table td tr form select option button section blockquote pre font h1 svg " \
    "math template object noscript x-y ruby fieldset label optgroup nobr marquee center details q ins"  # fmt: skip

HTML: dict[str, Make] = {
    **{f"nested <{name}>": _repeated(f"<{name}>x") for name in _NESTED.split()},
    **{
        f"nested and closed <{name}>": _mirrored(f"<{name}>", f"</{name}>") for name in ("div", "b", "ul", "table", "a")
    },
    "formatting left open in paragraphs": _repeated("<p><b id=#>x"),
    "formatting closed in the wrong order": _repeated("<b><i><u><p>x</b></i></u>"),
    "formatting around blocks": _repeated("<b><div></b>x"),
    "links around blocks": _repeated("<a href=#><div>x"),
    "fonts before tables": _repeated("<font size=#><table>x"),
    "paragraphs in paragraphs": _repeated("<p>x<p>"),
    "end tags of paragraphs": _repeated("</p>"),
    "end tags of nothing": _repeated("</div></b></table></x>"),
    "lists of lists": _repeated("<ul><li>x</li>"),
    "definitions": _repeated("<dl><dt>x<dd>y"),
    "tables in cells": _repeated("<table><tr><td>x"),
    "text in tables outside cells": _repeated("<table>x<tr>y"),
    "cells": _repeated("<td>x", "<table><tr>"),
    "rows": _repeated("<tr><td>1<td>2", "<table>"),
    "selects left open": _repeated("<select><option>x"),
    "options": _repeated("<option>x", "<select>"),
    "forms left open": _repeated("<form><input name=x>"),
    "attributes without end": _repeated(" a#=1", "<div"),
    "attributes of one letter": _repeated("# ", "<div "),
    "attribute value without end": _repeated("x ", '<p title="'),
    "attributes of many tags": _repeated('<p a b=c d="e" f=\'g\' class="h i">x'),
    "attributes of the root": _repeated("<html a#=1>"),
    "attributes of hidden elements": _repeated('<span style="display: none">x</span>'),
    "styles that hide almost": _repeated(" display:", '<p style="', 'none">x'),
    "end tags hidden in attributes": _repeated("<div title='</div>'>x"),
    "end tags hidden in comments": _repeated("<div><!--</div>-->x"),
    "entities": _repeated("&amp;&lt;&nbsp;&eacute;"),
    "entities without end": _repeated("&notin&#x"),
    "numeric entities": _repeated("&#1234567;&#0;&#xd800;"),
    "entity of many digits": _repeated("9", "<p>&#"),
    "comments": _repeated("<!-- x -->"),
    "comments left open": _repeated("<!--"),
    "comment with dashes": _repeated("-", "<!--"),
    "comments that end oddly": _repeated("<!-->x<!--->y<!--z--!>"),
    "declarations": _repeated("<!doctype html>"),
    "CDATA": _repeated("<![CDATA["),
    "processing instructions": _repeated("<?x "),
    "less-than signs": _repeated("<"),
    "greater-than signs": _repeated(">"),
    "end tag openers": _repeated("</"),
    "slashes in tags": _repeated("/", "<p"),
    "quotes in tags": _repeated("\"'", "<p "),
    "one long tag name": _repeated("a", " <"),
    "names that grow": _repeated("<x#>y"),
    "custom elements": _repeated("<x-#>y</x-#>"),
    "script left open": _repeated("<script>"),
    "scripts": _repeated("<script>x</script>"),
    "escaped scripts": _repeated("<!--<script>", "<script>"),
    "titles": _repeated("<title>x</title>"),
    "og:title without end": _repeated("word ", '<meta property="og:title" content="', '"><h1>word</h1><p>x'),
    "text areas": _repeated("<textarea>x"),
    "plaintext": _repeated("<plaintext>x"),
    "xmp": _repeated("<xmp>x"),
    "noscript": _repeated("<noscript><p>x</noscript>"),
    "line breaks": _repeated("<br>"),
    "lines with breaks": _repeated("word<br>\n"),
    "images": _repeated("<img src=#>"),
    "headings": _repeated("<h1>x</h1>"),
    "headings in one another": _repeated("<h1>x<h2>y<h3>"),
    "links": _repeated("<a href=#>x</a> "),
    "short paragraphs": _repeated("<p>x</p>"),
    "paragraphs of a word": _repeated("<p>word #</p>"),
    "paragraphs of a number": _repeated("<p>#"),
    "bold letters": _repeated("<b>x</b>"),
    "ruby": _repeated("<ruby>x<rt>y"),
    "frames": _repeated("<frameset><frame>"),
    "bodies": _repeated("<body><head>x"),
    "templates": _repeated("<template><p>x"),
    "drawings that end": _repeated("<svg><p>x"),
    "drawings with foreign parts": _repeated("<svg><foreignObject><p>x"),
    "formulas": _repeated("<math><mi>x<annotation-xml>"),
    "structured data left open": _repeated('<script type="application/ld+json">{"articleBody":"'),
    "structured data nested": _repeated("[", '<script type="application/ld+json">{"articleBody":', "</script>"),
    "structured data of many texts": _repeated(
        '{"articleBody":"word #"},', '<script type="application/ld+json">[', "0]</script>"
    ),
    "structured data of quotes": _repeated('"', '<script type="application/ld+json">{"articleBody":', "</script><p>x"),
    "structured data of escaped quotes": _repeated(
        '\\"', '<script type="application/ld+json">{"articleBody":"', "</script><p>x"
    ),
    "structured data of backslashes": _repeated(
        "\\", '<script type="application/ld+json">{"articleBody":"', "</script><p>x"
    ),
    "structured data of keys": _repeated('"articleBody":', '<script type="application/ld+json">{', "</script><p>x"),
    "structured data of lines": _repeated(
        "word #\\n", '<script type="application/ld+json">{"articleBody":"', '"}</script><p>x'
    ),
    "structured data of many scripts": _repeated(
        '<script type="application/ld+json">{"articleBody":"word #"}</script><p>word #'
    ),
    "descriptions": _repeated('<meta name="description" content="word #">', "", "<p>word"),
    "description of many words": _repeated("word # ", '<meta name="description" content="', '"><p>word 1 word 2'),
    "NUL": _repeated("\0", "<p>"),
    "zero-width characters": _repeated("\u200b\u200d\u2060\u00ad", "<p>"),
    "lone surrogates": _repeated("\ud800<p>\udfff"),
    "combining characters": _repeated("\u0301", "<p>e"),
    "white space": _repeated(" \t\n", "<p>"),
    "one word": _repeated("x", "<p>"),
    "one line of pre": _repeated("<b>x</b> ", "<pre>"),
    "lines of pre": _repeated("x\n", "<pre>"),
}
TEXT: dict[str, Make] = {
    "one line of words": _repeated("word "),
    "one word": _repeated("x"),
    "lines of a letter": _repeated("x\n"),
    "lines of a word": _repeated("word\n"),
    "lines of a number": _repeated("#\n"),
    "lines of two words": _repeated("word #\n"),
    "blank lines": _repeated("\n"),
    "lines of spaces": _repeated(" \n"),
    "lines that are cut": _repeated("The ferry crosses the bay number # and people…\n"),
    "lines that begin alike": _repeated("The ferry crosses the wide bay every day and number # is the last\n"),
    "one line over and over": _repeated("The ferry crosses the bay twice a day, and people wait for it.\n"),
    "separators": _repeated("|•·»\n"),
    "dots": _repeated("..."),
    "ellipses": _repeated("…\n"),
    "addresses": _repeated("https://a.example/b/#?c=d "),
    "mail addresses": _repeated("a@b.", "x"),
    "digits": _repeated("0123456789"),
    "dates": _repeated("12.12.2012 "),
    "ideographs": _repeated("漢字"),
    "Thai": _repeated("ภาษาไทย"),
    "emoji": _repeated("👩‍👩‍👧"),
    "combining characters": _repeated("e\u0301\u0302\u0303"),
    "bidi signs": _repeated("\u202e\u2066x"),
    "lone surrogates": _repeated("\ud800\n\udfff"),
    "NUL": _repeated("\0"),
    "vertical tabs": _repeated("x\v\f\x1c\x85\u2028"),
    "tags in text": _repeated("a <p> b </p> "),
    "phrases of clutter": _repeated("Subscribe\nShare on\nLeave a reply\n"),
    "capitals": _repeated("AbCd "),
    "brackets": _repeated("[({"),
}  # fmt: skip
BYTES: dict[str, Make] = {
    "high bytes": lambda size: bytes(range(128, 256)) * (size // 128),
    "lead bytes": lambda size: b"\x81" * size,
    "cut UTF-8": lambda size: b"\xe2\x82" * (size // 2),
    "UTF-16 without a mark": lambda size: ("<p>ab" * (size // 10)).encode("utf-16-le"),
    "UTF-32 with a mark": lambda size: ("<p>ab" * (size // 20)).encode("utf-32"),
    "GB 18030": lambda size: ("<p>渡船每天" * (size // 11)).encode("gb18030") + b"\xff",
    "ISO-2022-JP escapes": lambda size: b"\x1b$B\x1b(B" * (size // 6),
    "charsets declared again and again": lambda size: b'<meta charset="x' * (size // 16) + b"\xff",
    "zeros": bytes,
}
Kind = Literal["html", "text", "auto"]
CATALOGUE: dict[str, tuple[Kind, Make]] = {
    **{f"html: {name}": ("html", make) for name, make in HTML.items()},
    **{f"text: {name}": ("text", make) for name, make in TEXT.items()},
    **{f"bytes: {name}": ("html", make) for name, make in BYTES.items()},
}
