"""`inserts coupons`: look at codes, take them back, fill pools, and bring codes into the shop."""

from __future__ import annotations

from pathlib import Path
from typing import Any, get_args

import click

from inserts.cli.options import JSON, SHOP
from inserts.cli.output import aligned, capital, counted, give, give_json, say
from inserts.cli.outside import outside
from inserts.manifest import sheet
from inserts.model.offer import CodeState, Issued, Pooled, Shared
from inserts.model.problem import Stop
from inserts.run import open_shop
from inserts.run.coupons import (
    Answer,
    export_coupons,
    import_pool,
    list_coupons,
    list_pools,
    show_coupon,
    void_coupon,
)
from inserts.uploads import TARGETS, Target, benefit_told

STATES: tuple[CodeState, ...] = get_args(CodeState)

_COLUMNS = ("code", "order", "batch", "tier", "benefit", "valid_until", "state", "exported", "voided", "used_in")
_VERDICTS = {
    "typing error": ("typing error: the check symbol does not fit", "have it read out once more, sign by sign"),
    "unknown": ("it looks like a code of this shop, and no order has it", "it is guessed, or of another ledger"),
    "foreign": ("no order has it, and it does not look like a code of this shop", "look for it in your shop"),
    "gone": ("an order had it; what it gave is older than [retention] keeps", "it has run out long since"),
}


@click.group("coupons")
def coupons_group() -> None:
    """List and show codes, void them, fill pools, and export codes for the shop."""


@coupons_group.command("list")
@SHOP
@click.option("--batch", default="", metavar="NAME", help="Only codes of this batch.")
@click.option("--tier", default="", metavar="NAME", help="Only codes of this tier.")
@click.option("--state", type=click.Choice(STATES), help="Only codes to which this was the last to happen.")
@click.option("--csv", "as_csv", is_flag=True, help="Print the result as CSV on standard output.")
@JSON
def list_command(shop: Path | None, batch: str, tier: str, state: CodeState | None, as_csv: bool, as_json: bool) -> int:
    """List the codes that orders have, with what became of each."""
    found = list_coupons(open_shop(shop or Path()), outside(), batch=batch, tier=tier, state=state)
    rows = [_row(one, is_now) for one, is_now in found]
    if as_json:
        give_json({"coupons": rows})
    elif as_csv:
        cells = [["; ".join(v) if isinstance(v, list) else str(v or "") for v in row.values()] for row in rows]
        give(sheet(_COLUMNS, cells).decode().replace("\r\n", "\n").rstrip("\n"))
    else:
        shown = ("code", "order", "state", "valid_until", "tier", "benefit")
        for line in aligned([[str(row[column]) for column in shown] for row in rows]):
            give(line)
        say(counted(len(rows), "code") if rows else "No code is as asked for.")
    return 0


@coupons_group.command("show")
@click.argument("code")
@SHOP
@JSON
def show_command(code: str, shop: Path | None, as_json: bool) -> int:
    """Show what is known of CODE, as somebody reads it out: letter case, blanks and hyphens do not count, and B, S
    and Z are read as 8, 5 and 2. Exit status 1 when no order has it."""
    answer = show_coupon(open_shop(shop or Path()), outside(), code)
    if as_json:
        give_json({"verdict": answer.verdict, **_found(answer)})
        return 0 if answer.found else 1
    if answer.found is None:
        raise Stop(*_VERDICTS[answer.verdict])
    for name, value in _found(answer).items():
        if value not in ("", None, []):
            give(f"{name.replace('_', ' ')}: {', '.join(value) if isinstance(value, list) else value}")
    return 0


@coupons_group.command("void")
@click.argument("code", required=False, default="")
@SHOP
@click.option("--order", default="", metavar="ID", help="Void the code of this order, in place of CODE.")
@click.option("--reason", required=True, metavar="TEXT", help="Why. Kept in the ledger: no names, no addresses.")
@JSON
def void_command(code: str, shop: Path | None, order: str, reason: str, as_json: bool) -> int:
    """Take CODE back, for ever: it is never printed again, and no order gets it.

    What your shop knows of it stays: an exported code must be disabled there, too.
    """
    if bool(code) == bool(order):
        raise Stop("name a code, or an order with --order", "inserts coupons void CODE --reason TEXT", exit_code=2)
    if not reason.strip():
        raise Stop("the reason is empty", 'such as --reason "leaked"', exit_code=2)
    printed, one = void_coupon(open_shop(shop or Path()), outside(), code, order, reason.strip())
    if as_json:
        give_json(
            {"code": printed, "order": one.coupon.grant.order if one else None, "voided": one.voided if one else ""}
        )
        return 0
    if one is None:
        say(f"{printed} is taken out of its pool: no order gets it. Disable it in your shop.")
        return 0
    give(f"{printed} of order {one.coupon.grant.order} is void since {one.voided}: {one.void_reason}")
    if one.exported or not one.own:
        say("Your shop knows it: disable it there, too.")
    return 0


@coupons_group.command("pools")
@SHOP
@JSON
def pools_command(shop: Path | None, as_json: bool) -> int:
    """List the pools, with how many codes are left in each."""
    found = list_pools(open_shop(shop or Path()), outside())
    if as_json:
        give_json({"pools": [pool._asdict() for pool in found]})
        return 0
    for pool in found:
        give(f"{pool.name}: {pool.left:,} of {counted(pool.total, 'code')} left")
    if not found:
        say("There is no pool. Fill one with: inserts coupons import-pool FILE --pool NAME")
    return 0


@coupons_group.command("import-pool")
@click.argument("file", type=click.Path(path_type=Path), metavar="FILE")
@click.option("--pool", required=True, metavar="NAME", help="The pool, as a [[tier]] names it.")
@SHOP
@JSON
def import_command(file: Path, pool: str, shop: Path | None, as_json: bool) -> int:
    """Put codes that your shop made into a pool: a text file with one a line, or a CSV with a column "code".

    All or none: every line that is wrong is told. The same file again adds nothing.
    """
    added = import_pool(open_shop(shop or Path()), outside(), file, pool)
    if as_json:
        give_json({"pool": pool, "added": added.added, "known": added.known})
        return 0
    known = f", {counted(added.known, 'code')} were in it already" if added.known else ""
    give(f"{counted(added.added, 'code')} added to pool {pool}{known}")
    return 0


@coupons_group.command("export")
@SHOP
@click.option("--to", "target", required=True, type=click.Choice(TARGETS), help="The shop system the files are for.")
@click.option("--batch", default="", metavar="NAME", help="Only codes of this batch.")
@click.option("--again", is_flag=True, help="Write the codes of the last export once more.")
@click.option("--all", "everything", is_flag=True, help="Write every code that has not run out, exported or not.")
@click.option("--out", type=click.Path(path_type=Path), metavar="DIR", help="Where files go: out/coupons if left out.")
@JSON
def export_command(
    shop: Path | None, target: Target, batch: str, again: bool, everything: bool, out: Path | None, as_json: bool
) -> int:
    """Write printed codes that your shop does not know yet as files it takes in, and remember that they were.

    Voided codes, those that have run out, and those of pools, which your shop made itself, are left out.
    """
    if again and everything:
        raise Stop("--again and --all exclude each other", "leave one out", exit_code=2)
    done = export_coupons(
        open_shop(shop or Path()), outside(), target, out=out, batch=batch, again=again, everything=everything
    )
    if as_json:
        files = [str(path) for path in done.files]
        give_json({"files": files, "codes": done.codes, "new": done.fresh, "notes": list(done.notes)})
        return 0
    for path in done.files:
        give(str(path))
    for note in done.notes:
        say(f"{capital(note)}.")
    if done.files:
        say(f"{counted(done.codes, 'code')} in {counted(len(done.files), 'file')}, {done.fresh:,} for the first time.")
    else:
        say("No file was written: there is no printed code of this program's making that your shop does not know.")
    return 0


COMMANDS = {"coupons": coupons_group}


def _row(one: Issued, state: CodeState) -> dict[str, Any]:
    grant = one.coupon.grant
    return {
        "code": one.coupon.code,
        "order": grant.order,
        "batch": one.batch,
        "tier": grant.tier,
        "benefit": benefit_told(grant),
        "valid_until": grant.valid_through.isoformat() if grant.valid_through else "",
        "state": state,
        "exported": one.exported,
        "voided": one.voided,
        "used_in": list(one.used),
    }


def _found(answer: Answer) -> dict[str, Any]:
    found = answer.found
    if isinstance(found, Issued):
        told = _row(found, answer.state or "reserved")
        return told | {"void_reason": found.void_reason, "pool": found.coupon.grant.pool, "issued": found.issued}
    if isinstance(found, Shared):
        return {"code": found.code, "shared_by": found.orders, "used_in": list(found.used)}
    if isinstance(found, Pooled):
        return {"code": found.code, "pool": found.pool, "state": "withdrawn" if found.withdrawn else "in the pool"}
    return {}
