"""Passkeys and security keys (WebAuthn) through `fido2`: what a browser is asked and answers.

The name under which the workbench is reached is the relying party, and the origin must be exactly
that page's: what a look-alike address gets signed is worthless here.
"""

from __future__ import annotations

import ipaddress
import json
from typing import Any

from django.http import HttpRequest
from fido2.server import Fido2Server
from fido2.utils import websafe_decode, websafe_encode
from fido2.webauthn import (
    AttestedCredentialData,
    AuthenticatorData,
    PublicKeyCredentialRpEntity,
    PublicKeyCredentialUserEntity,
)

from hengke.apps.identity.factors.models import Passkey

UNUSABLE = (ValueError, KeyError, TypeError, AttributeError, IndexError)
"""What `fido2` raises for an answer that is forged, stale or no answer at all."""


def works_here(request: HttpRequest) -> bool:
    """Browsers bind a key to a name over https, or to localhost; never to a bare address."""
    host = _host(request)
    try:
        ipaddress.ip_address(host.strip("[]"))
    except ValueError:
        return request.is_secure() or host == "localhost" or host.endswith(".localhost")
    return False


def creation(request: HttpRequest, user: Any, *, bank: str) -> tuple[dict[str, Any], Any]:
    """What the browser is asked to make, and the state to keep until it answers."""
    options, state = _server(request, bank).register_begin(
        PublicKeyCredentialUserEntity(
            id=f"hengke-{user.pk}".encode(), name=user.username, display_name=user.username
        ),
        credentials=_credentials(user),
    )
    return dict(options)["publicKey"], state


def created(request: HttpRequest, state: Any, answer: str) -> tuple[str, str, int]:
    """Credential, its public data and its counter. ValueError for an answer that proves nothing."""
    data = _checked(lambda: _server(request).register_complete(state, json.loads(answer)))
    made = data.credential_data
    if made is None:
        raise ValueError("no credential")
    return websafe_encode(made.credential_id), websafe_encode(bytes(made)), data.counter


def request_options(request: HttpRequest, user: Any) -> tuple[dict[str, Any], Any]:
    options, state = _server(request).authenticate_begin(_credentials(user))
    return dict(options)["publicKey"], state


def used(request: HttpRequest, user: Any, state: Any, answer: str) -> tuple[Passkey, int]:
    """The key that signed, and its counter. ValueError otherwise.

    A counter that does not rise means that the key was copied; keys that do not count say 0.
    """
    given = _checked(lambda: json.loads(answer))
    found = _checked(
        lambda: _server(request).authenticate_complete(state, _credentials(user), given)
    )
    key = Passkey.objects.get(user=user, credential=websafe_encode(found.credential_id))
    raw = _checked(lambda: given["response"]["authenticatorData"])
    counter = AuthenticatorData(websafe_decode(raw)).counter
    if (counter or key.uses) and counter <= key.uses:
        raise ValueError("the counter did not rise")
    return key, counter


def _checked(ask: Any) -> Any:
    try:
        return ask()
    except UNUSABLE as error:
        raise ValueError("not a usable answer") from error


def _credentials(user: Any) -> list[AttestedCredentialData]:
    kept = Passkey.objects.filter(user=user).values_list("data", flat=True)
    return [AttestedCredentialData(websafe_decode(data)) for data in kept]


def _server(request: HttpRequest, bank: str = "Hengke") -> Fido2Server:
    own = f"{request.scheme}://{request.get_host()}"
    party = PublicKeyCredentialRpEntity(id=_host(request), name=bank or "Hengke")
    return Fido2Server(party, verify_origin=lambda origin: origin == own)


def _host(request: HttpRequest) -> str:
    return request.get_host().rsplit(":", 1)[0]
