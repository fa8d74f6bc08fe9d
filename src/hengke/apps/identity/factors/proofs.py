"""What a page needs so that a person can prove a factor, and what the person sent back."""

from __future__ import annotations

import json
from typing import Any

from django.contrib.auth import authenticate
from django.http import HttpRequest

from hengke.apps.identity.factors import actions, guard, passkeys
from hengke.apps.identity.factors.queries import factors_of
from hengke.kernel import clock

STATE = "passkey_state"


def asked(request: HttpRequest, user: Any) -> dict[str, Any]:
    """Context of identity/prove_fields.html: what the person has, and a fresh challenge."""
    present = factors_of(user)
    options = ""
    if present.passkeys and passkeys.works_here(request):
        found, request.session[STATE] = passkeys.request_options(request, user)
        options = json.dumps(found)
    return {
        "factors": present,
        "options": options,
        "closed_until": guard.closed_until(user, now=clock.now()),
    }


def proved(request: HttpRequest, user: Any) -> str:
    """The kind of factor that the form proves; empty for none. A challenge is taken once."""
    state = request.session.pop(STATE, None)
    if request.POST.get("answer"):
        answer = request.POST["answer"]
        return actions.prove_passkey(user, request, state=state, answer=answer) if state else ""
    return actions.prove_code(user, request.POST.get("code", "").strip()[:60])


def proved_password(request: HttpRequest, user: Any) -> bool:
    """For who has no factor; it counts as a log-in, so that guessing locks it."""
    password = request.POST.get("password", "")
    return authenticate(request, username=user.username, password=password) is not None
