"""Which model a second person made the champion: `HOME/policies/churn/champion/<from>.toml`.

None ships: the files are written by an approved request, and never overwritten.
"""

from __future__ import annotations

import re
from dataclasses import dataclass
from datetime import date
from functools import partial
from pathlib import Path

from hengke.kernel.errors import PolicyError
from hengke.policies import dated, fields

FOLDER = "champion"
VERSION = re.compile(r"[0-9a-f]{12}")


@dataclass(frozen=True)
class Champion:
    """The name of the model, as the register shows it, and the day from which it holds."""

    version: str
    since: date
    source: str

    @property
    def told(self) -> str:
        """What a run is named after."""
        return f"{self.version}@{self.since}"


def champion(own: Path, *, on: date) -> Champion | None:
    """The last one named by the day; None where nobody has named any."""
    found = dated.files(own, FOLDER, None)
    begun = [day for day in found if day <= on]
    if not begun:
        return None
    return dated.read(found[max(begun)], partial(_parse, since=max(begun)))


def _parse(text: str, *, since: date) -> Champion:
    table = dated.table(text, ("version", "source"), name=FOLDER)
    version = fields.text(table, "version", where=FOLDER)
    if not VERSION.fullmatch(version):
        raise PolicyError("{version} is not the name of a model", version=repr(version))
    return Champion(version, since, fields.text(table, "source", where=FOLDER))


def written(version: str, *, source: str) -> str:
    """The text of such a file. `source`: who allowed it, in words of ours."""
    return f'version = "{version}"\nsource = "{source}"\n'
