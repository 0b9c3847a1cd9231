"""`inserts ledger`: look at it, copy it, put it back, and keep no more of customers than is needed."""

from __future__ import annotations

import sys
from collections.abc import Mapping
from pathlib import Path

import click

from inserts.cli.options import JSON, OUT, SHOP, Count
from inserts.cli.output import capital, counted, give, give_json, say
from inserts.cli.outside import outside
from inserts.model.problem import Stop
from inserts.run import open_shop
from inserts.run.upkeep import (
    Person,
    back_up_ledger,
    check_ledger,
    erase_customers,
    export_ledger,
    import_ledger,
    migrate_ledger,
    opt_out_customers,
    purge_ledger,
    restore_ledger,
)

_SHOWN = 20

_EMAIL = click.option("--email", multiple=True, metavar="X", help="An e-mail address. Repeatable.")
_PHONE = click.option("--phone", multiple=True, metavar="X", help="A phone number, as exports have it. Repeatable.")


@click.group("ledger")
def ledger_group() -> None:
    """Check, back up, restore, export and clean the ledger: which order got which code, and what is printed."""


@ledger_group.command("check", short_help="Look at the ledger, its key and its files.")
@SHOP
@JSON
def check_command(shop: Path | None, as_json: bool) -> int:
    """Look at the ledger, its key and its files, and change nothing. Exit status 1 when something is wrong."""
    found = check_ledger(open_shop(shop or Path()), outside())
    if as_json:
        give_json(
            {
                "sound": found.sound,
                "version": found.version,
                "rows": found.counts,
                "findings": [
                    {"about": f.about, "message": f.message, "hint": f.hint, "fault": f.fault} for f in found.findings
                ],
            }
        )
        return 0 if found.sound else 1
    for finding in found.findings:
        say(f"{'Wrong' if finding.fault else 'Note'}: {finding.message}")
        if finding.hint:
            say(f"    {finding.hint}")
    faults = sum(finding.fault for finding in found.findings)
    issues = found.counts.get("ledger_issue", 0)
    state = f"{counted(faults, 'thing')} to mend" if faults else "all is well"
    give(f"version {found.version}, {counted(issues, 'order')}, {state}")
    return 0 if found.sound else 1


@ledger_group.command("backup", short_help="Copy the ledger beside stations that print.")
@click.argument("target", required=False, type=click.Path(path_type=Path), metavar="[DIR|FILE]")
@SHOP
@click.option("--keep", type=Count(min=1), default=14, metavar="N", help="Days to keep in DIR; 14.")
@JSON
def backup_command(target: Path | None, shop: Path | None, keep: int, as_json: bool) -> int:
    """Copy the ledger beside stations that print, checked, into DIR (backups in the shop's folder) or FILE.

    In DIR the last copy of each day stays, for the last 14 days that have one. The key that codes are made with is
    not in the copy: it needs a backup of its own, elsewhere.
    """
    settings = open_shop(shop or Path())
    made = back_up_ledger(settings, outside(), target, keep)
    if as_json:
        told = {"file": str(made.path), "kind": made.kind, "removed": [str(path) for path in made.removed]}
        give_json(told | {"note": made.note, "key_file": str(settings.key_file)})
        return 0
    give(str(made.path))
    if made.removed:
        say(f"Removed {counted(len(made.removed), 'older backup')}.")
    if made.note:
        say(f"{capital(made.note)}.")
    say(f"The code key is not in it: keep a copy of {settings.key_file}, apart from this one.")
    return 0


@ledger_group.command("restore", short_help="Put a backup in the ledger's place.")
@click.argument("file", required=False, type=click.Path(path_type=Path), metavar="[FILE]")
@SHOP
@click.option(
    "--manifests",
    type=click.Path(path_type=Path),
    metavar="DIR",
    help="Count what the manifests in DIR and below say is printed as printed: usually out.",
)
@click.option("--force", is_flag=True, help="Give up what the ledger knows and the backup lacks.")
@JSON
def restore_command(file: Path | None, shop: Path | None, manifests: Path | None, force: bool, as_json: bool) -> int:
    """Put the backup FILE in the ledger's place; the former one is kept in backups.

    FILE is a backup or an export, of either kind of database. Orders printed since the backup are not in it: with
    --manifests they are taken up from their manifests and are not printed twice. Without FILE only that is done.
    """
    settings = open_shop(shop or Path())
    done = restore_ledger(settings, outside(), file, manifests, force=force)
    taken = done.taken_up
    if as_json:
        give_json(
            {
                "orders": done.orders,
                "lost": list(done.lost),
                "aside": str(done.aside) if done.aside else None,
                "taken_up": list(taken.orders),
                "contrary": list(taken.contrary),
            }
        )
        return 3 if taken.contrary else 0
    give(f"{counted(done.orders, 'order')} in the ledger, {len(taken.orders):,} of them taken up from manifests")
    if done.aside:
        say(f"The former ledger is in {done.aside}.")
    if done.lost:
        say(f"Given up: {counted(len(done.lost), 'order')} that the former ledger knew.")
    if file is not None and manifests is None:
        say("Orders printed since the backup are unknown to it and would be printed again.")
        say("    If there are any: inserts ledger restore --manifests out")
    for order in taken.contrary[:_SHOWN]:
        say(f"Order {order} has a card with another code than the ledger's; both may be in use.")
    return 3 if taken.contrary else 0


@ledger_group.command("purge", short_help="Remove what is older than [retention] says.")
@SHOP
@OUT
@click.option("--pdfs", is_flag=True, help="Remove old PDFs and manifests, too.")
@click.option("--dry-run", is_flag=True, help="Say what would be removed; remove nothing.")
@click.option("--force", is_flag=True, help="Though nothing was entered for a year.")
@JSON
def purge_command(shop: Path | None, out: Path | None, pdfs: bool, dry_run: bool, force: bool, as_json: bool) -> int:
    """Remove what is older than [retention] says. Order numbers and codes stay, so that none is ever used twice."""
    settings = open_shop(shop or Path())
    place = (out or settings.folder / "out") if pdfs else None
    done = purge_ledger(settings, outside(), pdfs=place, dry_run=dry_run, force=force)
    if as_json:
        give_json({"dry_run": dry_run, "rows": dict(done.rows), "files": done.files})
        return 0
    for label, count in done.rows.items():
        if count:
            give(f"{count:>9,}  {label}")
    if pdfs:
        give(f"{done.files:>9,}  files")
    if not any(done.rows.values()) and not done.files:
        say("Nothing is old enough.")
    elif dry_run:
        say("Nothing was removed: this was a dry run.")
    else:
        say("Backups made before still hold it, until they are too old as well.")
    return 0


@ledger_group.command("erase", short_help="Forget one customer.")
@SHOP
@_EMAIL
@_PHONE
@click.option("--order", "orders", multiple=True, metavar="ID", help="An order of the customer. Repeatable.")
@JSON
def erase_command(
    shop: Path | None, email: tuple[str, ...], phone: tuple[str, ...], orders: tuple[str, ...], as_json: bool
) -> int:
    """Forget one customer: whose orders theirs are. Order numbers and codes stay, for they are on paper.

    Without options the address or number is asked for, so that it does not stay in the shell's history; from a pipe
    one is read from each line. The ledger holds no names; PDFs, manifests and export files do.
    """
    people = _people(email, phone, asked=not orders)
    count = erase_customers(open_shop(shop or Path()), outside(), people, orders)
    if as_json:
        give_json({"orders": count})
        return 0
    give(f"{counted(count, 'order')} forgotten")
    if count:
        say("Backups hold it until they are too old. Names are in PDFs, manifests and your exports: remove those.")
    else:
        say("The ledger knew no order of this customer.")
    return 0


@ledger_group.command("optout", short_help="Note that a customer wants no coupons.")
@SHOP
@_EMAIL
@_PHONE
@click.option("--remove", "back", is_flag=True, help="Take them off the list.")
@JSON
def optout_command(shop: Path | None, email: tuple[str, ...], phone: tuple[str, ...], back: bool, as_json: bool) -> int:
    """Note that a customer wants no coupons: their cards are printed without one.

    Asked for like those of erase. Give address and phone number when the customer orders with either.
    """
    count = opt_out_customers(open_shop(shop or Path()), outside(), _people(email, phone, asked=True), back=back)
    if as_json:
        give_json({"changed": count})
    else:
        give(f"{counted(count, 'entry', 'entries')} {'removed' if back else 'new on the list'}")
    return 0


@ledger_group.command("export", short_help="Write every row as JSON lines or CSV.")
@click.argument("target", type=click.Path(path_type=Path), metavar="FILE.jsonl|DIR")
@SHOP
@JSON
def export_command(target: Path, shop: Path | None, as_json: bool) -> int:
    """Write every row of the ledger into FILE.jsonl, or as a CSV for each table into a new folder DIR."""
    return _counts(export_ledger(open_shop(shop or Path()), target.absolute()), as_json)


@ledger_group.command("import", short_help="Put an export into an empty ledger.")
@click.argument("file", type=click.Path(path_type=Path), metavar="FILE")
@SHOP
@JSON
def import_command(file: Path, shop: Path | None, as_json: bool) -> int:
    """Put an export into an empty ledger: how a ledger moves to PostgreSQL, and back.

    Change [ledger] url in shop.toml first. The key file stays the same.
    """
    return _counts(import_ledger(open_shop(shop or Path()), outside(), file), as_json)


@ledger_group.command("migrate", short_help="Lead an older ledger to this version.")
@SHOP
@JSON
def migrate_command(shop: Path | None, as_json: bool) -> int:
    """Lead a ledger of an earlier version to this program's; a copy of it is made first.

    Any command that opens the ledger does the same.
    """
    done = migrate_ledger(open_shop(shop or Path()), outside())
    if as_json:
        copies = [str(path) for path in done.copies]
        give_json({"before": done.before, "after": done.after, "copies": copies})
        return 0
    same = done.before == done.after
    give(f"version {done.after}" + ("" if same else f", it was version {done.before}"))
    for path in done.copies:
        say(f"The former one is in {path}.")
    return 0


COMMANDS = {"ledger": ledger_group}


def _people(email: tuple[str, ...], phone: tuple[str, ...], *, asked: bool) -> list[Person]:
    """The customers named by options, else asked for at the terminal, else a line each from standard input."""
    people = [*(Person(email=value) for value in email), *(Person(phone=value) for value in phone)]
    if people or not asked:
        return people
    if sys.stdin.isatty():
        values = [click.prompt("E-mail address or phone number", err=True)]
    else:
        values = [line.strip() for line in sys.stdin.read().splitlines() if line.strip()]
    if not values:
        raise Stop("no customer is named", "write --email, --phone, or a line to standard input", exit_code=2)
    return [Person(email=value) if "@" in value else Person(phone=value) for value in values]


def _counts(counts: Mapping[str, int], as_json: bool) -> int:
    if as_json:
        give_json({"rows": dict(counts)})
        return 0
    for table, count in counts.items():
        give(f"{count:>9,}  {table.removeprefix('ledger_')}")
    return 0
