"""What the containers around a block are called: roles that authors of pages name alike, whatever the language.

Names of classes and ids are mostly English, and parts of them say what a container is for (``comment-list``,
``commentsArea``, ``wp-comments``). Arc90's Readability (2009) and every extractor since has looked for such parts; here
they are evidence, weighed by the network beside how much of the page's text the container holds: a ``sidebar-left``
around everything says nothing. Unlike the hashed names they hold for names that no page of the training had.
"""

from __future__ import annotations

import re

import numpy as np
from numpy.typing import NDArray

from declutter.page import Elements, names_in

Ints = NDArray[np.int64]

#: Role → words of names; with ``*`` whatever begins so. Left out is what utility classes are full of: ``text-center``,
#: ``relative``, ``overflow-hidden``, ``col-6``, ``top-0``.
_WORDS: dict[str, str] = {
    "comment": "comment* kommentar* komentar* comentar* respond* reply replies discuss* feedback*",
    "related": "related* recommend* similar* popular* trending teaser* mostread most latest more recent*",
    "navigation": "nav* menu* crumb* breadcrumb* pagin* pager* toc skip* tab tabs toolbar tag tags tagcloud categor*",
    "ad": "ad ads adv advert* sponsor* banner* promo* affiliate* anzeige* werbung* publicid* adslot* adbox",
    "social": "share* sharing* social* follow* like likes vote*",
    "newsletter": "newsletter* subscri* signup* paywall* donat* optin* cta premium regist*",
    "byline": "byline* author* meta date* time* publish* posted* bio profile* avatar* contributor*",
    "main": "article* content* entry* post body* story* main* blog* hentry*",
    "side": "side* aside* widget* rail* secondary* column* box*",
    "footer": "foot* legal* copyright* cookie* consent* privacy* disclaimer* gdpr*",
    "header": "header* masthead* topbar* logo* brand*",
    "caption": "caption* figure* image* img gallery* photo* video* slide* media credit*",
    "overlay": "modal* popup* overlay* tooltip* screenreader* sr visually* dialog*",
    "forum": "message* thread* topic* forum* answer* question* bb bbcode* quote* signature*",
    "product": "product* price* review* rating* spec specs cart* shop* sku listing*",
    "heading": "title* headline* heading* intro* lead* summary* excerpt* deck* standfirst*",
}
ROLES: tuple[str, ...] = tuple(_WORDS)
_WORD_ROLE = {
    word.rstrip("*"): (role, word.endswith("*")) for role, words in enumerate(_WORDS.values()) for word in words.split()
}
_LENGTHS = range(min(map(len, _WORD_ROLE)), max(map(len, _WORD_ROLE)) + 1)
_WORD = re.compile(r"[a-z]+")
#: The whole page: what it is called says nothing of a part of it.
_WHOLE = frozenset({"", "html", "body"})


def role_of(word: str) -> int | None:
    """Return the role (a row of :data:`ROLES`) that a word of a name in lower case speaks of, or ``None``."""
    for length in _LENGTHS:
        role, stem = _WORD_ROLE.get(word[:length], (None, False))
        if role is not None and (stem or len(word) == length):
            return role
        if length >= len(word):
            return None
    return None


def role_containers(elements: Elements, n_blocks: int) -> Ints:
    """Return for each role and block the innermost element around the block that has the role, or -1.

    Args:
        elements: the page's elements.
        n_blocks: number of its blocks.

    Returns:
        int64 ``(len(ROLES), n_blocks)``.
    """
    found = np.full((len(ROLES), n_blocks), -1, np.int64)
    words: dict[str, int | None] = {}
    known: dict[str, set[int]] = {}  # most elements of a page have attributes that others have too
    columns = elements.tag, elements.attributes, elements.first, elements.stop
    for element, (tag, attributes, first, stop) in enumerate(zip(*columns, strict=True)):
        if first == stop or not attributes or tag in _WHOLE:
            continue
        roles = known.get(attributes)
        if roles is None:
            for word in (found_words := set(_WORD.findall(names_in(attributes)))) - words.keys():
                words[word] = role_of(word)
            roles = known[attributes] = {role for word in found_words if (role := words[word]) is not None}
        for role in roles:
            found[role, first:stop] = element
    return found
