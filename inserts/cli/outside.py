"""The world outside as commands find it: the computer's clock, chance and name."""

from __future__ import annotations

import secrets
import socket
from datetime import UTC, datetime

from inserts.cli.progress import Progress
from inserts.run import Outside


def outside() -> Outside:
    """The real clock, chance and computer."""
    return Outside(
        now=lambda: datetime.now(UTC),
        randbytes=secrets.token_bytes,
        station=socket.gethostname(),
        progress=Progress(),
    )
