"""Texts of elements: written on the spot, by language, or named out of the words every template shares."""

from __future__ import annotations

from collections.abc import Collection, Iterator, Mapping

from inserts.fields import Fault, parse_phrase
from inserts.model.problem import nearest
from inserts.model.template import Words
from inserts.tables import Table
from inserts.templates.words import is_language


def read_texts(
    table: Table, key: str, shared: str, fields: Collection[str], words: Mapping[str, Words], *, required: bool = False
) -> Words:
    """The texts under `key`, or the shared ones whose name stands under the key `shared`."""
    if table.has(shared):
        return _shared(table, key, shared, fields, words)
    if not isinstance(table.peek(key), dict):
        text = table.text(key, None if required else "")
        return (("", text),) if text and _sound(table, key, text, fields) else ()
    return tuple(_by_language(table.table(key, noun="language"), fields))


def field_text(table: Table, key: str, fields: Collection[str], hint: str) -> str:
    """One text for every language with no other fields than `fields`."""
    text = table.text(key)
    return text if _sound(table, key, text, fields, hint) else ""


def _by_language(table: Table, fields: Collection[str]) -> Iterator[tuple[str, str]]:
    if not table.names():
        table.problem("", "has no text in any language", 'such as en = "Thank you"')
    for language in table.names():
        text = table.text(language)
        if not is_language(language):
            table.problem(language, f"'{language}' is no language", "write a tag such as en, de, pt-BR or zh-Hant")
        elif text and _sound(table, language, text, fields):
            yield language, text


def _shared(table: Table, key: str, shared: str, fields: Collection[str], words: Mapping[str, Words]) -> Words:
    name = table.text(shared)
    if table.words(key, ()):
        table.problem(shared, f"stands beside {key}", "keep one of them")
    found = words.get(f"card.{name}", ())
    if name and not found:
        known = (word.removeprefix("card.") for word in words if word.startswith("card."))
        table.problem(shared, f"there are no words '{name}'", nearest(name, known))
    for language, text in found:
        try:
            parse_phrase(text, fields)
        except Fault as fault:
            table.problem(shared, f"the words '{name}' in '{language}': {fault}", fault.hint)
            break
    return found


def _sound(table: Table, key: str, text: str, fields: Collection[str], hint: str = "") -> bool:
    """Whether the text can be read. `hint` is what to do about a field it may not hold, if that is known."""
    try:
        parse_phrase(text, fields)
    except Fault as fault:
        unknown = str(fault).startswith("unknown field")
        table.problem(key, str(fault), hint if hint and unknown else fault.hint)
        return False
    return True
