"""The master key of a home: it wraps every other key and lies where the bank keeps keys.

`HENGKE_MASTER_KEY_FILE` names a file outside the home (a mounted secret, a hardware token's agent).
Without it the key is made in HOME/keys/master.key: good for a laptop, and `hengke doctor` says so.
"""

from __future__ import annotations

import base64
import binascii
import os
from pathlib import Path

from hengke.kernel.errors import Refused
from hengke.pipelines.home import Home

VARIABLE = "HENGKE_MASTER_KEY_FILE"
BYTES = 32
OWNER_ONLY = 0o600


def place(home: Home) -> Path:
    """Where the master key is read from."""
    named = os.environ.get(VARIABLE)
    return Path(named) if named else home.keys / "master.key"


def lies_in_home(home: Home) -> bool:
    return place(home).resolve().is_relative_to(home.path)


def read(home: Home) -> bytes:
    """The 32 bytes. Refused where the file is missing or not a key."""
    return read_file(place(home))


def read_file(path: Path) -> bytes:
    try:
        text = path.read_text(encoding="ascii").strip()
    except FileNotFoundError:
        raise Refused(
            "The master key {path} is missing; what is enciphered cannot be read.",
            next_step="Restore it from where your bank keeps keys, or name another with "
            "{variable}.",
            path=path,
            variable=VARIABLE,
        ) from None
    except (OSError, UnicodeError) as error:
        raise _not_a_key(path) from error
    try:
        key = base64.b64decode(text, validate=True)
    except binascii.Error as error:
        raise _not_a_key(path) from error
    if len(key) != BYTES:
        raise _not_a_key(path)
    return key


def read_or_make(home: Home) -> bytes:
    """The same; a new one where there is none and the home has no ring that would need the old."""
    path = place(home)
    if not path.exists():
        write(path, os.urandom(BYTES))
    return read(home)


def write(path: Path, key: bytes) -> None:
    """Keep a key in a file that its owner alone can read; an existing file is never overwritten."""
    path.parent.mkdir(parents=True, exist_ok=True, mode=0o700)
    handle = os.open(path, os.O_WRONLY | os.O_CREAT | os.O_EXCL, OWNER_ONLY)
    with os.fdopen(handle, "w", encoding="ascii") as file:
        file.write(base64.b64encode(key).decode("ascii") + "\n")
        file.flush()
        os.fsync(file.fileno())


def _not_a_key(path: Path) -> Refused:
    return Refused(
        "{path} is not a master key: 32 bytes in base64 are expected.",
        next_step="Restore it from where your bank keeps keys.",
        path=path,
    )
