"""Tiny corpora in the format of the real ones, every word of them written for these tests, and a cache apart."""

import json
import lzma
from contextlib import contextmanager

import pytest
from joblib import Memory, parallel_config
from joblib.memory import MemorizedFunc
from training_helpers import SENTENCES, piece

from declutter.training import after, pages, readings, rendered
from declutter.training.folds import N_FOLDS, fold_of

_PLACES = ("bay", "mill", "quarry", "bridge", "orchard", "station", "market", "lighthouse", "archive", "ferry", "dairy")
_MORE = (
    "Old {name} of the {place} had written all of it down, the debts and the tides, in a hand that nobody could read.",
    "The council of the {place} met twice that week, once about the roof and once about who had told {name} of it.",
    "What {name} found below the floor of the {place} was a box of buttons, and under the buttons a map of the coast.",
    "In spring the road to the {place} was mended again, and {name} said that it would not last until the autumn.",
)

MENU = "Home News Weather"


def story(number):
    """Return the title and the paragraphs of a story; no two stories share a paragraph."""
    place, name = _PLACES[number % len(_PLACES)], ("Ina", "Maren", "Piet", "Jonas", "Ada")[number % 5] + f" {number}"
    parts = [f"{sentence} So the {place} had it from {name}." for sentence in SENTENCES]
    return f"The winter when {name} left the {place}", parts + [part.format(place=place, name=name) for part in _MORE]


def html_of(number, site="harbour.example"):
    """Return a page with that story, between a menu, links to others and a footer."""
    title, paragraphs = story(number)
    text = "".join(f"<p>{paragraph}</p>" for paragraph in paragraphs)
    links = "".join(f"<li><a href='/{k}'>{story(k)[0]}, as told in {site}</a></li>" for k in range(20, 24))
    return (
        f"<!doctype html><html lang='en'><head><title>{title}</title></head><body>"
        f"<nav class='menu'>{' '.join(f'<a href=/{name}>{name}</a>' for name in MENU.split())}</nav>"
        f"<main><article class='story'><h1>{title}</h1>{text}</article></main>"
        f"<aside class='related'><h3>Read more</h3><ul>{links}</ul></aside>"
        f"<footer class='foot'><p>© 2024 {site}. All rights reserved.</p><a href='/privacy'>Privacy</a></footer>"
        "</body></html>"
    )


def gold_of(number):
    """Return the text of that story, as a person would copy it from the page."""
    title, paragraphs = story(number)
    return "\n".join([title, *paragraphs])


def gold_row(number, **more):
    return {"id": str(number), "html": html_of(number), "text": gold_of(number), **more}


def site_of_fold(fold):
    """Return a site that is held out in that fold."""
    return next(site for site in (f"town{k}.example" for k in range(99)) if fold_of(site) == fold)


def corpora_rows():
    """Return the rows of each tiny corpus: in every fold a site, and two pages without gold text."""
    sites = [site_of_fold(fold) for fold in range(N_FOLDS)]
    return {
        "wcxb_dev": [gold_row(k, url=f"https://www.{site}/a", type="forum") for k, site in enumerate(sites)],
        "canola": [gold_row(5), gold_row(6)],
        "magic_html": [gold_row(7, url=f"https://{sites[3]}/b")],
        "readability_fixtures": [{**gold_row(8), "id": "harbour-1"}, {**gold_row(9), "id": "harbour-2"}],
        "trafilatura_eval": [
            {"id": str(k), "url": f"https://{sites[4]}/{k}", "html": html_of(k)}
            | {"wanted": [story(k)[1][0][:60]], "unwanted": ["All rights reserved"]}
            for k in (10, 11)
        ],
    }


def labelled_row(document, name=None):
    """Return a document as a row of ``labelled_lines`` (and, with more fields, of a seed file)."""
    lines = list(zip(document.labels, document.lines, strict=True))
    return {"doc": name or document.name, "source": "inscriptis", "lang": document.lang, "lines": lines}


def write_rows(path, rows):
    opener = lzma.open if path.suffix == ".xz" else open
    with opener(path, "wt", encoding="utf-8") as stream:
        stream.writelines(json.dumps(row, ensure_ascii=False) + "\n" for row in rows)


def write_corpora(folder, labelled=(), **changed):
    """Write the tiny corpora into ``folder``, some of them with other rows; return the folder."""
    folder.mkdir(parents=True, exist_ok=True)
    for name, rows in {**corpora_rows(), **changed}.items():
        write_rows(folder / f"{name}.jsonl.xz", rows)
    write_rows(folder / "labelled_lines.jsonl", labelled or [labelled_row(piece(f"labelled {n}")) for n in range(6)])
    return folder


@contextmanager
def apart(folder):
    """One process, and a cache and readings (none at first) in ``folder`` in place of those of the checkout."""
    with pytest.MonkeyPatch.context() as patch, parallel_config(backend="sequential"):
        memory = Memory(folder / "cache", verbose=0)
        for module in (after, pages, readings, rendered):
            if hasattr(module, "READINGS"):
                patch.setattr(module, "READINGS", folder / "readings.jsonl")
            for name, function in list(vars(module).items()):
                if isinstance(function, MemorizedFunc):
                    patch.setattr(module, name, memory.cache(function.func, ignore=function.ignore))
        yield folder
