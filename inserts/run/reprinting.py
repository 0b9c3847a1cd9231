"""`inserts reprint`: cards of printed orders again, with the codes and offers of the first time."""

from __future__ import annotations

from collections.abc import Iterator, Mapping, Sequence
from dataclasses import replace
from pathlib import Path

import inserts.run.release as release
from inserts import orders, templates
from inserts.builtin import search_folders
from inserts.impose import grid
from inserts.ledger import Ledger, Reprint, Reservation, known_as
from inserts.model.order import Batch, Order
from inserts.model.problem import Problem, Stop, Where
from inserts.run.batch import make_batch
from inserts.run.books import Books, open_books
from inserts.run.choosing import choose_cards
from inserts.run.job import Job
from inserts.run.outside import Outside
from inserts.run.printing import open_job, settle
from inserts.run.results import BatchResult, Choices, Picks, RunResult
from inserts.run.sending import open_sender
from inserts.run.spoiled import Wanted, select
from inserts.run.stacking import check_stacks
from inserts.settings import Paper, Settings


def reprint_cards(
    settings: Settings,
    wanted: Wanted,
    files: Sequence[Path],
    reason: str,
    choices: Choices,
    outside: Outside,
) -> RunResult:
    """Print cards again, with the codes and templates of the first time, on the papers of the prints they replace.

    The orders are read from `files`, or from the exports they were printed from if those still lie where they were.
    Raises Stop for what was never printed, for an order that no file holds, and for papers that are no more.
    """
    sender, settings = open_sender(settings, choices)
    with open_books(settings, outside) as books:
        settled = settle(books.ledger)
        chosen = select(books.ledger, wanted)
        first = {} if choices.templates else chosen.picks
        names = tuple(chosen.picks)
        printed = tuple(dict.fromkeys(pick.template for own in first.values() for pick in own))
        choices = replace(choices, templates=choices.templates or printed)
        if not choices.stock:
            settings = _on_papers(settings, chosen.papers, choices.templates, wanted.in_place)
        job = open_job(settings, choices, outside)
        job = replace(job, laid=chosen.laid)
        _check_laid(job)
        check_stacks(job, job.workshop.designs, every=True)
        sender.check(job, job.workshop.designs)
        release.open_folder(job.folder)
        notes = (*settled, *_gone(books.ledger, names))
        result = sender.send(_reprint(job, books, names, _plain(reason) or "reprint", files, first))
    return sender.wait(RunResult(read=len(names), batches=(result,), notes=notes), outside)


def _gone(ledger: Ledger, names: Sequence[str]) -> Iterator[str]:
    """What to tell of orders that exports called off since: on a sheet printed again their cards are, too."""
    wanted = set(names)
    for batch in dict.fromkeys(ledger.printed(names).values()):
        for order, state in ledger.gone_since(batch).items():
            if order in wanted:
                yield f"order {order} is {state} now: take its card out"


def _on_papers(
    settings: Settings, papers: Mapping[str, Mapping[str, str]], names: Sequence[str], in_place: bool
) -> Settings:
    """The settings with the paper each of these templates was printed on; the shop's where none was kept.

    Raises Stop (wrong usage) for a template that was printed on several papers, or on one that cannot be had now.
    """
    kept = []
    for name in names:
        # Where cards go where there is room, those of a print that kept no paper may lie with the others.
        found = {stock: file for stock, file in papers.get(name, {}).items() if stock or in_place}
        if len(found) > 1:
            told = " and ".join(f"on {stock or 'a paper that was not kept'} ({file})" for stock, file in found.items())
            hint = "print the cards of one batch at a time, or name one paper for all with --stock"
            raise Stop(f"{name} was printed {told}", hint, exit_code=2)
        kept += [Paper(name, stock, Where(file)) for stock, file in found.items() if stock]
    for paper in kept:
        _check_paper(settings, paper)
    own = {paper.template for paper in kept}
    others = (paper for paper in settings.print_stocks if paper.template not in own)
    return replace(settings, print_stocks=(*others, *kept))


def _check_paper(settings: Settings, paper: Paper) -> None:
    """Raise Stop (wrong usage) when the paper of the first time is gone, or does not hold the card any more."""
    folders = search_folders(settings.folder, "templates")
    printed = f"{paper.template} was printed on {paper.stock} ({paper.where})"
    stock, problems = templates.load_stock(paper.stock, folders)
    if stock is None:
        gone = paper.stock not in templates.stock_names(folders)
        told = "which is no paper of this shop any more" if gone else "whose file has problems now"
        hint = f"name another paper with --stock, or put templates/stocks/{paper.stock}.toml right"
        raise Stop(f"{printed}, {told}", hint, problems=() if gone else problems, exit_code=2)
    size, _ = templates.load_card_size(paper.template, folders)  # what is wrong with a template is told with all else
    fits = grid(stock, *size, settings.print_cutting.gutter) if size else None
    if isinstance(fits, Problem):
        hint = f"name another paper with --stock; inserts stocks --template {paper.template} lists those that fit"
        raise Stop(f"{printed}, and does not fit it any more: {fits.message}", hint, exit_code=2)


def _check_laid(job: Job) -> None:
    """Raise Stop (wrong usage) when a card cannot have the place it had: the paper is another one now."""
    for design in job.workshop.designs:
        own = [spot for (_, template), spot in job.laid.items() if template == design.template.name]
        count = len(design.grid.slots)
        for name, slot in own:
            if not slot:
                hint = "leave --in-place out"
                raise Stop("it is no longer known where some of these cards lay", hint, exit_code=2)
            if slot > count:
                told = f"slot {slot} of {name} is not on {design.stock.name}, which has {count} of this card"
                raise Stop(told, "name the paper it was printed on with --stock, or leave --in-place out", exit_code=2)


def _plain(reason: str) -> str:
    """A reason as the ledger keeps it: one line, and not a long one."""
    return " ".join("".join(sign if sign.isprintable() else " " for sign in reason).split())[:200]


def _reprint(
    job: Job, books: Books, names: Sequence[str], reason: str, files: Sequence[Path], picks: Picks
) -> BatchResult:
    """One PDF with these orders' cards. They are given back if it cannot be made."""
    ledger = books.ledger
    taken = ledger.reprint(names, reason)
    try:
        found = _read(job, taken, files)
        batch = Batch(taken.name, tuple(_found(name, found, taken, files) for name in names))
        picks = picks or _asked_for(job, books, batch)
    except BaseException as error:
        ledger.fail(taken.print_id, type(error).__name__)
        raise
    return make_batch(job, ledger, batch, Reservation(taken.print_id, taken.name, taken.coupons), picks)


def _asked_for(job: Job, books: Books, batch: Batch) -> Picks:
    """The cards that --template names, where the order may have them."""
    history = job.workshop.settings.history
    customers = {order.id: known_as(books.key, order, history) for order in batch.orders}
    chosen = choose_cards(job, books, batch.orders, customers)
    for order, choice in chosen.choices.items():
        if not choice.picks:
            raise Stop(f"order {order} gets no such card: {choice.no_card or choice.cannot}", "leave --template out")
    return chosen.picks


def _read(job: Job, taken: Reprint, files: Sequence[Path]) -> Mapping[str, Order]:
    settings = job.workshop.settings
    paths = list(files) or [Path(made.path) for made in taken.inputs if Path(made.path).is_file()]
    if not paths:
        return {}
    reading = orders.read(paths, dict(settings.orders_columns), settings.shop.timezone)
    return {order.id: order for order in reading.orders}


def _found(name: str, found: Mapping[str, Order], taken: Reprint, files: Sequence[Path]) -> Order:
    if name in found:
        return found[name]
    if files:
        raise Stop(f"order {name} is not in {', '.join(map(str, files))}", "name the export that holds it with --from")
    places = ", ".join(made.path for made in taken.inputs)
    raise Stop(
        f"the export with order {name} is no longer where it was printed from ({places})",
        "name the file with --from, or print the card's page of the batch's PDF again",
    )
