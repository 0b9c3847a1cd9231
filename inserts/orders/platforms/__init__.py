"""The export formats known, one table each."""

from inserts.orders.platforms.ali1688 import ALI1688
from inserts.orders.platforms.amazon import AMAZON
from inserts.orders.platforms.base import BASE
from inserts.orders.platforms.bigcommerce import BIGCOMMERCE
from inserts.orders.platforms.booth import BOOTH
from inserts.orders.platforms.creema import CREEMA
from inserts.orders.platforms.douyin import DOUYIN
from inserts.orders.platforms.ebay import EBAY
from inserts.orders.platforms.etsy import ETSY
from inserts.orders.platforms.generic import GENERIC
from inserts.orders.platforms.jd import JD
from inserts.orders.platforms.lazada import LAZADA
from inserts.orders.platforms.magento import MAGENTO
from inserts.orders.platforms.mercado_libre import MERCADO_LIBRE
from inserts.orders.platforms.mercari_shops import MERCARI_SHOPS
from inserts.orders.platforms.minne import MINNE
from inserts.orders.platforms.ordoro import ORDORO
from inserts.orders.platforms.pinduoduo import PINDUODUO
from inserts.orders.platforms.platform import (
    ANY_NAME,
    FIELDS,
    ITEM_FIELDS,
    MEMBER_FIELDS,
    NAME_FIELDS,
    PERSONAL,
    Cells,
    Platform,
    RawItem,
)
from inserts.orders.platforms.prestashop import PRESTASHOP
from inserts.orders.platforms.qoo10 import QOO10
from inserts.orders.platforms.rakuten import RAKUTEN
from inserts.orders.platforms.shipstation import SHIPSTATION
from inserts.orders.platforms.shopee import SHOPEE
from inserts.orders.platforms.shopify import SHOPIFY
from inserts.orders.platforms.square import SQUARE
from inserts.orders.platforms.squarespace import SQUARESPACE
from inserts.orders.platforms.taobao import TAOBAO, TAOBAO_ITEMS, TAOBAO_PARTS
from inserts.orders.platforms.tiendanube import TIENDANUBE
from inserts.orders.platforms.tiktok import TIKTOK
from inserts.orders.platforms.walmart import WALMART
from inserts.orders.platforms.wix import WIX
from inserts.orders.platforms.woocommerce import WOOCOMMERCE
from inserts.orders.platforms.yahoo_japan import YAHOO_JAPAN, YAHOO_JAPAN_ITEMS
from inserts.orders.platforms.youzan import YOUZAN, YOUZAN_ITEMS

PLATFORMS = (
    SHOPIFY,
    *AMAZON,
    BIGCOMMERCE,
    *EBAY,
    *ETSY,
    MAGENTO,
    *MERCADO_LIBRE,
    ORDORO,
    *PRESTASHOP,
    SHIPSTATION,
    SQUARE,
    SQUARESPACE,
    *TIENDANUBE,
    WALMART,
    WIX,
    *WOOCOMMERCE,
    ALI1688,
    BASE,
    BOOTH,
    CREEMA,
    DOUYIN,
    JD,
    LAZADA,
    MERCARI_SHOPS,
    MINNE,
    PINDUODUO,
    QOO10,
    RAKUTEN,
    *SHOPEE,
    TAOBAO,
    TAOBAO_ITEMS,
    TAOBAO_PARTS,
    TIKTOK,
    YAHOO_JAPAN,
    YAHOO_JAPAN_ITEMS,
    YOUZAN,
    YOUZAN_ITEMS,
)

__all__ = [
    "ANY_NAME",
    "FIELDS",
    "GENERIC",
    "ITEM_FIELDS",
    "MEMBER_FIELDS",
    "NAME_FIELDS",
    "PERSONAL",
    "PLATFORMS",
    "Cells",
    "Platform",
    "RawItem",
]
