"""Adding a factor: the secret waits, sealed, in the session until the app has proved it."""

from __future__ import annotations

import json
from typing import Any

from django.http import HttpRequest
from django.utils.translation import gettext as _

from hengke.apps.identity import queries
from hengke.apps.identity.factors import actions, codes, passkeys
from hengke.apps.identity.factors.queries import factors_of
from hengke.apps.identity.factors.secrets import sealer
from hengke.kernel.errors import Refused

SECRET, STATE = "enrol_secret", "enrol_state"
GROUP = 4


def offered(request: HttpRequest, user: Any) -> dict[str, Any]:
    """Context of identity/enrol.html: picture and text of a secret, and what to ask of a key."""
    secret, bank = _secret(request), queries.bank_name() or "Hengke"
    options = ""
    if passkeys.works_here(request):
        found, request.session[STATE] = passkeys.creation(request, user, bank=bank)
        options = json.dumps(found)
    return {
        "factors": factors_of(user),
        "picture": codes.picture(codes.address(secret, username=user.username, bank=bank)),
        "secret": " ".join(secret[at : at + GROUP] for at in range(0, len(secret), GROUP)),
        "options": options,
    }


def taken(request: HttpRequest, user: Any) -> tuple[str, list[str]]:
    """The kind that was added, and recovery codes with the first; Refused without a proof."""
    if request.POST.get("answer"):
        return actions.PASSKEY, _passkey(request, user)
    made = actions.add_totp(
        user, secret=_secret(request), code=request.POST.get("code", "").strip()[:20]
    )
    request.session.pop(SECRET, None)
    return actions.TOTP, made


def _passkey(request: HttpRequest, user: Any) -> list[str]:
    state = request.session.pop(STATE, None)
    try:
        if state is None:
            raise ValueError("no challenge waits")
        credential, data, uses = passkeys.created(request, state, request.POST["answer"])
    except ValueError:
        raise Refused(
            _("The key did not answer as it must."), next_step=_("Try again with the same key.")
        ) from None
    name = request.POST.get("name", "")
    return actions.add_passkey(user, name=name, credential=credential, data=data, uses=uses)


def _secret(request: HttpRequest) -> str:
    kept = request.session.get(SECRET)
    if kept:
        return sealer().open(kept) or ""
    secret = codes.new_secret()
    request.session[SECRET] = sealer().seal(secret)
    return secret
