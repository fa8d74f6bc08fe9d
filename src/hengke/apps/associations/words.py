"""Families of products in the reader's language."""

from __future__ import annotations

from django.utils.translation import get_language
from django.utils.translation import gettext as _

from hengke.engine.rules.features import FAMILY_WORDS


def family(code: str) -> str:
    """One that a later release no longer knows is shown by its code."""
    zh, en = FAMILY_WORDS.get(code, (code, code))
    return en if (get_language() or "").startswith("en") else zh


def condition(text: str) -> str:
    return _(" and ").join(family(one) for one in text.split())
