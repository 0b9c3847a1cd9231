"""Text made ready to be drawn: cleaning, order of directions, choice of faces, shaping, line breaks."""

from inserts.text.breaks import Break, breaks
from inserts.text.cleaning import Cleaned, clean
from inserts.text.typesetter import Typesetter, describe_missing, open_typesetter

__all__ = ["Break", "Cleaned", "Typesetter", "breaks", "clean", "describe_missing", "open_typesetter"]
