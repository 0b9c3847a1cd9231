"""When an element is shown: `coupon and not logo`, `contacts > 1`, `1 <= items <= 5`.

A word by itself means "has a value". Counts may be compared. The grammar, from the loosest binding:

    either     = both { "or" both }
    both       = one { "and" one }
    one        = "not" one | "(" either ")" | word | operand (operator operand)+
    operand    = count | whole number
    operator   = "<" | "<=" | ">" | ">=" | "=" | "!="        ("==", "≤", "≥", "≠" mean the same)
"""

from __future__ import annotations

import operator
import re
from collections.abc import Callable, Mapping
from dataclasses import dataclass, field
from itertools import pairwise

from inserts.fields.phrase import Fault
from inserts.model.problem import nearest

COUNTS = ("benefits", "contacts", "help", "items", "offers", "payments")
"""Words that stand for a number of entries."""

FACTS = (
    *(*COUNTS, "coupon", "gift", "letter", "level", "logo", "member", "message", "name", "next", "owner", "points"),
    *("role", "signature", "tagline", "terms", "until"),
)
"""Every word of a condition. `until` is the coupon's last day, `name` the customer's, `next` the level above theirs.

`member` is a customer whose level or points are known, `gift` an order that is a present.
"""

Facts = Mapping[str, int]
Test = Callable[[Facts], bool]

_LONGEST = 200
_DEEPEST = 10
_TOKEN = re.compile(r"\s*(<=|>=|==|!=|[<>=≤≥≠()]|[0-9]+|[A-Za-z_]+)")
_COMPARE: Mapping[str, Callable[[int, int], bool]] = {
    "<": operator.lt,
    "<=": operator.le,
    "≤": operator.le,
    ">": operator.gt,
    ">=": operator.ge,
    "≥": operator.ge,
    "=": operator.eq,
    "==": operator.eq,
    "!=": operator.ne,
    "≠": operator.ne,
}


@dataclass(frozen=True, slots=True)
class Condition:
    """A condition ready to be asked."""

    text: str
    words: frozenset[str]
    _test: Test = field(repr=False, compare=False)

    def holds(self, facts: Facts) -> bool:
        """Whether it is true of `facts`, which has a number for every word of `FACTS`; 0 means "has none"."""
        return self._test(facts)


def parse_condition(text: str) -> Condition:
    """Read a condition. Raises Fault with what is wrong first."""
    if len(text) > _LONGEST or text.count("(") > _DEEPEST:
        raise Fault("this condition is too long to be read", "split the element into two with shorter conditions")
    reader = _Reader(_tokens(text))
    test = reader.either()
    if reader.now:
        raise Fault(f"'{reader.now}' was not expected here", 'write "and" or "or" between two conditions')
    return Condition(text, frozenset(reader.words), test)


def _tokens(text: str) -> list[str]:
    tokens: list[str] = []
    at = 0
    text = text.rstrip()
    while at < len(text):
        match = _TOKEN.match(text, at)
        if match is None:
            raise Fault(f"'{text[at:].strip()[:1]}' has no meaning in a condition", "write and, or, not, <, >, =")
        tokens.append(match[1])
        at = match.end()
    return tokens


class _Reader:
    """Recursive descent over the tokens; `now` is the next one, empty at the end."""

    def __init__(self, tokens: list[str]) -> None:
        self._tokens = tokens
        self._at = 0
        self.words: set[str] = set()

    @property
    def now(self) -> str:
        return self._tokens[self._at] if self._at < len(self._tokens) else ""

    def take(self) -> str:
        token = self.now
        self._at += 1
        return token

    def either(self) -> Test:
        tests = [self.both()]
        while self.now == "or":
            self.take()
            tests.append(self.both())
        return tests[0] if len(tests) == 1 else lambda facts: any(test(facts) for test in tests)

    def both(self) -> Test:
        tests = [self.one()]
        while self.now == "and":
            self.take()
            tests.append(self.one())
        return tests[0] if len(tests) == 1 else lambda facts: all(test(facts) for test in tests)

    def one(self) -> Test:
        turned = False
        while self.now == "not":
            self.take()
            turned = not turned
        test = self.group() if self.now == "(" else self.comparison()
        return (lambda facts: not test(facts)) if turned else test

    def group(self) -> Test:
        self.take()
        test = self.either()
        if self.take() != ")":
            raise Fault("a bracket is not closed", "add )")
        return test

    def comparison(self) -> Test:
        operands = [self.operand()]
        compares = []
        while self.now in _COMPARE:
            compares.append(_COMPARE[self.take()])
            operands.append(self.operand())
        if not compares:
            return self.has_value(operands[0])
        for name in operands:
            if not name.isdigit() and name not in COUNTS:
                raise Fault(f"'{name}' is no number", f"only {', '.join(COUNTS)} can be compared")
        steps = [(compare, *pair) for compare, pair in zip(compares, pairwise(map(_number, operands)), strict=True)]
        return lambda facts: all(compare(left(facts), right(facts)) for compare, left, right in steps)

    def has_value(self, name: str) -> Test:
        if name.isdigit():
            raise Fault(f"the number {name} stands alone", "compare it with a count: contacts > 1")
        return lambda facts: facts[name] > 0

    def operand(self) -> str:
        token = self.take()
        if not token:
            raise Fault("the condition ends too early", 'such as "coupon and not logo"')
        if token.isdigit():
            if len(token) > 6:
                raise Fault(f"{token} is more than there can be", "write a smaller number")
            return token
        if token not in FACTS:
            raise Fault(f"unknown word '{token}' in a condition", nearest(token, FACTS))
        self.words.add(token)
        return token


def _number(operand: str) -> Callable[[Facts], int]:
    if operand.isdigit():
        value = int(operand)
        return lambda facts: value
    return lambda facts: facts[operand]
