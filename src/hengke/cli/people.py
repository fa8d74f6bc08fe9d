"""Log-ins made from the command line: the first ones of a home, and those of the demo."""

from __future__ import annotations


def usernames() -> list[str]:
    from hengke.apps.identity.models import User

    return list(User.objects.values_list("username", flat=True))
