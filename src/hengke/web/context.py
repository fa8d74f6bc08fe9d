"""What every template can count on: preferences, navigation, today's greeting."""

from __future__ import annotations

from functools import cache
from typing import Any

from django.http import HttpRequest

from hengke.web import amounts, navigation
from hengke.web.preferences import Preferences


def page(request: HttpRequest) -> dict[str, Any]:
    """`preferences` and `amounts_whole` always; `navigation`, `bar`, `tools`, `doors` (lazy) for
    people logged in."""
    user = getattr(request, "user", None)
    known = bool(user and user.is_authenticated)
    return {
        "preferences": getattr(request, "preferences", Preferences()),
        "amounts_whole": amounts.are_whole(),
        "navigation": cache(lambda: navigation.groups(request)) if known else (),
        "bar": (lambda: navigation.bar(request)) if known else (),
        "tools": (lambda: navigation.tools(request)) if known else (),
        "doors": navigation.doors if known else (),
    }
