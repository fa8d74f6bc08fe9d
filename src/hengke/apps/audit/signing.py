"""Ed25519 signatures of heads: the private key is in the ring, public ones are for all."""

from __future__ import annotations

import base64
from datetime import datetime

from cryptography.exceptions import InvalidSignature
from cryptography.hazmat.primitives.asymmetric.ed25519 import Ed25519PrivateKey, Ed25519PublicKey

from hengke.pipelines.home import Home
from hengke.pipelines.protection import ring
from hengke.pipelines.protection.ring import DESTROYED, HEADS


class Signer:
    """Signs with today's key of the ring."""

    def __init__(self, home: Home, *, now: datetime) -> None:
        keys = ring.load_or_make(home, now=now)
        self.key_id = keys.active(HEADS).id
        self._private = Ed25519PrivateKey.from_private_bytes(keys.secret(self.key_id))

    def sign(self, text: bytes) -> str:
        return base64.b64encode(self._private.sign(text)).decode("ascii")


def public_keys(home: Home) -> dict[str, str]:
    """Every key that ever signed a head of this home, by its name in the ring."""
    keys = ring.load(home)
    usable = [key for key in keys.of_purpose(HEADS) if key.state != DESTROYED]
    return {key.id: _public(keys.secret(key.id)) for key in usable}


def _public(secret: bytes) -> str:
    raw = Ed25519PrivateKey.from_private_bytes(secret).public_key().public_bytes_raw()
    return base64.b64encode(raw).decode("ascii")


def is_signed(text: bytes, signature: str, public_key: str) -> bool:
    try:
        key = Ed25519PublicKey.from_public_bytes(base64.b64decode(public_key))
        key.verify(base64.b64decode(signature), text)
    except (InvalidSignature, ValueError):
        return False
    return True
