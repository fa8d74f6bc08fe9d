"""A security key in software: what a browser would answer, every part in the test's hand."""

from __future__ import annotations

import hashlib
import json
import os
import struct
from dataclasses import dataclass, field
from typing import Any

from cryptography.hazmat.primitives import hashes
from cryptography.hazmat.primitives.asymmetric import ec
from fido2 import cbor
from fido2.cose import ES256
from fido2.utils import websafe_encode

PRESENT, ATTESTED = 0x01, 0x40


@dataclass
class SoftwareKey:
    origin: str
    name: str = "localhost"
    uses: int = 0
    credential: bytes = field(default_factory=lambda: os.urandom(16))
    private: Any = field(default_factory=lambda: ec.generate_private_key(ec.SECP256R1()))

    def made(self, options: dict[str, Any]) -> str:
        public = cbor.encode(dict(ES256.from_cryptography_key(self.private.public_key())))
        attested = bytes(16) + struct.pack(">H", len(self.credential)) + self.credential + public
        data = self._data(PRESENT | ATTESTED) + attested
        return self._answer(
            clientDataJSON=websafe_encode(self._client("webauthn.create", options)),
            attestationObject=websafe_encode(
                cbor.encode({"fmt": "none", "attStmt": {}, "authData": data})
            ),
        )

    def used(self, options: dict[str, Any], *, flags: int = PRESENT, counts: bool = True) -> str:
        self.uses += counts
        client, data = self._client("webauthn.get", options), self._data(flags)
        signed = data + hashlib.sha256(client).digest()
        return self._answer(
            clientDataJSON=websafe_encode(client), authenticatorData=websafe_encode(data),
            signature=websafe_encode(self.private.sign(signed, ec.ECDSA(hashes.SHA256()))),
        )  # fmt: skip

    def _data(self, flags: int) -> bytes:
        return hashlib.sha256(self.name.encode()).digest() + struct.pack(">BI", flags, self.uses)

    def _client(self, kind: str, options: dict[str, Any]) -> bytes:
        return json.dumps(
            {"type": kind, "challenge": options["challenge"], "origin": self.origin}
        ).encode()

    def _answer(self, **response: str) -> str:
        known = websafe_encode(self.credential)
        return json.dumps(
            {"id": known, "rawId": known, "type": "public-key", "response": response,
             "clientExtensionResults": {}}
        )  # fmt: skip
