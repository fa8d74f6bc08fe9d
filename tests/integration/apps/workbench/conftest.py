"""The seeded bank of seeded.py, and its people: Alice has the book of S0001, Bo leads B001."""

from __future__ import annotations

from collections.abc import Callable, Iterator
from typing import Any

import pytest
from django.core.cache import cache
from django.db import transaction
from django.test import Client
from tests.integration.apps.seeded import seed

LANGUAGES = {"en": "en", "zh": "zh-hans"}


@pytest.fixture(autouse=True)
def _nothing_remembered() -> None:
    """Tests change published tables behind the home's memory."""
    cache.clear()


@pytest.fixture(scope="module")
def _seeded(django_db_setup: None, django_db_blocker: Any) -> Iterator[None]:
    """Seeded once per module; what a test changes is rolled back to here, all of it at the end."""
    with django_db_blocker.unblock(), transaction.atomic():
        seed(size=12)
        yield
        transaction.set_rollback(True)


@pytest.fixture
def bank(_seeded: None, db: None) -> None:
    """Twelve customers of Alice, twelve of Ben, two of nobody, eight of another branch.

    A module whose tests ask for it has it for all its tests; other sizes live in test_sizes.py.
    """


@pytest.fixture
def speaking(person: Callable[[str], Any]) -> Callable[..., Client]:
    """`speaking("alice")`: a client who reads English pages; `speaking("alice", "zh")`."""

    def make(name: str, language: str = "en") -> Client:
        user = person(name)
        user.language = LANGUAGES[language]
        user.save(update_fields=["language"])
        client = Client()
        client.force_login(user, "hengke.apps.identity.backends.StaffBackend")
        return client

    return make
