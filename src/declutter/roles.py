"""What the containers around a block are called: roles that authors of pages name alike, whatever the language.

Names of classes and ids are mostly English, and parts of them say what a container is for (``comment-list``,
``commentsArea``, ``wp-comments``). Arc90's Readability (2009) and every extractor since has looked for such parts; here
they are evidence, weighed by the network beside how much of the page's text the container holds: a ``sidebar-left``
around everything says nothing. Unlike the hashed names they hold for names that no page of the training had.
"""

from __future__ import annotations

import re
from functools import lru_cache

import numpy as np
from numpy.typing import NDArray

from declutter.page import Elements

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
#: So many letters of a word tell its role: whether one follows the longest stem is all that more would tell.
_FAR = _LENGTHS.stop
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


#: Pages share most of their words.
_known_role = lru_cache(maxsize=4096)(role_of)


def role_containers(elements: Elements, n_blocks: int) -> Ints:
    """Return for each role and block the innermost element around the block that has the role, or -1.

    Args:
        elements: the page's elements.
        n_blocks: number of its blocks.

    Returns:
        int64 ``(len(ROLES), n_blocks)``.
    """
    found = np.full((len(ROLES), n_blocks), -1, np.int64)
    rows_of_roles = list(found)
    called = elements.names()
    words = [_WORD.findall(names) for names in called.names]
    telling = {word: role for word in set().union(*words) if (role := _known_role(word[:_FAR])) is not None}
    roles_of = [{telling[word] for word in found_words if word in telling} for found_words in words]
    columns = called.row, elements.tag, elements.first, elements.stop
    for element, (row, tag, first, stop) in enumerate(zip(*columns, strict=True)):
        if roles_of[row] and tag not in _WHOLE:
            for role in roles_of[row]:
                rows_of_roles[role][first:stop] = element
    return found
