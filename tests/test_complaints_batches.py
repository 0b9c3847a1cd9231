"""What people complain of at other programs, from the packing table's side: part-used sheets, jams, retries, the wrong
card, the wrong order. Each complaint has one judge, which looks at finished pages as pixels: it finds what a peer
prints wrong, drawn here as the thread tells it, and finds nothing on this program's. The rest: test_complaints.py."""

from __future__ import annotations

import random
import re
import subprocess
import sys
from collections import Counter
from collections.abc import Callable, Iterable, Mapping, Sequence
from io import BytesIO
from pathlib import Path

import pikepdf
import pypdfium2
import pytest
from PIL import Image

from inserts.ledger import BatchRecord
from inserts.model.problem import Stop
from inserts.run import Choices, Wanted, list_batches, open_shop, reprint_cards
from tests.paper import C32011, CARD, Form, cut, drawn, filled, made, numbers, pages, piled, rows, sheets, shop_with
from tests.shops import export, outside, run


def cards_on(page: Image.Image, form: Form) -> list[tuple[str, ...]]:
    """What is read on the front of each piece, row by row."""
    return [tuple(seen.text for seen in front) for front, _ in cut(page, None, form)]


def counted(pile: Iterable[str], wanted: Sequence[str]) -> list[str]:
    """Whatever is not there once."""
    found = Counter(pile)
    return [
        f"{number}: {found[number]} times"
        for number in sorted({*found, *wanted})
        if found[number] != (number in wanted)
    ]


# 6


def overprinted(found: Sequence[Image.Image], form: Form, gone: set[int], wanted: Sequence[str]) -> list[str]:
    """The judge of part-used sheets: nothing on the backing paper, every card whole on a label that was there."""
    faults: list[str] = []
    first = found[0].point(lambda value: 255 if value < 200 else 0)
    for slot in gone:
        x, y = form.slots[slot - 1]
        box = tuple(round(side * found[0].width / form.page[0]) for side in (x, y, x + form.card[0], y + form.card[1]))
        if first.crop(box).getbbox():  # type: ignore[arg-type]
            faults.append(f"ink where label {slot} was")
    peeled = [
        texts[0]
        for sheet, page in enumerate(found)
        for slot, texts in enumerate(cards_on(page, form), 1)
        if texts and not (sheet == 0 and slot in gone)
    ]
    return faults + counted(peeled, wanted)


def test_6_a_part_used_sheet_is_begun_where_its_labels_begin(tmp_path: Path) -> None:
    """The first label printed is always the top left one: maziggy/bambuddy #2879 ("enumerate(chunk) always begins at
    zero"), sysadminsmedia/homebox #496; nothing remembers how much of the last sheet is left."""
    wanted = numbers(12)
    gone = {1, 2, 3, 4, 7}
    peer = pages(drawn(filled([(number,) for number in wanted], C32011), C32011))
    told = overprinted(peer, C32011, gone, wanted)
    assert sum("ink where" in fault for fault in told) == 5
    assert sum(": 0 times" in fault for fault in told) == 5

    own = sheets(made(shop_with(tmp_path, 12, sides=1), start=5, skip=(7,)))
    assert overprinted(own, C32011, gone, wanted) == []


def test_6_and_the_last_sheet_says_what_is_left_of_it(tmp_path: Path) -> None:
    """As sysadminsmedia/homebox #496 asks: "I'm left with a partial sheet"; typed as the cover sheet says, the next
    batch goes onto what is left."""
    before = made(shop_with(tmp_path / "before", 13, sides=1))
    assert before.pdf is not None
    with pypdfium2.PdfDocument(before.pdf) as document:
        said = re.search(r"next time print with --start (\d+)\.", document[0].get_textpage().get_text_range())
    assert said is not None
    used = {slot for slot, texts in enumerate(cards_on(sheets(before)[-1], C32011), 1) if texts}
    own = sheets(made(shop_with(tmp_path / "after", 7, sides=1), start=int(said[1])))
    assert overprinted(own, C32011, used, numbers(7)) == []
    assert len(own) == 1


# 7


def unrecovered(
    first: Sequence[Image.Image], eaten: int, again: Sequence[Image.Image], form: Form, codes: Mapping[str, str]
) -> list[str]:
    """The judge of jams: what is left of the first print and what was printed again make one card for each order, with
    the code the shop knows, and what was lost has its slot again."""
    lost = cards_on(first[eaten], form)
    left = [texts for sheet, page in enumerate(first) if sheet != eaten for texts in cards_on(page, form) if texts]
    more = [cards_on(page, form) for page in again]
    pile = [*left, *(texts for page in more for texts in page if texts)]
    faults = counted((texts[0] for texts in pile), list(codes))
    faults += [f"{number} has {code}, not {codes[number]}" for number, code in pile if code != codes[number]]
    if not any([texts[:1] for texts in page] == [texts[:1] for texts in lost] for page in more):
        faults.append("no sheet takes the place of the one that was lost")
    return faults


def test_7_after_a_jam_the_lost_sheet_alone_is_printed_again(tmp_path: Path) -> None:
    """ "Printers can get hungry, and eat pages": ChurchCRM/CRM #3635 can print all again, or nothing. And where codes
    come from a generator, as with JeroenSormani/woocommerce-coupon-generator, a second print has other ones."""
    draw = random.Random(7)

    def printing(wanted: Sequence[str]) -> tuple[list[Image.Image], dict[str, str]]:
        codes = {number: "".join(draw.choices("ABCDEFGHJKMNPQRSTUVWXYZ23456789", k=8)) for number in wanted}
        return pages(drawn(filled(list(codes.items()), C32011), C32011)), codes

    first, known = printing(numbers(25))
    assert unrecovered(first, 1, first[1:2], C32011, known) == []  # a copy of the page would do
    whole = unrecovered(first, 1, first, C32011, known)
    assert sum(": 2 times" in fault for fault in whole) == 15
    resumed, _ = printing(numbers(20)[10:])
    assert sum(", not " in fault for fault in unrecovered(first, 1, resumed, C32011, known)) == 10

    shop = shop_with(tmp_path, 25, sides=1)
    batch = made(shop)
    own = {row.order: row.code for row in rows(batch)}
    (again,) = reprint_cards(
        open_shop(shop), Wanted(batch=batch.name, sheets=(2,), in_place=True), (), "jam", Choices(lift=0), outside(2)
    ).batches
    assert unrecovered(sheets(batch), 1, sheets(again), C32011, own) == []


# 8


class Timeout(BaseException):
    """The printer takes too long, or the worker is killed."""


def doubled(paper: Iterable[Image.Image], form: Form, wanted: Sequence[str]) -> list[str]:
    """The judge of retries: on all the paper there is in the end, each order is there once."""
    return counted((texts[0] for page in paper for texts in cards_on(page, form) if texts), wanted)


def lying(shop: Path) -> list[Image.Image]:
    """The pages of every PDF a packer finds."""
    found: list[Image.Image] = []
    for pdf in sorted((shop / "out").glob("*/*.pdf")):
        found += pages(pdf, 1)
    return found


def test_8_a_retry_of_a_queue_prints_twice() -> None:
    """Two labels asked for, three printed: inventree/InvenTree #12873 and #11650, a worker that is stopped behind a
    label and is given its job anew; codeofaxel/Kiln #112."""
    paper: list[Image.Image] = []

    def job(stops_behind: int = 0) -> None:
        for done, number in enumerate(numbers(2), 1):
            paper.extend(pages(drawn([[(number,)]], CARD)))
            if done == stops_behind:
                raise Timeout

    with pytest.raises(Timeout):
        job(stops_behind=1)
    job()
    assert len(paper) == 3
    assert doubled(paper, CARD, numbers(2)) == ["#1001: 2 times"]


@pytest.mark.parametrize("at", ["reserve", "write", "proof", "seal", "release", "confirm", ""])
def test_8_a_retry_of_a_run_prints_what_is_missing(tmp_path: Path, at: str) -> None:
    """As above, at every step where a run may be stopped, and when it was not stopped at all: the same file again, and
    again, prints each order once."""
    shop = shop_with(tmp_path, 12, sides=1)

    def step(name: str) -> None:
        if name == at:
            raise Timeout

    if at:
        with pytest.raises(Timeout):
            run(shop, outside(step=step))
    for seed in (2, 3):
        run(shop, outside(seed))
    assert doubled(lying(shop), C32011, numbers(12)) == []


# 9


def wrong_cards(found: Sequence[Image.Image], form: Form, wanted: Mapping[str, str]) -> list[str]:
    """The judge of cards: each order's is there once, with its own code."""
    read = [texts for page in found for texts in cards_on(page, form) if texts]
    return counted((texts[0] for texts in read), list(wanted)) + [
        f"{number} with {code}" for number, code in read if wanted.get(number) != code
    ]


def test_9_every_card_is_read_back_and_none_is_there_twice(tmp_path: Path) -> None:
    """Two deliveries validated at once print the second label twice: odoo/odoo #164252. Its labels are right in the
    records, and nobody looks at what is printed. Here the file is read back, so that the same mistake planted in it is
    found by the program itself, too."""
    records = {"#1001": "ALPHA", "#1002": "BRAVO"}
    prints: list[Callable[[], bytes]] = []
    for delivery in records.items():
        prints.append(lambda: drawn([[delivery]], CARD))  # noqa: B023 the mistake: the last one, both times
    peer = [page for label in prints for page in pages(label())]
    assert wrong_cards(peer, CARD, records) == ["#1001: 0 times", "#1002: 2 times"]

    shop = shop_with(tmp_path, 12, 'stock = "card"\n', sides=1)
    batch = made(shop)
    own = {row.order: row.code for row in rows(batch)}
    assert len(own) == 12
    assert wrong_cards(sheets(batch), CARD, own) == []

    assert batch.pdf is not None
    planted = BytesIO()
    with pikepdf.open(batch.pdf) as file:
        second, third = (file.pages[row.page - 1] for row in rows(batch)[1:3])
        second.Contents = third.Contents
        second.Resources = third.Resources
        file.save(planted)
    batch.pdf.write_bytes(planted.getvalue())
    assert wrong_cards(sheets(batch), CARD, own) == ["#1002: 0 times", "#1003: 2 times"]
    proof = subprocess.run(
        [sys.executable, "-m", "inserts", "proof", batch.pdf], capture_output=True, text=True, timeout=60
    )
    assert proof.returncode == 1
    assert "#1002" in proof.stderr


# 10


def out_of_order(pile: Sequence[str], screen: Sequence[str]) -> list[str]:
    """The judge of order: the cards from the top of the pile down, and the list that is packed from."""
    return [
        f"{place}: {card}, not {wanted}"
        for place, (card, wanted) in enumerate(zip(pile, screen, strict=True), 1)
        if card != wanted
    ]


NAMES = ["Noor", "ada", "Émile", "Zoe", "Ben", "Kit", "Ola", "Ivo"]


def test_10_the_cut_pile_is_in_the_order_of_the_list(tmp_path: Path) -> None:
    """A PDF that is not in the order on the screen: openfoodfoundation/openfoodnetwork #12340 (88 orders, 130 pages,
    newest first whatever was chosen). And cards laid row by row, cut as a pile, come out 1 4 7 ... wherever several
    sheets are cut at once."""
    screen = numbers(25)
    newest_first = [page for number in reversed(screen) for page in pages(drawn([[(number,)]], CARD))]
    assert len(out_of_order(piled(newest_first, CARD, 1), screen)) == 24
    row_by_row = pages(drawn(filled([(number,) for number in screen], C32011), C32011))
    assert out_of_order(piled(row_by_row, C32011, 1), screen) == []
    assert len(out_of_order(piled(row_by_row, C32011, 3), screen)) > 20

    shop = shop_with(tmp_path, 25, 'stock = "a4"\nlift = 3\n', sides=1)
    batch = made(shop)
    assert out_of_order(piled(sheets(batch), grid_of(batch.name, shop), 3), screen) == []


def grid_of(name: str, shop: Path) -> Form:
    """Ten cards of 85 x 54 mm that touch, in the middle of an A4 sheet."""
    (record,) = list_batches(open_shop(shop), outside())
    assert isinstance(record, BatchRecord)
    assert (record.name, record.cards) == (name, 25)
    return Form((210, 297), (85, 54), (20, 13.5), (85, 54), 2, 5)


@pytest.mark.parametrize(
    ("sort", "order"),
    [("file", [0, 1, 2, 3, 4, 5, 6, 7]), ("name", [1, 4, 2, 7, 5, 0, 6, 3]), ("placed", [3, 2, 1, 0, 7, 6, 5, 4])],
)
def test_10_the_order_is_said_and_kept(tmp_path: Path, sort: str, order: list[int]) -> None:
    """Sorted by name on the screen and by date in the PDF: openfoodfoundation/openfoodnetwork #12340, #5321. The order
    is a setting, the manifest lists the cards in it, and every page is in it."""
    shop = shop_with(tmp_path, 0, 'stock = "card"\n', sides=1)
    days = {number: (3 - number) % 8 for number in range(8)}
    listed = [
        {"Name": f"#{number}", "Shipping Name": name, "Created at": f"2026-11-{10 + days[number]} 10:00:00 +0000"}
        for number, name in enumerate(NAMES)
    ]
    (shop / "orders.csv").write_text(export(listed), "utf-8")
    with (shop / "shop.toml").open("a", encoding="utf-8") as file:
        file.write(f'\n[batches]\nsort = "{sort}"\n')
    batch = made(shop)
    wanted = [f"#{number}" for number in order]
    assert out_of_order(piled(sheets(batch), CARD, 1), wanted) == []
    assert [row.order for row in rows(batch)] == wanted


def test_10_an_order_that_is_none_is_told(tmp_path: Path) -> None:
    """Rather than another order, as in openfoodfoundation/openfoodnetwork #12340."""
    shop = shop_with(tmp_path, 2)
    with (shop / "shop.toml").open("a", encoding="utf-8") as file:
        file.write('\n[batches]\nsort = "nmae"\n')
    with pytest.raises(Stop, match="nmae"):
        made(shop)
