"""The tables, and how a ledger of an earlier version becomes one of this version.

One text for every engine: {PK} is a counted primary key, {TS} a moment, {INT} a whole number. Constraint names
begin with the table's, for they are per schema in PostgreSQL. Money is decimal text, dates are ISO texts.
"""

from __future__ import annotations

from collections.abc import Mapping

from inserts.ledger.protocol import Engine

APPLICATION_ID = 0x494E5352
"""ASCII "INSR": marks a SQLite file as ours."""

_FIRST = (
    """CREATE TABLE ledger_batch (
        id {PK},
        shop TEXT NOT NULL,
        name TEXT NOT NULL,
        inputs TEXT NOT NULL,
        station TEXT NOT NULL,
        created_at {TS} NOT NULL,
        CONSTRAINT ledger_batch_name UNIQUE (shop, name))""",
    # An order without an offer has a row too, and no code. A row may keep a code while its grant gives none.
    """CREATE TABLE ledger_issue (
        id {PK},
        shop TEXT NOT NULL,
        order_ref TEXT NOT NULL,
        slot TEXT NOT NULL,
        code TEXT,
        code_norm TEXT,
        key_id TEXT,
        tier TEXT NOT NULL,
        arm TEXT NOT NULL,
        customer_key TEXT,
        order_number {INT} NOT NULL,
        benefit_kind TEXT NOT NULL,
        benefit_value TEXT,
        benefit_text TEXT NOT NULL,
        currency TEXT NOT NULL,
        min_spend TEXT,
        single_use {INT} NOT NULL,
        excludes TEXT NOT NULL,
        valid_from TEXT,
        valid_through TEXT,
        issued_at {TS} NOT NULL,
        uploaded_at {TS},
        voided_at {TS},
        void_reason TEXT,
        CONSTRAINT ledger_issue_order UNIQUE (shop, order_ref, slot),
        CONSTRAINT ledger_issue_code UNIQUE (shop, code_norm),
        CONSTRAINT ledger_issue_has_code CHECK (code IS NOT NULL OR benefit_kind = 'none' OR arm = 'holdout'))""",
    "CREATE INDEX ledger_issue_customer ON ledger_issue (shop, customer_key)",
    """CREATE TABLE ledger_print (
        id {PK},
        batch_id {INT} NOT NULL REFERENCES ledger_batch (id),
        kind TEXT NOT NULL CONSTRAINT ledger_print_kind CHECK (kind IN ('first', 'reprint')),
        state TEXT NOT NULL CONSTRAINT ledger_print_state CHECK (state IN ('rendering', 'published', 'failed')),
        holder TEXT NOT NULL,
        station TEXT NOT NULL,
        reason TEXT NOT NULL,
        failure TEXT NOT NULL DEFAULT '',
        pdf TEXT,
        pdf_sha256 TEXT,
        pages {INT},
        cards {INT},
        started_at {TS} NOT NULL,
        settled_at {TS})""",
    "CREATE INDEX ledger_print_batch ON ledger_print (batch_id)",
    # Which orders a print has taken; voided_at is for cards that never went into a parcel.
    """CREATE TABLE ledger_print_order (
        print_id {INT} NOT NULL REFERENCES ledger_print (id),
        issue_id {INT} NOT NULL REFERENCES ledger_issue (id),
        voided_at {TS},
        PRIMARY KEY (print_id, issue_id))""",
    "CREATE INDEX ledger_print_order_issue ON ledger_print_order (issue_id)",
    """CREATE TABLE ledger_print_card (
        print_id {INT} NOT NULL,
        issue_id {INT} NOT NULL,
        template TEXT NOT NULL,
        page {INT} NOT NULL,
        slot {INT} NOT NULL,
        PRIMARY KEY (print_id, page, slot),
        CONSTRAINT ledger_print_card_order FOREIGN KEY (print_id, issue_id)
            REFERENCES ledger_print_order (print_id, issue_id))""",
    "CREATE INDEX ledger_print_card_issue ON ledger_print_card (print_id, issue_id)",
    """CREATE TABLE ledger_order (
        shop TEXT NOT NULL,
        order_ref TEXT NOT NULL,
        placed_at {TS},
        seen_at {TS} NOT NULL,
        customer_key TEXT,
        country TEXT NOT NULL,
        total TEXT,
        currency TEXT NOT NULL,
        counted {INT} NOT NULL,
        PRIMARY KEY (shop, order_ref))""",
    "CREATE INDEX ledger_order_customer ON ledger_order (shop, customer_key)",
)

# The stage never goes back, whichever of two exports is read first: what was refunded stays refunded.
_RESULTS = (
    "ALTER TABLE ledger_order ADD COLUMN stage {INT} NOT NULL DEFAULT 0",
    "ALTER TABLE ledger_order ADD COLUMN mark TEXT NOT NULL DEFAULT ''",
    # The arm an order was sent in. An order held out without a card has no issue, so this is all there is of it.
    """CREATE TABLE ledger_trial (
        shop TEXT NOT NULL,
        order_ref TEXT NOT NULL,
        experiment TEXT NOT NULL,
        arm TEXT NOT NULL,
        tier TEXT NOT NULL,
        shipped TEXT NOT NULL,
        held_out {INT} NOT NULL,
        noted_at {TS} NOT NULL,
        PRIMARY KEY (shop, order_ref))""",
    """CREATE TABLE ledger_redemption (
        shop TEXT NOT NULL,
        order_ref TEXT NOT NULL,
        code_norm TEXT NOT NULL,
        written TEXT NOT NULL,
        seen_at {TS} NOT NULL,
        PRIMARY KEY (shop, order_ref, code_norm))""",
    """CREATE TABLE ledger_import (
        shop TEXT NOT NULL,
        sha256 TEXT NOT NULL,
        kind TEXT NOT NULL,
        orders {INT} NOT NULL,
        read_at {TS} NOT NULL,
        PRIMARY KEY (shop, sha256))""",
)

# `gone` says why nothing is known any more of what an order was promised: 'purged' by age, or 'restored' from paper.
_UPKEEP = (
    "ALTER TABLE ledger_issue ADD COLUMN gone TEXT NOT NULL DEFAULT ''",
    """CREATE TABLE ledger_optout (
        shop TEXT NOT NULL,
        customer_key TEXT NOT NULL,
        noted_at {TS} NOT NULL,
        PRIMARY KEY (shop, customer_key))""",
)

# Codes of a pool were made by the shop. One that was drawn and not printed is not drawn again: it may be on a sheet
# that somebody kept. `pool` of an issue is the one its code is from.
_CODES = (
    "ALTER TABLE ledger_issue ADD COLUMN per_customer {INT} NOT NULL DEFAULT 0",
    "ALTER TABLE ledger_issue ADD COLUMN combine {INT} NOT NULL DEFAULT 1",
    "ALTER TABLE ledger_issue ADD COLUMN pool TEXT NOT NULL DEFAULT ''",
    """CREATE TABLE ledger_pool (
        id {PK},
        shop TEXT NOT NULL,
        pool TEXT NOT NULL,
        code TEXT NOT NULL,
        code_norm TEXT NOT NULL,
        added_at {TS} NOT NULL,
        issue_id {INT} REFERENCES ledger_issue (id),
        withdrawn_at {TS},
        CONSTRAINT ledger_pool_once UNIQUE (shop, code_norm),
        CONSTRAINT ledger_pool_drawn UNIQUE (issue_id))""",
    "CREATE INDEX ledger_pool_free ON ledger_pool (shop, pool, id) WHERE issue_id IS NULL AND withdrawn_at IS NULL",
    # Live codes of our own, and which of them the shop was told of.
    """CREATE INDEX ledger_issue_live ON ledger_issue (shop, valid_through, uploaded_at)
        WHERE voided_at IS NULL AND code_norm IS NOT NULL AND pool = ''""",
)

# What stands on the paper itself: the name of a reprint, and the number of each sheet in packing order, which is not
# the order of the pages where the last sheet is printed first. 0: printed before sheets had numbers.
_SHEETS = (
    "ALTER TABLE ledger_print ADD COLUMN name TEXT NOT NULL DEFAULT ''",
    "ALTER TABLE ledger_print_card ADD COLUMN sheet {INT} NOT NULL DEFAULT 0",
)

# When a card of this print was seen beside its parcel at the packing bench.
_MATCHED = ("ALTER TABLE ledger_print_order ADD COLUMN matched_at {TS}",)

# The stock of each template of this print as a JSON object, so that a reprint goes onto the same. Empty: not kept.
_PAPERS = ("ALTER TABLE ledger_print ADD COLUMN papers TEXT NOT NULL DEFAULT ''",)

STEPS: tuple[tuple[str, ...], ...] = (_FIRST, _RESULTS, _UPKEEP, _CODES, _SHEETS, _MATCHED, _PAPERS)
"""Statements that lead from each version to the next; a released step never changes."""

VERSION = len(STEPS)

_META = "CREATE TABLE ledger_meta (key TEXT PRIMARY KEY, value TEXT NOT NULL)"
_REMEMBER = (
    "INSERT INTO ledger_meta (key, value) VALUES ('schema_version', ?)"
    " ON CONFLICT (key) DO UPDATE SET value = excluded.value"
)


def migrate(db: Engine, types: Mapping[str, str], version: int, target: int = VERSION) -> None:
    """Lead the tables from `version` (0: there are none) to `target`, inside the caller's transaction."""
    if version == 0:
        db.change(_META)
    for step in STEPS[version:target]:
        for statement in step:
            db.change(statement.format(**types))
    db.change(_REMEMBER, (str(target),))
