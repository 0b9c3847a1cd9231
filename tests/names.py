"""Names and words in the scripts of the world: what every test of text must get right."""

from __future__ import annotations

from typing import NamedTuple


class Sample(NamedTuple):
    """A script or language, its tag (BCP 47), and a name or words in it."""

    script: str
    language: str
    text: str


ROWS = [
    Sample(*row)
    for row in [
        ("English", "en", "Office Waffle & Co. fit for AVATAR"),
        ("German", "de", "Jörg Müller-Lüdenscheidt, Weiße Straße 7"),
        ("French", "fr", "Anaïs Lefèvre « Œuvre »"),
        ("Polish", "pl", "Łukasz Święcicki-Żółć"),
        ("Czech", "cs", "Příliš žluťoučký kůň"),
        ("Icelandic", "is", "Þórður Guðmundsdóttir"),
        ("Turkish", "tr", "İbrahim Işık Çağdaş"),
        ("Romanian", "ro", "Ștefan Țărnă"),
        ("Vietnamese", "vi", "Nguyễn Thị Phương Thảo"),
        ("Yoruba", "yo", "Ọlápéjú Adébáyọ̀"),
        ("Greek", "el", "Γιώργος Παπαδόπουλος"),
        ("Russian", "ru", "Екатерина Щербакова"),
        ("Ukrainian", "uk", "Їжакевич Ґалаґан"),
        ("Serbian", "sr", "Љубица Ђорђевић"),
        ("Kazakh", "kk", "Нұрсұлтан Әбіш"),
        ("Armenian", "hy", "Արամ Խաչատրյան"),
        ("Georgian", "ka", "გიორგი ბერიძე"),
        ("Hebrew", "he", "אברהם כהן"),
        ("Hebrew, pointed", "he", "שָׁלוֹם"),
        ("Arabic", "ar", "محمد عبد الله"),
        ("Arabic, vocalised", "ar", "مُحَمَّد"),
        ("Arabic, lam and alef", "ar", "عبد السلام"),
        ("Arabic, brackets", "ar", "محمد (علي)"),
        ("Persian", "fa", "می‌خواهم پگاه ۱۲۳"),
        ("Urdu, Nastaliq", "ur-Aran", "نستعلیق ٹیپو"),
        ("Dhivehi", "dv", "ދިވެހި"),
        ("Amharic", "am", "አበበ ቢቂላ"),
        ("Hindi", "hi", "राजेश कुमार श्रीवास्तव"),
        ("Marathi", "mr", "दाऱ्या क्षमा"),
        ("Bengali", "bn", "রবীন্দ্রনাথ ঠাকুর"),
        ("Punjabi", "pa", "ਗੁਰਪ੍ਰੀਤ ਸਿੰਘ"),
        ("Gujarati", "gu", "મહાત્મા ગાંધી"),
        ("Odia", "or", "ଜଗନ୍ନାଥ"),
        ("Tamil", "ta", "லக்ஷ்மி ஸ்ரீ"),
        ("Telugu", "te", "శ్రీనివాస్"),
        ("Kannada", "kn", "ಕೃಷ್ಣಮೂರ್ತಿ"),
        ("Malayalam", "ml", "ജോൺ കൃഷ്ണൻ"),
        ("Sinhala", "si", "ශ්‍රී ලංකා"),
        ("Thai", "th", "สมชาย น้ำใจดี"),
        ("Lao", "lo", "ສົມພອນ ບຸນມີ"),
        ("Burmese", "my", "အောင်ဆန်းစုကြည်"),
        ("Khmer", "km", "ស្រីសុខា ព្រះ"),
        ("Chinese, simplified", "zh-Hans", "张伟 㛃䶮𬱖𬭎"),
        ("Chinese, traditional", "zh-Hant", "陳美玲，謝謝。"),
        ("Hong Kong", "zh-HK", "𠮷𡈽 㗎"),
        ("Japanese", "ja", "髙橋 﨑さん・タワー「東京」"),
        ("Korean", "ko", "김민수 님 뷁"),
        ("Emoji", "en", "🎁👩‍👩‍👧👍🏽🇩🇪1️⃣❤️"),
        ("Signs", "en", "№ 5 → ✓ ☎ €£¥₩₹ ©®™ ½ °C"),
    ]
]

assert len({row.script for row in ROWS}) == len(ROWS)
