"""PrestaShop, Orders > Export: a row per order as the list shows it, without items, e-mail and address.

`Reference` is what the customer sees, but an order that was split has it twice, so `ID` counts. A customer stands
there as "A. RUIZ": that is the right name and greets nobody wrongly, but there is no given name. The labels are in the
language of the office; only the English ones are known for sure.
"""

from __future__ import annotations

from inserts.orders.platforms.platform import Platform

_WORDS = {
    "status": {
        "payment error": "unpaid",
        "awaiting check payment": "unpaid",
        "awaiting bank wire payment": "unpaid",
        "awaiting paypal payment": "unpaid",
        "awaiting cash on delivery validation": "open",
        "processing in progress": "open",
        "on backorder (paid)": "open",
        "on backorder (not paid)": "unpaid",
        "remote payment accepted": "open",
        "erreur de paiement": "unpaid",
        "en attente du paiement par chèque": "unpaid",
        "en attente de virement bancaire": "unpaid",
        "en attente de paiement à la livraison": "open",
        "en cours de préparation": "open",
        "en attente de réapprovisionnement (payé)": "open",
        "en attente de réapprovisionnement (non payé)": "unpaid",
        "paiement à distance accepté": "open",
        "error en pago": "unpaid",
        "error de pago": "unpaid",
        "en espera de pago por cheque": "unpaid",
        "en espera de pago por transferencia bancaria": "unpaid",
        "en espera de validación por contra reembolso": "open",
        "pago aceptado": "open",
        "pago remoto aceptado": "open",
        "preparación en curso": "open",
        "reembolso": "refunded",
        "errore di pagamento": "unpaid",
        "in attesa di pagamento con assegno": "unpaid",
        "in attesa di pagamento con bonifico bancario": "unpaid",
        "in attesa verifica contrassegno": "open",
        "pagamento accettato": "open",
        "pagamento remoto accettato": "open",
        "preparazione in corso": "open",
        "rimborso": "refunded",
    },
}


def _table(labels: str) -> Platform:
    """The table for the labels of one language, in the order of the columns."""
    id, reference, new, country, customer, total, payment, status, date = labels.split(";")
    return Platform(
        name="prestashop",
        marks=((id, reference, new, customer), (id, reference, country, customer, status)),
        columns={
            "id": (id,),
            "placed": (date,),
            "name": (customer,),
            "country": (country,),
            "total": (total,),
            "status": (status,),
            "payment_method": (payment,),
        },
        words=_WORDS,
    )


PRESTASHOP = (
    _table("ID;Reference;New client;Delivery;Customer;Total;Payment;Status;Date"),
    _table("ID;Référence;Nouveau client;Livraison;Client;Total;Paiement;État;Date"),
    _table("ID;Referencia;Nuevo cliente;Entrega;Cliente;Total;Pago;Estado;Fecha"),
    _table("ID;Riferimento;Nuovo cliente;Consegna;Cliente;Totale;Pagamento;Stato;Data"),
)
