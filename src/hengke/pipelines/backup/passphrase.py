"""A master key wrapped by a passphrase (scrypt, then AES-GCM), for homes that hold their own."""

from __future__ import annotations

import base64
import binascii
import json
import os

from cryptography.exceptions import InvalidTag
from cryptography.hazmat.primitives.ciphers.aead import AESGCM
from cryptography.hazmat.primitives.kdf.scrypt import Scrypt

from hengke.kernel.errors import Refused

SHORTEST = 12
SALT, NONCE, KEY = 16, 12, 32
COST, BLOCK, LANES = 2**17, 8, 1  # 128 MB and some tenths of a second for each guess
BOUND = b"hengke master key"


def check_length(passphrase: str) -> None:
    if len(passphrase) < SHORTEST:
        raise Refused(
            "The passphrase is shorter than {shortest} characters.",
            next_step="Take a longer one: whoever guesses it has every key of this home.",
            shortest=SHORTEST,
        )


def wrapped(master_key: bytes, passphrase: str) -> str:
    check_length(passphrase)
    salt, nonce = os.urandom(SALT), os.urandom(NONCE)
    sealed = AESGCM(_key(passphrase, salt)).encrypt(nonce, master_key, BOUND)
    return json.dumps({"kdf": "scrypt", "salt": _text(salt), "sealed": _text(nonce + sealed)})


def unwrapped(text: str, passphrase: str) -> bytes:
    try:
        raw = json.loads(text)
        salt, sealed = (base64.b64decode(raw[part], validate=True) for part in ("salt", "sealed"))
        return AESGCM(_key(passphrase, salt)).decrypt(sealed[:NONCE], sealed[NONCE:], BOUND)
    except (InvalidTag, ValueError, KeyError, TypeError, binascii.Error):
        raise Refused(
            "The master key in this backup does not open with this passphrase.",
            next_step="Try the passphrase of the day on which the backup was made, or name the "
            "master key with HENGKE_MASTER_KEY_FILE.",
        ) from None


def _key(passphrase: str, salt: bytes) -> bytes:
    return Scrypt(salt=salt, length=KEY, n=COST, r=BLOCK, p=LANES).derive(passphrase.encode())


def _text(raw: bytes) -> str:
    return base64.b64encode(raw).decode("ascii")
