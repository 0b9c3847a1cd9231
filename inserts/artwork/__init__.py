"""Artwork of a template's own folder: opened, checked whole, and laid on its card."""

from inserts.artwork.opening import Artwork, coarse, open_artwork
from inserts.artwork.placing import Art

__all__ = ["Art", "Artwork", "coarse", "open_artwork"]
