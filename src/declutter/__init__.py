"""Return the piece itself from what a scraper left of a page."""

from declutter.api import clean, explain
from declutter.labels import Explanation, Label, LabelledLine

__all__ = ["Explanation", "Label", "LabelledLine", "clean", "explain"]
