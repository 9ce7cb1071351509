"""The elements that are open while a page is rewritten (see :mod:`declutter.tidy`): what each tag ends and begins."""

from __future__ import annotations

from collections import defaultdict

from declutter.tags import BLOCKS, VOID
from declutter.tree import MAX_DEPTH

_HEADINGS = frozenset(("h1", "h2", "h3", "h4", "h5", "h6"))
_CELLS = frozenset(("td", "th", "caption"))
_ROW_GROUPS = frozenset(("tbody", "thead", "tfoot", "colgroup"))
#: What a part of a table ends when it begins: everything up to one of these.
_CONTEXT = dict.fromkeys(("td", "th"), frozenset(("tr", "table", *_ROW_GROUPS))) | {
    "tr": frozenset(("table", *_ROW_GROUPS)),
    **dict.fromkeys((*_ROW_GROUPS, "caption"), frozenset(("table",))),
}
#: What an element of these names ends when it begins, unless a list or a section stands between.
_SIBLINGS = {
    "li": frozenset(("li",)),
    **dict.fromkeys(("dt", "dd"), frozenset(("dt", "dd"))),
    "option": frozenset(("option",)),
    "optgroup": frozenset(("option", "optgroup")),
    **dict.fromkeys(("rt", "rp"), frozenset(("rt", "rp"))),
}
_SIBLING_REACH = 32  # how far up an open ``<li>`` is looked for: only odd pages have it further up
_TRANSPARENT = frozenset(("address", "div", "p"))
_KEEPS_PARAGRAPH = _CELLS | _ROW_GROUPS | {"tr", "button", "noscript", "legend", "html", "body", "frameset"}
_ENDS_PARAGRAPH = BLOCKS - _KEEPS_PARAGRAPH
_FORMATTING = frozenset(
    ("a", "b", "big", "code", "em", "font", "i", "nobr", "s", "small", "strike", "strong", "tt", "u")
)
_NO_NESTING = frozenset(("a", "nobr", "button"))
_DRAWINGS = frozenset(("svg", "math"))
_ONCE = frozenset(("html", "head", "body"))
_ENDS_DRAWING = BLOCKS | VOID | _FORMATTING - {"a"} | {"span", "sub", "sup", "var", "ruby"}

#: Names whose tags need more than to be put on the stack and taken off. Of the others, blocks end an open ``<p>``.
INTRICATE = frozenset(
    (*_CONTEXT, *_SIBLINGS, *_HEADINGS, *_DRAWINGS, *_ONCE, *_NO_NESTING, *VOID, "table", "form", "frameset")
)


class Nesting:
    """The elements that are open after what has been written so far to ``out``."""

    def __init__(self) -> None:
        self.out: list[str] = []
        self.stack: list[str] = []
        self.open: defaultdict[str, int] = defaultdict(int)  # of each name, on the stack
        self.bases: list[int] = []  # where on the stack tables and cells stand: end tags do not reach beyond
        self.ignored: dict[str, int] = {}  # start tags dropped for depth, whose end tags are to come
        self.seen: set[str] = set()

    def start(self, name: str, tag: str) -> None:
        """Write ``tag``, a start tag of the element ``name``, and what must come before it."""
        if name in VOID:
            self.out.append(tag)
            return
        if name in _CONTEXT and self.bases and not self.open["svg"]:
            self._end_part_before(_CONTEXT[name])
            self.push(name, tag)
            return
        if self.open["svg"] and name != "svg":
            if name not in _ENDS_DRAWING:
                return  # nothing in a drawing is shown as text
            self._pop_to(self.stack.index("svg"))
        if self._admits(name, tag):
            self._end_others(name)
            self.push(name, tag)

    def _admits(self, name: str, tag: str) -> bool:
        if name in _ONCE:
            if name not in self.seen:
                self.seen.add(name)
                self.out.append(tag)
            return False
        if name in ("frameset", "form"):
            return name == "form" and not self.open["form"]
        if name in _CONTEXT:
            return self.open["table"] > 0
        return not (name in _DRAWINGS and tag.endswith("/>"))  # only there a slash ends an element

    def _end_others(self, name: str) -> None:
        """End what the element ``name`` ends when it begins."""
        if name in _ENDS_PARAGRAPH and self.open["p"] and (found := self._find("p")) >= 0:
            self._pop_to(found)
        if name in _SIBLINGS:
            self._end_sibling(_SIBLINGS[name])
        elif name in _CONTEXT:
            self._end_part_before(_CONTEXT[name])
        elif name == "table" and self.bases and self.stack[self.bases[-1]] == "table":
            self._pop_to(self.bases[-1])
        elif name in _NO_NESTING and self.open[name]:
            self.end(name, f"</{name}>")
        elif name in _HEADINGS and self.stack and self.stack[-1] in _HEADINGS:
            self._pop_to(len(self.stack) - 1)

    def _end_part_before(self, context: frozenset[str]) -> None:
        """End what is open in a table up to an element in which the part that begins may stand."""
        if self.stack[self.bases[-1]] in _CELLS:
            self._pop_to(self.bases[-1])
        while self.stack[-1] not in context:
            self._pop_to(len(self.stack) - 1)

    def _end_sibling(self, siblings: frozenset[str]) -> None:
        last = len(self.stack) - 1
        for index in range(last, max(-1, last - _SIBLING_REACH), -1):
            name = self.stack[index]
            if name in siblings:
                self._pop_to(index)
                return
            if name in BLOCKS and name not in _TRANSPARENT:
                return

    def push(self, name: str, tag: str) -> None:
        """Write ``tag``, a start tag of the element ``name``; beyond :data:`MAX_DEPTH` only the break it makes."""
        if len(self.stack) >= MAX_DEPTH:
            if name in BLOCKS:
                self.out.append("<br>")
            if name != "p" and name not in _SIBLINGS and name not in _CONTEXT:
                self.ignored[name] = self.ignored.get(name, 0) + 1
            return
        if name == "table" or name in _CELLS:
            self.bases.append(len(self.stack))
        self.stack.append(name)
        self.open[name] += 1
        self.out.append(tag)

    def end(self, name: str, tag: str) -> None:
        """Write ``tag``, an end tag of the element ``name``, and before it those of elements open within."""
        if name in self.ignored:
            self.ignored[name] -= 1
            if not self.ignored[name]:
                del self.ignored[name]
            if name in BLOCKS:
                self.out.append("<br>")
        elif not self.open[name]:
            if name in ("p", "br"):  # both stand for an empty element
                self.out.append(tag)
        elif name == "table" or name in _CONTEXT:
            self._end_part(name)
        elif (found := self._find(name)) >= 0:
            if name in BLOCKS or BLOCKS.isdisjoint(self.stack[found + 1 :]):
                self._pop_to(found)
            elif name in _FORMATTING:  # ``<b><p></b>``: the paragraph goes on, and the parser knows how
                self.out.append(tag)
                del self.stack[found]
                self.open[name] -= 1

    def _end_part(self, name: str) -> None:
        """End a table or a part of one."""
        table = len(self.bases) - 1
        while table > 0 and self.stack[self.bases[table]] != "table":
            table -= 1
        part = self.stack[self.bases[table] :]
        if name in part:
            self._pop_to(len(self.stack) - 1 - part[::-1].index(name))

    def _find(self, name: str) -> int:
        """Return the place of the innermost open element ``name`` within the cell or table, or -1."""
        reach = self.stack[self.bases[-1] :] if self.bases else self.stack
        return len(self.stack) - 1 - reach[::-1].index(name) if name in reach else -1

    def _pop_to(self, index: int) -> None:
        stack = self.stack
        while len(stack) > index:
            name = stack.pop()
            self.out.append(f"</{name}>")
            self.open[name] -= 1
        while self.bases and self.bases[-1] >= index:
            self.bases.pop()
