"""Memory of large pages: what the parser has freed goes back, on systems where one can ask for it."""

from __future__ import annotations

import ctypes
from typing import Any

import pytest

from declutter import markup as module
from declutter.markup import read_html
from declutter.tidy import tidy


def test_large_pages_ask_for_it_and_others_do_not(monkeypatch: pytest.MonkeyPatch) -> None:
    asked: list[int] = []
    monkeypatch.setattr(module, "_return_memory", lambda: asked.append(1))
    monkeypatch.setattr(module, "_LARGE", 500)
    read_html("<p>a</p>" * 10)
    assert asked == []
    read_html("<p>a</p>" * 100)
    assert asked == [1]


@pytest.mark.parametrize("failure", [AttributeError, OSError, TypeError])
def test_systems_without_it_do_without(monkeypatch: pytest.MonkeyPatch, failure: type[Exception]) -> None:
    calls: list[Any] = []

    def missing(name: object) -> object:
        calls.append(name)
        raise failure

    monkeypatch.setattr(ctypes, "CDLL", missing)
    monkeypatch.setattr(module, "_LARGE", 0)
    assert [block.text for block in read_html("<p>a</p><p>b</p>").blocks] == ["a", "b"]
    assert calls == [None]


@pytest.mark.parametrize(
    ("html", "want"),
    [
        ("<p>a<p>b<p>c", "<p>a</p><p>b</p><p>c"),
        ("<ul><li>a<li>b<li>c</ul>", "<ul><li>a</li><li>b</li><li>c</li></ul>"),
        ("<table><tr><td>a<td>b<th>c<th>d</table>", "<table><tr><td>a</td><td>b</td><th>c</th><th>d</th></tr></table>"),
        ("<dl><dd>a<dd>b<dt>c<dt>d</dl>", "<dl><dd>a</dd><dd>b</dd><dt>c</dt><dt>d</dt></dl>"),
        ("<h1>a<h1>b<h2>c", "<h1>a</h1><h1>b</h1><h2>c"),
        ("<div>a<div>b", "<div>a<div>b"),
        ("<b>a<b>b", "<b>a<b>b"),
        ("<li>a<ul><li>b<li>c</ul><li>d", "<li>a<ul><li>b</li><li>c</li></ul></li><li>d"),
    ],
)  # fmt: skip
def test_elements_that_end_their_like(html: str, want: str) -> None:
    assert tidy(html) == want
