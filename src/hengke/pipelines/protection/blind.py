"""Blind indexes: a keyed fingerprint (HMAC-SHA-256, 96 bits) under which a value is found again.

The key is the home's own, so that fingerprints of two banks have nothing in common and nobody can
compute them from a list of numbers without it. What equal fingerprints still tell (how often a
surname occurs, which telephone numbers end alike) is in the threat table of SECURITY.md.
"""

from __future__ import annotations

import base64
import hashlib
from binascii import b2a_base64
from collections.abc import Iterable

from hengke.pipelines.protection.ring import INDEX, Ring

URL_SAFE = bytes.maketrans(b"+/", b"-_")
KEPT, BLOCK = 12, 64
"""Bytes kept: two of ten million values meet by chance once in 10^15 homes."""


class Blinder:
    """Fingerprints of one `kind` of value: equal letters of another kind have another one.
    `purpose` names the key."""

    def __init__(self, ring: Ring, kind: str, *, purpose: str = INDEX) -> None:
        secret = ring.secret(ring.active(purpose).id)
        key = hashlib.sha256(kind.encode() + b"\x00" + secret).digest().ljust(BLOCK, b"\x00")
        self._inner = hashlib.sha256(bytes(byte ^ 0x36 for byte in key))
        self._outer = hashlib.sha256(bytes(byte ^ 0x5C for byte in key))

    def of(self, text: str) -> str:
        """RFC 2104, with both pads hashed once for all values."""
        inner, outer = self._inner.copy(), self._outer.copy()
        inner.update(text.encode())
        outer.update(inner.digest())
        return base64.urlsafe_b64encode(outer.digest()[:KEPT]).decode("ascii")

    def all(self, texts: Iterable[str | None]) -> list[str | None]:
        """The same for many, written out: a call per value would cost as much as the hashing."""
        inner_of, outer_of, kept = self._inner.copy, self._outer.copy, KEPT
        found: list[str | None] = []
        for text in texts:
            if text is None:
                found.append(None)
                continue
            inner, outer = inner_of(), outer_of()
            inner.update(text.encode())
            outer.update(inner.digest())
            encoded = b2a_base64(outer.digest()[:kept], newline=False)
            found.append(encoded.translate(URL_SAFE).decode("ascii"))
        return found
