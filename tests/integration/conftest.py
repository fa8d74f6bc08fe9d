"""People who use the workbench, one per role, and clients that are logged in as them."""

from __future__ import annotations

from collections.abc import Callable
from datetime import date
from typing import Any

import pytest
from django.test import Client

AS_OF = date(2026, 10, 23)
PASSWORD = "a-long-enough-password"
PEOPLE = {
    "alice": {"role": "rm", "org_id": "S0001", "branch_id": "B001", "display_name": "Alice"},
    "ben": {"role": "rm", "org_id": "S0002", "branch_id": "B001", "display_name": "Ben"},
    "rita": {"role": "rm", "org_id": "S0003", "branch_id": "B002", "display_name": "Rita"},
    "bo": {"role": "branch_head", "org_id": "S0101", "branch_id": "B001", "display_name": "Bo"},
    "una": {"role": "branch_head", "branch_id": "unassigned", "display_name": "Una"},
    "olga": {"role": "business", "display_name": "Olga"},
    "cora": {"role": "complaints", "display_name": "Cora"},
    "dan": {"role": "data", "display_name": "Dan"},
    "audrey": {"role": "auditor", "display_name": "Audrey"},
}


@pytest.fixture(scope="session", autouse=True)
def _home_of_the_run(tmp_path_factory: pytest.TempPathFactory) -> None:
    """A home with a key ring, so that pages can seal and open."""
    from django.conf import settings

    from hengke.pipelines.home import Home

    settings.HENGKE_HOME = with_keys(Home.at(tmp_path_factory.mktemp("home")))


def with_keys(home: Any) -> Any:
    """The home, with a key ring."""
    from hengke.kernel import clock
    from hengke.pipelines.protection.ring import load_or_make

    load_or_make(home, now=clock.now())
    return home


@pytest.fixture(autouse=True)
def _quick_passwords(settings: Any) -> None:
    """Argon2 is slow on purpose; its own test turns it on again."""
    settings.PASSWORD_HASHERS = ["django.contrib.auth.hashers.MD5PasswordHasher"]


@pytest.fixture
def person(db: None) -> Callable[[str], Any]:
    """`person("alice")`: a relationship manager of branch B001; see PEOPLE."""
    from hengke.apps.identity.models import User

    def make(name: str) -> Any:
        found = User.objects.filter(username=name).first()
        return found or User.objects.create_user(name, PASSWORD, **PEOPLE[name])

    return make


@pytest.fixture
def logged_in(person: Callable[[str], Any]) -> Callable[[str], Client]:
    """`logged_in("bo").get("/")`: a client in whose session the person is."""

    def make(name: str) -> Client:
        client = Client()
        client.force_login(person(name), "hengke.apps.identity.backends.StaffBackend")
        return client

    return make


@pytest.fixture
def alice(person: Callable[[str], Any]) -> Any:
    """Relationship manager S0001 of branch B001."""
    return person("alice")


@pytest.fixture
def bo(person: Callable[[str], Any]) -> Any:
    """Head of branch B001."""
    return person("bo")
