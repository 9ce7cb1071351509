"""Pieces of a pool put into a labelled document, each kind by chance and where sites have it."""

from __future__ import annotations

import random
from collections.abc import Callable, Sequence
from typing import TypeVar

from declutter.labels import KEPT_BY_DEFAULT, Label
from declutter.training.offers import Labelled
from declutter.training.pool import Pool

_BULLETS = ("- ", "• ", "* ", "– ", "» ", "> ", "+ ")
_BULLETED = 0.25  # of the blocks whose lines may be a list
#: How a teaser is laid out: its lines.
_TEASERS = (
    ("{headline}", "{text}"),
    ("{headline}", "{text}"),
    ("{text}",),
    ("{headline} {text}",),
    ("{headline}", "{headline}", "{text}"),
    ("{text}", "{headline}"),
)

_Piece = TypeVar("_Piece")


def with_pieces(lines: Labelled, pool: Pool, rng: random.Random, *, comments: bool = True) -> Labelled:
    """Return ``lines`` with pieces of ``pool`` between them, without ``comments`` where they would be posts."""
    for share, put_in in _KINDS:
        if rng.random() < share and (comments or put_in is not _comments):
            lines = put_in(lines, pool, rng)
    return lines


def insert_block(lines: Labelled, block: Labelled, rng: random.Random) -> Labelled:
    """Return ``lines`` with ``block`` put in: at the end, as most sites have it, between paragraphs or near the top."""
    place = rng.choice((len(lines), len(lines), rng.randint(0, len(lines)), rng.randint(0, min(3, len(lines)))))
    return lines[:place] + block + lines[place:]


def _spots(lines: Labelled, pool: Pool, rng: random.Random) -> Labelled:
    for spot in _some(pool.spots, (1, 1, 2, 3), rng):
        head = [rng.choice(pool.heads)] if rng.random() < 0.2 else []
        lines = _after_any(lines, _labelled(Label.AD, [*head, spot]), rng)
    return lines


def _promo(lines: Labelled, pool: Pool, rng: random.Random) -> Labelled:
    promo = rng.choice(pool.promos)
    if rng.random() < 0.3:  # an extractor lost some of it
        start = rng.randint(0, len(promo) - 1)
        promo = promo[start : rng.randint(start + 1, len(promo))]
    return insert_block(lines, _labelled(Label.AD, promo), rng)


def _prompts(lines: Labelled, pool: Pool, rng: random.Random) -> Labelled:
    return insert_block(lines, _labelled(Label.NEWSLETTER, _some(pool.newsletter, (1, 1, 1, 2), rng)), rng)


def _related(lines: Labelled, pool: Pool, rng: random.Random) -> Labelled:
    head = [rng.choice(pool.related_heads)] if rng.random() < 0.75 else []
    bullet = _bullet(rng)
    if rng.random() < 0.5:
        pointers = [bullet + headline for headline in _some(pool.related, (1, 3, 4, 5, 8, 12), rng)]
    else:
        pointers = _teasers(pool, bullet, rng)
    return insert_block(lines, _labelled(Label.RELATED, head + pointers), rng)


def _teasers(pool: Pool, bullet: str, rng: random.Random) -> list[str]:
    """Return other pieces with their first sentences, all laid out and cut in one way."""
    layout = rng.choice(_TEASERS)
    longest, mark = rng.choice((60, 100, 160, 1000, 1000, 1000)), rng.choice(("…", "...", " […]", ""))
    shown = []
    for headline, whole in _some(pool.teasers, (1, 1, 2, 3, 4, 6, 10), rng):
        text = whole if len(whole) <= longest else whole[:longest].rstrip() + mark
        first, *others = (form.format(headline=headline, text=text) for form in layout)
        shown += [bullet + first, *others]
    return shown


def _pointers(lines: Labelled, pool: Pool, rng: random.Random) -> Labelled:
    for pointer in _some(pool.pointers, (1, 1, 2, 3), rng):
        lines = _after_any(lines, _labelled(Label.RELATED, [pointer]), rng)
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
    for menu in _some(pool.menus, (1, 1, 2, 3), rng):
        bullet = _bullet(rng)
        block = _labelled(Label.NAVIGATION, [bullet + line for line in menu])
        place = rng.choice((0, len(lines), rng.randint(0, len(lines))))
        lines = lines[:place] + block + lines[place:]
    return lines


def _social(lines: Labelled, pool: Pool, rng: random.Random) -> Labelled:
    return insert_block(lines, _labelled(Label.SOCIAL, _some(pool.social, (1, 1, 2, 4), rng)), rng)


def _legal(lines: Labelled, pool: Pool, rng: random.Random) -> Labelled:
    return insert_block(lines, _labelled(Label.LEGAL, _some(pool.legal, (1, 1, 2, 3), rng)), rng)


def _comments(lines: Labelled, pool: Pool, rng: random.Random) -> Labelled:
    thread = _some(pool.comments, (1, 2, 4, 8, 16), rng) if rng.random() < 0.5 else rng.choice(pool.threads)
    return lines + _labelled(Label.COMMENT, thread)


def _credits(lines: Labelled, pool: Pool, rng: random.Random) -> Labelled:
    for credit in _some(pool.credits, (1, 1, 2, 3), rng):
        after = [i + 1 for i, (label, _) in enumerate(lines) if label in KEPT_BY_DEFAULT]
        if after:  # between adverts it would be theirs
            place = rng.choice(after)
            lines = [*lines[:place], *_labelled(Label.CAPTION, [credit]), *lines[place:]]
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


def _some(pieces: Sequence[_Piece], sizes: Sequence[int], rng: random.Random) -> list[_Piece]:
    return rng.sample(pieces, min(len(pieces), rng.choice(sizes)))


def _bullet(rng: random.Random) -> str:
    return rng.choice(_BULLETS) if rng.random() < _BULLETED else ""


def _after_any(lines: Labelled, block: Labelled, rng: random.Random) -> Labelled:
    """Return ``lines`` with ``block`` put in at any place but the top."""
    place = rng.randint(min(1, len(lines)), len(lines))
    return lines[:place] + block + lines[place:]


def _labelled(label: Label, texts: Sequence[str]) -> Labelled:
    return [(str(label), text) for text in texts]


def _end_of_piece(lines: Labelled) -> int:
    return max((i + 1 for i, (label, _) in enumerate(lines) if label in KEPT_BY_DEFAULT), default=len(lines))
