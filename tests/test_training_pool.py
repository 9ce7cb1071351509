"""The pieces of clutter in ``seeds/clutter``: whole, not blank, none twice in a language; a wrong file is named."""

import json
from dataclasses import asdict

import pytest

from declutter.training.pool import FOLDER, PoolError, pools

FEWEST = {
    "entries": 60,
    "heads": 15,
    "calls": 15,
    "spots": 25,
    "promos": 9,
    "newsletter": 40,
    "related": 40,
    "related_heads": 10,
    "teasers": 20,
    "pointers": 20,
    "bios": 25,
    "names": 10,
    "bylines": 25,
    "menus": 10,
    "social": 10,
    "legal": 12,
    "comments": 25,
    "threads": 6,
    "credits": 14,
}


def test_the_pools_of_at_least_thirty_languages_are_read():
    assert len(pools()) >= 30
    assert all(len(code) == 2 for code in pools())


@pytest.mark.parametrize("code", sorted(path.stem for path in FOLDER.glob("*.json")))
def test_a_pool_has_enough_of_each_kind_and_nothing_twice(code):
    for kind, pieces in asdict(pools()[code]).items():
        assert len(pieces) >= FEWEST[kind], kind
        assert len(set(pieces)) == len(pieces), kind
        for line in (part for piece in pieces for part in ((piece,) if isinstance(piece, str) else piece)):
            assert line == line.strip(), line
            assert len(line.splitlines()) == 1, line


WHOLE = (
    {kind: ["One"] for kind in FEWEST}
    | {kind: [["Name", "Text"]] for kind in ("entries", "teasers")}
    | {kind: [["One"]] for kind in ("promos", "menus", "threads")}
)
WRONG = {
    "no JSON": "{",
    "a list": "[]",
    "a kind is missing": json.dumps({kind: texts for kind, texts in WHOLE.items() if kind != "bios"}),
    "a kind that nobody knows": json.dumps(WHOLE | {"jokes": ["One"]}),
    "a blank text": json.dumps(WHOLE | {"heads": [" "]}),
    "an empty list": json.dumps(WHOLE | {"calls": []}),
    "a number": json.dumps(WHOLE | {"calls": [1]}),
    "an entry of three": json.dumps(WHOLE | {"entries": [["a", "b", "c"]]}),
    "an entry that is a text": json.dumps(WHOLE | {"entries": ["ab"]}),
    "entries that are no list": json.dumps(WHOLE | {"entries": 3}),
    "a group that is a text": json.dumps(WHOLE | {"menus": ["Home"]}),
    "an empty group": json.dumps(WHOLE | {"menus": [[]]}),
    "a group with a blank line": json.dumps(WHOLE | {"threads": [["One", " "]]}),
    "a teaser of one text": json.dumps(WHOLE | {"teasers": [["One"]]}),
}


def test_a_small_pool_is_read(tmp_path):
    (tmp_path / "xx.json").write_text(json.dumps(WHOLE), encoding="utf-8")
    assert pools(tmp_path)["xx"].entries == (("Name", "Text"),)
    assert pools(tmp_path)["xx"].bios == ("One",)
    assert pools(tmp_path)["xx"].menus == (("One",),)


@pytest.mark.parametrize("content", WRONG.values(), ids=WRONG.keys())
def test_a_wrong_file_is_named(tmp_path, content):
    (tmp_path / "xx.json").write_text(content, encoding="utf-8")
    with pytest.raises(PoolError, match=r"xx\.json"):
        pools(tmp_path)
