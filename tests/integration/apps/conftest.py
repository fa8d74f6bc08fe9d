"""A small bank for page tests: two branches, three managers, one reader of each kind."""

from __future__ import annotations

from collections.abc import Callable, Iterator
from datetime import date
from pathlib import Path
from typing import Any

import pytest
from django.test import Client
from django.utils import translation
from tests.integration.conftest import with_keys

AS_OF = date(2026, 10, 23)
STAMP = {"as_of": AS_OF, "known_at": "batch-1", "run_id": "run-1"}
PASSWORD = "a-long-enough-password"


def customer(customer_id: str, **columns: Any) -> Any:
    """A customer row; what a test does not name is unknown."""
    from tests.integration.apps.seeded import found_by

    from hengke.apps.customers.models import Customer

    branch, manager = columns.pop("branch_id", "B001"), columns.pop("manager_id", "S0001")
    known = {"kind": "person", "status": "active", "currency": "CNY", "as_of": AS_OF}
    return Customer.objects.create(
        customer_id=customer_id,
        branch_id=branch,
        manager_id=manager,
        **{**known, **columns, **found_by(**columns)},
    )


@pytest.fixture
def in_english() -> Iterator[None]:
    """What actions say outside a request, in English."""
    with translation.override("en"):
        yield


@pytest.fixture
def users(db: None) -> dict[str, Any]:
    """One log-in per role, and people of another branch; `nobody` has no staff number."""
    from hengke.apps.identity.models import User

    rows = {
        "alice": {"role": "rm", "org_id": "S0001", "branch_id": "B001"},
        "bo": {"role": "rm", "org_id": "S0002", "branch_id": "B001"},
        "chen": {"role": "rm", "org_id": "S0003", "branch_id": "B002"},
        "head": {"role": "branch_head", "branch_id": "B001"},
        "other_head": {"role": "branch_head", "branch_id": "B002"},
        "business": {"role": "business"},
        "auditor": {"role": "auditor"},
        "data": {"role": "data"},
        "nobody": {"role": "rm"},
    }
    made = {name: User(username=name, language="en", **fields) for name, fields in rows.items()}
    for user in made.values():
        user.set_unusable_password()
        user.save()
    return made


@pytest.fixture
def organisation(db: None) -> None:
    """Branches B001, B002 and their managers."""
    from hengke.apps.identity.models import OrgUnit

    units = [
        ("B001", "branch", "Garden branch", None, None),
        ("B002", "branch", "Harbour branch", None, None),
        ("S0001", "staff", "Alice", "B001", "relationship_manager"),
        ("S0002", "staff", "Bo", "B001", "relationship_manager"),
        ("S0003", "staff", "Chen", "B002", "relationship_manager"),
    ]
    for org_id, kind, name, parent, post in units:
        OrgUnit.objects.create(
            org_id=org_id, kind=kind, name=name, parent_id=parent, post=post, as_of=AS_OF
        )


@pytest.fixture
def client_of(users: dict[str, Any]) -> Callable[..., Client]:
    """`client_of("alice")`: a client in whose session the person is (English pages).

    A role without a log-in of its own gets one by its name: `client_of("complaints")`. Further
    words are those of `Client`.
    """
    from hengke.apps.identity.models import User

    def make(name: str, **options: Any) -> Client:
        user = users.get(name) or User.objects.create_user(name, None, role=name, language="en")
        client = Client(**options)
        client.force_login(user, "hengke.apps.identity.backends.StaffBackend")
        return client

    return make


@pytest.fixture
def home(tmp_path: Path, settings: Any) -> Any:
    """A bank of the test's own."""
    return own_home(tmp_path / "home", settings)


def own_home(path: Path, settings: Any, **said: Any) -> Any:
    """A home with a key ring and these settings; nothing is remembered from a test before."""
    from django.core.cache import cache

    from hengke.pipelines.home import Home, HomeSettings

    cache.clear()
    home = Home.at(path)
    home.write_settings(HomeSettings(bank="Bank of tests", **said))
    settings.HENGKE_HOME = with_keys(home)
    return home


@pytest.fixture
def make_customer(db: None) -> Any:
    """`make_customer("C1", name=...)`."""
    return customer
