"""A few sentences in many languages, written for this project, and the character sets that each is found in."""

from __future__ import annotations

TEXTS: dict[str, str] = {
    "de": "Die Bücherei öffnet erst um zehn, doch schon früh stehen Schüler vor der Tür. Für größere Wünsche gibt es "
    "ein Heft: „Was fehlt?“ – und häufig wird das Gewünschte tatsächlich gekauft.",
    "fr": "La bibliothèque n’ouvre qu’à dix heures, mais dès l’aube des élèves attendent devant la porte. Où trouver "
    "un livre épuisé ? Il suffit de l’écrire dans le cahier ; bien sûr, cela coûte un peu de temps.",
    "es": "La biblioteca abre a las diez, pero mucho antes ya hay niños esperando. ¿Dónde está el libro que faltaba? "
    "Según el cuaderno, alguien lo pidió ayer; mañana volverá. ¡Qué paciencia!",
    "pt": "A biblioteca só abre às dez, mas muito antes já há crianças à espera. Não se sabe onde está o livro que "
    "faltava; talvez amanhã a situação esteja resolvida, conforme a informação da direcção.",
    "it": "La biblioteca apre alle dieci, però già prima ci sono ragazzi davanti alla porta. Perché? C’è chi cerca un "
    "libro che non si trova più; così è nata l’abitudine di scriverlo sul quaderno.",
    "nl": "De bibliotheek gaat pas om tien uur open, maar vóór die tijd staan er al kinderen. Eén van hen vroeg naar "
    "een boek over België; dat was uitgeleend, dus de reünie werd een week uitgesteld.",
    "sv": "Biblioteket öppnar först klockan tio, men långt innan dess står elever utanför. Den som saknar något "
    "får skriva det i häftet, och ofta köps boken också; så växer samlingen år från år.",
    "da": "Biblioteket åbner først klokken ti, men længe før står eleverne ude på gaden. Den, der ønsker en særlig "
    "bog, kan skrive det i hæftet; så bliver den måske købt næste år.",
    "no": "Biblioteket åpner først klokken ti, men lenge før det står elevene på trappen. Den som ønsker seg en bok, "
    "kan skrive det i heftet, og så blir den kanskje kjøpt før høsten er over.",
    "fi": "Kirjasto avataan vasta kymmeneltä, mutta oppilaita odottaa ovella jo sitä ennen. Puuttuvan kirjan nimen voi "
    "kirjoittaa vihkoon, ja usein se myös hankitaan; näin kokoelma kasvaa hitaasti.",
    "is": "Bókasafnið er opnað klukkan tíu, en löngu áður bíða nemendur við dyrnar. Það sem vantar má skrifa í "
    "kverið, og oft er bókin síðan keypt; þannig stækkar safnið ár frá ári.",
    "pl": "Biblioteka otwiera się dopiero o dziesiątej, lecz już wcześniej przed drzwiami stoją uczniowie. Życzenia "
    "wpisuje się do zeszytu: „Czego brakuje?” – i często książkę rzeczywiście się kupuje.",
    "cs": "Knihovna otevírá až v deset, ale žáci čekají přede dveřmi už dávno předtím. Kdo něco postrádá, napíše to do "
    "sešitu; často se pak kniha skutečně koupí, a tak sbírka každým rokem roste.",
    "sk": "Knižnica otvára až o desiatej, no žiaci čakajú pred dverami už oveľa skôr. Kto niečo hľadá, napíše to do "
    "zošita; kniha sa potom často naozaj kúpi, a tak zbierka každý rok rastie.",
    "hu": "A könyvtár csak tíz órakor nyit, de a diákok már jóval előbb ott állnak az ajtó előtt. Aki hiányol valamit, "
    "beírja a füzetbe; a könyvet gyakran meg is veszik, így évről évre bővül a gyűjtemény.",
    "ro": "Biblioteca se deschide abia la zece, dar elevii așteaptă în fața ușii cu mult înainte. Cine caută ceva "
    "scrie în caiet, iar cartea este adesea cumpărată; astfel colecția crește în fiecare an.",
    "hr": "Knjižnica se otvara tek u deset, ali učenici već puno ranije čekaju pred vratima. Tko nešto traži, upiše to "
    "u bilježnicu; često se knjiga doista i kupi, pa zbirka svake godine raste.",
    "tr": "Kütüphane ancak saat onda açılıyor, ama öğrenciler çok daha önce kapının önünde bekliyor. Aradığını "
    "bulamayan deftere yazıyor; kitap çoğu zaman gerçekten alınıyor, böylece koleksiyon büyüyor.",
    "ru": "Библиотека открывается только в десять, но ученики ждут у дверей задолго до этого. Кто чего-то не нашёл, "
    "пишет об этом в тетрадь; книгу часто и правда покупают, и собрание растёт год от года.",
    "uk": "Бібліотека відчиняється лише о десятій, але учні чекають біля дверей ще задовго до цього. Хто чогось не "
    "знайшов, пише про це в зошит; книжку часто справді купують, і зібрання щороку більшає.",
    "bg": "Библиотеката отваря чак в десет, но учениците чакат пред вратата много по-рано. Който не намери нещо, го "
    "записва в тетрадката; често книгата наистина се купува и сбирката расте всяка година.",
    "sr": "Библиотека се отвара тек у десет, али ђаци већ много раније чекају пред вратима. Ко нешто не нађе, упише то "
    "у свеску; књига се често заиста и купи, па збирка сваке године расте.",
    "el": "Η βιβλιοθήκη ανοίγει μόλις στις δέκα, όμως οι μαθητές περιμένουν μπροστά στην πόρτα από πολύ νωρίτερα. "
    "Όποιος δεν βρίσκει κάτι το γράφει στο τετράδιο· συχνά το βιβλίο αγοράζεται πραγματικά.",
    "he": "הספרייה נפתחת רק בעשר, אבל התלמידים מחכים ליד הדלת הרבה לפני כן. מי שלא מצא משהו כותב זאת במחברת, ולעתים "
    "קרובות הספר אכן נקנה, וכך האוסף גדל משנה לשנה.",
    "ar": "لا تفتح المكتبة أبوابها إلا في العاشرة، لكن التلاميذ ينتظرون أمام الباب قبل ذلك بكثير. من لم يجد ما يبحث "
    "عنه يكتبه في الدفتر، وكثيرا ما يُشترى الكتاب فعلا، وهكذا تكبر المجموعة عاما بعد عام.",
    "fa": "کتابخانه تازه ساعت ده باز می‌شود، اما دانش‌آموزان خیلی پیش از آن جلوی در ایستاده‌اند. هر کس چیزی را پیدا نکند "
    "آن را در دفتر می‌نویسد و اغلب کتاب خریده می‌شود؛ این‌گونه مجموعه هر سال بزرگ‌تر می‌شود.",
    "th": "ห้องสมุดเปิดตอนสิบโมง แต่นักเรียนมารอหน้าประตูก่อนหน้านั้นนานแล้ว ใครหาหนังสือไม่พบก็เขียนไว้ในสมุด "
    "และบ่อยครั้งหนังสือเล่มนั้นก็ถูกซื้อมาจริง ๆ",
    "vi": "Thư viện mười giờ mới mở cửa, nhưng học sinh đã đứng đợi trước cửa từ lâu. Ai không tìm thấy sách thì ghi "
    "vào quyển vở; nhiều khi sách được mua thật, và bộ sưu tập mỗi năm một lớn hơn.",
    "ja": "図書館は十時に開きますが、生徒たちはずっと前から入口で待っています。見つからない本があればノートに書いて"
    "おくと、あとで本当に買ってもらえることも多く、蔵書は毎年少しずつ増えていきます。",
    "zh-Hans": "图书馆十点才开门，可是学生们早就在门口等着了。找不到的书可以写在本子上，后来往往真的会买回来，"
    "所以藏书一年比一年多。有人问：“明天还开门吗？”管理员点了点头。",
    "zh-Hant": "圖書館十點才開門，可是學生們早就在門口等著了。找不到的書可以寫在本子上，後來往往真的會買回來，"
    "所以藏書一年比一年多。有人問：「明天還開門嗎？」管理員點了點頭。",
    "ko": "도서관은 열 시가 되어야 문을 열지만 학생들은 훨씬 전부터 문 앞에서 기다립니다. 찾는 책이 없으면 공책에 "
    "적어 두는데, 나중에 정말로 사 주는 일이 많아서 책은 해마다 늘어납니다.",
    "lt": "Biblioteka atidaroma tik dešimtą, tačiau mokiniai prie durų laukia jau gerokai anksčiau. Kas ko neranda, "
    "įrašo į sąsiuvinį; knyga dažnai iš tiesų nuperkama, todėl rinkinys kasmet auga.",
    "lv": "Bibliotēku atver tikai desmitos, bet skolēni pie durvīm gaida jau krietni agrāk. Kas kaut ko neatrod, "
    "ieraksta to burtnīcā; grāmatu bieži patiešām nopērk, tāpēc krājums katru gadu aug.",
    "et": "Raamatukogu avatakse alles kell kümme, kuid õpilased ootavad ukse ees juba palju varem. Kes midagi ei leia, "
    "kirjutab selle vihikusse; sageli ostetaksegi raamat ära ja kogu kasvab iga aastaga.",
}  # fmt: skip

#: Python's codec → (the label on the web, the languages written in it).
CHARSETS: dict[str, tuple[str, str]] = {
    "utf-8": ("utf-8", " ".join(TEXTS)),
    "utf-16-le": ("utf-16le", "de ru zh-Hans ja ko ar el th"),
    "utf-16-be": ("utf-16be", "de ru zh-Hans ja ko ar el th"),
    "utf-32-le": ("utf-32le", "de ru zh-Hans ja ko ar el th"),
    "utf-32-be": ("utf-32be", "de ru zh-Hans ja ko ar el th"),
    "cp1250": ("windows-1250", "pl cs sk hu hr"),
    "cp1251": ("windows-1251", "ru uk bg sr"),
    "cp1252": ("windows-1252", "de fr es pt it nl sv da no fi is"),
    "cp1253": ("windows-1253", "el"),
    "cp1254": ("windows-1254", "tr"),
    "cp1255": ("windows-1255", "he"),
    "cp1256": ("windows-1256", "ar fa"),
    "cp1257": ("windows-1257", "lt lv et"),
    "cp1258": ("windows-1258", "vi"),
    "cp874": ("windows-874", "th"),
    "iso8859_1": ("iso-8859-1", "de fr es pt it nl sv da no fi is"),
    "iso8859_2": ("iso-8859-2", "pl cs sk hu hr"),
    "iso8859_4": ("iso-8859-4", "lt lv et"),
    "iso8859_5": ("iso-8859-5", "ru uk bg sr"),
    "iso8859_6": ("iso-8859-6", "ar"),
    "iso8859_7": ("iso-8859-7", "el"),
    "iso8859_8": ("iso-8859-8", "he"),
    "iso8859_9": ("iso-8859-9", "tr"),
    "iso8859_10": ("iso-8859-10", "is no sv"),
    "iso8859_13": ("iso-8859-13", "lt lv et"),
    "iso8859_14": ("iso-8859-14", "fr de"),
    "iso8859_15": ("iso-8859-15", "fr fi et de"),
    "iso8859_16": ("iso-8859-16", "ro hr hu"),
    "koi8_r": ("koi8-r", "ru bg"),
    "koi8_u": ("koi8-u", "uk"),
    "cp866": ("ibm866", "ru"),
    "mac_cyrillic": ("x-mac-cyrillic", "ru"),
    "mac_roman": ("macintosh", "de fr es it"),
    "cp932": ("shift_jis", "ja"),
    "euc_jp": ("euc-jp", "ja"),
    "iso2022_jp": ("iso-2022-jp", "ja"),
    "gb18030": ("gb18030", "zh-Hans zh-Hant"),
    "gbk": ("gbk", "zh-Hans"),
    "gb2312": ("gb2312", "zh-Hans"),
    "big5": ("big5", "zh-Hant"),
    "cp949": ("windows-949", "ko"),
    "euc_kr": ("euc-kr", "ko"),
}
