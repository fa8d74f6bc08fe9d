"""Clients of the people of the small bank."""

from __future__ import annotations

from collections.abc import Callable
from typing import Any

import pytest


@pytest.fixture
def client_of(users: Any) -> Callable[[str], Any]:
    """`client_of("alice")`: a client in whose session the person is (English pages)."""
    from django.test import Client

    def make(name: str) -> Client:
        client = Client()
        client.force_login(users[name], "hengke.apps.identity.backends.StaffBackend")
        return client

    return make
