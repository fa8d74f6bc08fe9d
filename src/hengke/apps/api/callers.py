"""Who calls: the owner of a token, or whoever is logged in."""

from __future__ import annotations

from typing import Any

from django.http import HttpRequest

from hengke.apps.identity import api as identity

SCHEME = "bearer"


def of(request: HttpRequest) -> Any | None:
    """The caller, with the token's rights as `granted`; None for nobody.

    A token that is wrong, ended or revoked is nobody, also where a session came along. A call with
    a token needs no CSRF token: no browser sends it by itself.
    """
    header = request.headers.get("Authorization")
    if header is None:
        return request.user if request.user.is_authenticated else None
    scheme, _space, text = header.partition(" ")
    found = _owner(text.strip()) if scheme.lower() == SCHEME else None
    if found is None:
        return None
    user, scopes = found
    user.granted = scopes  # type: ignore[attr-defined]
    request._dont_enforce_csrf_checks = True  # type: ignore[attr-defined]
    return user


def _owner(text: str) -> tuple[Any, frozenset[str]] | None:
    return identity.by_token(text) if text and "\x00" not in text else None
