"""The name by which Django finds its connection."""

from __future__ import annotations

from django.db.backends.sqlite3 import base

from hengke.web.databases.commits import AskedBeforeCommit


class DatabaseWrapper(AskedBeforeCommit, base.DatabaseWrapper):
    """Django's, with `before_commit`."""
