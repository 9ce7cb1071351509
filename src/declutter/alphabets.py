"""How often characters are seen in the languages of the web: evidence for the character set of a page.

Each string names a language's characters beyond ASCII, most frequent first; only the order matters.
"""

from __future__ import annotations

import math

_CYRILLIC = {
    "ru": "оеаинтсрвлкмдпуяыьгзбчйхжшюцщэфъё",
    "uk": "оаинвіретслкдмпузяьбгчйхцжїшюєщфґ’",
    "bg": "аоиетнрсвлкдпмзъябугчщхжцшйюф",
    "sr": "аоиенрстјвудлмпкзбгшчжњћцљхђфџ",
    "mk": "аоеинтрсвлкдпмузјбгчшцжќњхѓљџфѕ",
    "be": "анеіоыцьярсклдтумпвзгжбхўйшчэюёф",
    "kk": "аеынтірлдсқоабгкмпуйғшжзеөәңүұхі",
}
_WESTERN = {
    "en": "’“”–—‘…é",
    "fr": "éàèêçôâîûùëïœ",
    "de": "üäöß",
    "es": "óíáñéúü¿¡",
    "pt": "ãçáéíóêõâúàô",
    "it": "èàùòìé",
    "sv": "äöåé",
    "da": "åøæéö",
    "is": "íáðþéóöúýæ",
    "nl": "ëéïèöü",
    "ca": "àéóèíòçúïü·",
}
_CENTRAL = {
    "pl": "łąęśżóćńź",
    "cs": "íáéěřčžýšůúťďňó",
    "sk": "áíčéýúžšťľôďňäŕĺ",
    "hu": "áéöíóőüúű",
    "ro": "ăâîșțşţ",
    "hr": "čšžćđ",
}
_BALTIC = {"lt": "ėžšųįčąūę", "lv": "āīšēņūļžķčģ", "et": "äõüöšž"}
_TURKISH = {"tr": "ıüşçğöâîû", "az": "əıüşçğö"}
_GREEK = {"el": "αοιετσνηυρπκμλςωθγδάίόέήύχφβώξζψϊϋΐΰ"}
_HEBREW = {"he": "יוהלארתבמשנםדקעחפכטןגזסץצךף"}
_ARABIC = {"ar": "اليمنوترهبدعفسكحقةجشصطخأىذضزثغظءآئؤإًّ", "fa": "ایرندهمتوسبشکزفگلخقپعجحچآصطغضژذثظئ"}
_THAI = {"th": "านรอกเงมยลวดทสต่้ะปบัีิคหแจพชขใไโผุูื็์์ถณซศำฟญธฐษภฉึ"}
_JAPANESE = {
    "ja": "のにはをたがでてとしれさいるあなかっすらもこりまくうんきよえけ。、・ーそちやめせどばみほつねおわぶべ"
    "じだずンスルトリアイラックドシレジタフロカマテプサメコバキニ「」（）日本人年大会国中出一上事者分地見"
    "業方生時間前新社学自行的合",
}
_CHINESE = {
    "zh-Hans": "的，。一是不了在人有我他这、中大来上个国和到们时为地要就出会可也你对生能而子那得于着下自之年过发后作"
    "里用道行所然家种事成方多经么去法学如都同现当没动面起看定天分还进好小部其些主样理心她本前开但因只从想"
    "实日军者意无力它与长把机十民第公此已工使情明性知全三又关点正业外将两高间由问很最重并物手应战向头文体"
    "政美相见被利什二等产或新己制身果加西斯月话合回特代内信表化老给世位次度门任常先海通教儿原东声提立及比"
    "员解水名真论处走义各入几口认条平系气题活：“”（）《》！？；",
}
_TAIWANESE = {
    "zh-Hant": "的，。一是不了在人有我他這、中大來上個國和到們時為地要就出會可也你對生能而子那得於著下自之年過發後作"
    "裡用道行所然家種事成方多經麼去法學如都同現當沒動面起看定天分還進好小部其些主樣理心她本前開但因只從想"
    "實日軍者意無力它與長把機十民第公此已工使情明性知全三又關點正業外將兩高間由問很最重並物手應戰向頭文體"
    "政美相見被利什二等產或新己制身果加西斯月話合回特代內信表化老給世位次度門任常先海通教兒原東聲提立及比"
    "員解水名真論處走義各入幾口認條平系氣題活：「」（）《》！？；",
}
_KOREAN = {
    "ko": "이다는을의에가고하지한도로기은서를사리시나어자들인수있정대과아그라해으게일보니전면부여스제와구만장오"
    "주상무문우성않데원비경모유소신동실세미조었중안선운교공연내영용진계치체간할것계물방생학관말때년더분국"
}

#: Which languages are written in which character set (Python's names), the more frequent set first.
LANGUAGES_OF: dict[str, dict[str, str]] = {
    "cp1252": _WESTERN,
    "gb18030": _CHINESE,
    "cp1251": _CYRILLIC,
    "cp932": _JAPANESE,
    "euc_jp": _JAPANESE,
    "cp949": _KOREAN,
    "big5hkscs": _TAIWANESE,
    "cp1250": _CENTRAL,
    "iso8859_2": _CENTRAL,
    "cp1254": _TURKISH,
    "cp1253": _GREEK,
    "iso8859_7": _GREEK,
    "cp1255": _HEBREW,
    "cp1256": _ARABIC,
    "iso8859_6": _ARABIC,
    "cp874": _THAI,
    "cp1257": _BALTIC,
    "iso8859_4": _BALTIC,
    "koi8_u": _CYRILLIC,
    "cp866": _CYRILLIC,
    "iso8859_5": _CYRILLIC,
    "mac_cyrillic": _CYRILLIC,
    "cp1258": {"vi": "\u0301\u0300đ\u0323ưâôêơă\u0309\u0303àáóúíéèùýòãõ"},  # accents are combining characters there
    "iso8859_15": _WESTERN,
    "iso8859_16": _CENTRAL,
    "mac_roman": _WESTERN,
}
_PUNCTUATION = "’“”–…«»•—‘„·©\u00a0®°€™‚›‹№§"
_PUNCTUATION_SHARE = 0.12
_UPPER = 0.05  # of a letter's weight, for its capital


def alphabet(letters: str) -> dict[str, float]:
    """Return the log probabilities (natural) of characters beyond ASCII, by their order in ``letters``."""
    weights: dict[str, float] = {}
    for rank, letter in enumerate(letters):
        weight = 1 / (rank + 4)
        weights.setdefault(letter, weight)
        if letter.upper() != letter and len(letter.upper()) == 1:
            weights.setdefault(letter.upper(), weight * _UPPER)
    total = sum(weights.values())
    known = {letter: math.log(weight / total * (1 - _PUNCTUATION_SHARE) * 0.9) for letter, weight in weights.items()}
    signs = sum(1 / (rank + 4) for rank in range(len(_PUNCTUATION)))
    for rank, sign in enumerate(_PUNCTUATION):
        known.setdefault(sign, math.log(_PUNCTUATION_SHARE / (rank + 4) / signs))
    return known
