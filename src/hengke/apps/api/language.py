"""In which language a call is answered: English, or Chinese where `Accept-Language` prefers it.

What the owner of a token chose for pages does not count: a program is read by other people.
"""

from __future__ import annotations

from django.http import HttpRequest
from django.utils.translation.trans_real import parse_accept_lang_header

ENGLISH, CHINESE = "en", "zh-hans"
KNOWN = {"en": ENGLISH, "zh": CHINESE}


def of(request: HttpRequest) -> str:
    """The first language of the header that is spoken here."""
    asked = parse_accept_lang_header(request.headers.get("Accept-Language", ""))
    wanted = (KNOWN.get(name.split("-")[0]) for name, quality in asked if quality > 0)
    return next((language for language in wanted if language), ENGLISH)
