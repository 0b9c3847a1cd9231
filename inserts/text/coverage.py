"""What a face can write, in plain words: a script or language is named when all of its everyday letters are there."""

from __future__ import annotations

import re
import unicodedata
from collections import Counter
from string import ascii_letters

from inserts.text.faces import FontFace
from inserts.text.scripts import COMMON, script_of

EVERYDAY = (
    ("Latin", ascii_letters + "ÄÖÜäöüßÉéÈèÊêÇçÑñÅåØøÆæŒœŁłŐőŞşŽžĞğİıȘșÐðÞþ"),
    ("Vietnamese", "ĂăÂâĐđÊêÔôƠơƯưạảấầẩẫậắằẳẵặẹẻẽếềểễệỉịọỏốồổỗộớờởỡợụủứừửữựỳỵỷỹ"),
    ("Greek", "ΑΒΓΔΕΖΗΘΙΚΛΜΝΞΟΠΡΣΤΥΦΧΨΩαβγδεζηθικλμνξοπρσςτυφχψωάέήίόύώϊϋΐΰ"),
    ("Cyrillic", "АБВГДЕЁЖЗИЙКЛМНОПРСТУФХЦЧШЩЪЫЬЭЮЯабвгдеёжзийклмнопрстуфхцчшщъыьэюяҐґЄєІіЇїЎўЂђЈјЉљЊњЋћЏџ"),
    ("simplified Chinese", "张伟刘杨陈国龙门马书东车鸟鱼见贝长风"),
    ("traditional Chinese", "張偉劉楊陳國龍門馬書東車鳥魚見貝長風"),
    ("Hong Kong", "㗎啲嘅咗嚟冇睇攞嗰"),
    ("Bopomofo", "ㄅㄆㄇㄈㄉㄊㄋㄌㄍㄎㄏㄐㄑㄒㄓㄔㄕㄖㄗㄘㄙㄚㄛㄜㄞㄟㄠㄡㄢㄣㄤㄥㄦㄧㄨㄩ"),
    ("Japanese", "あいうえおかがきくけこさしすせそたちつてとなにぬねのはひふほまむもやゆよらりるれろわをんアンー々髙"),
    ("Korean", "가각김이박최정강조윤장임한오서신권황안송류홍뷁힣"),
    ("Arabic", "ءآأؤإئابةتثجحخدذرزسشصضطظعغفقكلمنهويىًٌٍَُِّْ"),
    ("Persian", "پچژگکی۰۱۲۳۴۵۶۷۸۹"),
    ("Urdu", "ٹڈڑںےہھیکگچپژ"),
    ("Hebrew", "אבגדהוזחטיכךלמםנןסעפףצץקרשת"),
    ("Thaana", "ހށނރބޅކއވމފދތލގޏސޑަާިީުޫެޭޮޯް"),
    ("Ethiopic", "አበገደሀወዘሐጠየከለመነሠዐጸፈቀረሰተኀጰፐጀቸሸ"),
    ("Devanagari", "अआइईउऊऋएऐओऔकखगघचछजझटठडढणतथदधनपफबभमयरलवशषसहािीुूृेैोौ्ंँ"),
    ("Bengali", "অআইঈউঊএঐওঔকখগঘচছজঝটঠডঢণতথদধনপফবভমযরলশষসহািীুূেৈোৌ্ংঃঁ"),
    ("Gurmukhi", "ਅਆਇਈਉਊਏਐਓਔਕਖਗਘਚਛਜਝਟਠਡਢਣਤਥਦਧਨਪਫਬਭਮਯਰਲਵਸਹਾਿੀੁੂੇੈੋੌ੍ੰੱ"),
    ("Gujarati", "અઆઇઈઉઊએઐઓઔકખગઘચછજઝટઠડઢણતથદધનપફબભમયરલવશષસહાિીુૂેૈોૌ્ં"),
    ("Odia", "ଅଆଇଈଉଊଏଐଓଔକଖଗଘଚଛଜଝଟଠଡଢଣତଥଦଧନପଫବଭମଯରଲଶଷସହାିୀୁୂେୈୋୌ୍ଂ"),
    ("Tamil", "அஆஇஈஉஊஎஏஐஒஓகஙசஞடணதநபமயரலவழளறனாிீுூெேைொோௌ்"),
    ("Telugu", "అఆఇఈఉఊఎఏఐఒఓకఖగఘచఛజటఠడణతథదధనపఫబభమయరలవశషసహాిీుూెేైొోౌ్ం"),
    ("Kannada", "ಅಆಇಈಉಊಎಏಐಒಓಕಖಗಘಚಛಜಟಠಡಣತಥದಧನಪಫಬಭಮಯರಲವಶಷಸಹಾಿೀುೂೆೇೈೊೋೌ್ಂ"),
    ("Malayalam", "അആഇഈഉഊഎഏഐഒഓകഖഗഘങചഛജഞടഠഡണതഥദധനപഫബഭമയരലവശഷസഹളഴറാിീുൂെേൈൊോൗ്ൺൻർൽൾ"),
    ("Sinhala", "අආඇඉඊඋඌඑඒඔඕකඛගඝඟචඡජටඨඩණතථදධනපඵබභමයරලවශෂසහළාැෑිීුූෙේෛොෝෞ්ං"),
    ("Thai", "กขคฆงจฉชซญฎฏฐณดตถทธนบปผฝพฟภมยรลวศษสหฬอฮะัาำิีึืุูเแโใไ็่้๊๋์"),
    ("Lao", "ກຂຄງຈສຊຍດຕຖທນບປຜຝພຟມຢຣລວຫອຮະັາຳິີຶືຸູເແໂໃໄ່້໊໋"),
    ("Burmese", "ကခဂဃငစဆဇညဋဌဍဏတထဒဓနပဖဗဘမယရလဝသဟဠအာိီုူေဲံ့း္်ျြွှ"),
    ("Khmer", "កខគឃងចឆជឈញដឋឌឍណតថទធនបផពភមយរលវសហឡអាិីឹឺុូួើឿៀេែៃោៅំះ្"),
    ("Georgian", "აბგდევზთიკლმნოპჟრსტუფქღყშჩცძწჭხჯჰ"),
    ("Armenian", "ԱԲԳԴԵԶԷԸԹԺԻԼԽԾԿՀՁՂՃՄՅՆՇՈՉՊՋՌՍՎՏՐՑՓՔՕՖաբգդեզէըթժիլխծկհձղճմյնշոչպջռսվտրցփքօֆև"),
    ("emoji", "😀🎁🎉👍🌸🐱🍵📦🚚"),
    ("check marks and stars", "✓✔✗★☆"),
    ("enclosed letters and the zodiac", "①⑳ⒶⓏⓐⓩ♈♓"),
    ("mathematics", "∀∂∃∇∈∏∑√∞∫≈≠≤≥"),
)
"""Names and everyday letters. Where a language needs more than its script's common letters it is named as well."""

_BASIC_LATIN = "basic Latin"
_KNOWN = frozenset(script_of(char) for name, letters in EVERYDAY for char in letters)
_LEAST = 20
"""Letters of any other script from which on it is named."""

_NAMED = re.compile(r"(.+?) (?:CAPITAL|SMALL|LETTER|SYLLABLE|SYLLABICS|VOWEL|CONSONANT|SIGN|IDEOGRAPH|HIEROGLYPH)\b")


def written_with(face: FontFace) -> tuple[str, ...]:
    """What the face writes, in the order of `EVERYDAY`, then other scripts by their Unicode names."""
    named = [name for name, letters in EVERYDAY if all(face.has(ord(char)) for char in letters)]
    if "Latin" not in named and all(face.has(ord(char)) for char in ascii_letters):
        named.insert(0, _BASIC_LATIN)
    return (*named, *_others(face))


def script_name(char: str) -> str:
    """What a letter's script is called, by the letter's Unicode name: Tibetan, Old Italic. Empty when it has none."""
    name = unicodedata.name(char, "")
    named = _NAMED.match(name)
    return (named[1] if named else name.partition(" ")[0]).title()


def _others(face: FontFace) -> list[str]:
    letters = (chr(code) for code in face.hb_face.unicodes)
    found = Counter(
        script_name(char)
        for char in letters
        if unicodedata.category(char)[0] == "L" and script_of(char) not in _KNOWN and script_of(char) != COMMON
    )
    return sorted(name for name, count in found.items() if name and count >= _LEAST)
