"""Mercado Libre and Mercado Livre, Ventas > Descargar Excel: text, a row of groups, then the header, where several
names stand twice. The file is a workbook; saved as CSV it reads the same.

A purchase of several articles is a row with the buyer and the amounts ("Paquete de 2 productos") and below it a row for
each article, with a number of its own and without the buyer. The amount taken is what the articles cost; `Total` is
what the seller gets of it.
"""

from __future__ import annotations

import re
from collections.abc import Callable, Mapping

from inserts.orders.numbers import unsigned
from inserts.orders.platforms.platform import Cells, Platform

_PACK = re.compile(r"(?:Paquete|Pacote) de \d+ produ[ct]tos\Z", re.IGNORECASE)
_YES = ("sí", "si", "sim")
_STATES = (
    (r"cancel|no concretada|não concluída", "cancelada"),
    (r"devol|reembols", "devuelto"),
    (r"\Aentreg(?:ado|ue)\b|\bventa entregada|\bvenda entregue|\bretirado", "entregado"),
    (r"\ben camino|\ba caminho|\ben tránsito|\bllega |\bchega |\ben punto de retiro", "enviado"),
    (r"etiqueta|listo para|pronto para|por despachar|para despachar|por preparar|en preparación|em preparação"
     r"|acord[aá]|acuerdo con|acordo com|colecta|coleta", "por enviar"),
)  # fmt: skip


def _state(text: str) -> str:
    """The word for what a sentence such as "Cancelada por el comprador" says; a pack's state is its articles'."""
    if _PACK.match(text):
        return ""
    return next((word for pattern, word in _STATES if re.search(pattern, text.casefold())), text)


def _number(own: str, packed: str) -> Callable[[Cells, Cells, str], str]:
    """How a row's order is known: an article of a pack belongs to the pack, which stands above it or its sisters."""

    def number(row: Cells, above: Cells, last: str) -> str:
        below_pack = bool(_PACK.match(above("Estado"))) or above(packed).casefold() in _YES
        return last if row(packed).casefold() in _YES and below_pack and last else row(own)

    return number


_SPANISH = {
    "id": "# de venta",
    "placed": "Fecha de venta",
    "name": "Comprador",
    "billing_name": "Datos personales o de empresa",
    "country": "País",
    "item": "Título de la publicación",
    "variant": "Variante",
    "sku": "SKU",
    "quantity": "Unidades",
    "total": "Ingresos por productos",
    "status": "Estado",
    "refunded": "Anulaciones y reembolsos",
    "carrier": "Forma de entrega",
}
_PORTUGUESE = {
    **_SPANISH,
    "id": "N.º de venda",
    "placed": "Data da venda",
    "item": "Título do anúncio",
    "variant": "Variação",
    "total": "Receita por produtos",
    "refunded": "Cancelamentos e reembolsos",
}


def _table(code: str, country: str, names: Mapping[str, str] = _SPANISH) -> Platform:
    """The table of one country, whose currency is part of the headers."""
    total, refunded = f"{names['total']} ({code})", f"{names['refunded']} ({code})"
    return Platform(
        name="mercado-libre",
        marks=((names["id"], names["placed"], total), (names["id"], names["placed"], f"Total ({code})")),
        columns={field: (name,) for field, name in names.items()} | {"total": (total,), "refunded": (refunded,)},
        per_row=frozenset({"status"}),
        leading=frozenset({"placed", "name", "billing_name", "country", "total", "refunded", "carrier"}),
        single=frozenset({"status", "quantity", "carrier"}),
        dropped=(
            *("Tipo y número de documento", "Dirección", "Domicilio", "Ciudad", "DNI", "Cédula"),
            *("IFE", "RUT", "# de publicación", "Número de seguimiento", "URL de seguimiento", "CPF", "Endereço"),
            *("Cidade", "# de anúncio"),
        ),
        country=country,
        currency=code,
        reads={"status": _state, "refunded": unsigned},
        number=_number(names["id"], "Pacote de diversos produtos" if code == "BRL" else "Paquete de varios productos"),
    )


_COUNTRIES = (("ARS", "AR"), ("MXN", "MX"), ("COP", "CO"), ("CLP", "CL"), ("UYU", "UY"), ("PEN", "PE"))

MERCADO_LIBRE = (*(_table(code, country) for code, country in _COUNTRIES), _table("BRL", "BR", _PORTUGUESE))
