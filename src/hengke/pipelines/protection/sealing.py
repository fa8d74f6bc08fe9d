"""Text sealed with AES-GCM: `~KEY.BASE64`, where KEY names the key of the ring that opens it.

The same text sealed twice differs, so nothing can be told from equal ciphers; what must be found
again has a blind index (blind.py). The lake alone seals `stable`: there the number that goes with a
cipher follows from text and key, so that an import tells an unchanged row from a corrected one
and equal deliveries give equal bytes; equal values of one home then have equal tokens. A token
carries its key, so that keys can be changed at leisure.
"""

from __future__ import annotations

import base64
import binascii
import hashlib
import os
from collections.abc import Iterable

from cryptography.exceptions import InvalidTag
from cryptography.hazmat.primitives.ciphers.aead import AESGCM

from hengke.kernel.errors import Refused
from hengke.pipelines.protection.ring import IDENTIFIERS, NONCE, Ring

MARK = "~"
URL_SAFE = bytes.maketrans(b"+/", b"-_")


def is_sealed(text: str | None) -> bool:
    return bool(text) and str(text).startswith(MARK)


class Sealer:
    """Seals with the active key of a purpose, opens with whichever key a token names."""

    def __init__(self, ring: Ring, purpose: str = IDENTIFIERS, *, stable: bool = False) -> None:
        self._ring = ring
        active = ring.active(purpose)
        self._head = f"{MARK}{active.id}."
        self._cipher = AESGCM(ring.secret(active.id))
        self._ciphers = {active.id: self._cipher}
        secret = hashlib.sha256(b"nonce\x00" + ring.secret(active.id)).digest()
        self._nonce = hashlib.blake2b(key=secret, digest_size=NONCE) if stable else None

    def seal(self, text: str | None) -> str | None:
        """None stays None: unknown is no secret."""
        return None if text is None else self.seal_all((text,))[0]

    def seal_all(self, texts: Iterable[str | None]) -> list[str | None]:
        """Many at once; random numbers are drawn in one go."""
        texts = list(texts)
        if self._nonce is not None:
            return self._sealed_stably(texts, self._nonce)
        head, encrypt, encode = self._head, self._cipher.encrypt, base64.urlsafe_b64encode
        nonces = os.urandom(NONCE * len(texts))
        sealed: list[str | None] = []
        for number, text in enumerate(texts):
            if text is None:
                sealed.append(None)
                continue
            nonce = nonces[number * NONCE : (number + 1) * NONCE]
            token = nonce + encrypt(nonce, text.encode(), None)
            sealed.append(head + encode(token).decode("ascii"))
        return sealed

    def _sealed_stably(
        self, texts: Iterable[str | None], keyed: hashlib.blake2b
    ) -> list[str | None]:
        """The nonce is a keyed hash of the text: another text has another one (96 bits)."""
        head, encrypt, hashed_of = self._head, self._cipher.encrypt, keyed.copy
        sealed: list[str | None] = []
        for text in texts:
            if text is None:
                sealed.append(None)
                continue
            plain, hashed = text.encode(), hashed_of()
            hashed.update(plain)
            nonce = hashed.digest()
            encoded = binascii.b2a_base64(nonce + encrypt(nonce, plain, None), newline=False)
            sealed.append(head + encoded.translate(URL_SAFE).decode("ascii"))
        return sealed

    def open(self, token: str | None) -> str | None:
        """The text. A token that was changed, or whose key is missing, is refused."""
        if token is None:
            return None
        key_id, dot, body = token[1:].partition(".")
        if not dot or not token.startswith(MARK):
            raise _damaged(key_id)
        try:
            raw = base64.urlsafe_b64decode(body)
            return self._cipher_of(key_id).decrypt(raw[:NONCE], raw[NONCE:], None).decode()
        except (InvalidTag, binascii.Error, ValueError):
            raise _damaged(key_id) from None

    def open_all(self, tokens: Iterable[str | None]) -> list[str | None]:
        return [self.open(token) for token in tokens]

    def is_current(self, token: str) -> bool:
        """Sealed with today's key?"""
        return token.startswith(self._head)

    def _cipher_of(self, key_id: str) -> AESGCM:
        if key_id not in self._ciphers:
            self._ciphers[key_id] = AESGCM(self._ring.secret(key_id))
        return self._ciphers[key_id]


def _damaged(key_id: str) -> Refused:
    return Refused(
        'A sealed value (key "{key}") was damaged or changed; it does not open.',
        next_step="Deliver the row again, or restore a backup.",
        key=key_id[:12],
    )
