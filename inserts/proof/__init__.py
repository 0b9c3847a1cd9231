"""Judging a batch's finished PDF against its manifest, with none of the code that made it."""

from inserts.proof.prove import prove
from inserts.proof.seen import Proof

__all__ = ["Proof", "prove"]
