"""Who was forgotten: keyed fingerprints of their numbers, by which a later delivery is recognised.

The lake keeps no number of them. A fingerprint says nothing without the home's key ring, where it
has a key of its own that is never exchanged: an old file must still be recognised in ten years.
"""

from __future__ import annotations

from collections.abc import Iterable
from dataclasses import dataclass

from hengke.pipelines.home import Home
from hengke.pipelines.lake import Manifest
from hengke.pipelines.protection import ring as rings
from hengke.pipelines.protection.blind import Blinder
from hengke.pipelines.protection.ring import FORGOTTEN, Ring

CUSTOMER, ACCOUNT = "customer", "account"


@dataclass(frozen=True)
class Forgotten:
    """The fingerprints of one home. Without any, no key is asked for."""

    home: Home
    prints: frozenset[str]

    def among(self, kind: str, numbers: Iterable[str]) -> list[str]:
        """Those of the numbers that were forgotten. Refused where the key is lost: nobody could
        tell any more who must not come back."""
        if not self.prints:
            return []
        asked = list(numbers)
        told = fingerprints(rings.load(self.home), kind, asked)
        return [number for number, print_ in zip(asked, told, strict=True) if print_ in self.prints]


def of_home(home: Home, manifest: Manifest) -> Forgotten:
    return Forgotten(home, frozenset(manifest.forgotten))


def fingerprints(ring: Ring, kind: str, numbers: Iterable[str]) -> list[str]:
    blinder = Blinder(ring, kind, purpose=FORGOTTEN)
    return [blinder.of(number) for number in numbers]
