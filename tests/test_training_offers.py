"""Listings of offers: each entry once, one layout, prices and ratings as sites write them."""

import random
from collections import Counter

import pytest

from declutter.training.offers import listing, price, rating

ENTRIES = [(f"Tool {n}", f"It does thing number {n}.") for n in range(50)]
ROUNDS = 200


def chance(seed):
    return random.Random(seed)  # noqa: S311 - reproducible chance, no secret


def lines(seed, language="en", heads=(), calls=()):
    drawn = listing(ENTRIES, language, heads, calls, chance(seed))
    assert {label for label, _ in drawn} == {"ad"}
    assert all(line.strip() for _, line in drawn)
    return [line for _, line in drawn]


def test_a_listing_draws_no_entry_twice_and_comes_in_many_sizes_and_layouts():
    sizes = set()
    for seed in range(ROUNDS):
        drawn = lines(seed)
        named = Counter(line for line in drawn if line.startswith(("Tool", "It does")))
        assert max(named.values()) <= 2, "an entry twice, or a name more than twice"
        sizes.add(len(drawn))
    assert len(sizes) > 15


def test_a_head_stands_above_and_calls_stand_at_the_entries():
    above = sum(lines(seed, heads=["Featured"])[0] == "Featured" for seed in range(ROUNDS))
    assert 0.35 * ROUNDS < above < 0.65 * ROUNDS
    called = sum(any("Compare now" in line for line in lines(seed, calls=["Compare now"])) for seed in range(ROUNDS))
    assert 0.1 * ROUNDS < called < 0.5 * ROUNDS


@pytest.mark.parametrize(("language", "sign"), [("ja", "円"), ("pl", "zł"), ("fi", "€"), ("he", "₪")])
def test_prices_are_written_as_in_the_language(language, sign):
    assert any(sign in line for seed in range(ROUNDS) for line in lines(seed, language))


def test_a_price_is_one_amount_or_two_or_one_with_what_is_spared():
    style = ("{} €", ".", ",")
    looks = Counter()
    for seed in range(ROUNDS):
        written = price(style, chance(seed))
        looks[written.count("€"), "%" in written] += 1
        assert written.endswith(("€", "%")), written
        assert " " not in written.split(" €")[0], written
    assert set(looks) == {(1, False), (2, False), (1, True)}


def test_prices_have_the_zeros_of_the_currency():
    whole = [
        int("".join(filter(str.isdigit, price(("{}đ", ".", ""), chance(seed), zeros=4).split("đ")[0])))
        for seed in range(ROUNDS)
    ]
    assert min(whole) > 30_000
    assert all(amount % 1000 == 0 for amount in whole)


def test_a_rating_has_stars_or_points():
    assert all(
        "★" in shown or "/5" in shown or shown[1] in ".," for shown in (rating(chance(n)) for n in range(ROUNDS))
    )


def test_the_same_chance_gives_the_same_listing():
    assert lines(7, "sv", ["a"], ["b"]) == lines(7, "sv", ["a"], ["b"])
