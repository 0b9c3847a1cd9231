"""What came of the cards: shares with intervals, an experiment's verdict, leaked codes; as text, data and a page."""

from inserts.results.page import page
from inserts.results.report import Report, report
from inserts.results.table import HEADER, as_dict, as_rows, text

__all__ = ["HEADER", "Report", "as_dict", "as_rows", "page", "report", "text"]
