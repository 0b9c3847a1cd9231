from dataclasses import FrozenInstanceError
from datetime import date
from decimal import Decimal
from pathlib import Path
from urllib.parse import urlsplit

import pytest
from hypothesis import example, given
from hypothesis import strategies as st

from inserts.model.offer import CodeRule, Conditions, Tier
from inserts.model.order import State
from inserts.model.problem import Problem, Stop
from inserts.settings import Settings, find_shop, load, starter
from inserts.settings.links import link_fault

TEMPLATES = Path(__file__).parent.parent / "templates"
SHOP = '[shop]\nname = "Quillmoss Tea"\ndomain = "quillmoss.example"\n'


def read(folder: Path, text: str) -> Settings:
    (folder / "shop.toml").write_text(text, "utf-8")
    settings, problems = load(folder / "shop.toml")
    assert settings is not None, [str(problem) for problem in problems]
    assert problems == ()
    return settings


def refused(folder: Path, text: str) -> tuple[Problem, ...]:
    (folder / "shop.toml").write_text(text, "utf-8")
    settings, problems = load(folder / "shop.toml")
    assert settings is None
    assert all(problem.where.file.endswith("shop.toml") for problem in problems)
    return problems


def only(folder: Path, text: str) -> Problem:
    problems = refused(folder, text)
    assert len(problems) == 1, [str(problem) for problem in problems]
    return problems[0]


# The whole file


def test_a_name_and_a_domain_are_enough(tmp_path: Path) -> None:
    settings = read(tmp_path, SHOP)
    assert (settings.shop.id, settings.shop.url) == ("quillmoss.example", "https://quillmoss.example")
    assert (settings.shop.language, settings.shop.languages, settings.shop.timezone) == ("en", ("en",), "UTC")
    assert settings.orders_leave_out == (State.CANCELLED, State.REFUNDED, State.FULFILLED, State.UNPAID)
    assert (settings.print_name_card, settings.print_insert) == ("classic", "a6-thanks")
    assert (settings.print_stock, settings.print_insert_stock, settings.printer.duplex) == ("a4", "card", "")
    assert (settings.link_target, settings.codes) == ("https://{domain}/{code}", CodeRule())
    assert (settings.folder, settings.key_file) == (tmp_path, tmp_path / "secrets" / "code.key")
    assert (settings.tiers, settings.ledger_url) == ((), "sqlite:///ledger.sqlite")


def test_settings_cannot_be_changed(tmp_path: Path) -> None:
    with pytest.raises(FrozenInstanceError):
        read(tmp_path, SHOP).batches_limit = 1  # type: ignore[misc]


@pytest.mark.parametrize("missing", ["name", "domain"])
def test_name_and_domain_are_required(tmp_path: Path, missing: str) -> None:
    text = "".join(line for line in SHOP.splitlines(True) if not line.startswith(missing))
    assert f"{missing} is missing" in only(tmp_path, text).message


def test_an_empty_file_says_what_is_missing(tmp_path: Path) -> None:
    assert [problem.message for problem in refused(tmp_path, "")] == ["domain is missing", "name is missing"]


def test_the_starter_has_no_problem(tmp_path: Path) -> None:
    settings = read(tmp_path, starter(TEMPLATES))
    assert settings.shop.domain == "your-shop.example"


def test_every_optional_line_of_the_starter_is_good_when_its_mark_is_taken_away(tmp_path: Path) -> None:
    (tmp_path / "logo.png").touch()
    (tmp_path / "signature.png").touch()
    lines = starter(TEMPLATES).splitlines()
    is_code = (
        "[",
        *(f"{word} =" for word in (*["url", "id", "tagline", "message", "logo", "initial", "accent", "country"],)),
    )
    words = (
        "languages currency help_url label hours qr channel value kind account note topic question answer short icon"
    )
    words += " columns by duplex printer offset back_offset hosts name when benefit min_spend valid limits"
    words += " scale across dpi tray turn backs rotate_back lift marks gutter"
    words += " templates coupon link once priority public pool"
    words += " account_url owner role signature letter app vcard from benefits"
    words += " start end holdout holdout_cards measure"
    is_code += tuple(f"{word} =" for word in words.split())
    plain = [line[2:] if line.startswith("# ") and line[2:].startswith(is_code) else line for line in lines]
    assert sum(a != b for a, b in zip(lines, plain, strict=True)) > 35
    settings = read(tmp_path, "\n".join(plain))
    assert len(settings.tiers) == 2
    assert [rule.name for rule in settings.rules] == ["welcome back"]
    assert [level.points for level in settings.shop.levels] == [500]
    assert settings.printer.name == "office"
    assert settings.printer.duplex == "long"


def test_starter_names_every_key_that_is_read() -> None:
    text = starter(TEMPLATES)
    for section in ("shop", "contact", "payment", "help", "orders", "batches", "print", "printer", "codes", "link"):
        assert f"[{section}" in text
    for key in (
        "round_to",
        "delivery_days",
        "sku_any",
        "used_coupon",
        "back_offset",
        "insert_stock",
        "key_file",
        "after_coupon",
    ):
        assert key in text


@pytest.mark.parametrize(
    ("line", "hint"),
    [('[shpo]\nname = "x"', "shop"), ("[batches]\nlimt = 5", "limit"), ("[orders]\nleave_uot = []", "leave_out")],
)
def test_unknown_keys_name_the_nearest(tmp_path: Path, line: str, hint: str) -> None:
    problem = only(tmp_path, f"{SHOP}{line}\n")
    assert problem.message.startswith("unknown key")
    assert problem.hint == f'did you mean "{hint}"?'


def test_problems_are_sorted_and_all_shown(tmp_path: Path) -> None:
    problems = refused(tmp_path, SHOP + 'brand = "green"\ncurrency = "EURO"\n[batches]\nlimit = -1\n')
    assert [problem.where.line for problem in problems] == [4, 5, 7]


# Finding the file


def test_the_shop_is_found_in_the_folders_above(tmp_path: Path) -> None:
    (tmp_path / "shop.toml").touch()
    (tmp_path / "out" / "day").mkdir(parents=True)
    assert find_shop(tmp_path / "out" / "day") == tmp_path / "shop.toml"
    assert find_shop(tmp_path) == tmp_path / "shop.toml"
    assert find_shop(tmp_path / "shop.toml") == tmp_path / "shop.toml"


def test_no_shop_tells_where_was_looked_and_how_to_begin(tmp_path: Path) -> None:
    with pytest.raises(Stop, match="inserts init") as caught:
        find_shop(tmp_path)
    assert str(tmp_path) in caught.value.message
    assert caught.value.exit_code == 1


def test_a_shop_folder_that_is_not_there_is_wrong_usage(tmp_path: Path) -> None:
    with pytest.raises(Stop) as caught:
        find_shop(tmp_path / "nowhere")
    assert caught.value.exit_code == 2


# [shop]


@pytest.mark.parametrize(
    ("written", "shown", "host"),
    [
        ("Quillmoss.Example", "quillmoss.example", "quillmoss.example"),
        ("müller.example", "müller.example", "xn--mller-kva.example"),
        ("straße.example", "straße.example", "xn--strae-oqa.example"),
        ("茶.example", "茶.example", "xn--cl1a.example"),
        ("tea.co.example", "tea.co.example", "tea.co.example"),
    ],
)
def test_domains_are_lower_case_and_ascii_in_links(tmp_path: Path, written: str, shown: str, host: str) -> None:
    settings = read(tmp_path, f'[shop]\nname = "x"\ndomain = "{written}"\n')
    assert (settings.shop.domain, settings.host, settings.shop.url) == (shown, host, f"https://{host}")
    assert settings.link_hosts == (host, f"www.{host}")


@pytest.mark.parametrize(
    "written",
    [
        *("https://x.example", "x.example/", "x.example:443", "a@x.example", "localhost", "10.0.0.1", "a..example"),
        *("-x.example", "x .example", "x_y.example", f"{'x' * 64}.example", ".example", "example.", "☕.example"),
    ],
)
def test_what_is_no_host_name_is_refused_as_a_domain(tmp_path: Path, written: str) -> None:
    problem = only(tmp_path, f'[shop]\nname = "x"\ndomain = "{written}"\n')
    assert problem.where.column == "[shop] domain"


@pytest.mark.parametrize(
    ("line", "column"),
    [
        ('brand = "green"', "brand"),
        ('accent = "#12345"', "accent"),
        ('country = "Germany"', "country"),
        ('country = "XX"', "country"),
        ('country = "EU"', "country"),
        ('currency = "EURO"', "currency"),
        ('currency = "XXX"', "currency"),
        ('language = "klingon"', "language"),
        ('language = "en_GB"', "language"),
        ('languages = ["en", "qqq"]', "languages"),
        ('timezone = "Berlin"', "timezone"),
        ('timezone = "../UTC"', "timezone"),
        ('url = "http://quillmoss.example"', "url"),
        ('url = "https://other.example"', "url"),
        ('help_url = "javascript:alert(1)"', "help_url"),
        ('logo = "../logo.png"', "logo"),
        ('logo = "/etc/hostname"', "logo"),
        ('logo = "missing.png"', "logo"),
        ('initial = "QT"', "initial"),
        ('tagline = { en = "x", xx = "y" }', "tagline"),
        ('tagline = { de = "x" }', "tagline"),
        ('tagline = { en = "x", EN = "y" }', "tagline"),
    ],
)
def test_values_of_the_shop_are_checked_against_their_registers(tmp_path: Path, line: str, column: str) -> None:
    problem = only(tmp_path, f"{SHOP}{line}\n")
    assert (problem.where.line, problem.where.column) == (4, f"[shop] {column}")
    assert problem.message


def test_codes_of_languages_and_countries_get_their_usual_case(tmp_path: Path) -> None:
    shop = read(tmp_path, SHOP + 'language = "ZH-hant-tw"\nlanguages = ["EN"]\ncountry = "tw"\ncurrency = "twd"\n').shop
    assert (shop.language, shop.languages) == ("zh-Hant-TW", ("zh-Hant-TW", "en"))
    assert (shop.country, shop.currency) == ("TW", "TWD")


def test_a_text_for_the_language_serves_its_regions(tmp_path: Path) -> None:
    shop = read(tmp_path, SHOP + 'language = "de-AT"\ntagline = { de = "Tee", en = "Tea" }\n').shop
    assert shop.tagline == (("de", "Tee"), ("en", "Tea"))


@pytest.mark.parametrize(
    ("name", "initial"), [("quillmoss", "Q"), ("ångström", "Å"), ("茶屋", "茶"), ("e\u0301cole", "É")]
)
def test_the_initial_is_the_first_letter_of_the_name(tmp_path: Path, name: str, initial: str) -> None:
    assert read(tmp_path, f'[shop]\nname = "{name}"\ndomain = "x.example"\n').shop.initial == initial


def test_a_logo_in_the_shops_folder_is_taken(tmp_path: Path) -> None:
    (tmp_path / "art").mkdir()
    (tmp_path / "art" / "logo.png").touch()
    assert read(tmp_path, SHOP + "logo = 'art\\logo.png'\n").shop.logo == "art/logo.png"


# Contacts, payments, help


def test_contacts_payments_and_help_keep_their_order(tmp_path: Path) -> None:
    text = SHOP + (
        '[[contact]]\nchannel = "whatsapp"\nvalue = "+44 7700 900142"\nhours = "9-17"\n'
        '[[contact]]\nchannel = "email"\nvalue = "hello@quillmoss.example"\n'
        '[[payment]]\nkind = "alipay"\naccount = "tea"\n[[payment]]\nkind = "card"\nlabel = "Card"\n'
        '[[help]]\ntopic = "care"\nquestion = { en = "How?", de = "Wie?" }\nanswer = "Dry."\n'
        'url = "https://www.quillmoss.example/care"\n'
    )
    shop = read(tmp_path, text).shop
    assert [contact.channel for contact in shop.contacts] == ["whatsapp", "email"]
    assert [payment.kind for payment in shop.payments] == ["alipay", "card"]
    assert shop.help[0].question == (("en", "How?"), ("de", "Wie?"))
    assert shop.help[0].answer == (("", "Dry."),)


def test_a_misspelt_channel_names_the_right_one(tmp_path: Path) -> None:
    problem = only(tmp_path, SHOP + '[[contact]]\nchannel = "whatsap"\nvalue = "+44"\n')
    assert 'did you mean "whatsapp"?' in problem.hint


def test_a_channel_of_the_shops_own_needs_a_label(tmp_path: Path) -> None:
    own = '[[contact]]\nchannel = "pigeon"\nvalue = "loft 7"\n'
    assert "label" in only(tmp_path, SHOP + own).hint
    assert read(tmp_path, f'{SHOP}{own}label = "Pigeon post"\n').shop.contacts[0].label == "Pigeon post"


@pytest.mark.parametrize("value", ["hello", "a@b", "a b@x.example", "mailto:a@x.example b", "@x.example"])
def test_an_email_contact_looks_like_one_and_is_not_repeated(tmp_path: Path, value: str) -> None:
    problem = only(tmp_path, f'{SHOP}[[contact]]\nchannel = "email"\nvalue = "{value}"\n')
    assert problem.where.column == "[[contact]] value"
    assert value not in str(problem)


def test_a_contacts_qr_leads_to_a_listed_host_only(tmp_path: Path) -> None:
    text = SHOP + '[[contact]]\nchannel = "whatsapp"\nvalue = "x"\nqr = "https://wa.me/447700900142"\n'
    assert "[link] hosts" in only(tmp_path, text).message
    hosts = '[link]\nhosts = ["quillmoss.example", "wa.me"]\n'
    assert read(tmp_path, text + hosts).shop.contacts[0].qr == "https://wa.me/447700900142"


# Links


HOSTS = ("shop.example",)


@pytest.mark.parametrize(
    "url",
    ["https://shop.example", "HTTPS://SHOP.EXAMPLE/a?b=c#d", "https://shop.example./x", "https://shop.example:443/"],
)
def test_links_to_the_shop_are_good(url: str) -> None:
    assert link_fault(url, HOSTS) == ""


@pytest.mark.parametrize(
    "url",
    [
        *(
            "http://shop.example",
            "javascript:alert(1)",
            "data:text/html,x",
            "WIFI:S:x;;",
            "//shop.example",
            "shop.example",
        ),
        *("https://user@shop.example", "https://shop.example@evil.example", "https://@shop.example"),
        *(
            "https://shop.example:8443",
            "https://shop.example:",
            "https://shop.example:99999",
            "https://[::1",
            "https://",
        ),
        *("https://ѕhop.example", "https://shop。example", "https://shop.example.evil.example", "https://evil.example"),
        *("https://shop.example\\@evil.example", "https://shop.example/a b", "https://shop.example/\n", "\thttps://x"),
        *("https://shop.example/{x}", "https://shop.example/|", "https://shop.example/`", "https://shop.example/ü", ""),
        *(
            "https:/shop.example",
            "https:shop.example",
            "https://shop.example/" + "x" * 500,
            "https://shop.example/\x7f",
        ),
    ],
)
def test_other_links_are_refused(url: str) -> None:
    assert link_fault(url, HOSTS)


@given(st.text(max_size=30), st.sampled_from(["{}", "https://{}", "https://shop.example{}", "https://{}shop.example/"]))
@example("@evil.example", "https://shop.example{}")
@example("evil.example\\", "https://{}shop.example/")
def test_a_good_link_always_leads_to_the_host_as_others_read_it(text: str, form: str) -> None:
    url = form.format(text)
    if not link_fault(url, HOSTS):
        parts = urlsplit(url)
        assert (parts.scheme, (parts.hostname or "").rstrip("."), parts.username) == ("https", "shop.example", None)


@pytest.mark.parametrize(
    ("target", "part"),
    [
        ("https://{domain}/x", "{code}"),
        ("https://{domain}/{cod}", "{cod}"),
        ("https://{domain}/{code}/{0.__class__}", "unknown field"),
        ("https://{code}.quillmoss.example/", "host"),
        ("http://{domain}/{code}", "https"),
        ("https://elsewhere.example/{code}", "host"),
        ("https://{domain}/{code}}", "character"),
        ("https://{domain}:80/{code}", "port"),
    ],
)
def test_the_coupon_links_target_is_checked(tmp_path: Path, target: str, part: str) -> None:
    problem = only(tmp_path, f'{SHOP}[link]\ntarget = "{target}"\n')
    assert part in problem.message
    assert problem.where.column == "[link] target"


def test_the_coupon_link_may_name_the_template(tmp_path: Path) -> None:
    target = "https://quillmoss.example/discount/{code}?redirect=/&utm_content={template}"
    assert read(tmp_path, f'{SHOP}[link]\ntarget = "{target}"\n').link_target == target


def test_hosts_are_bare_ascii_names(tmp_path: Path) -> None:
    problem = only(tmp_path, f'{SHOP}[link]\nhosts = ["quillmoss.example", "https://x.example"]\n')
    assert problem.where.column == "[link] hosts"


# Printing, batches, ledger


def test_the_chosen_printer_gives_its_offsets_and_its_way_of_turning(tmp_path: Path) -> None:
    text = '[print]\nprinter = "a"\n[printer.a]\nduplex = "short"\noffset = ["1mm", "-2mm"]\n[printer.b]\n'
    settings = read(tmp_path, SHOP + text)
    assert settings.printer.shift.offset == pytest.approx((2.8346, -5.6693), abs=1e-4)
    assert (settings.printer.shift.back_offset, settings.printer.duplex) == ((0.0, 0.0), "short")
    assert [printer.name for printer in settings.printers] == ["a", "b"]


def test_a_printer_is_described_by_what_it_does_to_paper(tmp_path: Path) -> None:
    text = (
        '[print]\nprinter = "a"\n[printer.a]\nduplex = "manual"\nturn = "short"\ntray = "face-up"\nrotate_back = true\n'
        'offset = ["1mm", "0mm"]\nscale = [1.004, 0.998]\n[printer.a.across]\noffset = ["0mm", "1mm"]\n'
    )
    printer = read(tmp_path, SHOP + text).printer
    assert (printer.flip, printer.tray, printer.rotate_back, printer.refed_same) == ("short", "face-up", True, False)
    assert printer.shift_of(100, 200).scale == (1.004, 0.998)
    assert printer.shift_of(200, 100).offset == pytest.approx((0.0, 2.8346), abs=1e-4)


def test_a_sheet_that_lies_across_is_stretched_along_the_same_sides_of_the_paper(tmp_path: Path) -> None:
    text = '[print]\nprinter = "a"\n[printer.a]\nscale = [1.004, 0.998]\n'
    assert read(tmp_path, SHOP + text).printer.shift_of(200, 100).scale == (0.998, 1.004)


def test_how_a_pile_is_taken_in_again_follows_the_tray_unless_it_is_said(tmp_path: Path) -> None:
    text = '[printer.a]\ntray = "face-down"\n[printer.b]\ntray = "face-up"\n[printer.c]\nbacks = "reverse"\n'
    assert [printer.refed_same for printer in read(tmp_path, SHOP + text).printers] == [True, False, False]


def test_a_printer_with_dots_of_its_own_is_never_stretched(tmp_path: Path) -> None:
    problem = only(tmp_path, f"{SHOP}[printer.label]\ndpi = 203\nscale = [1.01, 1.0]\n")
    assert problem.where.column == "[printer.label] scale"
    assert "dots" in problem.message


def test_lifts_are_one_for_all_paper_or_one_for_each(tmp_path: Path) -> None:
    assert read(tmp_path, f"{SHOP}[print]\nlift = 25\n").print_cutting.lift("a4") == 25
    cutting = read(tmp_path, f"{SHOP}[print]\nlift = {{ a4 = 25, sra3 = 0 }}\n").print_cutting
    assert [cutting.lift(name) for name in ("a4", "sra3", "letter")] == [25, 0, 0]


@pytest.mark.parametrize(
    ("written", "marks"), [("true", "both"), ("false", "none"), ('"front"', "front"), ('"back"', "back")]
)
def test_cut_marks_are_on_both_sides_on_one_or_on_none(tmp_path: Path, written: str, marks: str) -> None:
    assert read(tmp_path, f"{SHOP}[print]\nmarks = {written}\n").print_cutting.marks == marks


@pytest.mark.parametrize("line", ['gutter = "-1mm"', 'gutter = "80mm"', "lift = 501", 'lift = "25"', 'marks = "left"'])
def test_cutting_that_cannot_be_is_refused(tmp_path: Path, line: str) -> None:
    assert only(tmp_path, f"{SHOP}[print]\n{line}\n").where.column == f"[print] {line.split()[0]}"


def test_a_printer_nobody_described_is_refused(tmp_path: Path) -> None:
    problem = only(tmp_path, f'{SHOP}[print]\nprinter = "ofice"\n[printer.office]\n')
    assert problem.hint == 'did you mean "office"?'


def test_a_card_can_be_switched_off_but_paper_cannot(tmp_path: Path) -> None:
    assert read(tmp_path, f'{SHOP}[print]\ninsert = ""\n').print_insert == ""
    assert only(tmp_path, f'{SHOP}[print]\nstock = ""\n').where.column == "[print] stock"


def test_columns_of_an_unknown_export_are_kept_as_written(tmp_path: Path) -> None:
    settings = read(tmp_path, SHOP + '[orders]\ncolumns = { id = "Bestell-Nr.", name = "Empfänger" }\nleave_out = []\n')
    assert settings.orders_columns == (("id", "Bestell-Nr."), ("name", "Empfänger"))
    assert settings.orders_leave_out == ()


def test_a_state_nobody_knows_is_refused(tmp_path: Path) -> None:
    assert only(tmp_path, SHOP + '[orders]\nleave_out = ["canceled"]\n').hint == 'did you mean "cancelled"?'


@pytest.mark.parametrize("url", ["sqlite:///x/ledger.sqlite", "postgresql://db.example/inserts", "postgres://u:p@h/d"])
def test_ledgers_are_sqlite_or_postgresql(tmp_path: Path, url: str) -> None:
    assert read(tmp_path, f'{SHOP}[ledger]\nurl = "{url}"\n').ledger_url == url


def test_a_wrong_ledger_address_is_not_repeated(tmp_path: Path) -> None:
    problem = only(tmp_path, f'{SHOP}[ledger]\nurl = "mysql://root:s3cret@db.example/x"\n')
    assert "s3cret" not in str(problem)


# Codes and tiers


@pytest.mark.parametrize("line", ["length = 6", "length = 21", 'prefix = "tea "', 'source = "lottery"', "group = -1"])
def test_codes_that_are_guessed_or_refused_by_shops_are_not_made(tmp_path: Path, line: str) -> None:
    only(tmp_path, f"{SHOP}[codes]\n{line}\n")


def test_a_code_with_prefix_and_hyphens_has_at_most_twenty_characters(tmp_path: Path) -> None:
    codes = '[codes]\nlength = 12\ngroup = 4\nprefix = "TEA-{}"\n'
    assert read(tmp_path, SHOP + codes.format("AB")).codes.prefix == "TEA-AB"
    assert "21 characters" in only(tmp_path, SHOP + codes.format("ABC")).message


TIERS = """
[[tier]]
name = "third and fourth"
when = { order_number = { min = 3, max = 4 }, country_any = ["DE"], tags_none = ["wholesale"], used_coupon = false }
benefit = { kind = "amount", value = { EUR = "7.50", GBP = "6.50" } }
min_spend = { EUR = "50.00", GBP = "45.00" }
valid = { days = 60, round_to = "week" }

[[tier]]
name = "second"
when = { order_number = 2, total = { min = { EUR = "20.00" } } }
benefit = { kind = "percent", value = 12.5 }
valid = { days = 30, from = "ship_date", delivery_days = 3, latest = 2027-03-31 }
limits = { uses = 0, excludes = ["sale", "gift cards"] }

[[tier]]
name = "everyone else"
benefit = { kind = "none" }
"""


def test_tiers_are_read_whole(tmp_path: Path) -> None:
    third, second, rest = read(tmp_path, SHOP + TIERS).tiers
    assert third == Tier(
        name="third and fourth",
        kind="amount",
        when=Conditions(3, 4, country_any=("DE",), tags_none=("wholesale",), used_coupon=False),
        amounts=(("EUR", Decimal("7.50")), ("GBP", Decimal("6.50"))),
        min_spend=(("EUR", Decimal("50.00")), ("GBP", Decimal("45.00"))),
        days=60,
        round_to="week",
    )
    assert second == Tier(
        name="second",
        kind="percent",
        when=Conditions(2, 2, total_min=(("EUR", Decimal("20.00")),)),
        value=Decimal("12.5"),
        days=30,
        delivery_days=3,
        latest=date(2027, 3, 31),
        single_use=False,
        excludes=("sale", "gift cards"),
    )
    assert rest == Tier("everyone else", "none")


@pytest.mark.parametrize(
    ("benefit", "value", "text"),
    [
        ('{ kind = "percent", value = 10 }', "10", ""),
        ('{ kind = "gift", text = "A free candle" }', "None", "A free candle"),
        ('{ kind = "points", value = 100 }', "100", ""),
        ('{ kind = "free_shipping" }', "None", ""),
    ],
)
def test_every_kind_of_benefit_is_read(tmp_path: Path, benefit: str, value: str, text: str) -> None:
    (tier,) = read(tmp_path, f'{SHOP}[[tier]]\nname = "a"\nbenefit = {benefit}\nvalid = {{ days = 9 }}\n').tiers
    assert (str(tier.value), tier.text, tier.days, tier.single_use) == (value, text, 9, True)


FREE = 'benefit = { kind = "free_shipping" }\nvalid = { days = 9 }\n'


@pytest.mark.parametrize(
    ("text", "message"),
    [
        ('name = "b"\nbenefit = { kind = "prcent", value = 5 }\n', "tier 'b': 'prcent' is not one of"),
        ('name = "b"\nbenefit = { kind = "percent", value = 0 }\n', "tier 'b': write a number from 0.01 to 100"),
        ('name = "b"\nbenefit = { kind = "percent", value = 101 }\n', "tier 'b': write a number from 0.01 to 100"),
        ('name = "b"\nbenefit = { kind = "percent" }\n', "tier 'b': value is missing"),
        ('name = "b"\nbenefit = { kind = "amount" }\n', "tier 'b': value is missing"),
        ('name = "b"\nbenefit = { kind = "amount", value = { EUR = "0.00" } }\n', "tier 'b': gives 0 EUR"),
        (
            'name = "b"\nbenefit = { kind = "amount", value = { EUR = 7.5 } }\n',
            "tier 'b': write EUR amounts in quotes, not as 7.5 (floats lose cents)",
        ),
        (
            'name = "b"\nbenefit = { kind = "amount", value = { eur = "7.50" } }\n',
            "tier 'b': 'eur' is no currency code",
        ),
        ('name = "b"\nbenefit = { kind = "gift" }\n', "tier 'b': text is missing"),
        ('name = "b"\nbenefit = { kind = "free_shipping", value = 5 }\n', "tier 'b': unknown key 'value'"),
        ('name = "b"\nwhen = { order_nr = 2 }\n', "tier 'b': unknown condition 'order_nr'"),
        ('name = "b"\nwhen = { order_number = 0 }\n', "tier 'b': write a whole number from 1"),
        ('name = "b"\nwhen = { order_number = {} }\n', "tier 'b': names no number"),
        ('name = "b"\nwhen = { order_number = { min = 4, max = 3 } }\n', "tier 'b': no number is at least 4"),
        ('name = "b"\nwhen = { order_number = { mni = 4 } }\n', "tier 'b': unknown key 'mni'"),
        ('name = "b"\nwhen = { country_any = ["Germany"] }\n', "tier 'b': 'Germany' is no country code"),
        ('name = "b"\nwhen = { platform_any = ["shopfy"] }\n', "tier 'b': unknown platform 'shopfy'"),
        ('name = "b"\nwhen = { tags_any = [] }\n', "tier 'b': is an empty list"),
        ('name = "b"\nwhen = { total = {} }\n', "tier 'b': names no amount"),
        ('name = "b"\nmin_spend = { EUR = 25 }\n', "tier 'b': write EUR amounts in quotes, not as 25"),
        ('name = "b"\nlimits = { uses = 3 }\n', "tier 'b': write a whole number from 0 to 1"),
        ('name = "B"\n', "name is missing"),
    ],
)
def test_a_wrong_tier_is_named_with_its_fault(tmp_path: Path, text: str, message: str) -> None:
    plain = "".join(line + "\n" for line in FREE.splitlines() if line.split(" =")[0] not in text)
    head = "" if message == "name is missing" else text
    problems = refused(
        tmp_path, f"{SHOP}[[tier]]\n{head}{plain}[[tier]]\nname = 'rest'\nbenefit = {{ kind = 'none' }}\n"
    )
    assert any(problem.message.startswith(message) for problem in problems), [str(problem) for problem in problems]


def test_an_offer_says_how_long_it_runs(tmp_path: Path) -> None:
    text = '[[tier]]\nname = "a"\nbenefit = { kind = "free_shipping" }\n'
    assert "how long" in only(tmp_path, SHOP + text).message


def test_tiers_that_can_never_be_used_are_named(tmp_path: Path) -> None:
    text = f'[[tier]]\nname = "a"\n{FREE}[[tier]]\nname = "b"\n{FREE}'
    problem = only(tmp_path, SHOP + text)
    assert problem.message == "tier 'a': has no condition, so 1 later tiers can never be used"


def test_the_last_tier_has_no_condition(tmp_path: Path) -> None:
    problem = only(tmp_path, f'{SHOP}[[tier]]\nname = "a"\nwhen = {{ order_number = 1 }}\n{FREE}')
    assert problem.where.column == "[[tier]] when"
    assert "last" in problem.message


def test_two_tiers_do_not_share_a_name(tmp_path: Path) -> None:
    text = f'[[tier]]\nname = "a"\nwhen = {{ order_number = 1 }}\n{FREE}[[tier]]\nname = "A"\n{FREE}'
    problem = only(tmp_path, SHOP + text)
    assert (problem.where.line, problem.where.column) == (10, "[[tier]] name")


# Anything at all


@given(st.binary(max_size=200) | st.text(max_size=200).map(str.encode))
def test_no_file_ends_in_an_exception(tmp_path_factory: pytest.TempPathFactory, data: bytes) -> None:
    path = tmp_path_factory.getbasetemp() / "any.toml"
    path.write_bytes(data)
    settings, problems = load(path)
    assert (settings is None) == bool(problems)


VALUES = st.recursive(
    st.sampled_from(["1", "-1", "0.5", "nan", "true", '""', '"x"', "2027-01-01", "10:00:00", '"\\u0000"', "[]", "{}"]),
    lambda inner: st.one_of(
        st.lists(inner, max_size=3).map(lambda entries: f"[{', '.join(entries)}]"),
        st.dictionaries(st.sampled_from(["min", "max", "kind", "EUR", "value", "en", "days"]), inner, max_size=3).map(
            lambda table: "{" + ", ".join(f"{key} = {value}" for key, value in table.items()) + "}"
        ),
    ),
    max_leaves=5,
)
KEYS = "name domain url logo initial languages channel value qr question topic when benefit valid limits min_spend "
KEYS += "target hosts leave_out columns by limit duplex printer length prefix office id country timezone text"


@given(
    st.dictionaries(
        st.sampled_from(
            [
                "shop",
                "contact",
                "payment",
                "help",
                "orders",
                "batches",
                "print",
                "printer",
                "codes",
                "link",
                "ledger",
                "tier",
            ]
        ),
        VALUES | st.dictionaries(st.sampled_from(KEYS.split()), VALUES, max_size=4),
        max_size=5,
    ),
    st.booleans(),
)
def test_no_value_of_the_wrong_kind_ends_in_an_exception(
    tmp_path_factory: pytest.TempPathFactory, sections: dict[str, str | dict[str, str]], many: bool
) -> None:
    plain = "".join(f"{key} = {value}\n" for key, value in sections.items() if isinstance(value, str))
    for key, value in sections.items():
        if isinstance(value, dict):
            plain += f"[[{key}]]\n" if many else f"[{key}]\n"
            plain += "".join(f"{name} = {inner}\n" for name, inner in value.items())
    path = tmp_path_factory.getbasetemp() / "kinds.toml"
    path.write_text(plain, "utf-8")
    settings, problems = load(path)
    assert settings is None
    assert all(problem.message and problem.where.file for problem in problems)
