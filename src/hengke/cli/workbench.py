"""Opening the workbench's database from the command line: Django on this home."""

from __future__ import annotations

import os
from typing import TYPE_CHECKING

if TYPE_CHECKING:
    from hengke.pipelines.home import Home

STATE = {"set_up": False}


def opened(home: Home) -> str:
    """Django set up on this home, its database made or brought up to date; returns its address."""
    set_up(home)
    from django.core.management import call_command

    call_command("migrate", verbosity=0, interactive=False)
    return address(home)


def set_up(home: Home) -> None:
    """Django reads its settings once per process; a command works on one home."""
    if STATE["set_up"]:
        return
    os.environ["HENGKE_HOME"] = str(home.path)
    os.environ.setdefault("DJANGO_SETTINGS_MODULE", "hengke.server.settings")
    import django

    from hengke.server import secret

    secret.ensure(home)
    django.setup()
    STATE["set_up"] = True


def address(home: Home) -> str:
    """Where publishing writes: the home's SQLite file unless DATABASE_URL names another."""
    from hengke.server import database

    return database.url(os.environ.get("DATABASE_URL", ""), home.database)


def waiting_migrations() -> list[str]:
    """Changes of the database's form that this release brings and the home does not have yet."""
    from django.db import connection
    from django.db.migrations.executor import MigrationExecutor

    executor = MigrationExecutor(connection)
    plan = executor.migration_plan(executor.loader.graph.leaf_nodes())
    return [f"{migration.app_label}.{migration.name}" for migration, _ in plan]
