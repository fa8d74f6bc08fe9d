"""The identity policy in force today; read again when a file of the bank's own changes."""

from __future__ import annotations

from datetime import date
from functools import lru_cache
from pathlib import Path

from django.conf import settings

from hengke.kernel import clock
from hengke.policies import identity
from hengke.policies.identity import IdentityPolicy


def limits() -> IdentityPolicy:
    own = settings.HENGKE_HOME.identity_policies
    return _limits(clock.today(), own, _changed(own))


def is_demo() -> bool:
    """A demo's log-ins open in one step: nobody's data is in it."""
    home = settings.HENGKE_HOME
    return home.exists() and bool(home.settings().demo)


@lru_cache(maxsize=4)
def _limits(on: date, own: Path, _changed: tuple[tuple[str, int], ...]) -> IdentityPolicy:
    return identity.load(on=on, own=own)


def _changed(own: Path) -> tuple[tuple[str, int], ...]:
    files = sorted((own / identity.STANDARD).glob("*.toml"))
    return tuple((file.name, file.stat().st_mtime_ns) for file in files)
