"""The keys of an import, and what it does with them."""

from __future__ import annotations

import os
from datetime import datetime
from functools import cached_property

from hengke.pipelines import lake
from hengke.pipelines.home import Home
from hengke.pipelines.protection import ring as rings
from hengke.pipelines.protection.identifiers import Fingerprints
from hengke.pipelines.protection.ring import IDENTIFIERS, INDEX, Ring
from hengke.pipelines.protection.sealing import Sealer, is_sealed


class Vault:
    """Seals, opens and fingerprints with the keys of one ring."""

    def __init__(self, ring: Ring) -> None:
        self.ring = ring

    @cached_property
    def sealer(self) -> Sealer:
        return Sealer(self.ring, IDENTIFIERS, stable=True)

    @cached_property
    def fingerprints(self) -> Fingerprints:
        return Fingerprints(self.ring)

    @property
    def told(self) -> str:
        """Which keys are at work: part of the name under which a file is staged."""
        return " ".join(self.ring.active(purpose).id for purpose in (IDENTIFIERS, INDEX))

    def opened(self, text: str | None) -> str | None:
        """The plain text; what is not sealed is plain already."""
        return self.sealer.open(text) if is_sealed(text) else text


def of_home(home: Home, manifest: lake.Manifest, *, now: datetime) -> Vault:
    """The vault of a home. A home whose tables are sealed already gets no new ring: what the lost
    one sealed could never be opened again, and nobody would notice."""
    if manifest.silver and manifest.version >= lake.SEALED_SINCE:
        return Vault(rings.load(home))
    return Vault(rings.load_or_make(home, now=now))


def passing(home: Home, *, now: datetime) -> Vault:
    """For a check, which leaves nothing behind: keys that nobody keeps."""
    ring = Ring(home, (), os.urandom(rings.BYTES))
    for purpose in rings.STANDING:
        ring.add(purpose, now=now)
    return Vault(ring)
