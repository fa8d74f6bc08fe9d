"""Answers to a tap: a notice with its undo, and the word that lists should be read again."""

from __future__ import annotations

from django.http import HttpRequest, HttpResponse
from django.shortcuts import render
from django.urls import reverse

CHANGED = "care-changed"
"""The browser event on which parts that show tasks or contacts ask for themselves again."""


def changed(
    request: HttpRequest, *, message: str, kind: str = "", undo: tuple[str, object] | None = None
) -> HttpResponse:
    """Nothing but a notice; the page's parts follow the event."""
    context = {
        "message": message,
        "kind": kind,
        "undo_url": reverse(undo[0], args=[undo[1]]) if undo else "",
    }
    response = render(request, "care/answer.html", context)
    response["HX-Trigger"] = CHANGED
    return response


def sheet_closed(
    request: HttpRequest, *, message: str, kind: str = "ok", undo: tuple[str, object] | None = None
) -> HttpResponse:
    """The same for a form in the sheet: its own place becomes empty, which closes the sheet.

    The header tells the browser that it may forget the draft it kept of the form.
    """
    response = changed(request, message=message, kind=kind, undo=undo)
    response["Hengke-Saved"] = "yes"
    return response
