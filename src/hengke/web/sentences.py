"""Sentences from below the pages, in the language of whoever reads the page."""

from __future__ import annotations

from django.utils.translation import get_language

from hengke.kernel.sentences import in_language


def said(text: str) -> str:
    """A refusal, a note or a reason as the reader's language has it."""
    return in_language(text, get_language() or "")
