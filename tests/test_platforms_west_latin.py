"""Exports of Latin American shops and markets, one small sample each under the header it has."""

from __future__ import annotations

from datetime import UTC, datetime
from decimal import Decimal
from pathlib import Path

import pytest

from inserts.model.order import Item, State
from tests import west
from tests.west import body, only, orders, parse, sample

# Tiendanube

NUBE = {
    "Número de orden": "1201",
    "Email": "ana@post.example",
    "Fecha": "05/10/2026 22:57:28",
    "Estado de la orden": "Abierta",
    "Estado del pago": "Recibido",
    "Estado del envío": "No está empaquetado",
    "Moneda": "ARS",
    "Total": "79767.7",
    "Nombre del comprador": "Zoë Muñoz",
    "Nombre para el envío": "Ana Núñez",
    "Teléfono para el envío": "+5491122334455",
    "País": "Argentina",
    "Cupón de descuento": "HOLA",
    "Notas del comprador": "Timbre 2",
    "Nombre del producto": "Taza",
    "Cantidad del producto": "2",
    "SKU": "TAZ",
}
NUBE_NEXT = {
    "Número de orden": "1201",
    "Email": "ana@post.example",
    "Nombre del producto": "Té",
    "Cantidad del producto": "1",
}


def test_tiendanube_is_in_windows_1252_and_has_the_orders_own_cells_in_its_first_row(tmp_path: Path) -> None:
    text = sample(west.TIENDANUBE, NUBE, NUBE_NEXT, delimiter=";")
    reading = parse(tmp_path, text.encode("cp1252"))
    assert (reading.files[0].encoding, reading.files[0].delimiter) == ("cp1252", ";")
    order = only(reading)
    assert (order.name, order.country, order.language, order.note) == ("Ana Núñez", "AR", "es", "Timbre 2")
    assert order.items == (Item("Taza", "TAZ", 2), Item("Té", "", 1))
    assert (order.total, order.currency) == (Decimal("79767.7"), "ARS")
    assert order.placed == datetime(2026, 10, 5, 22, 57, 28, tzinfo=UTC)
    assert (order.state, order.discount_codes) == (State.OPEN, ("HOLA",))


def test_tiendanube_file_that_lost_its_accents_is_known(tmp_path: Path) -> None:
    text = sample(west.TIENDANUBE, NUBE | {"Nombre para el envío": "Ana Ruiz"}, NUBE_NEXT, delimiter=";")
    lossy = "".join(char if char.isascii() else "\ufffd" for char in text)
    order = only(parse(tmp_path, lossy))
    assert (order.id, order.name, order.platform) == ("1201", "Ana Ruiz", "tiendanube")


def test_tiendanube_name_that_was_not_given_is_the_buyers(tmp_path: Path) -> None:
    row = NUBE | {"Nombre para el envío": "No informado", "Teléfono para el envío": "No informado"}
    order = only(parse(tmp_path, sample(west.TIENDANUBE, row, delimiter=";")))
    assert (order.name, order.phone) == ("Zoë Muñoz", "")


@pytest.mark.parametrize(
    ("cells", "state"),
    [
        ({"Estado del pago": "Pendiente"}, State.UNPAID),
        ({"Estado del pago": "Pendiente", "Medio de pago": "Contra entrega"}, State.OPEN),
        ({"Estado del pago": "Rechazado"}, State.UNPAID),
        ({"Estado del pago": "Reintegrado"}, State.REFUNDED),
        ({"Estado del envío": "Enviado"}, State.FULFILLED),
        ({"Estado del envío": "Entregado"}, State.FULFILLED),
        ({"Estado de la orden": "Archivada"}, State.FULFILLED),
        ({"Estado de la orden": "Cancelada"}, State.CANCELLED),
        ({"Fecha y hora de cancelación": "06/10/2026 10:00:00"}, State.CANCELLED),
    ],
)
def test_tiendanube_states(tmp_path: Path, cells: dict[str, str], state: State) -> None:
    reading = parse(tmp_path, sample(west.TIENDANUBE, NUBE | cells, delimiter=";"))
    assert only(reading).state is state
    assert reading.files[0].notes == ()


def test_nuvemshop_is_the_same_in_portuguese(tmp_path: Path) -> None:
    header = (
        "Número do Pedido;E-mail;Data;Status do Pedido;Status do Pagamento;Status do Envio;Moeda;Total;"
        "Nome do comprador;Nome para a entrega;País;Cupom de Desconto;Nome do Produto;Quantidade Comprada;SKU;"
        "Data e hora do cancelamento"
    )
    rows = (
        "501;ana@post.example;28/10/2026 22:57:28;Aberto;Confirmado;Não está embalado;BRL;99.9;Zé;João Simões;Brasil;;"
        "Caneca;2;CAN;\n501;ana@post.example;;;;;;;;;;;Chá;1;CHA;\n"
    )
    reading = parse(tmp_path, f"{header}\n{rows}".encode("cp1252"))
    order = only(reading)
    assert (order.platform, order.name, order.country, order.state) == ("tiendanube", "João Simões", "BR", State.OPEN)
    assert order.items == (Item("Caneca", "CAN", 2), Item("Chá", "CHA", 1))


# Mercado Libre

SALES = (
    "# de venta,Fecha de venta,Estado,Descripción del estado,Paquete de varios productos,Pertenece a un kit,Unidades,"
    "Ingresos por productos (ARS),Cargo por venta e impuestos (ARS),Anulaciones y reembolsos (ARS),Total (ARS),SKU,"
    "# de publicación,Título de la publicación,Variante,Datos personales o de empresa,Comprador,Domicilio,Ciudad,"
    "Estado,Código postal,País,Forma de entrega,Unidades,Forma de entrega"
)
PREAMBLE = (
    "En este reporte encontrarás tus ventas,,,\n,,,\nVentas,,,,,,,,,,,Publicaciones,,,,Compradores,,,,,,,Envíos\n"
)
SALE = {
    "# de venta": "2000018220538232",
    "Fecha de venta": "31 de agosto de 2026 23:39 hs.",
    "Estado": "Etiqueta lista para imprimir",
    "Unidades": "2",
    "Ingresos por productos (ARS)": "213.14",
    "Total (ARS)": "150.00",
    "SKU": "TAZ",
    "Título de la publicación": "Taza",
    "Variante": "Azul",
    "Comprador": "Ana Ruiz",
    "País": "Argentina",
}


def test_mercado_libre_header_stands_below_text_and_groups_and_has_names_twice(tmp_path: Path) -> None:
    text = f"{PREAMBLE}{SALES}\n{body(SALES, SALE)}"
    row = text.splitlines()[-1].split(",")
    row[19] = "Buenos Aires"  # the second "Estado" is the buyer's province
    order = only(parse(tmp_path, text.replace(text.splitlines()[-1], ",".join(row))))
    assert (order.platform, order.id, order.name) == ("mercado-libre", "2000018220538232", "Ana Ruiz")
    assert (order.total, order.currency, order.country) == (Decimal("213.14"), "ARS", "AR")
    assert (order.items, order.state) == ((Item("Taza - Azul", "TAZ", 2),), State.OPEN)
    assert order.placed == datetime(2026, 8, 31, 23, 39, tzinfo=UTC)


def test_mercado_libre_pack_is_one_order(tmp_path: Path) -> None:
    pack = SALE | {"# de venta": "2000014806795251", "Estado": "Paquete de 2 productos"}
    pack |= {"SKU": "", "Título de la publicación": "", "Variante": "", "Unidades": ""}
    part = {"Estado": "Entregado", "Paquete de varios productos": "Sí", "Unidades": "1"}
    cup = part | {"# de venta": "2000018220633018", "SKU": "TAZ", "Título de la publicación": "Taza"}
    tea = part | {"# de venta": "2000018220631834", "SKU": "TE", "Título de la publicación": "Té"}
    first, second = orders(parse(tmp_path, f"{PREAMBLE}{sample(SALES, pack, cup, tea, SALE)}"))
    assert (first.id, first.name, first.state) == ("2000014806795251", "Ana Ruiz", State.FULFILLED)
    assert first.items == (Item("Taza", "TAZ", 1), Item("Té", "TE", 1))
    assert second.id == "2000018220538232"


@pytest.mark.parametrize(
    ("words", "state"),
    [
        ("Listo para recolección", State.OPEN),
        ("Acordás la entrega", State.OPEN),
        ("En camino", State.FULFILLED),
        ("Entregado", State.FULFILLED),
        ("Cancelada por el comprador", State.CANCELLED),
        ("Devolución finalizada con reembolso al comprador", State.REFUNDED),
        ("Pago pendiente", State.UNPAID),
    ],
)
def test_mercado_libre_states(tmp_path: Path, words: str, state: State) -> None:
    reading = parse(tmp_path, sample(SALES, SALE | {"Estado": words}))
    assert only(reading).state is state
    assert reading.files[0].notes == ()


@pytest.mark.parametrize(("code", "country"), [("MXN", "MX"), ("COP", "CO"), ("CLP", "CL")])
def test_mercado_libre_headers_name_the_currency(tmp_path: Path, code: str, country: str) -> None:
    text = sample(SALES, SALE | {"País": ""}).replace("(ARS)", f"({code})")
    assert (only(parse(tmp_path, text)).currency, only(parse(tmp_path, text)).country) == (code, country)
