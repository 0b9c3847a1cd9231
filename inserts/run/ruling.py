"""The owner's rules and the templates they name: what there is to choose from, and what is wrong with it."""

from __future__ import annotations

from collections.abc import Collection, Iterator, Mapping, Sequence

from inserts import templates
from inserts.builtin import search_folders
from inserts.fill import leading
from inserts.model.experiment import USUAL
from inserts.model.offer import HOLDOUT, Conditions
from inserts.model.problem import Problem, nearest
from inserts.model.rule import PLAIN, Deck, Rule
from inserts.model.template import Template
from inserts.offers import FORBIDDING, names_platform
from inserts.settings import Settings


def spare_templates(loaded: Settings) -> tuple[str, ...]:
    """Templates some orders may get beside the usual ones."""
    return tuple(dict.fromkeys((*asked_templates(loaded), PLAIN)))


def asked_templates(loaded: Settings) -> tuple[str, ...]:
    """Templates that the shop's rules and its experiment name."""
    ruled = (name for rule in loaded.rules for name in rule.templates or ())
    return tuple(dict.fromkeys((*ruled, *arm_templates(loaded))))


def arm_templates(loaded: Settings) -> tuple[str, ...]:
    """The arms of the shop's experiment that are templates."""
    arms = loaded.experiment.arms if loaded.experiment else ()
    return tuple(name for name, _ in arms if name not in (HOLDOUT, USUAL))


def unknown_arms(loaded: Settings, known: Collection[str]) -> Iterator[Problem]:
    """A problem for each arm that means nothing."""
    for name in arm_templates(loaded):
        if loaded.experiment and name not in known:
            message = f"the arm '{name}' is neither {HOLDOUT} nor {USUAL}, and there is no such template"
            yield Problem(loaded.experiment.where, message, nearest(name, (*known, HOLDOUT, USUAL)))


def unknown_templates(rules: Sequence[Rule], known: Collection[str]) -> Iterator[Problem]:
    """A problem for each template that a rule names and nobody has."""
    for rule in rules:
        for name in rule.templates or ():
            if name not in known:
                yield _problem(rule, f"there is no template '{name}'", nearest(name, known))


def unknown_papers(loaded: Settings) -> Iterator[Problem]:
    """A problem for each template and stock of [print.stocks], each template of [print.printers] and each stock of
    [print] lift, that nobody has."""
    lifts = [lift for lift in loaded.print_cutting.lifts if lift.stock]
    if not (loaded.print_stocks or loaded.print_printers or lifts):
        return
    folders = search_folders(loaded.folder, "templates")
    cards, stocks = templates.template_names(folders), templates.stock_names(folders)
    named = [(paper.template, paper.where) for paper in loaded.print_stocks]
    for name, where in (*named, *((feed.template, feed.where) for feed in loaded.print_printers)):
        if name not in cards:
            yield Problem(where, f"there is no template '{name}'", nearest(name, cards))
    for paper in loaded.print_stocks:
        if paper.stock not in stocks:
            yield Problem(
                paper.where, f"there is no stock '{paper.stock}'", templates.alike_stocks(paper.stock, stocks)
            )
    for lift in lifts:
        if lift.stock not in stocks:
            yield Problem(lift.where, f"there is no stock '{lift.stock}'", templates.alike_stocks(lift.stock, stocks))


def open_deck(loaded: Settings, cards: Sequence[Template], broken: Collection[str], given: Sequence[str]) -> Deck:
    """What a run can choose from. `given` are the cards the command line asks for, in place of all others."""
    return Deck(
        name_cards=frozenset(card.name for card in cards if card.kind == "name-card"),
        inserts=frozenset(card.name for card in cards if card.kind == "insert"),
        silent=frozenset(card.name for card in cards if not leading(card, loaded.shop)),
        broken=frozenset(broken),
        name_card=loaded.print_name_card,
        insert=loaded.print_insert,
        given=tuple(dict.fromkeys(given)),
        most_inserts=loaded.print_most_inserts,
    )


def rule_faults(loaded: Settings, cards: Sequence[Template], deck: Deck) -> Iterator[Problem]:
    """What the rules ask of their templates that cannot be."""
    by_name = {card.name: card for card in cards}
    for rule in loaded.rules:
        yield from _too_many(rule, deck)
        why, hint = _unlinked(rule)
        for name in rule.templates or () if why else ():
            if name in by_name and name not in deck.silent:
                shown = ", ".join(leading(by_name[name], loaded.shop)[:3])
                yield _problem(rule, f"{why}, but the template '{name}' shows where to go: {shown}", hint)
    yield from _out_of_reach(loaded.rules, deck)


def _unlinked(rule: Rule) -> tuple[str, str]:
    """Why the rule's cards may show no link, and what to do; two empty texts if they may."""
    if rule.link is False:
        return "link = false", "choose a template without QR code, address and contacts"
    for platform in FORBIDDING:
        if rule.link is None and names_platform(rule.when, platform):
            hint = f"give {platform} a rule of its own with a template such as '{PLAIN}'; link = true if you may link"
            return f"{platform} forbids links", hint
    return "", ""


def _too_many(rule: Rule, deck: Deck) -> Iterator[Problem]:
    """More cards than go into a parcel. Of a rule that gives them once, the others come with later orders."""
    names = rule.templates or () if not rule.once else ()
    cards = [name for name in names if name in deck.name_cards]
    if len(cards) > 1 and (cards[0] in deck.silent or cards[1] not in deck.silent):
        yield _problem(rule, f"'{cards[1]}' can never be printed, for a parcel has one name card", "remove one of them")
    inserts = sum(name in deck.inserts for name in names)
    if inserts > deck.most_inserts:
        told = f"names {inserts} inserts, and [print] most_inserts lets {deck.most_inserts} into a parcel"
        yield _problem(rule, told, f"write most_inserts = {inserts}, or name fewer")


def _out_of_reach(rules: Sequence[Rule], deck: Deck) -> Iterator[Problem]:
    """Templates that rules for every order, tried before, leave no place for."""
    cards: Mapping[str, str] = {}
    inserts: Mapping[str, str] = {}
    for rule in rules:
        for name in rule.templates or ():
            before = _in_the_way(name, deck, cards, inserts)
            if before:
                message = f"'{name}' can never be printed: rule '{before}' comes first, for every order"
                yield _problem(rule, message, "put it before that rule, or give it a higher priority")
        if rule.when == Conditions() and not rule.once:
            own = dict.fromkeys(rule.templates or (), rule.name)
            cards = {name: by for name, by in own.items() if name in deck.name_cards} | dict(cards)
            inserts = {name: by for name, by in own.items() if name in deck.inserts} | dict(inserts)


def _in_the_way(name: str, deck: Deck, cards: Mapping[str, str], inserts: Mapping[str, str]) -> str:
    """The rule that takes this template's place. A card with links leaves room for one without."""
    taken = cards if name in deck.name_cards else inserts if name in deck.inserts else {}
    places = 1 if name in deck.name_cards else deck.most_inserts
    counting = [
        by for other, by in taken.items() if other != name and (other in deck.silent or name not in deck.silent)
    ]
    return counting[-1] if len(counting) >= places else ""


def _problem(rule: Rule, message: str, hint: str) -> Problem:
    return Problem(rule.where, f"rule '{rule.name}': {message}", hint)
