"""Exports that are not known, encodings that have to be found, and platforms that come as tables."""

from __future__ import annotations

import tomllib
from collections.abc import Callable
from pathlib import Path

import pytest

from inserts.model.order import Item, State
from inserts.model.problem import Problem, Stop
from inserts.orders import FIELDS, PLATFORMS, Platform, Reading, read
from inserts.orders.platforms import GENERIC, Cells
from inserts.orders.states import WORD_FIELDS
from inserts.orders.words import MEANINGS

Save = Callable[..., Path]


@pytest.fixture
def save(tmp_path: Path) -> Save:
    def write(content: str, codec: str = "utf-8") -> Path:
        path = tmp_path / "export.csv"
        path.write_bytes(content.encode(codec))
        return path

    return write


def stopped(path: Path, columns: dict[str, str] | None = None) -> tuple[Problem, ...]:
    with pytest.raises(Stop) as stop:
        read([path], columns or {})
    return stop.value.problems


def names(reading: Reading) -> list[str]:
    return [order.name for order in reading.orders]


# Common names


@pytest.mark.parametrize(
    ("header", "codec"),
    [
        ("Order Number,Recipient,Product Name,Qty", "utf-8"),
        ("order-id,RECIPIENT_NAME,product_name,qty", "utf-8"),
        ("Bestellnummer,Empfänger,Artikel,Menge", "utf-8"),
        ("Bestell-Nr.,Name,Artikel,Menge", "utf-8"),
        ("Numéro de commande,Destinataire,Produit,Quantité", "cp1252"),
        ("Número de pedido,Destinatario,Producto,Cantidad", "cp1252"),
        ("Numero ordine,Destinatario,Prodotto,Quantità", "utf-8-sig"),
        ("Bestelnummer,Ontvanger,Productnaam,Aantal", "utf-8"),
        ("Numer zamówienia,Odbiorca,Nazwa produktu,Ilość", "utf-8"),
        ("Номер заказа,Получатель,Товар,Количество", "utf-16"),
        ("Sipariş No,Alıcı,Ürün,Adet", "utf-8"),
        ("订单编号,收货人姓名,宝贝标题 ,购买数量", "gb18030"),
        ("訂單編號 (單),收件者姓名 (單),商品名稱 (品),數量", "cp950"),
        ("注文番号,お届け先氏名,商品名,個数", "cp932"),
        ("주문번호,받는 사람,상품명,수량", "utf-8"),
    ],
)
def test_common_headers_are_known_in_many_languages(save: Save, header: str, codec: str) -> None:
    reading = read([save(f"{header}\nA-1,Ana Ruiz,Cup,2\n", codec)])
    assert (reading.files[0].platform, names(reading)) == ("generic", ["Ana Ruiz"])
    assert reading.orders[0].items == (Item("Cup", "", 2),)


@pytest.mark.parametrize(
    ("codec", "label", "header", "name"),
    [
        ("gb18030", "gb18030", "订单编号,收货人姓名", "欧阳思远"),
        ("cp932", "cp932", "注文番号,送付先氏名", "髙橋 はるか"),
        ("cp950", "big5", "訂單編號,收件者姓名", "林曉雯"),
        ("cp1252", "cp1252", "Número de orden,Nombre para el envío", "Íñigo Muñoz"),
        ("utf-8", "utf-8", "Номер заказа,Получатель", "Ґалина"),
        ("utf-8-sig", "utf-8", "Order ID,Name", "Łukasz"),
        ("utf-16", "utf-16", "Order ID,Name", "Łukasz"),
    ],
)
def test_the_header_tells_the_encoding(save: Save, codec: str, label: str, header: str, name: str) -> None:
    reading = read([save(f"{header}\n1,{name}\n", codec)])
    assert (reading.files[0].encoding, names(reading)) == (label, [name])


def test_western_text_under_an_ascii_header_is_windows_1252_and_told(save: Save) -> None:
    reading = read([save("Order ID,Name,Country\n1,Jürgen Groß,DE\n2,Renée O’Connell,FR\n", "cp1252")])
    assert names(reading) == ["Jürgen Groß", "Renée O’Connell"]
    assert "Windows-1252" in reading.files[0].notes[0]


@pytest.mark.parametrize(
    ("codec", "country", "name"),
    [("gb18030", "CN", "张三丰"), ("cp932", "JP", "佐々木はるか"), ("cp950", "TW", "歐陽曉雯")],
)
def test_east_asian_text_under_an_ascii_header_is_told_by_its_country(
    save: Save, codec: str, country: str, name: str
) -> None:
    reading = read([save(f"Order ID,Name,Country\n1,{name},{country}\n", codec)])
    assert names(reading) == [name]


@pytest.mark.parametrize(
    ("codec", "name"), [("cp1251", "Иванов Пётр"), ("cp1253", "Παπαδόπουλος"), ("gb18030", "张三丰")]
)
def test_an_encoding_that_cannot_be_told_is_asked_for(save: Save, codec: str, name: str) -> None:
    problem = stopped(save(f"Order ID,Name\n1,Bo Li\n2,{name}\n", codec))[0]
    assert "encoding" in problem.message
    assert "UTF-8" in problem.hint
    assert problem.where.line == 3


def test_damaged_bytes_after_a_byte_order_mark_are_told(tmp_path: Path) -> None:
    path = tmp_path / "bad.csv"
    path.write_bytes(b"\xef\xbb\xbfOrder ID,Name\n1,Ana\n2,\xff\n")
    assert stopped(path)[0].where.line == 3


def test_a_header_with_lost_characters_is_still_known(save: Save) -> None:
    reading = read([save("N\ufffdmero de orden;Nombre;Pa\ufffds\n7;Ana Ruiz;ES\n")])
    assert [(order.id, order.country) for order in reading.orders] == [("7", "ES")]


def test_a_header_encoded_twice_is_known(save: Save) -> None:
    header = "Número de orden;Nombre para el envío".encode().decode("cp1252")
    assert names(read([save(f"{header}\n7;Ana Ruiz\n")])) == ["Ana Ruiz"]


@pytest.mark.parametrize("delimiter", [",", ";", "\t", "|"])
def test_the_delimiter_is_the_headers_even_if_the_rows_have_more_of_another(save: Save, delimiter: str) -> None:
    others = ",;\t|".replace(delimiter, "") * 3
    text = delimiter.join(["Order ID", "Name", "Note"]) + "\n" + delimiter.join(["1", "Ana Ruiz", f"a{others}b"]) + "\n"
    reading = read([save(text)])
    assert reading.files[0].delimiter == delimiter
    assert reading.orders[0].note == f"a{others}b"


# The owner's columns

STRANGE = "Zeile;Wer;Was\nA1;Ana Ruiz;Tasse\n"


def test_an_unknown_export_lists_its_columns_and_the_lines_to_paste(save: Save) -> None:
    problem = stopped(save("Vorgang;Kontakt;Ware\nA1;Ana Ruiz;Tasse\n"))[0]
    assert '"Vorgang", "Kontakt", "Ware"' in problem.message
    lines = problem.hint.splitlines()
    pasted = tomllib.loads("\n".join(lines[1:3]))
    assert pasted["orders"]["columns"] == {"id": "Vorgang", "name": "Kontakt", "item": "Ware"}
    assert "Ruiz" not in str(problem)


def test_the_lines_to_paste_make_the_export_known(save: Save) -> None:
    path = save('Vorgang;"Kontakt ""neu""";Ware\nA1;Ana Ruiz;Tasse\n')
    pasted = tomllib.loads("\n".join(stopped(path)[0].hint.splitlines()[1:3]))
    order = read([path], pasted["orders"]["columns"]).orders[0]
    assert (order.id, order.name, order.items) == ("A1", "Ana Ruiz", (Item("Tasse"),))


def test_a_list_whose_names_nobody_knows_lists_its_columns_and_the_lines_to_paste(save: Save) -> None:
    path = save("Bestellnummer;Geht an;Artikel\n4711;Ana Ruiz;Tasse\n")
    reading = read([path])
    (problem,) = reading.problems
    assert (names(reading), problem.where.line) == ([""], 1)
    assert '"Geht an"' in problem.message
    pasted = tomllib.loads("\n".join(problem.hint.splitlines()[1:3]))["orders"]["columns"]
    assert pasted == {"id": "Bestellnummer", "name": "?", "item": "Artikel"}
    assert "Ruiz" not in str(problem)
    again = read([path], pasted | {"name": "Geht an"})
    assert (names(again), again.problems) == (["Ana Ruiz"], ())


def test_a_list_whose_pieces_nobody_can_count_says_so(save: Save) -> None:
    told = [read([save(f"Order ID,Name,Item,{head}\n1,Ana Ruiz,Cup,2\n")]).files[0].notes for head in ("Qty", "Heap")]
    assert [any("each counts as one" in note for note in notes) for notes in told] == [False, True]


@pytest.mark.parametrize("word", ["Lieferung", "Versand", "Lieferadresse", "Lieferanschrift"])
@pytest.mark.parametrize("bill", ["Rechnung", "Rechnungsadresse", "Rechnungsanschrift"])
def test_labels_in_german_tell_the_receiver_from_the_payer(save: Save, word: str, bill: str) -> None:
    heads = ";".join(f"{part} ({who})" for who in (bill, word) for part in ("Vorname", "Nachname"))
    path = save(f"Bestellnummer;{heads};Artikelname\n1;Jürgen;Groß;Anneliese;Müller;Tasse\n2;Zoë;Adler;;;Tee\n")
    assert names(read([path])) == ["Anneliese Müller", "Zoë Adler"]


def test_what_is_like_nothing_is_asked_for(save: Save) -> None:
    pasted = tomllib.loads("\n".join(stopped(save(STRANGE))[0].hint.splitlines()[1:3]))
    assert pasted["orders"]["columns"] == {"id": "?", "name": "?"}


def test_mapped_columns_make_an_order(save: Save) -> None:
    reading = read([save(STRANGE)], {"id": "zeile", "name": " WER ", "item": "Was"})
    order = reading.orders[0]
    assert (order.id, order.name, order.items) == ("A1", "Ana Ruiz", (Item("Tasse"),))
    assert any("all count as open" in note for note in reading.files[0].notes)


def test_a_mapped_column_goes_before_a_common_name(save: Save) -> None:
    path = save("Order ID,Name,Label name\n1,acct-77,Ana Ruiz\n")
    assert names(read([path], {"name": "Label name"})) == ["Ana Ruiz"]


def test_a_mapped_header_that_does_not_exist_names_the_nearest(save: Save) -> None:
    problem = stopped(save(STRANGE), {"id": "Zeilen", "name": "Wer"})[0]
    assert problem.where.column == "Zeilen"
    assert "Zeile" in problem.hint


def test_a_mapped_field_that_does_not_exist_names_the_nearest(save: Save) -> None:
    problem = stopped(save(STRANGE), {"id": "Zeile", "name": "Wer", "quantty": "Was"})[0]
    assert "quantty" in str(problem.where)
    assert '"quantity"' in problem.hint


@pytest.mark.parametrize("line", ["1001,Ana Ruiz,Cup\n", "Ana Ruiz,ana@post.example\n", "2026-11-24;Ana;Cup\n"])
def test_a_file_without_a_header_shows_nobodys_name(save: Save, line: str) -> None:
    problem = stopped(save(line * 3))[0]
    assert "Ana" not in str(problem)
    assert "header" in problem.hint


def test_a_mapping_for_another_file_is_no_fault_of_a_known_export(save: Save) -> None:
    path = save("Name,Lineitem name,Financial Status,Tongue\n#1,Cup,paid,de_AT\n")
    reading = read([path], {"id": "Zeile", "language": "Tongue"})
    assert (reading.orders[0].id, reading.orders[0].language) == ("#1", "de-AT")
    assert any("[orders] columns" in note for note in reading.files[0].notes)


@pytest.mark.parametrize("field", FIELDS)
def test_every_field_can_be_mapped(save: Save, field: str) -> None:
    columns = {"id": "A", "name": "B"} | {field: "C"}
    reading = read([save("A,B,C\n1,2,3\n")], columns)
    assert len(reading.orders) == 1


# States in other words


@pytest.mark.parametrize(
    ("word", "state"),
    [
        ("wc-completed", State.FULFILLED),
        ("Processing", State.OPEN),
        ("on-hold", State.UNPAID),
        ("storniert", State.CANCELLED),
        ("Annulée", State.CANCELLED),
        ("Reembolsado", State.REFUNDED),
        ("versendet", State.FULFILLED),
        ("买家已付款，等待卖家发货", State.OPEN),
        ("交易关闭", State.CANCELLED),
        ("等待买家付款", State.UNPAID),
        ("発送済み", State.FULFILLED),
        ("취소", State.CANCELLED),
        ("Отменён", State.CANCELLED),
        ("partially refunded", State.OPEN),
    ],
)
def test_status_words_of_many_languages_are_known(save: Save, word: str, state: State) -> None:
    reading = read([save(f'Order ID,Name,Status\n1,Ana Ruiz,"{word}"\n')])
    assert reading.orders[0].state == state
    assert reading.files[0].notes == ()


def test_an_order_of_which_one_row_is_cancelled_still_ships(save: Save) -> None:
    one = "1,Ana Ruiz,Cup,paid\n1,Ana Ruiz,Tea,cancelled\n"
    two = "2,Bo Li,Cup,Cancelled\n2,,Tea,cancelled\n"
    first, second = read([save(f"Order ID,Name,Item,Status\n{one}{two}")]).orders
    assert (first.state, first.state_note) == (State.OPEN, "partly cancelled")
    assert second.state == State.CANCELLED


def test_totals_that_differ_by_row_are_no_total_and_told(save: Save) -> None:
    reading = read([save("Order ID,Name,Item,Total\n1,Ana Ruiz,Cup,5.00\n1,Ana Ruiz,Tea,7.00\n2,Bo Li,Cup,5.00\n")])
    assert [order.total is None for order in reading.orders] == [True, False]
    assert reading.problems[0].where.column == "Total"


def test_a_refund_of_the_whole_total_is_a_refund_without_any_word(save: Save) -> None:
    text = "Order ID,Name,Total,Refunded amount\n1,Ana Ruiz,9.00,9.00\n2,Bo Li,9.00,2.00\n3,Cy Doe,9.00,0.00\n"
    found = [(order.state, order.state_note) for order in read([save(text)]).orders]
    assert found == [(State.REFUNDED, "refunded 9.00"), (State.OPEN, "partly refunded 2.00"), (State.OPEN, "")]


@pytest.mark.parametrize("cell", ["no", "false", "0", ""])
def test_a_cancelled_column_saying_no_cancels_nothing(save: Save, cell: str) -> None:
    assert read([save(f"Order ID,Name,Cancelled\n1,Ana Ruiz,{cell}\n2,Bo Li,yes\n")]).orders[0].state == State.OPEN


# Platforms as tables


def _packed(cell: Cells) -> tuple[Item, ...]:
    return tuple(Item(name.strip()) for name in cell("Goods").split("|") if name)


MALL = Platform(
    name="mall",
    marks=(("Deal", "Goods"),),
    columns={
        "id": ("Deal",),
        "placed": ("Day",),
        "time": ("Hour",),
        "name": (("Family", "Given"),),
        "phone": (("Tel 1", "Tel 2"),),
        "paid": ("Paid on",),
        "shipped": ("Sent on",),
        "status": ("State",),
    },
    words={"status": {"closed": "cancelled"}},
    country="JP",
    currency="JPY",
    day_first=True,
    quoted=False,
    noise=lambda cell: cell("Deal").endswith("record(s) downloaded"),
    items=_packed,
)
MALL_HEADER = "Deal\tGoods\tDay\tHour\tFamily\tGiven\tTel 1\tTel 2\tPaid on\tSent on\tState\n"


def mall(path: Path) -> Reading:
    return read([path], platforms=(*PLATFORMS, MALL))


def test_a_table_says_all_there_is_to_a_platform(save: Save) -> None:
    row = '7\t"Cup | Tea\t02/03/2026\t4:05 PM\t佐々木\tはるか\t03\t1234\t2026-03-02\t\t\n'
    reading = mall(save(MALL_HEADER + row + "1 record(s) downloaded\t\t\t\t\t\t\t\t\t\t\n"))
    order = reading.orders[0]
    assert (reading.files[0].platform, len(reading.orders), reading.refused) == ("mall", 1, ())
    assert order.placed is not None
    assert order.placed.isoformat() == "2026-03-02T16:05:00+00:00"
    assert (order.name, order.phone, order.country) == ("佐々木 はるか", "03 1234", "JP")
    assert (order.language, order.currency, order.state) == ("ja", "JPY", State.OPEN)
    assert order.items == (Item('"Cup'), Item("Tea"))


@pytest.mark.parametrize(
    ("paid", "sent", "word", "state"),
    [
        ("", "", "", State.UNPAID),
        ("2026-03-02", "2026-03-03", "", State.FULFILLED),
        ("2026-03-02", "", "closed", State.CANCELLED),
    ],
)
def test_columns_filled_later_tell_the_state(save: Save, paid: str, sent: str, word: str, state: State) -> None:
    row = f"7\tCup\t\t\tA\tB\t\t\t{paid}\t{sent}\t{word}\n"
    assert mall(save(MALL_HEADER + row)).orders[0].state == state


@pytest.mark.parametrize("platform", [*PLATFORMS, GENERIC, MALL], ids=lambda platform: platform.name)
def test_a_table_uses_only_words_there_are(platform: Platform) -> None:
    assert platform.columns.keys() <= FIELDS.keys()
    assert platform.per_row <= FIELDS.keys()
    assert "id" in platform.columns
    assert platform.words.keys() <= set(WORD_FIELDS)
    assert {meaning for words in platform.words.values() for meaning in words.values()} <= set(MEANINGS)
    known = {
        name
        for entries in platform.columns.values()
        for entry in entries
        for name in ([entry] if isinstance(entry, str) else entry)
    }
    assert all(set(marks) & known for marks in platform.marks)
