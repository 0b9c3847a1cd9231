"""Tiendanube and Nuvemshop, Ventas > Exportar: a row per item, the order's own cells in its first row only, between
semicolons and in Windows-1252. The headers are in Spanish or Portuguese; a file saved once too often has lost
their accents ("N?mero"), which header.py reads all the same.
"""

from dataclasses import replace

from inserts.orders.platforms.platform import Platform

_SPANISH = Platform(
    name="tiendanube",
    marks=(
        ("Número de orden", "Estado de la orden", "Estado del pago"),
        ("Número de orden", "Nombre para el envío", "Nombre del producto", "Cantidad del producto"),
        ("Número de orden", "Nombre del comprador", "Nombre del producto", "Cantidad del producto"),
    ),
    columns={
        "id": ("Número de orden",),
        "placed": ("Fecha",),
        "name": ("Nombre para el envío",),
        "buyer_name": ("Nombre del comprador",),
        "email": ("Email",),
        "phone": ("Teléfono para el envío", "Teléfono"),
        "country": ("País",),
        "item": ("Nombre del producto",),
        "sku": ("SKU",),
        "quantity": ("Cantidad del producto",),
        "total": ("Total",),
        "currency": ("Moneda",),
        "discount_codes": ("Cupón de descuento",),
        "status": ("Estado de la orden",),
        "payment": ("Estado del pago",),
        "fulfilment": ("Estado del envío",),
        "cancelled": ("Fecha y hora de cancelación",),
        "payment_method": ("Medio de pago",),
        "note": ("Notas del comprador",),
        "carrier": ("Medio de envío",),
    },
    words={
        "payment": {
            "recibido": "open",
            "recusado": "unpaid",
            "rechazado": "unpaid",
            "abandonado": "unpaid",
            "reintegrado": "refunded",
            "parcialmente reintegrado": "partly refunded",
        },
        "status": {"arquivada": "fulfilled", "arquivado": "fulfilled", "archivado": "fulfilled"},
        "fulfilment": {
            "por empaquetar": "open",
            "empaquetado": "open",
            "empaquetada": "open",
            "não está embalado": "open",
            "por embalar": "open",
            "embalado": "open",
            "listo para retirar": "open",
        },
    },
    whole_row="Estado de la orden",
    dropped=(
        *("DNI / CUIT", "Dirección", "Número", "Piso", "Localidad", "Ciudad", "Precio del producto"),
        *("Identificador de la transacción en el medio de pago", "Identificador de la orden"),
        *("Persona que registró la venta", "Notas del vendedor"),
    ),
    decimal=".",
    day_first=True,
)
_PORTUGUESE = replace(
    _SPANISH,
    marks=(
        ("Número do Pedido", "Status do Pedido", "Status do Pagamento"),
        ("Número do Pedido", "Nome para a entrega", "Nome do Produto", "Quantidade Comprada"),
        ("Número do Pedido", "Nome do comprador", "Nome do Produto", "Quantidade Comprada"),
    ),
    columns={
        "id": ("Número do Pedido",),
        "placed": ("Data",),
        "name": ("Nome para a entrega",),
        "buyer_name": ("Nome do comprador",),
        "email": ("E-mail",),
        "phone": ("Telefone para a entrega", "Telefone"),
        "country": ("País",),
        "item": ("Nome do Produto",),
        "sku": ("SKU",),
        "quantity": ("Quantidade Comprada",),
        "total": ("Total",),
        "currency": ("Moeda",),
        "discount_codes": ("Cupom de Desconto",),
        "status": ("Status do Pedido",),
        "payment": ("Status do Pagamento",),
        "fulfilment": ("Status do Envio",),
        "cancelled": ("Data e hora do cancelamento",),
        "payment_method": ("Forma de Pagamento",),
        "note": ("Anotações do Comprador",),
        "carrier": ("Forma de Entrega",),
    },
    whole_row="Status do Pedido",
    dropped=(
        *("CPF / CNPJ", "Endereço", "Número", "Complemento", "Bairro", "Cidade", "Valor do Produto"),
        *("Identificador da transação no meio de pagamento", "Identificador do pedido"),
        *("Pessoa que registrou a venda", "Anotações do Vendedor"),
    ),
)

TIENDANUBE = (_SPANISH, _PORTUGUESE)
