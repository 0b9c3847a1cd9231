"""What came of the cards: shares with intervals, an experiment's verdict, leaked codes; as text, data and a page."""

from inserts.results.page import page
from inserts.results.report import Report, report
from inserts.results.table import as_csv, as_dict, text

__all__ = ["Report", "as_csv", "as_dict", "page", "report", "text"]
