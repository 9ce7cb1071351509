"""Pieces of a pool put into a labelled document, each kind by chance and where sites have it."""

from __future__ import annotations

import random
from collections.abc import Callable, Sequence

from declutter.labels import KEPT_BY_DEFAULT, Label
from declutter.training.offers import Labelled
from declutter.training.pool import Pool

_BULLETS = ("- ", "• ", "* ", "– ", "» ", "> ", "+ ")
_BULLETED = 0.25  # of the blocks whose lines may be a list
_POSTS_OF_FORUM = 4  # bylines, from which on what follows would be a post and no comment


def with_pieces(lines: Labelled, pool: Pool, rng: random.Random) -> Labelled:
    """Return ``lines`` with pieces of ``pool`` between them."""
    for share, put_in in _KINDS:
        if rng.random() < share:
            lines = put_in(lines, pool, rng)
    return lines


def insert_block(lines: Labelled, block: Labelled, rng: random.Random) -> Labelled:
    """Return ``lines`` with ``block`` put in: at the end, as most sites have it, between paragraphs or near the top."""
    place = rng.choice((len(lines), len(lines), rng.randint(0, len(lines)), rng.randint(0, min(3, len(lines)))))
    return lines[:place] + block + lines[place:]


def _spots(lines: Labelled, pool: Pool, rng: random.Random) -> Labelled:
    for spot in _some(pool.spots, (1, 1, 2, 3), rng):
        head = _labelled(Label.AD, [rng.choice(pool.heads)] if rng.random() < 0.2 else [])
        place = rng.randint(min(1, len(lines)), len(lines))
        lines = [*lines[:place], *head, (Label.AD, spot), *lines[place:]]
    return lines


def _promo(lines: Labelled, pool: Pool, rng: random.Random) -> Labelled:
    promo = rng.choice(pool.promos)
    if rng.random() < 0.3:  # an extractor lost some of it
        start = rng.randint(0, len(promo) - 1)
        promo = promo[start : rng.randint(start, len(promo)) + 1]
    return insert_block(lines, _labelled(Label.AD, promo), rng)


def _prompts(lines: Labelled, pool: Pool, rng: random.Random) -> Labelled:
    return insert_block(lines, _labelled(Label.NEWSLETTER, _some(pool.newsletter, (1, 1, 1, 2), rng)), rng)


def _related(lines: Labelled, pool: Pool, rng: random.Random) -> Labelled:
    head = [rng.choice(pool.related_heads)] if rng.random() < 0.75 else []
    pointers = _some(pool.related, (1, 3, 4, 5, 8, 12), rng) if rng.random() < 0.5 else _teasers(pool, rng)
    return insert_block(lines, _labelled(Label.RELATED, head + _bulleted(pointers, rng)), rng)


def _teasers(pool: Pool, rng: random.Random) -> list[str]:
    """Return other pieces with their first sentences, all laid out in one way."""
    chosen = rng.sample(pool.teasers, min(len(pool.teasers), rng.choice((1, 1, 2, 3, 4, 6, 10))))
    layout = rng.choice(("lines", "lines", "text", "one line", "twice", "text first"))
    longest = rng.choice((60, 100, 160, 1000, 1000, 1000))
    shown = []
    for headline, whole in chosen:
        text = whole if len(whole) <= longest else whole[:longest].rstrip() + rng.choice(("…", "...", " […]", ""))
        if layout == "text":
            shown.append(text)
        elif layout == "one line":
            shown.append(f"{headline} {text}")
        elif layout == "text first":
            shown += [text, headline]
        else:
            shown += [headline] * (2 if layout == "twice" else 1) + [text]
    return shown


def _pointers(lines: Labelled, pool: Pool, rng: random.Random) -> Labelled:
    for pointer in _some(pool.pointers, (1, 1, 2, 3), rng):
        place = rng.randint(min(1, len(lines)), len(lines))
        lines = [*lines[:place], (Label.RELATED, pointer), *lines[place:]]
    return lines


def _bios(lines: Labelled, pool: Pool, rng: random.Random) -> Labelled:
    shown = []
    for bio in _some(pool.bios, (1, 1, 1, 2), rng):
        shown += [*([rng.choice(pool.names)] if rng.random() < 0.5 else []), bio]
    place = _end_of_piece(lines) if rng.random() < 0.5 else len(lines)
    return lines[:place] + _labelled(Label.BYLINE, shown) + lines[place:]


def _bylines(lines: Labelled, pool: Pool, rng: random.Random) -> Labelled:
    shown = _labelled(Label.BYLINE, _some(pool.bylines, (1, 1, 2, 3), rng))
    place = rng.choice((0, min(1, len(lines)), min(1, len(lines)), _end_of_piece(lines)))
    return lines[:place] + shown + lines[place:]


def _menus(lines: Labelled, pool: Pool, rng: random.Random) -> Labelled:
    for menu in rng.sample(pool.menus, min(len(pool.menus), rng.choice((1, 1, 2, 3)))):
        block = _labelled(Label.NAVIGATION, _bulleted(menu, rng))
        place = rng.choice((0, len(lines), rng.randint(0, len(lines))))
        lines = lines[:place] + block + lines[place:]
    return lines


def _social(lines: Labelled, pool: Pool, rng: random.Random) -> Labelled:
    return insert_block(lines, _labelled(Label.SOCIAL, _some(pool.social, (1, 1, 2, 4), rng)), rng)


def _legal(lines: Labelled, pool: Pool, rng: random.Random) -> Labelled:
    return insert_block(lines, _labelled(Label.LEGAL, _some(pool.legal, (1, 1, 2, 3), rng)), rng)


def _comments(lines: Labelled, pool: Pool, rng: random.Random) -> Labelled:
    if sum(label == Label.BYLINE for label, _ in lines) >= _POSTS_OF_FORUM:
        return lines
    thread = _some(pool.comments, (1, 2, 4, 8, 16), rng) if rng.random() < 0.5 else rng.choice(pool.threads)
    return lines + _labelled(Label.COMMENT, thread)


def _credits(lines: Labelled, pool: Pool, rng: random.Random) -> Labelled:
    for credit in _some(pool.credits, (1, 1, 2, 3), rng):
        place = rng.randint(min(1, len(lines)), max(_end_of_piece(lines), min(1, len(lines))))
        lines = [*lines[:place], (Label.CAPTION, credit), *lines[place:]]
    return lines


#: How often a document gets each kind; pieces put in later may stand between those put in before.
_KINDS: tuple[tuple[float, Callable[[Labelled, Pool, random.Random], Labelled]], ...] = (
    (0.2, _credits),
    (0.2, _bylines),
    (0.3, _spots),
    (0.25, _promo),
    (0.25, _pointers),
    (0.2, _bios),
    (0.3, _prompts),
    (0.35, _related),
    (0.2, _social),
    (0.25, _comments),
    (0.25, _menus),
    (0.2, _legal),
)


def _some(pieces: Sequence[str], sizes: Sequence[int], rng: random.Random) -> list[str]:
    return rng.sample(pieces, min(len(pieces), rng.choice(sizes)))


def _bulleted(texts: Sequence[str], rng: random.Random) -> list[str]:
    bullet = rng.choice(_BULLETS) if rng.random() < _BULLETED else ""
    return [bullet + text for text in texts]


def _labelled(label: Label, texts: Sequence[str]) -> Labelled:
    return [(str(label), text) for text in texts]


def _end_of_piece(lines: Labelled) -> int:
    return max((i + 1 for i, (label, _) in enumerate(lines) if label in KEPT_BY_DEFAULT), default=len(lines))
