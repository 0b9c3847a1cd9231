"""Cells to values: never a guess, never a wrong one."""

from __future__ import annotations

from datetime import UTC, datetime
from decimal import Decimal
from zoneinfo import ZoneInfo

import pytest
from hypothesis import given
from hypothesis import strategies as st

from inserts.orders.cells import Tidy, clean, mend
from inserts.orders.currency import currency
from inserts.orders.dates import day_first, is_open, read_date
from inserts.orders.names import Written, choose
from inserts.orders.numbers import decimal_sign, money, quantity, unspread
from inserts.orders.places import country, language, main_language
from inserts.orders.words import MEANINGS, WORDS


@pytest.mark.parametrize(
    ("cell", "text"),
    [
        ("  a \t", "a"),
        ("\ufeffa", "a"),
        ("\u3000张三\u00a0", "张三"),
        ('="0123"', "0123"),
        ("'+49 30", "+49 30"),
        ("'0123", "0123"),
        ("'=1", "=1"),
        ("'tis", "'tis"),
        ("'null", ""),
        ('"12264"', "12264"),
        ('"a" and "b"', '"a" and "b"'),
        ("NULL", ""),
        ("NaN", ""),
        ("--", ""),
        ("No informado", ""),
        ("无", ""),
        ("O&#39;Neil &amp; Co", "O'Neil & Co"),
        ("&amp;amp;", "&amp;"),
        ("AT&T; R&D", "AT&T; R&D"),
        ("Ana  Maria", "Ana Maria"),
        ("two\nlines", "two\nlines"),
        ("", ""),
    ],
)
def test_what_is_put_around_a_cell_is_taken_away(cell: str, text: str) -> None:
    assert clean(cell) == text


@given(st.text(alphabet="abcÜ漢 \t'=\"+-@&;#39null", max_size=12))
def test_a_clean_text_has_no_blank_ends_and_no_double_blanks(cell: str) -> None:
    text = clean(cell)
    assert text == text.strip()
    assert "  " not in text


@pytest.mark.parametrize("codec", ["cp1252", "latin-1"])
@pytest.mark.parametrize(
    "text", ["rápido", "Xuân", "Müller", "张三", "Іван", "José ñ", "voilà", "Grün 🌿", "Αθήνα", "שלום"]
)
def test_text_encoded_twice_is_mended(text: str, codec: str) -> None:
    try:
        twice = text.encode().decode(codec)
    except UnicodeDecodeError:
        twice = "".join(bytes([byte]).decode(codec, "ignore") or chr(byte) for byte in text.encode())
    tidy = Tidy()
    assert tidy(twice) == text
    assert tidy.mended == 1


@pytest.mark.parametrize(
    "text", ["Müller", "CAFÉ™", "«LIBERTÉ»", "Ñandú", "São Tomé", "Åse Ø", "Ã and Müller rÃ¡pido", "張三"]
)
def test_text_encoded_once_stays(text: str) -> None:
    assert mend(text) == text


@pytest.mark.parametrize(
    ("text", "sign", "amount"),
    [
        ("45.40", ".", "45.40"),
        ("45,40", ".", "45.40"),
        ("1,234.56", "", "1234.56"),
        ("1.234,56", "", "1234.56"),
        ("1 234,56 €", "", "1234.56"),
        ("1'234.50", "", "1234.50"),
        ("$22.99", "", "22.99"),
        ("R$ 10,00", "", "10.00"),
        ("-7.00", "", "-7.00"),
        ("-$7.00", "", "-7.00"),
        ("(7.00)", "", "-7.00"),
        ("－500", "", "-500"),
        ("▲1,500円", ".", "-1500"),
        ("1.234.567", "", "1234567"),
        ("1.234", ".", "1.234"),
        ("1.234", ",", "1234"),
        ("0.123", "", "0.123"),
        ("79767.7", "", "79767.7"),
        ("12", "", "12"),
        ("0.10", "", "0.10"),
    ],
)
def test_amounts_are_exact_with_either_decimal_sign(text: str, sign: str, amount: str) -> None:
    assert str(money(text, sign)) == amount


@pytest.mark.parametrize(
    "text", ["", "abc", "1.234", "1,234", "1E+5", "1 of 2 left", "10.00 - 20.00", "1.2.3,4,5", "9" * 60]
)
def test_an_amount_that_is_not_sure_is_none(text: str) -> None:
    assert money(text, "") is None


@given(st.decimals(0, 10**9, places=2))
def test_an_amount_written_in_any_usual_way_is_itself(amount: Decimal) -> None:
    english = f"{amount:,.2f}"
    german = english.translate(str.maketrans(",.", ".,"))
    assert money(english, ".") == money(german, ",") == money(f"{amount:.2f}", "") == amount


@pytest.mark.parametrize(
    ("texts", "sign"),
    [(["1.234", "12,50"], ","), (["1.234", "12.50"], "."), (["1.234"], "?"), (["1.5", "1,5"], "?"), ([], "?")],
)
def test_the_decimal_sign_is_told_once_for_a_file(texts: list[str], sign: str) -> None:
    assert decimal_sign(texts, "?") == sign


@pytest.mark.parametrize(
    ("text", "count"),
    [
        ("", 1),
        ("3", 3),
        ("1.0", 1),
        ("2,00", 2),
        ("1.000", 1),
        ("1.5", 2),
        ("x2", 2),
        ("0", 0),
        ("-1", -1),
        ("two", None),
        ("1e9", None),
    ],
)
def test_quantities(text: str, count: int | None) -> None:
    assert quantity(text) == count


@pytest.mark.parametrize(
    ("text", "id"),
    [
        ("2.01E+17", None),
        ("9.17123E+09", None),
        ("9.171234567E+9", "9171234567"),
        ("1E3", None),
        ("#1001", "#1001"),
        ("12E", "12E"),
    ],
)
def test_scientific_notation_is_undone_only_without_loss(text: str, id: str | None) -> None:
    assert unspread(text) == id


@pytest.mark.parametrize(
    ("text", "iso"),
    [
        ("2025-11-10 07:31:07 -0300", "2025-11-10T07:31:07-03:00"),
        ("2025-11-10T07:31:07+09:00", "2025-11-10T07:31:07+09:00"),
        ("2025-11-10T07:31:07.123Z", "2025-11-10T07:31:07+00:00"),
        ("2025-11-10", "2025-11-10T00:00:00+01:00"),
        ("2025-07-10 08:00", "2025-07-10T08:00:00+02:00"),
        ("31/12/2023 22:36", "2023-12-31T22:36:00+01:00"),
        ("12/31/23", "2023-12-31T00:00:00+01:00"),
        ("12/31/2023 10:15:30 PM", "2023-12-31T22:15:30+01:00"),
        ("12/31/2023 12:05 a.m.", "2023-12-31T00:05:00+01:00"),
        ("01.02.2024", "2024-02-01T00:00:00+01:00"),
        ("05/05/2026", "2026-05-05T00:00:00+02:00"),
        ("2023/12/31 22:36", "2023-12-31T22:36:00+01:00"),
        ("2023年12月31日 下午3:05", "2023-12-31T15:05:00+01:00"),
        ("Dec 11, 2024 2:10:40 PM", "2024-12-11T14:10:40+01:00"),
        ("Sep-30-26 02:44:15", "2026-09-30T02:44:15+02:00"),
        ("10-Dez-25", "2025-12-10T00:00:00+01:00"),
        ("11 de diciembre de 2024", "2024-12-11T00:00:00+01:00"),
        ("5 мая 2024 г.", "2024-05-05T00:00:00+02:00"),
        ("45291.94", "2023-12-31T22:33:36+01:00"),
    ],
)
def test_dates_keep_their_offset_or_are_the_shops(text: str, iso: str) -> None:
    moment = read_date(text, None, ZoneInfo("Europe/Berlin"))
    assert moment is not None
    assert moment.isoformat() == iso


@pytest.mark.parametrize(
    "text", ["", "soon", "2024-13-01", "99/99/9999", "2025-11-10 07:31:07 +9999", "10/05/2026", "1", "1/2/3/4"]
)
def test_a_date_that_is_not_sure_is_none(text: str) -> None:
    assert read_date(text, None, UTC) is None


@pytest.mark.parametrize(
    ("texts", "order"),
    [
        (["10/05/2026", "31/05/2026"], True),
        (["10/05/2026", "05/31/2026"], False),
        (["10/05/2026"], None),
        (["31/05/2026", "05/31/2026"], None),
        (["2026-05-31"], None),
    ],
)
def test_day_and_month_are_told_apart_once_for_a_file(texts: list[str], order: bool | None) -> None:
    assert day_first(texts, None) is order


def test_a_date_open_both_ways_follows_the_file() -> None:
    assert is_open("10/05/2026")
    assert not is_open("10.05.2026")
    assert read_date("10/05/2026", True, UTC) == datetime(2026, 5, 10, tzinfo=UTC)
    assert read_date("10/05/2026", False, UTC) == datetime(2026, 10, 5, tzinfo=UTC)


@given(st.text(max_size=25) | st.text("0123456789/-:.,年月日 TZ+APMdec", max_size=25))
def test_no_text_breaks_a_reader(text: str) -> None:
    read_date(text, True, UTC)
    money(text, ".")
    quantity(text)
    country(text)
    language(text)
    currency(text)
    choose([Written(text, "", ""), Written("", text, text)], "DE")


@pytest.mark.parametrize(
    ("text", "code"),
    [
        ("de", "DE"),
        ("DEU", "DE"),
        ("GBR", "GB"),
        ("UK", "GB"),
        ("276", "DE"),
        ("Germany", "DE"),
        ("Deutschland", "DE"),
        ("Allemagne", "DE"),
        ("España", "ES"),
        ("ARGENTINA", "AR"),
        ("日本", "JP"),
        ("中国", "CN"),
        ("대한민국", "KR"),
        ("Россия", "RU"),
        ("Türkiye", "TR"),
        ("U.S.A.", "US"),
        ("United States", "US"),
        ("Côte d'Ivoire", "CI"),
        ("England", "GB"),
        ("Nowhere", ""),
        ("EU", ""),
        ("ZZ", ""),
        ("", ""),
    ],
)
def test_countries(text: str, code: str) -> None:
    assert country(text) == code


@pytest.mark.parametrize(
    ("text", "tag"),
    [
        ("de", "de"),
        ("de_AT", "de-AT"),
        ("fr_FR.UTF-8", "fr-FR"),
        ("zh-Hant-TW", "zh-Hant-TW"),
        ("German", "de"),
        ("Deutsch", "de"),
        ("日本語", "ja"),
        ("xx", ""),
        ("Klingonish", ""),
    ],
)
def test_languages(text: str, tag: str) -> None:
    assert language(text) == tag


@pytest.mark.parametrize(
    ("code", "tag"),
    [
        *[
            ("DE", "de"),
            ("AT", "de"),
            ("US", "en"),
            ("GB", "en"),
            ("IE", "en"),
            ("FI", "fi"),
            ("NO", "nb"),
            ("BR", "pt"),
        ],
        *[("JP", "ja"), ("CN", "zh-Hans"), ("TW", "zh-Hant"), ("UA", "uk"), ("IL", "he"), ("MX", "es")],
        *[("CA", ""), ("CH", ""), ("BE", ""), ("LU", ""), ("SG", ""), ("IN", ""), ("ZA", ""), ("AQ", "")],
    ],
)
def test_a_country_gives_a_language_only_if_it_has_one_main_language(code: str, tag: str) -> None:
    assert main_language(code) == tag


@pytest.mark.parametrize(
    ("text", "code"),
    [
        ("EUR", "EUR"),
        ("eur", "EUR"),
        ("€", "EUR"),
        ("116,99 €", "EUR"),
        ("US $", "USD"),
        ("$", ""),
        ("12.00 GBP", "GBP"),
        ("dollars", ""),
    ],
)
def test_currencies(text: str, code: str) -> None:
    assert currency(text) == code


@pytest.mark.parametrize(
    ("name", "land", "given_name"),
    [
        ("Ana Ruiz", "ES", "Ana"),
        ("Ana", "", "Ana"),
        ("Ruiz, Ana", "ES", "Ana"),
        ("Smith, Jr.", "US", ""),
        ("Dr. Anna Smith", "DE", "Anna"),
        ("Dr. Smith", "DE", ""),
        ("Herr Müller", "DE", ""),
        ("J. Smith", "US", ""),
        ("J Smith", "US", ""),
        ("Anne-Marie Roux", "FR", "Anne-Marie"),
        ("Renée O’Connell", "US", "Renée"),
        ("Ana & Ben Ruiz", "ES", ""),
        ("Ana und Ben", "DE", ""),
        ("Fam. Müller", "DE", ""),
        ("van der Berg", "NL", ""),
        ("ACME GmbH", "DE", ""),
        ("Ana Ruiz 2", "ES", ""),
        ("Αικατερίνη Παπαδοπούλου", "GR", "Αικατερίνη"),
        ("Ґалина Шевчук", "UA", "Ґалина"),
        ("Иванова Мария", "RU", ""),
        ("Иванова Мария Петровна", "RU", "Мария"),
        ("Мария Петровна Иванова", "RU", "Мария"),
        ("Nguyễn Thị Ánh Tuyết", "", ""),
        ("Nguyen Van Anh", "VN", ""),
        ("Nagy Ferenc", "HU", ""),
        ("Li Wei", "CN", ""),
        ("佐々木 はるか", "JP", ""),
        ("김서연", "", ""),
        ("ليلى الحسيني", "AE", ""),
    ],
)
def test_a_given_name_is_told_only_where_it_is_sure(name: str, land: str, given_name: str) -> None:
    chosen = choose([Written(name, "", "")], land)
    assert (chosen.name, chosen.given, chosen.note) == (name, given_name, "")


def test_names_in_parts() -> None:
    assert choose([Written("", "Mary Ann", "Lee")], "US")[:2] == ("Mary Ann Lee", "Mary Ann")
    assert choose([Written("", "花子", "山田")], "JP")[:2] == ("山田花子", "")
    assert choose([Written("", "", ""), Written("", "Bo", "")], "SE")[:2] == ("Bo", "Bo")
    assert choose([Written("", "J.", "Smith")], "US")[:2] == ("J. Smith", "")


@pytest.mark.parametrize(
    ("name", "note"),
    [
        ("张**", "masked"),
        ("J******", "masked"),
        ("S*** s***", "masked"),
        ("*", "masked"),
        ("*三", "masked"),
        ("Иван*** П", "masked"),
        ("Nguyễn V** A", "masked"),
        ("김○수", "masked"),
        ("김*수", "masked"),
        ("李〇明", "masked"),
        ("张x", "masked"),
        ("张XX", "masked"),
        ("李某某", "masked"),
        ("山●●", "masked"),
        ("J####", "masked"),
        ("J■■■", "masked"),
        ("J…", "masked"),
        ("[redacted]", "masked"),
        ("匿名用户", "masked"),
        ("##密文abc", "encrypted"),
        ("~AgAAAAP9kljlkj==~", "encrypted"),
        ("M\ufffdller", "damaged"),
        ("M??ller", "damaged"),
        ("M?ller", "damaged"),
        ("JÃ¼rgen Łoś", "damaged"),
        ("#NAME?", "damaged"),
        ("ana@post.example", "missing"),
        ("tb12345_67", "missing"),
        ("user_8827", "missing"),
        ("ana1984", "missing"),
        ("No informado", "missing"),
        ("Guest", "missing"),
        ("null null", "missing"),
        ("游客", "missing"),
        ("+49 30 1234", "missing"),
        ("4.9E+11", "missing"),
        ("", "missing"),
    ],
)
def test_what_is_no_name_is_not_printed_and_says_why(name: str, note: str) -> None:
    assert choose([Written(name, "", "")], "") == ("", "", note)


@pytest.mark.parametrize(
    "name",
    [
        *("X Æ A-12", "李先生", "3M", "X Li", "Xi Xx", "Kim (김)", "Ma. del Carmen", "José·Luis", "买买提·艾合买提"),
        *("Dr. No", "A. B.", "Herr Gast", "Guest House Berlin", "Mary 2nd", "Ö", "7 Eleven Store", "JOÃO", "Ångström"),
    ],
)
def test_an_unusual_name_is_still_a_name(name: str) -> None:
    assert choose([Written(name, "", "")], "").name == name


def test_words_mean_something_there_is() -> None:
    assert {meaning for words in WORDS.values() for meaning in words.values()} <= set(MEANINGS)
    assert WORDS["payment"]["completed"] == "open"
    assert WORDS["status"]["completed"] == "fulfilled"
    assert WORDS["fulfilment"]["pending"] == "open"
    assert WORDS["payment"]["pending"] == "unpaid"
