"""How a log line is written: what happened, where, which kind of error; never whose data.

An exception's text may hold a name or a balance, an address a customer's number. So a request is
named by its view, and of an exception the kind and the places are kept.
"""

from __future__ import annotations

import logging
import traceback
from types import TracebackType
from typing import Any

UNKNOWN_VIEW = "a page that does not exist"


class Line(logging.Formatter):
    """One line per record; a failure adds one line per place, innermost last."""

    def formatMessage(self, record: logging.LogRecord) -> str:
        request = getattr(record, "request", None)
        if request is not None:
            record.message = f"{getattr(record, 'status_code', '')} at {_view(request)}".strip()
        return super().formatMessage(record)

    def formatException(
        self,
        ei: tuple[type[BaseException], BaseException, TracebackType | None]
        | tuple[None, None, None],
    ) -> str:
        kind, _, trace = ei
        frames = traceback.extract_tb(trace)
        places = [f"  {frame.filename}:{frame.lineno} in {frame.name}" for frame in frames]
        return "\n".join([*places, kind.__name__ if kind else ""])


def _view(request: Any) -> str:
    match = getattr(request, "resolver_match", None)
    return (match and match.view_name) or UNKNOWN_VIEW
