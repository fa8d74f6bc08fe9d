"""One workbench database of a home, published into and read back."""

from __future__ import annotations

from contextlib import AbstractContextManager
from dataclasses import dataclass
from pathlib import Path
from typing import Any

from django.db import connections
from tests import databases
from tests.integration.publish import small_bank
from tests.integration.publish.small_bank import Night

from hengke.pipelines.home import Home
from hengke.pipelines.publish import Publication, publish
from hengke.server import database

ALIAS = "workbench_file"
"""A second Django connection, to the database that publishing writes."""


@dataclass(frozen=True)
class Bench:
    """A home, its database, and short ways to publish and to look."""

    home: Home

    @property
    def url(self) -> str:
        return databases.address(self.home.path) or f"sqlite:///{self.home.database}"

    def publish(self, night: Night) -> Publication:
        small_bank.write(self.home, night)
        return self.again(night.run_id)

    def again(self, run_id: str) -> Publication:
        return publish(self.home, run_id, database_url=self.url)

    def rows(self, sql: str) -> list[tuple[Any, ...]]:
        return databases.rows(self.home.path, sql)

    def looking(self, *, patience: int = 5) -> AbstractContextManager[Any]:
        """A reader or a person beside the publishing; see `databases.looking`."""
        return databases.looking(self.home.path, patience=patience)

    def has_staging(self) -> bool:
        """Whether a publishing has left its staging behind."""
        if databases.server():
            named = "SELECT 1 FROM pg_namespace WHERE nspname = 'hengke_staging'"
            return self.rows(named) != []
        return self.home.database.with_name("workbench.sqlite3.staging").exists()

    def change(self, sql: str) -> None:
        """What a page action would have written."""
        with self.looking() as writer:
            writer.execute(sql)
            writer.commit()


class Connected:
    """Django's second connection, to this file or address, while the block lasts."""

    def __init__(self, place: Path | str) -> None:
        self._address = place if isinstance(place, str) else f"sqlite:///{place}"

    def __enter__(self) -> None:
        wanted = database.configured(self._address, Path())
        connections.settings[ALIAS] = {**connections.settings["default"], **wanted}

    def __exit__(self, *_: object) -> None:
        connections[ALIAS].close()
        del connections[ALIAS]
        del connections.settings[ALIAS]
