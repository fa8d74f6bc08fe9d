"""A run on PostgreSQL is one: Django asks for a connection before the run has chosen its server."""

from __future__ import annotations

import pytest
from django.db import connection
from tests import databases


@pytest.mark.django_db
def test_the_tests_use_the_database_that_was_asked_for() -> None:
    assert connection.vendor == ("postgresql" if databases.server() else "sqlite")
