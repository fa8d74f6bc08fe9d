"""Opening the workbench's database from the command line: Django on this home."""

from __future__ import annotations

import os
from collections.abc import Collection
from typing import TYPE_CHECKING

from hengke.kernel.errors import Refused

if TYPE_CHECKING:
    from hengke.pipelines.home import Home

STATE = {"set_up": False}


def opened(home: Home) -> str:
    """Django set up on this home, its keys and its database made or brought up to date; returns
    the database's address."""
    set_up(home)
    from django.core.management import call_command

    from hengke.kernel import clock
    from hengke.pipelines.protection.ring import load_or_make

    load_or_make(home, now=clock.now())
    call_command("migrate", verbosity=0, interactive=False)
    _seal_older(home)
    _note_release(home)
    return address(home)


def _seal_older(home: Home) -> None:
    """A home of 0.3 or earlier: no identifier stays plain in its lake."""
    from hengke.pipelines import lake

    if lake.load(home).version < lake.SEALED_SINCE:
        with lake.writing(home, what="hengke, sealing the lake of an earlier release"):
            pass  # taking the lock does it


def _check_is_here(home: Home) -> None:
    """A workbench that was moved is not taken up again where it was left."""
    moved_to = home.settings().workbench
    if moved_to and not os.environ.get("DATABASE_URL"):
        raise Refused(
            f"The workbench of this home was moved to {moved_to}.",
            next_step="Set DATABASE_URL to that database (with its password). To go back to the "
            "home's own file, remove the line `workbench` from home.toml.",
        )


def _check_release(home: Home) -> None:
    """What a later release made of the database, this one would not understand."""
    from hengke.pipelines.home import this_release

    last = home.settings().release
    if _parts(last)[:2] > _parts(this_release())[:2]:
        raise Refused(
            f"This home was last used by Hengke {last}; this is {this_release()}.",
            next_step="Install that release, or restore a backup from before the upgrade.",
        )


def _note_release(home: Home) -> None:
    from hengke.pipelines.home import this_release

    if home.settings().release != this_release():
        home.change_settings(release=this_release())


def _parts(release: str) -> tuple[int, ...]:
    """0.2.0 as numbers; what follows the third is of no concern."""
    return tuple(int("".join(filter(str.isdigit, part)) or 0) for part in release.split(".")[:3])


def set_up(home: Home) -> None:
    """Django reads its settings once per process; a command works on one home."""
    if STATE["set_up"]:
        return
    _check_is_here(home)
    _check_release(home)
    os.environ["HENGKE_HOME"] = str(home.path)
    os.environ.setdefault("DJANGO_SETTINGS_MODULE", "hengke.server.settings")
    import django
    from django.utils import translation

    from hengke.server import secret

    secret.ensure(home)
    django.setup()
    translation.activate("en")  # a terminal reads English; a page, what its reader chose
    STATE["set_up"] = True


def address(home: Home) -> str:
    """Where publishing writes: the home's SQLite file unless DATABASE_URL names another."""
    from hengke.server import database

    return database.url(os.environ.get("DATABASE_URL", ""), home.database)


def resealed(home: Home, key_ids: Collection[str]) -> int:
    """Texts that people wrote, and every other sealed value that is not published, of these keys
    sealed again under the key of today, and found by the index of today;
    returns how many rows were sealed. The audit log is chained: a row of it is never rewritten."""
    opened(home)
    from hengke.apps.customers.api import index_again
    from hengke.web import sealed_rows

    done = sealed_rows.reseal(key_ids, untouched=("audit",))
    index_again()
    return done


def holder_of(key_id: str) -> str:
    """The first table that still names a key, "" where none does. Asked after `resealed`."""
    from hengke.web import sealed_rows

    return sealed_rows.holder(key_id)


def waiting_migrations() -> list[str]:
    """Changes of the database's form that this release brings and the home does not have yet."""
    from hengke.server.watching import readiness

    return readiness.waiting_migrations()
