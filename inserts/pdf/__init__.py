"""Bytes: finished sheets into a PDF file. It decides nothing about what is drawn where."""

from inserts.pdf.parts import extract
from inserts.pdf.press import Intent, write_pdfx
from inserts.pdf.writer import Page, Writer, write

__all__ = ["Intent", "Page", "Writer", "extract", "write", "write_pdfx"]
