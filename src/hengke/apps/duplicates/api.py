"""The door of duplicates: the book to be searched, keeping what was found, pairs of a customer."""

from __future__ import annotations

from hengke.apps.duplicates.actions import Kept, keep, look_by_identifiers
from hengke.apps.duplicates.comparing import rule
from hengke.apps.duplicates.finding import book, exact
from hengke.apps.duplicates.page import waiting_rows

__all__ = ["Kept", "book", "exact", "keep", "look_by_identifiers", "rule", "waiting_rows"]
