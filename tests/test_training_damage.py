"""Damaged documents: what is put in has exact labels, what was there stays there in order."""

import functools
from collections import Counter

import pytest
from training_helpers import SENTENCES, added, chance, document, piece, rows, small_pool

from declutter.features import describe
from declutter.labels import KEPT_BY_DEFAULT
from declutter.training.corpora import seed_documents
from declutter.training.damage import Clutter, clutter_blocks, damage, listing_entries, thinned
from declutter.training.lookups import lookups

ROUNDS = 40
LONGEST_MARK = len("… Read more")  # after a truncated copy

lookups_once = functools.cache(lookups)


@functools.cache
def sample():
    """Every ninth seed: all languages, some eighty documents."""
    return tuple(seed_documents()[::9])


@functools.cache
def damaged_sample():
    clutter = Clutter.of(sample(), {})
    return tuple((d, damage(d, clutter, chance(n))) for n, d in enumerate(sample()))


def test_all_of_the_document_stays_in_order():
    assert sum(bool(added(before, after)) for before, after in damaged_sample()) > len(sample()) / 2


def test_what_is_put_in_is_copies_and_clutter_of_the_same_language():
    clutter = Clutter.of(sample(), {})
    for before, after in damaged_sample():
        movable = {row for block in clutter.blocks.get(before.lang, []) for row in block}
        words = {word for entry in clutter.entries.get(before.lang, []) for part in entry for word in part.split()}
        originals = {line for label, line in rows(before) if label in KEPT_BY_DEFAULT}
        for label, line in added(before, after):
            if label == "duplicate":
                assert line in originals, f"{after.name}: {line!r} is no copy"
            elif label != "lead_in":
                figures = any(character in "0123456789★" for character in line)  # a price, a rating
                of_listing = label == "ad" and (figures or words.intersection(line.split()))
                assert (label, line) in movable or of_listing, f"{after.name}: {line!r} comes from nowhere"


def test_every_lead_in_begins_a_line_of_the_document():
    count = 0
    for before, after in damaged_sample():
        originals = [line for label, line in rows(before) if label in ("prose", "item")]
        for label, line in added(before, after):
            if label == "lead_in":
                count += 1
                shared = max(len(common_start(line, original)) for original in originals)
                assert shared >= len(line) - LONGEST_MARK, f"{after.name}: {line!r} is the beginning of no line"
                assert any(common_start(line, original) >= line[:15] for original in originals)
    assert count > 20


def common_start(one, other):
    size = next((n for n, (a, b) in enumerate(zip(one, other, strict=False)) if a != b), min(len(one), len(other)))
    return one[:size]


def test_repetition_features_see_the_copies():
    seen = Counter()
    for before, after in damaged_sample():
        repeats = describe([line.strip() for line in after.lines], *lookups_once()).repeats
        new = Counter(added(before, after))
        for at, row in enumerate(rows(after)):
            if new[row] and row[0] == "lead_in":
                seen[bool(repeats.full[at] >= 0)] += 1
            elif new[row] and row[0] == "duplicate":
                assert repeats.partner[at] >= 0, row
    assert seen[True] >= 0.95 * seen.total(), seen


def test_name_group_and_language_stay():
    before = piece("one")
    after = damage(before, Clutter({}, {}, {}), chance(0))
    assert after.name == "one+damaged"
    assert (after.group, after.origin, after.lang, after.kind) == (before.group, "seeds", "en", "seed")


def test_the_same_chance_gives_the_same_document():
    documents = [piece("one"), piece("two")]
    clutter = Clutter.of(documents, {})
    first, again = ([damage(d, clutter, chance(3)) for d in documents] for _ in range(2))
    assert first == again


def test_every_kind_of_damage_occurs():
    document_ = piece("one")
    kinds = Counter()
    for n in range(ROUNDS):
        after = damage(document_, Clutter.of([piece("two")], {}), chance(n))
        new = Counter(label for label, _ in added(document_, after))
        kinds.update(new or ["none"])
    assert set(kinds) == {"none", "newsletter", "related", "lead_in", "duplicate"}


@pytest.mark.parametrize(
    "rows_",
    [
        [("ad", "Buy")],
        [("prose", "Short.")],
        [("heading", "A title that is long enough to be repeated")],
        [("prose", "x" * 400)],
        [("prose", SENTENCES[0])],
        [("comment", "No piece at all here"), ("social", "3 likes")],
    ],
    ids=["one ad", "short", "heading", "no blank", "one paragraph", "clutter only"],
)
def test_small_documents_are_damaged_without_error(rows_):
    before, clutter = document("small", rows_), Clutter.of([piece("two")], {})
    for seed in range(ROUNDS):
        after = damage(before, clutter, chance(seed))
        added(before, after)
        assert all(line.strip() for line in after.lines), seed


def test_blocks_are_runs_of_one_clutter_label():
    blocks = clutter_blocks([piece("one"), piece("two", lang="de")])
    assert set(blocks) == {"en", "de"}
    assert {tuple(dict(block)) for block in blocks["en"]} == {("newsletter",), ("related",)}
    assert [len(block) for block in blocks["en"]] == [2, 2]


def test_a_single_short_line_is_no_block_and_a_long_block_is_cut():
    rows_ = [("social", "Share"), ("prose", "x"), *[("comment", f"Comment number {n}") for n in range(30)]]
    assert [len(block) for block in clutter_blocks([document("x", rows_)])["en"]] == [14]


def test_the_last_run_of_a_document_is_a_block_too():
    rows_ = [("prose", "x"), ("ad", "Buy one"), ("ad", "Buy two")]
    assert clutter_blocks([document("x", rows_)]) == {"en": [rows_[1:]]}


def adverts(size):
    return document(
        "x", [row for n in range(size) for row in (("ad", f"Tool {n}"), ("ad", f"It does thing number {n}."))]
    )


def test_entries_of_a_listing_are_names_with_the_line_after_them():
    assert listing_entries([adverts(2)]) == {
        "en": [("Tool 0", "It does thing number 0."), ("Tool 1", "It does thing number 1.")]
    }
    assert listing_entries([document("x", [("ad", "Tool"), ("prose", "A sentence about something else.")])]) == {}


def test_listings_are_put_in_where_a_language_has_enough_entries():
    before, clutter = piece("one"), Clutter.of([adverts(20)], {})
    put_in = [added(before, damage(before, clutter, chance(seed))) for seed in range(ROUNDS)]
    assert 0 < sum(len([row for row in new if row[0] == "ad"]) > 28 for new in put_in) < ROUNDS


def test_pieces_of_another_language_stay_out():
    before = piece("one", lang="de")
    for seed in range(ROUNDS):
        new = added(before, damage(before, Clutter({}, {}, {"en": small_pool()}), chance(seed)))
        assert {label for label, _ in new} <= {"lead_in", "duplicate"}


def test_a_thinned_document_has_fewer_lines_in_the_same_order():
    before = document("long", [row for part in "abc" for row in rows(piece(part))])
    sizes = set()
    for seed in range(ROUNDS):
        after = thinned(before, chance(seed))
        left = iter(rows(before))
        assert all(row in left for row in rows(after)), "a line that was not there, or out of order"
        assert after.name == before.name
        sizes.add(len(after.lines))
    assert len(sizes) > 5
    assert max(sizes) == len(before.lines)


def test_a_document_with_copies_and_one_of_clutter_alone_stay_whole():
    copied = document("copied", [*rows(piece("a")), ("duplicate", piece("a").lines[1])])
    clutter = document("clutter", [("ad", "Buy")])
    for seed in range(ROUNDS):
        assert thinned(copied, chance(seed)) == copied
        assert thinned(clutter, chance(seed)) == clutter
