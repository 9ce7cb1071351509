"""Advertising listings as sites lay them out: names and texts that were written, prices and figures by chance."""

from __future__ import annotations

import random
from collections.abc import Sequence

from declutter.labels import Label

Entry = tuple[str, str]
Labelled = list[tuple[str, str]]

#: How an entry is laid out: lines, and the parts of each; the name stands twice where a logo had an alternative text.
_LAYOUTS: tuple[tuple[tuple[str, ...], ...], ...] = (
    (("name",), ("text",)),
    (("name",), ("text",)),
    (("name",), ("text",)),
    (("name",), ("name",), ("text",)),
    (("name",), ("name",), ("text",)),
    (("name", "text"),),
    (("name",),),
    (("text",),),
    (("text",), ("name",)),
    (("name",), ("text",), ("price",)),
    (("name",), ("text",), ("rating",), ("price",)),
    (("name",), ("rating",), ("price",)),
    (("name",), ("price",), ("call",)),
    (("name", "price"),),
    (("name",), ("figures",), ("price",)),
    (("name", "figures", "price"),),
    (("price",), ("name",), ("day",)),
    (("name",), ("text",), ("call",)),
    (("text", "call"),),
    (("call",), ("name",), ("text",)),
    (("name", "text", "price"), ("call",)),
)
_BETWEEN = (" – ", " | ", " · ", ", ", " ", ": ")
_SIZES = (3, 4, 5, 6, 8, 12, 20, 35, 60, 110)
#: How prices are written: the place of the amount, and the signs for thousands and decimals.
_PRICES: dict[str, tuple[tuple[str, str, str], ...]] = {
    "en": (("${}", ",", "."), ("£{}", ",", "."), ("€{}", ",", "."), ("₹{}", ",", "."), ("{} USD", ",", ".")),
    "de": (("{} €", ".", ","), ("{} Euro", ".", ","), ("CHF {}", "’", "."), ("€ {}", ".", ",")),
    "zh": (("¥{}", ",", "."), ("{}元", "", "."), ("NT${}", ",", ".")),
    "ja": (("{}円", ",", ""), ("¥{}", ",", "")),
    "ko": (("{}원", ",", ""), ("₩{}", ",", "")),
    "pl": (("{} zł", " ", ","),),
    "cs": (("{} Kč", " ", ","),),
    "hu": (("{} Ft", " ", ""),),
    "ro": (("{} lei", ".", ","),),
    "sv": (("{} kr", " ", ","), ("{}:-", " ", "")),
    "da": (("{} kr.", ".", ","), ("{},-", ".", "")),
    "no": (("kr {}", " ", ","), ("{},-", " ", "")),
    "ru": (("{} ₽", " ", ","), ("{} руб.", " ", "")),
    "uk": (("{} грн", " ", ","),),
    "bg": (("{} лв.", " ", ","),),
    "tr": (("{} TL", ".", ","), ("₺{}", ".", ",")),
    "he": (("₪{}", ",", "."), ('{} ש"ח', ",", ".")),
    "ar": (("{} ريال", ",", "."), ("{} درهم", ",", "."), ("{} جنيه", ",", "."), ("${}", ",", ".")),
    "fa": (("{} تومان", ",", ""),),
    "hi": (("₹{}", ",", "."), ("{} रुपये", ",", "")),
    "bn": (("৳{}", ",", "."), ("{} টাকা", ",", "")),
    "th": (("฿{}", ",", "."), ("{} บาท", ",", "")),
    "vi": (("{}đ", ".", ""), ("{} VNĐ", ".", "")),
    "id": (("Rp{}", ".", ""), ("Rp {}", ".", "")),
    "sw": (("KSh {}", ",", ""), ("TSh {}", ",", "")),
    "pt": (("R$ {}", ".", ","), ("{} €", ".", ",")),
    "es": (("{} €", ".", ","), ("${}", ",", "."), ("S/ {}", ",", ".")),
}
#: Zeros that prices of the same things have more than in euros.
_ZEROS = {
    "vi": 4,
    "id": 4,
    "fa": 5,
    "ko": 3,
    "hu": 2,
    "ja": 2,
    "sw": 2,
    "ru": 2,
    "th": 1,
    "hi": 2,
    "bn": 2,
    "cs": 1,
    "zh": 1,
    "sv": 1,
    "no": 1,
    "da": 1,
    "uk": 1,
    "tr": 1,
}
_EURO = (("{} €", ".", ","), ("€ {}", ".", ","), ("{}€", " ", ","))
_UNITS = ("m²", "km", "GB", "ml", "cm", "kg", "W", "l", "h", "mm", "kWh", "TB")


def listing(
    entries: Sequence[Entry], language: str, heads: Sequence[str], calls: Sequence[str], rng: random.Random
) -> Labelled:
    """Return an advertising listing of entries drawn from many, all laid out in one of the ways that sites have.

    Some are several times as long as the piece: what is most of a document need not be what it is about.

    Args:
        entries: names and texts.
        language: of the entries, for the look of prices.
        heads: lines of which one may stand above the listing.
        calls: lines of which one may stand at each entry; without any, entries have none.
        rng: source of chance.
    """
    chosen = rng.sample(entries, min(len(entries), rng.choice(_SIZES)))
    layout = rng.choice(_LAYOUTS)
    between = rng.choice(_BETWEEN)
    styles = _PRICES.get(language, _EURO)
    style, unit = rng.choice(styles), rng.choice(_UNITS)
    called = rng.choice(calls) if calls and rng.random() < 0.7 else None  # most shops say the same at each entry
    lines = [rng.choice(heads)] if heads and rng.random() < 0.5 else []
    for name, text in chosen:
        parts = {
            "name": name,
            "text": text,
            "price": price(style, rng, _ZEROS.get(language, 0)),
            "rating": rating(rng),
            "figures": f"{rng.randint(2, 400)} {unit}",
            "day": f"{rng.randint(1, 28)}.{rng.randint(1, 12)}.{rng.randint(2015, 2026)}",
            "call": called or (rng.choice(calls) if calls else ""),
        }
        for line in layout:
            filled = between.join(part for part in map(parts.__getitem__, line) if part)
            if filled:
                lines.append(filled)
    return [(str(Label.AD), line) for line in lines]


def price(style: tuple[str, str, str], rng: random.Random, zeros: int = 0) -> str:
    """Return a price, now and then with the one before or what is spared.

    Args:
        style: the place of the amount, and the signs for thousands and decimals.
        rng: source of chance.
        zeros: how many a usual price has more than in euros.
    """
    form, thousands, decimals = style
    value = 10 ** (zeros + rng.uniform(0.6, 4.5))

    def written(amount: float) -> str:
        whole = f"{int(round(amount, 1 - zeros) if zeros else amount):,}".replace(",", thousands)
        cents = rng.choice(("99", "00", "50", "95", "49"))
        return form.format(whole + decimals + cents if decimals and amount < 1000 and rng.random() < 0.6 else whole)

    look = rng.random()
    if look < 0.12:
        return f"{written(value * 1.4)} {written(value)}"
    if look < 0.2:
        return f"{written(value)} -{rng.randint(5, 80)}%"
    return written(value)


def rating(rng: random.Random) -> str:
    """Return stars or points, most with the number of ratings."""
    full, count = rng.randint(2, 5), int(10 ** rng.uniform(0, 4.6))
    points = f"{full - 1}{rng.choice('.,')}{rng.randint(0, 9)}"
    shown = rng.choice(("★" * full + "☆" * (5 - full), points, f"{points} ★", f"{points}/5"))
    return rng.choice((f"{shown} {count:,}", f"{shown} ({count})", shown))
