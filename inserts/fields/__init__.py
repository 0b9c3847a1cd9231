"""The language of templates: merge fields in Liquid, conditions, and the words both may use."""

from inserts.fields.condition import COUNTS, FACTS, Condition, parse_condition
from inserts.fields.names import (
    BARCODE_FIELDS,
    CARD,
    COUPON_WORDS,
    LISTS,
    NUMBER_FIELDS,
    QR_FIELDS,
    Listed,
    of_an_offer,
    of_one_order,
    under,
)
from inserts.fields.phrase import FILTERS, Fault, Phrase, Values, split_name
from inserts.fields.reading import parse_phrase

__all__ = [
    "BARCODE_FIELDS",
    "CARD",
    "COUNTS",
    "COUPON_WORDS",
    "FACTS",
    "FILTERS",
    "LISTS",
    "NUMBER_FIELDS",
    "QR_FIELDS",
    "Condition",
    "Fault",
    "Listed",
    "Phrase",
    "Values",
    "of_an_offer",
    "of_one_order",
    "parse_condition",
    "parse_phrase",
    "split_name",
    "under",
]
