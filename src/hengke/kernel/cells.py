"""Cells of files that people open in a spreadsheet: none of them may be run as a formula.

The two patterns are also what SQL writes such files with (pipelines/intake/quarantine.py), so that
there is one rule.
"""

from __future__ import annotations

import re
from typing import Any

FORMULA = r"^[=+@\t\r\n＝＋＠－-]"
NUMBER = r"-[0-9]+([.][0-9]+)?([eE][+-]?[0-9]+)?"
"""A negative number is no formula."""


def safe(cell: Any) -> Any:
    """The cell, with an apostrophe before a text that a spreadsheet would run; None is empty."""
    if cell is None:
        return ""
    text = str(cell)
    if re.search(FORMULA, text) and not re.fullmatch(NUMBER, text):
        return f"'{text}"
    return text
