"""`hengke openapi`: the API described, for whoever writes a program against it."""

from __future__ import annotations

import os

from hengke.cli.output import say


def openapi() -> None:
    """Print the description of the API (OpenAPI 3.1, JSON). Needs no home."""
    os.environ.setdefault("DJANGO_SETTINGS_MODULE", "hengke.server.settings")
    import django

    django.setup()
    from hengke.apps.api.reference import text

    say(text())
