"""Characters that old decoders of GBK and GB18030 left in the private use area, with their Unicode characters.

GBK gave 80 Han characters and radicals of the rows FE50 to FEA0 private code points, because Unicode did not have
them yet, and 10 vertical punctuation marks of the row A6D9 to A6F3 likewise. GB18030-2022 maps them all.
"""

from __future__ import annotations

_MARKS = "FE10 FE12 FE11 FE13 FE14 FE15 FE16 FE17 FE18 FE19"
"""What U+E78D to U+E796 stand for."""

_HAN = """
2E81 20087 20089 200CC 2E84 3473 3447 2E88 2E8B 9FB4 359E 361A 360E 2E8C 2E97 396E 3918 9FB5 39CF 39DF
3A73 39D0 9FB6 9FB7 3B4E 3C6E 3CE0 2EA7 215D7 9FB8 2EAA 4056 415F 2EAE 4337 2EB3 2EB6 2EB7 2298F 43B1
43AC 2EBB 43DD 44D6 4661 464C 9FB9 4723 4729 477C 478D 2ECA 4947 497A 497D 4982 4983 4985 4986 499F
499B 49B7 49B6 9FBA 241FE 4CA3 4C9F 4CA0 4CA1 4C77 4CA2 4D13 4D14 4D15 4D16 4D17 4D18 4D19 4DAE 9FBB
"""
"""What U+E815 to U+E864 stand for."""


def _targets(first: int, codes: str) -> dict[str, str]:
    return {chr(first + place): chr(int(code, 16)) for place, code in enumerate(codes.split())}


UNICODE = _targets(0xE78D, _MARKS) | _targets(0xE815, _HAN)
"""Private use character -> the character it stands for."""
