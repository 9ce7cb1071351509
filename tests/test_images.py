"""Which images are written, and with which address."""

from __future__ import annotations

import time

import pytest

import declutter
from declutter.markdown import to_markdown
from declutter.markup import read_html


def sources(html: str) -> str:
    """Return the addresses of the images in a paragraph and, which must be the same, between two."""
    within = to_markdown(read_html(f"<p>a {html}"), [0], images=True)
    between = to_markdown(read_html(f"<p>a</p><div>{html}</div><p>b"), [0, 1], images=True)
    found = [part.partition(")")[0] for part in within.split("![](")[1:]]
    assert found == [part.partition(")")[0] for part in between.split("![](")[1:]]
    return " ".join(found)


@pytest.mark.parametrize(
    ("html", "want"),
    [
        ("<img src=b>", "b"),
        ("<img src='  a\tb c '>", "ab%20c"),
        ("<img>", ""),
        ("<img src>", ""),
        ("<img src=//x.org/b>", "//x.org/b"),
        ("<img src=HTTPS://x.org/b>", "HTTPS://x.org/b"),
        ("<img src=data:image/gif;base64,R0>", ""),
        ("<img src=' DATA:image/gif;base64,R0'>", ""),
        ("<img src='&#1;da&#10;ta:x'>", ""),
        ("<img src=javascript:x><img src=blob:x><img src=about:blank><img src='#'><img src='{{ a.src }}'>", ""),
        ("<img src=data:x data-src=data:y data-original=data:z srcset='data:a 1x'>", ""),
        ("<img src=data:x data-src=b.jpg>", "b.jpg"),
        ("<img src=blank.gif data-lazy-src=/b>", "/b"),
        ("<img src=c.jpg data-src=hero>", "c.jpg"),  # a key, not an address
        ("<img srcset='b,w_1,h_2 1x, c 2x'>", "b,w_1,h_2"),
        ("<img src=data:x data-srcset='b, c 2x'>", "b"),
        ("<picture><source srcset='b 1x, c 2x'><source srcset=d><img src=e></picture>", "e"),
        ("<picture><source srcset='b 1x, c 2x'><source srcset=d><img src=data:x></picture><img src=data:y>", "b"),
        ("<picture><source srcset=b></picture><picture><img></picture>", ""),
        ("<img src=b hidden><img src=c style='display: none'><img src=d aria-hidden=true>", ""),
        ("<img src=b width=1 height=1><img src=c width=0><img src=d height=1px>", ""),
        ("<img src=b style='border:0;width:1px;height:1px'><img src=c style='height: 0 !important'>", ""),
        ("<img src=b width=10 height=100% style='max-width:1px;line-height:1;width:1em'>", "b"),
    ],
)
def test_addresses(html: str, want: str) -> None:
    assert sources(html) == want


SENTENCE = "The ferry had crossed the bay for ninety years when the county decided that it could no longer pay for it."
PAGE = (
    f"<title>The last ferry</title><article><h1>The last ferry</h1><p>{SENTENCE}</p>"
    "<figure><img src=../f.jpg alt=Ferry>"
    "<figcaption>The ferry leaves the quay for the last time, in June.</figcaption></figure>"
    f"<p>{SENTENCE[4:]}</p>"
    "<div class=related><a href=x><img src=x.jpg>Ten more ferries you will love</a></div></article>"
)


def test_clean_and_explain_write_images_on_request() -> None:
    want, keep = "![Ferry](https://x.org/f.jpg)\n", tuple(declutter.Label)  # of decisions the model's tests speak
    for url, page in (("https://x.org/a/b", PAGE), ("", f"<base href=https://x.org/a/b>{PAGE}")):
        text = declutter.clean(page, format="markdown", url=url, images=True, keep=keep)
        assert want in text
        assert "[![](https://x.org/a/x.jpg)Ten more" in text
        assert declutter.explain(page, format="markdown", url=url, images=True, keep=keep).text == text
        assert "![" not in declutter.clean(page, format="markdown", url=url, keep=keep)
        assert declutter.clean(page, format="markdown", url=url, images=True, drop=keep) == ""


def test_images_are_for_markdown_alone() -> None:
    assert declutter.clean(PAGE, images=True) == declutter.clean(PAGE)
    assert declutter.clean(SENTENCE, format="markdown", images=True) == SENTENCE


@pytest.mark.parametrize(
    "shape",
    ["<img src=b>", "<div><img src=b>", "<aside><img src=b>", "<img src=b></div><div>", "<picture><source srcset=b>"],
)
def test_time_is_linear_in_what_stands_between(shape: str) -> None:
    def seconds(size: int) -> float:
        page = read_html(f"<p>a</p>{shape * size}<p>b</p>")
        start = time.process_time()
        to_markdown(page, range(len(page.blocks)), images=True)
        return time.process_time() - start

    assert min(seconds(8000) for _ in range(3)) < 8 * min(seconds(2000) for _ in range(3)) + 0.05
