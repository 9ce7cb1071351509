"""Pieces of a pool in documents: exact labels, in their order, where sites have them."""

from collections import Counter
from dataclasses import replace
from itertools import pairwise

import pytest
from training_helpers import added, chance, document, piece, rows, small_pool

from declutter.labels import Label
from declutter.training.damage import Clutter, damage
from declutter.training.pieces import insert_block, with_pieces

ROUNDS = 60
LABELS = {
    "heads": Label.AD,
    "calls": Label.AD,
    "spots": Label.AD,
    "promos": Label.AD,
    "newsletter": Label.NEWSLETTER,
    "related": Label.RELATED,
    "related_heads": Label.RELATED,
    "teasers": Label.RELATED,
    "pointers": Label.RELATED,
    "bios": Label.BYLINE,
    "names": Label.BYLINE,
    "bylines": Label.BYLINE,
    "menus": Label.NAVIGATION,
    "social": Label.SOCIAL,
    "legal": Label.LEGAL,
    "comments": Label.COMMENT,
    "threads": Label.COMMENT,
    "credits": Label.CAPTION,
}


def kinds_of(line):
    return [kind for kind in LABELS if f" {kind}, piece" in f" {line}"]


def with_pieces_put_in(before, seed):
    return document("after", with_pieces(rows(before), small_pool(), chance(seed)))


def test_pieces_are_put_in_with_their_labels():
    before, seen = piece("one"), Counter()
    for seed in range(8 * ROUNDS):
        for label, line in added(before, with_pieces_put_in(before, seed)):
            for kind in kinds_of(line):
                assert label == LABELS[kind], line
                seen[kind] += 1
    assert set(seen) == set(LABELS) - {"calls"}  # which stand in listings


def test_damaged_documents_have_pieces_and_listings_of_the_pool():
    before, seen = piece("one"), Counter()
    for seed in range(8 * ROUNDS):
        for label, line in added(before, damage(before, Clutter({}, {}, {"en": small_pool()}), chance(seed))):
            seen.update(kind for kind in kinds_of(line) if label == LABELS[kind])
    assert set(seen) == set(LABELS)


def test_all_that_is_put_in_comes_from_the_pool():
    before = piece("one")
    for seed in range(ROUNDS):
        for _, line in added(before, with_pieces_put_in(before, seed)):
            assert kinds_of(line), line


@pytest.mark.parametrize("kind", ["promos", "menus", "threads"])
def test_the_lines_of_a_group_are_in_order(kind):
    before, in_a_row = document("one", [("prose", "The ferry stayed in port.")]), 0
    for seed in range(ROUNDS):
        lines = with_pieces_put_in(before, seed).lines
        numbers = [int(line.split()[-1]) for line in lines if f"{kind}, piece" in line]
        in_a_row += sum(later == earlier + 1 for earlier, later in pairwise(numbers))
        assert all(later in (0, earlier + 1) or kind == "promos" for earlier, later in pairwise(numbers))
    assert in_a_row > 20


def test_credits_stand_inside_of_the_piece_and_comments_at_its_end():
    before = document("one", [("prose", "The ferry stayed in port."), ("prose", "It left."), ("legal", "© 2024")])
    seen = Counter()
    for seed in range(ROUNDS):
        after = with_pieces(rows(before), small_pool(), chance(seed))
        seen.update(label for label, _ in after)
        footer = after.index(("legal", "© 2024"))
        last = max(i for i, (label, _) in enumerate(after) if label == "prose")
        assert all(0 < i < footer for i, (label, _) in enumerate(after) if label == Label.CAPTION)
        assert all(i > last for i, (label, _) in enumerate(after) if label == Label.COMMENT)
    assert min(seen[Label.CAPTION], seen[Label.COMMENT]) > 10


def test_no_credit_stands_within_a_listing():
    before = document("one", [("prose", "The ferry stayed in port."), *[("ad", f"Tool {n}") for n in range(40)]])
    for seed in range(ROUNDS):
        after = [row for row in with_pieces_put_in(before, seed).lines if "credits" in row or row.startswith("Tool")]
        assert not any("credits" in line for line in after[after.index("Tool 0") :])


def test_a_forum_gets_no_comments():
    posts = [row for n in range(5) for row in (("byline", f"ina, post {n}"), ("prose", f"My answer is number {n}."))]
    forum = document("forum", posts)
    clutter = Clutter({"en": [[("comment", "Well said!"), ("comment", "Indeed.")]]}, {}, {"en": small_pool()})
    damaged = {
        seed: [label for label, _ in added(forum, damage(forum, clutter, chance(seed)))] for seed in range(ROUNDS)
    }
    assert not any(Label.COMMENT in labels for labels in damaged.values())
    assert any(Label.BYLINE in labels for labels in damaged.values())


def test_some_teasers_are_cut_and_some_lists_have_bullets():
    before, cut, bullets = piece("one"), 0, 0
    pool = small_pool()
    long = " ".join(["teasers, piece and a text that goes on"] * 8)
    pool = replace(pool, teasers=(("One", long),))
    for seed in range(8 * ROUNDS):
        for _, line in added(before, document("x", with_pieces(rows(before), pool, chance(seed)))):
            cut += "teasers" in line and long not in line
            bullets += "menus" in line and not line.startswith("menus")
    assert cut > 3
    assert bullets > 3


def test_a_block_is_put_in_whole_and_mostly_at_the_end():
    lines, block = [("prose", str(n)) for n in range(9)], [("ad", "a"), ("ad", "b")]
    places = Counter()
    for seed in range(8 * ROUNDS):
        after = insert_block(lines, block, chance(seed))
        at = after.index(block[0])
        assert after == lines[:at] + block + lines[at:]
        places[at] += 1
    assert places[9] > 3 * ROUNDS
    assert len(places) == 10
