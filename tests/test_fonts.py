"""The bundled fonts: whole, small, renamed, licensed, and covering what customers' names are written in."""

from __future__ import annotations

import hashlib
import importlib.util
import io
import sys
import tomllib
from collections.abc import Iterable, Iterator
from types import ModuleType
from typing import Any

import pytest
import uharfbuzz as hb
from fontTools.ttLib import TTFont

from inserts.builtin import builtin_folder
from inserts.text.faces import FaceSet, load_faces

FONTS = builtin_folder("fonts")
ROWS: list[dict[str, Any]] = tomllib.loads((FONTS / "fonts.toml").read_text("utf-8"))["face"]
EVERY = pytest.mark.parametrize("row", ROWS, ids=lambda row: str(row["file"]))


@pytest.fixture(scope="module")
def faces() -> FaceSet:
    found, problems = load_faces([FONTS])
    assert problems == ()
    return found


def opened(row: dict[str, Any]) -> TTFont:
    return TTFont(io.BytesIO((FONTS / row["file"]).read_bytes()), lazy=True)


def test_the_manifest_lists_every_font_file_and_no_other() -> None:
    found = {path.name for path in FONTS.iterdir() if path.suffix in {".ttf", ".otf", ".ttc", ".otc"}}
    assert found == {row["file"] for row in ROWS}


def test_the_bundle_stays_under_twenty_megabytes() -> None:
    assert sum(path.stat().st_size for path in FONTS.glob("*.?t?")) < 20_000_000


@EVERY
def test_a_file_is_the_one_the_manifest_describes(row: dict[str, Any]) -> None:
    data = (FONTS / row["file"]).read_bytes()
    assert (len(data), hashlib.sha256(data).hexdigest()) == (row["bytes"], row["sha256"])
    font = opened(row)
    face = hb.Face(data)
    assert (len(face.unicodes), font["maxp"].numGlyphs) == (row["code_points"], row["glyphs"])


@EVERY
def test_a_file_is_called_as_the_manifest_says(row: dict[str, Any]) -> None:
    names = opened(row)["name"]
    assert [names.getDebugName(number) for number in (1, 4, 6)] == [row["family"], row["full_name"], row["name"]]
    assert {(name.platformID, name.platEncID, name.langID) for name in names.names} == {(3, 1, 0x409)}


@EVERY
def test_no_name_of_the_source_is_left_where_a_font_is_named(row: dict[str, Any]) -> None:
    font = opened(row)
    told = [font["name"].getDebugName(number) or "" for number in (1, 2, 3, 4, 6, 16, 17, 25)]
    if "CFF " in font:
        cff = font["CFF "].cff
        told += [*cff.fontNames, *(str(value) for key, value in cff[0].rawDict.items() if "Name" in key)]
        assert not {"Notice", "Copyright"} & set(cff[0].rawDict)
    assert not [text for text in told for word in ("Noto", "Source", "Vollkorn", "Adobe", "Google") if word in text]


@EVERY
def test_a_file_carries_its_notice_and_licence_and_so_does_ofl_txt(row: dict[str, Any]) -> None:
    names = opened(row)["name"]
    notices, _, licence = (FONTS / "OFL.txt").read_text("utf-8").partition("Modified Versions")
    assert row["copyright"]
    assert names.getDebugName(0) == row["copyright"]
    assert row["copyright"] in notices
    assert row["file"] in notices
    assert "SIL Open Font License, Version 1.1" in names.getDebugName(13)
    assert "Modified version" in names.getDebugName(10)
    assert "SIL OPEN FONT LICENSE Version 1.1" in licence


@EVERY
def test_a_file_keeps_no_hints_no_vertical_metrics_and_no_clock(row: dict[str, Any]) -> None:
    font = opened(row)
    assert not {"fpgm", "prep", "cvt ", "gasp", "vmtx", "vhea", "VORG", "BASE", "DSIG", "STAT"} & set(font.keys())
    assert font["head"].modified == font["head"].created
    assert font["post"].formatType == 3.0


@EVERY
def test_a_source_is_told_to_the_byte(row: dict[str, Any]) -> None:
    assert row["package"]
    assert row["package_version"]
    assert row["source"].endswith((".ttf", ".ttc"))
    assert len(row["source_sha256"]) == 64
    assert row["source_version"].startswith("Version ")


@EVERY
def test_a_font_may_be_embedded(row: dict[str, Any]) -> None:
    assert opened(row)["OS/2"].fsType == 0


@pytest.mark.parametrize("family", sorted({row["family"] for row in ROWS}))
def test_the_readme_says_what_each_family_covers(family: str) -> None:
    assert f"| {family} " in (FONTS / "README.md").read_text("utf-8")


def missing(faces: FaceSet, text: Iterable[str]) -> str:
    return "".join(sorted(char for char in set(text) if not any(face.has(ord(char)) for face in faces.chain)))


def pairs(codec: str, leads: range) -> Iterator[str]:
    """Every character a two-byte codec knows, private use left out."""
    for lead in leads:
        for trail in range(0x40, 0xFF):
            for char in bytes((lead, trail)).decode(codec, "ignore")[:1]:
                if ord(char) >= 0x80 and not "\ue000" <= char <= "\uf8ff":
                    yield char


@pytest.mark.parametrize(
    ("codec", "count"),
    [("gb2312", 7445), ("gbk", 21700), ("big5", 13700), ("big5hkscs", 17500), ("euc_jp", 6879), ("euc_kr", 8220)],
)
def test_a_national_standard_is_covered_whole(faces: FaceSet, codec: str, count: int) -> None:
    known = list(pairs(codec, range(0x81, 0xFF)))
    assert len(known) >= count
    assert missing(faces, known) == ""


def test_all_modern_hangul_is_covered(faces: FaceSet) -> None:
    assert missing(faces, map(chr, range(0xAC00, 0xD7A4))) == ""


@pytest.mark.parametrize("char", "㛃䶮𬱖𬭎𠮷𡈽﨑髙")
def test_rare_characters_of_names_are_covered(faces: FaceSet, char: str) -> None:
    assert missing(faces, char) == ""


def test_symbols_of_product_names_are_covered(faces: FaceSet) -> None:
    assert missing(faces, "★☆♥♡♪✓✔✗✘☒☑☎✈✂❤➜→←↑↓⇒■□▲△▼▽◆◇◈●○◎№℃™®©§¶†‡°±×÷≠≈≒≤≥∞∼½¼¾①②㈱㎏ｶﾞ⦅⦆♀♂") == ""


def test_variation_sequences_of_names_are_kept(faces: FaceSet) -> None:
    face = faces.preferred("Hani")[0]
    forms = {face.hb_font.get_variation_glyph(ord("葛"), selector) for selector in (0xE0100, 0xE0101)}
    assert len(forms) == 2
    assert None not in forms


def shaped(faces: FaceSet, text: str, role: str, language: str = "en", **features: bool) -> list[int]:
    face = faces.by_role(role)
    assert face is not None
    buffer = hb.Buffer()
    buffer.add_str(text)
    buffer.guess_segment_properties()
    buffer.language = language
    hb.shape(face.hb_font, buffer, dict(features))
    return [info.codepoint for info in buffer.glyph_infos]


def test_the_han_face_holds_the_forms_of_five_regions(faces: FaceSet) -> None:
    languages = ("ja", "ko", "zh-Hans", "zh-Hant", "zh-HK")
    assert len({tuple(shaped(faces, "骨直令海角", "Parcel CJK", language)) for language in languages}) == 5


def test_the_han_face_gives_every_glyph_its_own_number_as_cid() -> None:
    row = next(row for row in ROWS if row["family"] == "Parcel CJK")
    top = opened(row)["CFF "].cff[0]
    assert top.ROS == ("Adobe", "Identity", 0)
    assert top.charset[1:] == [f"cid{number:05d}" for number in range(1, row["glyphs"])]


def test_the_voice_has_lining_figures_to_switch_on(faces: FaceSet) -> None:
    assert faces.by_role("voice").features == ("lnum",)  # type: ignore[union-attr]
    assert not set(shaped(faces, "0123456789", "voice")) & set(shaped(faces, "0123456789", "voice", lnum=True))


def test_the_code_face_is_ascii_and_its_letters_cannot_be_taken_for_figures(faces: FaceSet) -> None:
    face = faces.by_role("code")
    assert face is not None
    assert [code for code in range(0x250) if face.has(code)] == list(range(0x20, 0x7F))
    assert len({face.ink(shaped(faces, char, "code")[0]) for char in "O0"}) == 2
    assert len({face.advance(shaped(faces, char, "code")[0]) for char in "iIlW10O"}) == 1


LATIN = (
    "AÁÀẢÃẠĂẮẰẲẴẶÂẤẦẨẪẬĐEÉÈẺẼẸÊẾỀỂỄỆIÍÌỈĨỊOÓÒỎÕỌÔỐỒỔỖỘƠỚỜỞỠỢUÚÙỦŨỤƯỨỪỬỮỰYÝỲỶỸỴ"
    "ąćęłńóśźż áčďéěíňóřšťúůýž őű șț şğıİ ñ¿¡ åäöæøß þðý āēģīķļņū ėįųū ŵŷ ẞ “”„‘’‚«»–—…•€£¥"
)
GREEK_AND_CYRILLIC = "ΑΒΓΔΩαβγδωάέήίόύώϊΐ АБВЯабвяёЁіїєґЎў ђјљњћџ"


@pytest.mark.parametrize("role", ["text", "strong", "voice", "poster"])
def test_the_faces_of_the_design_set_latin_greek_and_cyrillic(faces: FaceSet, role: str) -> None:
    face = faces.by_role(role)
    assert face is not None
    wanted = LATIN + LATIN.lower() + GREEK_AND_CYRILLIC
    assert [char for char in wanted if not face.has(ord(char))] == []


@pytest.mark.parametrize("role", ["text", "strong"])
def test_prices_can_be_set_in_every_currency(faces: FaceSet, role: str) -> None:
    face = faces.by_role(role)
    assert face is not None
    assert [char for char in "$¢£¥€₩₪₫₭₮₱₲₴₵₸₹₺₼₽₾₿ƒ฿"[:-1] if not face.has(ord(char))] == []


SCRIPTS = {
    "Hebr": "אבגדהוזחטיךכלםמןנסעףפץצקרשתװױײְִֵֶַָֹּׁׂ",
    "Arab": "ءآأؤإئابةتثجحخدذرزسشصضطظعغفقكلمنهوىيًٌٍَُِّْپچژگکیےہھٹڈڑںۀ٠١٢٩۰۴۹",
    "Thai": "".join(map(chr, [*range(0xE01, 0xE3B), *range(0xE3F, 0xE5C)])),
    "Deva": "".join(map(chr, range(0x900, 0x980))),
    "Beng": "অআইঈউঊঋএঐওঔকখগঘঙচছজঝঞটঠডঢণতথদধনপফবভমযরলশষসহড়ঢ়য়ৎংঃঁািীুূৃেৈোৌ্০৯ৰৱ",
    "Taml": "அஆஇஈஉஊஎஏஐஒஓஔகஙசஜஞடணதநனபமயரறலளழவஶஷஸஹாிீுூெேைொோௌ்",
    "Telu": "అఆఇఈఉఊఋఎఏఐఒఓఔకఖగఘఙచఛజఝఞటఠడఢణతథదధనపఫబభమయరఱలళవశషసహాిీుూృెేైొోౌ్ంః",
    "Knda": "ಅಆಇಈಉಊಋಎಏಐಒಓಔಕಖಗಘಙಚಛಜಝಞಟಠಡಢಣತಥದಧನಪಫಬಭಮಯರಲವಶಷಸಹಳಾಿೀುೂೃೆೇೈೊೋೌ್ಂಃ",
    "Mlym": "അആഇഈഉഊഋഎഏഐഒഓഔകഖഗഘങചഛജഝഞടഠഡഢണതഥദധനപഫബഭമയരറലളഴവശഷസഹാിീുൂൃെേൈൊോൌ്ൺൻർൽൾ",
    "Gujr": "અઆઇઈઉઊઋએઐઓઔકખગઘઙચછજઝઞટઠડઢણતથદધનપફબભમયરલળવશષસહાિીુૂૃેૈોૌ્ંઃ",
    "Guru": "ਅਆਇਈਉਊਏਐਓਔਕਖਗਘਙਚਛਜਝਞਟਠਡਢਣਤਥਦਧਨਪਫਬਭਮਯਰਲਵਸਹੜਾਿੀੁੂੇੈੋੌ੍ੰੱ",
    "Orya": "ଅଆଇଈଉଊଋଏଐଓଔକଖଗଘଙଚଛଜଝଞଟଠଡଢଣତଥଦଧନପଫବଭମଯରଲଳଵଶଷସହାିୀୁୂୃେୈୋୌ୍",
    "Sinh": "අආඇඈඉඊඋඌඑඒඓඔඕඖකඛගඝඞචඡජඣඤටඨඩඪණතථදධනපඵබභමයරලවශෂසහළෆාැෑිීුූෘෙේෛොෝෞ්",
    "Khmr": "".join(
        map(chr, [*range(0x1780, 0x17A3), *range(0x17A5, 0x17B4), *range(0x17B6, 0x17DA), *range(0x17E0, 0x17EA)])
    ),
    "Laoo": "ກຂຄງຈຊຍດຕຖທນບປຜຝພຟມຢຣລວສຫອຮະັາຳິີຶືຸູົຼຽເແໂໃໄໆ່້໊໋໌ໜໝ",
    "Mymr": "".join(map(chr, range(0x1000, 0x1050))),
    "Geor": "აბგდევზთიკლმნოპჟრსტუფქღყშჩცძწჭხჯჰ",
    "Armn": "ԱԲԳԴԵԶԷԸԹԺԻԼԽԾԿՀՁՂՃՄՅՆՇՈՉՊՋՌՍՎՏՐՑՒՓՔՕՖաբգդեզէըթժիլխծկհձղճմյնշոչպջռսվտրցւփքօֆև՛՞",
    "Ethi": "".join(map(chr, [*range(0x1208, 0x1247), *range(0x1260, 0x1288), *range(0x1369, 0x137D)])),
    "Thaa": "".join(map(chr, range(0x780, 0x7B1))),
    "Aran": "ابپتٹثجچحخدڈذرڑزژسشصضطظعغفقکگلمنںوہھءیے",
    "Zsye": "🎁❤😀👍🏽🇩🇪👨👩👧🎉🥳🪴🫶",
    "Zsym": "♈♓⛨",
}


@pytest.mark.parametrize("script", SCRIPTS)
def test_a_script_is_set_by_the_face_made_for_it(faces: FaceSet, script: str) -> None:
    face = faces.preferred(script)[0]
    assert [f"{ord(char):04X}" for char in SCRIPTS[script] if not face.has(ord(char))] == []


def builder() -> ModuleType:
    spec = importlib.util.spec_from_file_location("build_fonts", FONTS / "build.py")
    assert spec is not None
    assert spec.loader is not None
    module = sys.modules["build_fonts"] = importlib.util.module_from_spec(spec)
    spec.loader.exec_module(module)
    return module


@pytest.mark.parametrize("family", ["Lao", "Code"])
def test_building_a_face_twice_gives_the_same_bytes(family: str) -> None:
    build = builder()
    recipe = next(recipe for recipe in build.FACES if recipe.family == family)
    source = FONTS / recipe.file
    first, second = build.build(recipe, source), build.build(recipe, source)
    assert first == second
    assert build.row(recipe, source, first)["glyphs"] == hb.Face(source.read_bytes()).glyph_count


def test_the_manifest_is_in_the_order_of_the_recipes() -> None:
    assert [recipe.file for recipe in builder().FACES] == [row["file"] for row in ROWS]


def test_every_bold_partner_exists() -> None:
    files = {row["file"]: row for row in ROWS}
    bolds = [row for row in ROWS if row["bold"]]
    assert len(bolds) == 8
    assert all(files[row["bold"]]["weight"] == 700 and files[row["bold"]]["family"] == row["family"] for row in bolds)
