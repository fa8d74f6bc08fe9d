"""Which rules held when: every change of a file of the bank's own policies is a row of the chain.

Policies are files that the bank puts into its home, and they hold from the next request on. Nobody
asks who wrote them; that they changed, when, and into what is on record within half a minute, and
the row's digest tells whether a file that somebody shows later is the one that held.
"""

from __future__ import annotations

import hashlib
from pathlib import Path

from django.db import transaction

from hengke.apps.audit.models import Entry
from hengke.apps.audit.writing import record
from hengke.pipelines.home import SETTINGS_FILE, Home

CHANGED = "policies.changed"
GONE = "gone"


@transaction.atomic
def note(home: Home) -> list[str]:
    """Write down what is new, other or gone since the last row about it; the names of the files.
    What a home brings along when it is looked at for the first time says so (`first`)."""
    held, known = _held(home), _known()
    changed = sorted(name for name in {*held, *known} if held.get(name, GONE) != known.get(name))
    for name in changed:
        record(
            "policies.changed", by=None, target=name, digest=held.get(name, GONE), first=not known
        )
    return changed


def _held(home: Home) -> dict[str, str]:
    files = [home.path / SETTINGS_FILE, *home.policies.rglob("*.toml")]
    return {_name(home, file): _digest(file) for file in files if file.is_file()}


def _known() -> dict[str, str]:
    rows = Entry.objects.filter(action=CHANGED).order_by("pk").values_list("target", "details")
    return {name: told["digest"] for name, told in rows}


def _name(home: Home, file: Path) -> str:
    return file.relative_to(home.path).as_posix()


def _digest(file: Path) -> str:
    return hashlib.sha256(file.read_bytes()).hexdigest()
