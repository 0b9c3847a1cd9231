"""Judging a batch's finished PDF against its manifest, with none of the code that made it."""

from inserts.proof.margin import Margin, margins
from inserts.proof.preflight import NO_VALIDATOR, Rule, as_text, preflight
from inserts.proof.prove import prove
from inserts.proof.seen import Proof

__all__ = ["NO_VALIDATOR", "Margin", "Proof", "Rule", "as_text", "margins", "preflight", "prove"]
