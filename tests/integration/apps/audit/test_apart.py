"""The trail is apart from everything else: its administrators see no customers, others no trail."""

from __future__ import annotations

import pytest
from django.test import Client
from tests.integration.apps.seeded import seed

pytestmark = pytest.mark.django_db
TRAIL = ("/audit/", "/audit/reads/", "/audit/findings/", "/audit/chain/")


def opened(role: str, addresses: tuple[str, ...]) -> list[int]:
    from hengke.apps.identity.models import User

    user = User.objects.create_user(f"{role}-1", "a-long-enough-password", role=role)
    client = Client()
    client.force_login(user, "hengke.apps.identity.backends.StaffBackend")
    return [client.get(address).status_code for address in addresses]


@pytest.mark.parametrize(
    ("role", "trail"),
    [
        ("audit_admin", [200, 200, 200, 200]),
        ("auditor", [200, 200, 200, 200]),
        ("security_admin", [200, 403, 200, 200]),
        ("system_admin", [200, 403, 403, 403]),
        ("data", [200, 403, 403, 403]),
        ("business", [200, 403, 403, 403]),
    ],
)
def test_who_opens_which_page_of_the_trail(role: str, trail: list[int]) -> None:
    """Everybody's first page holds the own rows alone."""
    assert opened(role, TRAIL) == trail


@pytest.mark.parametrize("role", ["audit_admin", "security_admin", "system_admin"])
def test_an_administrator_sees_no_customer(role: str) -> None:
    from hengke.apps.customers.models import Customer

    seed(size=3)
    one = Customer.objects.first()
    pages = ("/customers/", f"/customers/{one.pk}/", f"/customers/{one.pk}/preview/")
    assert not {200} & set(opened(role, pages))


def test_the_security_administrator_judges_on_the_page(db) -> None:
    from hengke.apps.audit.models import Finding
    from hengke.apps.identity.models import User
    from hengke.kernel import clock

    found = Finding.objects.create(
        rule="off_hours", subject="alice", since=clock.now(), until=clock.now(),
        found_at=clock.now(), count=12, limit=10, policy="standard@2020-01-01",
    )  # fmt: skip
    client = Client()
    sam = User.objects.create_user("sam", "a-long-enough-password", role="security_admin")
    client.force_login(sam, "hengke.apps.identity.backends.StaffBackend")
    sent = {"state": "escalated", "verdict": "no shift that night"}
    client.post(f"/audit/findings/{found.pk}/", sent)
    found.refresh_from_db()
    assert (found.state, found.judged_by) == ("escalated", "sam")
