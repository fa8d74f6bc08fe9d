"""The key ring of a home: every data key, wrapped by the master key, in HOME/keys/ring.json.

A key has a purpose: `identifiers` (fields of people), `index` (blind indexes), `secrets` (second
factors, webhook secrets), `heads` (signing the audit log), or a partition such as
`bronze/20261126-101500-ab12cd`. Of a purpose one key is active; older ones still open what they
sealed until it is sealed anew. Destroying a key destroys all that only it can open.
"""

from __future__ import annotations

import base64
import json
import os
import secrets
from collections.abc import Iterator, Mapping
from contextlib import contextmanager
from dataclasses import asdict, dataclass, replace
from datetime import datetime

from cryptography.exceptions import InvalidTag
from cryptography.hazmat.primitives.ciphers.aead import AESGCM
from filelock import FileLock

from hengke.kernel.errors import Refused
from hengke.pipelines.home import Home, write_atomically
from hengke.pipelines.protection import master

IDENTIFIERS, INDEX, SECRETS, HEADS = "identifiers", "index", "secrets", "heads"
STANDING = (IDENTIFIERS, INDEX, SECRETS, HEADS)
"""Purposes that every home has a key for from its first day."""
FORGOTTEN = "forgotten"
"""Fingerprints of who was forgotten. Made when first needed and never exchanged: nobody has the
numbers any more from which they could be made anew."""
ACTIVE, RETIRED, DESTROYED = "active", "retired", "destroyed"
BYTES, NONCE = 32, 12


@dataclass(frozen=True)
class Key:
    """One data key as the ring keeps it. `wrapped` is empty once the key is destroyed."""

    id: str
    purpose: str
    state: str
    created_at: str
    wrapped: str
    ended_at: str = ""


class Ring:
    """The keys of one home, unwrapped when first asked for."""

    def __init__(self, home: Home, keys: tuple[Key, ...], master_key: bytes) -> None:
        self.home = home
        self.keys = {key.id: key for key in keys}
        self._master = AESGCM(master_key)
        self._open: dict[str, bytes] = {}

    @classmethod
    def of_secrets(cls, home: Home, secrets: Mapping[Key, bytes]) -> Ring:
        """A few keys, open already, for a helping process: it never sees the master key."""
        ring = cls(home, tuple(secrets), os.urandom(BYTES))
        ring._open = {key.id: secret for key, secret in secrets.items()}
        return ring

    def active(self, purpose: str) -> Key:
        """The key that seals today."""
        for key in self.keys.values():
            if key.purpose == purpose and key.state == ACTIVE:
                return key
        raise Refused(
            'The key ring has no active key for "{purpose}".',
            next_step="Restore HOME/keys from a backup, or make one: hengke keys rotate.",
            purpose=purpose,
        )

    def secret(self, key_id: str) -> bytes:
        """The key itself. Refused where the ring lacks it or it was destroyed."""
        if key_id not in self._open:
            self._open[key_id] = self._unwrapped(self._known(key_id))
        return self._open[key_id]

    def of_purpose(self, purpose: str) -> list[Key]:
        return [key for key in self.keys.values() if key.purpose == purpose]

    def gaps(self, purpose: str) -> list[tuple[str, str]]:
        """Times, from and until, of which the ring has no key of the purpose. A new key begins when
        the one before ends, and a destroyed one stays in the list: a gap is a key that was lost."""
        keys = sorted(self.of_purpose(purpose), key=lambda key: key.created_at)
        told = min((key.created_at for key in self.keys.values()), default="")
        found = []
        for key in keys:
            if key.created_at > told:
                found.append((told, key.created_at))
            told = max(told, key.ended_at or key.created_at)
        return found

    def _known(self, key_id: str) -> Key:
        key = self.keys.get(key_id)
        if key is None:
            raise Refused(
                'The key ring has no key "{key}"; what it sealed cannot be read.',
                next_step="Restore HOME/keys/ring.json from a backup that has it. Nothing was "
                "changed.",
                key=key_id,
            )
        if key.state == DESTROYED:
            raise Refused(
                'The key "{key}" was destroyed on {day}; what it sealed is gone for good.',
                key=key_id,
                day=key.ended_at[:10],
            )
        return key

    def _unwrapped(self, key: Key) -> bytes:
        sealed = base64.b64decode(key.wrapped)
        try:
            return self._master.decrypt(sealed[:NONCE], sealed[NONCE:], _bound(key))
        except InvalidTag:
            raise Refused(
                'The key "{key}" does not open with this master key.',
                next_step="The master key is of another home, or ring.json was changed; restore "
                "both from the same backup.",
                key=key.id,
            ) from None

    def _wrapped(self, key: Key, secret: bytes) -> Key:
        nonce = os.urandom(NONCE)
        sealed = nonce + self._master.encrypt(nonce, secret, _bound(key))
        return replace(key, wrapped=base64.b64encode(sealed).decode("ascii"))

    def add(self, purpose: str, *, now: datetime) -> Key:
        """A new active key; the one so far is retired."""
        for old in self.of_purpose(purpose):
            if old.state == ACTIVE:
                self.keys[old.id] = replace(old, state=RETIRED, ended_at=now.isoformat())
        key_id = self._new_id()
        key = self._wrapped(Key(key_id, purpose, ACTIVE, now.isoformat(), ""), os.urandom(BYTES))
        self.keys[key.id] = key
        return key

    def destroy(self, key_id: str, *, now: datetime) -> Key:
        """Forget the key for good; that there was one, and until when, stays."""
        gone = replace(self._known(key_id), state=DESTROYED, wrapped="", ended_at=now.isoformat())
        self.keys[key_id] = gone
        self._open.pop(key_id, None)
        return gone

    def under(self, master_key: bytes) -> Ring:
        """The same keys wrapped by another master key."""
        other = Ring(self.home, (), master_key)
        for key in self.keys.values():
            kept = key if key.state == DESTROYED else other._wrapped(key, self.secret(key.id))
            other.keys[key.id] = kept
        return other

    def _new_id(self) -> str:
        return next(new for new in iter(lambda: secrets.token_hex(3), "") if new not in self.keys)


def load(home: Home) -> Ring:
    """The home's ring. Refused where it is missing: a home without keys can open nothing."""
    path = home.key_ring
    try:
        written = json.loads(path.read_text(encoding="utf-8"))
        keys = tuple(Key(**key) for key in written["keys"])
    except FileNotFoundError:
        raise Refused(
            "The key ring {path} is missing; what is enciphered cannot be read.",
            next_step="Restore it from a backup: hengke restore.",
            path=path,
        ) from None
    except (ValueError, KeyError, TypeError) as error:
        raise Refused(
            "The key ring {path} cannot be read.",
            next_step="Restore it from a backup: hengke restore. Nothing was changed.",
            path=path,
        ) from error
    return Ring(home, keys, master.read(home))


@contextmanager
def changing(home: Home, *, now: datetime) -> Iterator[Ring]:
    """Change the ring: one process at a time; written whole or not at all. A home without a ring
    gets its first one, with a key for every standing purpose."""
    home.keys.mkdir(parents=True, exist_ok=True, mode=0o700)
    with FileLock(home.keys / ".lock"):
        ring = load(home) if home.key_ring.exists() else Ring(home, (), master.read_or_make(home))
        for purpose in STANDING:
            if not ring.of_purpose(purpose):
                ring.add(purpose, now=now)
        yield ring
        _write(ring)


def rewrap(home: Home, master_key: bytes, *, now: datetime) -> None:
    """Wrap every key by another master key, in one step."""
    with changing(home, now=now) as ring:
        other = ring.under(master_key)
        ring.keys = other.keys


def load_or_make(home: Home, *, now: datetime) -> Ring:
    if not home.key_ring.exists():
        with changing(home, now=now):
            pass
    return load(home)


def _write(ring: Ring) -> None:
    text = json.dumps({"keys": [asdict(key) for key in ring.keys.values()]}, indent=1)
    write_atomically(ring.home.key_ring, text + "\n")
    ring.home.key_ring.chmod(master.OWNER_ONLY)


def _bound(key: Key) -> bytes:
    return f"{key.id}:{key.purpose}".encode()
