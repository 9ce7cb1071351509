"""Which tag does what, and the loop over the pieces of a page."""

from __future__ import annotations

from collections.abc import Callable

from declutter.skipping import preformatted, raw_text, skip_comment
from declutter.tags import BLOCKS, BOLD, INLINE, PREFORMATTED, RAW, SCRIPTS, SKIPPED, VOID, is_hidden
from declutter.walk import Walk

Handler = Callable[[Walk, int, str, str], "bool | None"]


def scan(pieces: list[str]) -> Walk:
    """Walk over a page as Lexbor writes it, split at ``<``."""
    walk = Walk(pieces)
    buffer, bare, handler_of = walk.buffer, _BARE.get, _HANDLERS.get
    for index, piece in walk.numbered:
        tag, _, text = piece.partition(">")
        handler = bare(tag, _unknown)
        if handler is _unknown:  # not one of the tags that have no attributes
            tag, _, attributes = tag.partition(" ")
            handler = handler_of(tag, _unknown)
            if handler is not None and handler(walk, index, tag, attributes):
                text = walk.rest
        elif handler is not None and handler(walk, index, tag, ""):
            text = walk.rest
        if text and (buffer or not text.isspace()):
            buffer.append(text)
    walk.flush(len(pieces))
    return walk


def _preformatted(walk: Walk, index: int, name: str, attributes: str) -> bool:
    walk.open(index, name, attributes)
    walk.keeps_lines = True
    first = walk.pieces[index].partition(">")[2]
    read = raw_text if name in RAW else preformatted
    text, links, stop, walk.rest = read(walk.numbered, name, first)
    if text:
        walk.links += links
        walk.add(text, stop)
    walk.close(stop, name, "")
    return True


def _button(walk: Walk, index: int, name: str, attributes: str) -> None:
    # Words of a paragraph that open a note are buttons on some pages; they are part of the sentence.
    if walk.buffer and walk.tags[walk.here] == "p":
        walk.inline_buttons += 1
        walk.buffer.append(" ")
    else:
        walk.open(index, name, attributes)


def _end_button(walk: Walk, index: int, name: str, attributes: str) -> None:
    if walk.inline_buttons:
        walk.inline_buttons -= 1
    else:
        walk.close(index, name, attributes)


def _script(walk: Walk, index: int, name: str, attributes: str) -> bool:
    return is_hidden(attributes) and walk.skip(index, name, attributes)


def _unknown(walk: Walk, index: int, name: str, attributes: str) -> bool:
    """Take what no table names: comments, and elements that HTML does not know."""
    if name[:1] in ("!", "?"):
        walk.rest = skip_comment(walk.numbered, walk.pieces[index])
        return True
    if "-" not in name:
        return walk.inline(index, name, attributes) if name[:1] != "/" else False
    # Elements that a page defines (<relative-time>, <shop-card>) are inline to CSS, and half of them stand within
    # sentences; so they are containers that break no line.
    if name[0] == "/":
        walk.pop()
    else:
        walk.inline(index, name, "")
        walk.push(name, attributes)
    return False


def _handlers() -> dict[str, Handler | None]:
    handlers: dict[str, Handler | None] = dict.fromkeys(VOID | {f"/{name}" for name in INLINE})
    handlers |= dict.fromkeys(INLINE, Walk.inline) | dict.fromkeys(SCRIPTS, _script)
    handlers |= dict.fromkeys(SKIPPED, Walk.skip)
    handlers |= dict.fromkeys(BLOCKS, Walk.open)
    handlers |= {f"/{name}": Walk.close for name in BLOCKS}
    handlers |= dict.fromkeys(BOLD, Walk.bold)
    handlers |= {f"/{name}": Walk.end_bold for name in BOLD}
    handlers |= dict.fromkeys(PREFORMATTED | RAW, _preformatted)
    handlers |= {"a": Walk.anchor, "/a": Walk.end_anchor, "br": Walk.line_break, "hr": Walk.rule}
    return handlers | {"button": _button, "/button": _end_button}


#: By a tag's name. None: there is nothing to do but to take the text behind it.
_HANDLERS = _handlers()
#: The same for tags without attributes; those of which only attributes tell are left alone.
_BARE = _HANDLERS | dict.fromkeys(SCRIPTS)
