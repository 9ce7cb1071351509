"""Addresses: what counts as one, and how relative ones become absolute."""

from __future__ import annotations

import time

import pytest
from hypothesis import given
from hypothesis import strategies as st

import declutter
from declutter.addresses import MAX_BASE, absolute, base_of, checked

URL = "https://x.org/a/b.html"


@pytest.mark.parametrize(
    "url", ["", URL, "http://x", "HTTPS://X.ORG?q", "https://[::1]:80/", "https://例え.jp/あ", "http://u:p@x"]
)
def test_an_absolute_address_is_accepted(url: str) -> None:
    assert checked(url) == url


@pytest.mark.parametrize(
    "url",
    [
        "x.org",
        "/a",
        "//x.org",
        "https:",
        "https:///a",
        "https://:80",
        "file:///a",
        "mailto:a@b",
        "http://[",
        "http://a b/",
    ],
)
@pytest.mark.parametrize("function", [declutter.clean, declutter.explain])
@pytest.mark.parametrize("source", ["A line.", "<html><p>A line."])
def test_what_is_none_is_a_value_error(function: object, url: str, source: str) -> None:
    assert callable(function)
    with pytest.raises(ValueError, match=r"^url must be an absolute address, such as .* not "):
        function(source, url=url)


def test_a_long_one_is_not_repeated_whole() -> None:
    with pytest.raises(ValueError, match="…") as error:
        checked("x" * 10_000)
    assert len(str(error.value)) < 300


@pytest.mark.parametrize("url", [None, b"https://x.org", 5])
def test_what_is_no_string_is_a_type_error(url: object) -> None:
    with pytest.raises(TypeError, match="url must be str"):
        checked(url)


@pytest.mark.parametrize(
    ("address", "want"),
    [
        ("c", "https://x.org/a/c"),
        ("../../c", "https://x.org/c"),
        ("?q", "https://x.org/a/b.html?q"),
        ("//y/c", "https://y/c"),
        ("#c", "#c"),
        ("HTTP://Y/?", "HTTP://Y/?"),  # not even the empty query goes
        ("tel:1", "tel:1"),
        ("java\tscript:c", "java\tscript:c"),
        ("//[", "//["),
    ],
)
def test_relative_addresses(address: str, want: str) -> None:
    assert absolute(address, URL) == want
    assert absolute(address, "") == address


def test_the_base_takes_over_neither_query_nor_password() -> None:
    assert base_of("https://me:secret@x.org:8080/a/b?c#d", "") == "https://x.org:8080/a/b"
    assert base_of("", "https://me:secret@x.org/a/?b") == "https://x.org/a/"


def test_a_base_that_is_too_long_is_none() -> None:
    long = URL + "/" * MAX_BASE
    assert base_of(long, "") == base_of(URL, long) == ""
    assert base_of(f"{URL}?{'q' * MAX_BASE}", "") == URL


@given(st.text(), st.text())
def test_nothing_raises(url: str, href: str) -> None:
    base = base_of(url, href)
    assert base == base_of(base, "")
    assert isinstance(absolute(href, base or URL), str)


def test_time_is_in_proportion_to_the_number_of_links() -> None:
    url = "https://x.org/" + "a/" * 990
    seconds = []
    for size in (500, 4000):
        page = f"<html><title>x</title><p>{'<a href=../b>word</a> and more words, ' * size}"
        start = time.process_time()
        assert declutter.clean(page, format="markdown", url=url, keep=tuple(declutter.Label)).count("https://") == size
        seconds.append(time.process_time() - start)
    assert seconds[1] < 40 * seconds[0] + 0.5
