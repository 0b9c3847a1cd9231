"""Text made ready to be drawn: cleaning, order of directions, choice of faces, shaping, line breaks."""

from inserts.text.breaks import Break, breaks
from inserts.text.cleaning import Cleaned, clean
from inserts.text.coverage import script_name, written_with
from inserts.text.typesetter import Piece, Typesetter, describe_missing, open_typesetter

__all__ = [
    "Break",
    "Cleaned",
    "Piece",
    "Typesetter",
    "breaks",
    "clean",
    "describe_missing",
    "open_typesetter",
    "script_name",
    "written_with",
]
