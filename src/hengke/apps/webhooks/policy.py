"""The limits in force today; those of the API stand in the same file."""

from __future__ import annotations

from datetime import date
from functools import lru_cache
from pathlib import Path

from django.conf import settings

from hengke.kernel import clock
from hengke.policies import api
from hengke.policies.api import ApiPolicy


def limits() -> ApiPolicy:
    """Read again when a file of the bank's own changes."""
    own: Path = settings.HENGKE_HOME.api_policies
    files = sorted((own / "standard").glob("*.toml"))
    changed = tuple((file.name, file.stat().st_mtime_ns) for file in files)
    return _limits(clock.today(), own, changed)


@lru_cache(maxsize=4)
def _limits(on: date, own: Path, _changed: tuple[tuple[str, int], ...]) -> ApiPolicy:
    return api.load(on=on, own=own)
