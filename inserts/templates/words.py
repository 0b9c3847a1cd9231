"""The words of the program, one file a language: what templates say, and how a coupon is told.

`words/de.toml` in the owner's templates folder changes single German words; a language nobody has
shipped needs all of [coupon].
"""

from __future__ import annotations

import re
from collections.abc import Collection, Iterator, Mapping, Sequence
from pathlib import Path

from inserts.fields import CARD, COUPON_WORDS, LISTS, Fault, parse_phrase
from inserts.model.problem import Problem, Where
from inserts.model.template import Words
from inserts.tables import Table

PLURALS = ("zero", "one", "two", "few", "many", "other")
"""Plural forms of CLDR; `other` is the one every language has."""

_TAG = re.compile(r"[a-z]{2,3}(-[A-Z][a-z]{3})?(-([A-Z]{2}|[0-9]{3}))?\Z")
_OPTIONAL = {"with_next": (), "with_over": ("minimum",), "date_long": (), "date_short": ()}
_CARD_FIELDS = CARD | {f"{row.name}.{name}" for row in LISTS.values() for name in row.fields} | {"more.n"}

Lexicon = dict[str, dict[str, str]]


def load_words(
    folders: Sequence[Path], languages: Collection[str] = ()
) -> tuple[Mapping[str, Words], tuple[Problem, ...]]:
    """Every word by its key ("card.greeting", "coupon.percent"), each with its text in every language.

    The first of `folders` wins, word by word. Problems are returned with whatever could be read. With `languages`
    only their files are read, English, and those of the same main language: a run does not wait for the rest.
    """
    lexicon: Lexicon = {}
    problems: list[Problem] = []
    wanted = {_main(language) for language in (*languages, "en")}
    for folder in folders:
        for path in sorted((folder / "words").glob("*.toml")):
            if not languages or not is_language(path.stem) or _main(path.stem) in wanted:
                problems += _read_file(path, lexicon)
    problems += _incomplete(lexicon, folders)
    return {key: tuple(sorted(texts.items())) for key, texts in sorted(lexicon.items())}, tuple(sorted(problems))


def is_language(written: str) -> bool:
    """Whether it looks like a language tag: en, pt-BR, zh-Hant."""
    return _TAG.match(written) is not None


def _main(language: str) -> str:
    return language.partition("-")[0].lower()


def _read_file(path: Path, lexicon: Lexicon) -> list[Problem]:
    if not is_language(path.stem):
        return [Problem(Where(str(path)), "is not named after a language", "such as de.toml, pt-BR.toml, zh-Hant.toml")]
    table, problems = Table.load(path)
    if table is not None:
        for key, text in _entries(table):
            lexicon.setdefault(key, {}).setdefault(path.stem, text)
        table.finish()
    return problems


def _entries(top: Table) -> Iterator[tuple[str, str]]:
    card, coupon = top.table("card"), top.table("coupon")
    for name in card.names():
        yield from _entry(card, "card", name, _CARD_FIELDS)
    for name, fields in (*COUPON_WORDS.items(), *_OPTIONAL.items()):
        if name == "points":
            yield from _plurals(coupon, "coupon.points", name, fields)
        else:
            yield from _entry(coupon, "coupon", name, fields)
    yield from _plurals(top.table("member"), "member.points", "points", COUPON_WORDS["points"])
    yield from _entry(top.table("contact"), "contact", "needs_app", ())
    for section in ("channel", "payment", "excluded"):
        table = top.table(section)
        for name in table.names():
            yield from _entry(table, section, name, ())


def _plurals(table: Table, section: str, name: str, fields: Sequence[str]) -> Iterator[tuple[str, str]]:
    forms = table.table(name, noun="plural form")
    for form in PLURALS:
        yield from _entry(forms, section, form, fields)


def _entry(table: Table, section: str, name: str, fields: Sequence[str] | frozenset[str]) -> Iterator[tuple[str, str]]:
    if not table.has(name):
        return
    # "joint" and "end" may be blanks or nothing.
    text = table.text(name, "", blank=section == "coupon")
    try:
        parse_phrase(text, fields)
    except Fault as fault:
        table.problem(name, str(fault), fault.hint)
        return
    yield f"{section}.{name}", text


def _incomplete(lexicon: Lexicon, folders: Sequence[Path]) -> Iterator[Problem]:
    """A language that has some of the coupon's words must have all, or a card would speak two languages."""
    needed = [f"coupon.{name}" for name in COUPON_WORDS if name != "points"] + ["coupon.points.other"]
    begun = {language for key in needed for language in lexicon.get(key, ())}
    for language in sorted(begun):
        for key in needed:
            if language not in lexicon.get(key, ()):
                files = [folder / "words" / f"{language}.toml" for folder in folders]
                file = next((path for path in files if path.is_file()), files[0])
                yield Problem(Where(str(file), 0, f"[coupon] {key[7:]}"), "is missing", "add it, or drop [coupon] here")
