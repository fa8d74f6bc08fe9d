"""Another role: the system administrator asks, the security one decides, nobody does both."""

from __future__ import annotations

from typing import Any

import pytest
from django.test import Client
from django.utils import translation

from hengke.apps.approvals.models import Approval
from hengke.apps.audit.models import Entry
from hengke.apps.identity.models import User
from hengke.kernel.errors import Refused

pytestmark = pytest.mark.django_db
BACKEND = "hengke.apps.identity.backends.StaffBackend"
PEOPLE = {"sam": "system_admin", "sue": "security_admin", "lin": "rm"}


@pytest.fixture
def people() -> dict[str, User]:
    return {
        name: User.objects.create_user(
            name, None, role=role, org_id=f"A{number}", branch_id="B1", language="en"
        )
        for number, (name, role) in enumerate(PEOPLE.items())
    }


def _as(user: User) -> Client:
    client = Client()
    client.force_login(user, BACKEND)
    return client


def _asked(people: dict[str, User], *, for_: str = "lin", role: str = "branch_head") -> Approval:
    answer = _as(people["sam"]).post(
        f"/people/{people[for_].pk}/role/",
        {"role": role, "reason": "leads the branch from 1 December"},
    )
    assert answer.status_code == 302, answer.content.decode()[-2000:]
    return Approval.objects.get()


def _decide(user: User, approval: Approval) -> Any:
    from hengke.apps.approvals.api import decide
    from hengke.kernel import clock

    with translation.override("en"):
        return decide(approval, by=user, yes=True, reason="", now=clock.now())


def test_nothing_changes_until_a_second_person_agreed(people: dict[str, User]) -> None:
    approval = _asked(people)
    people["lin"].refresh_from_db()
    assert people["lin"].role == "rm"
    _decide(people["sue"], approval)
    people["lin"].refresh_from_db()
    assert people["lin"].role == "branch_head"
    row = Entry.objects.get(action="identity.role_changed")
    assert (row.target, row.by_username, row.details["asked_by"]) == ("lin", "sue", "sam")


def test_who_asked_does_not_decide(people: dict[str, User]) -> None:
    approval = _asked(people)
    with pytest.raises(Refused):
        _decide(people["sam"], approval)
    people["lin"].refresh_from_db()
    assert people["lin"].role == "rm"


def test_nobody_decides_on_the_own_role(people: dict[str, User]) -> None:
    approval = _asked(people, for_="sue", role="auditor")
    with pytest.raises(Refused):
        _decide(people["sue"], approval)


def test_the_page_of_the_request_shows_before_and_after(people: dict[str, User]) -> None:
    approval = _asked(people)
    page = _as(people["sue"]).get(f"/approvals/{approval.pk}/").content.decode()
    assert "Relationship manager" in page
    assert "Branch head" in page


@pytest.mark.parametrize("whose", ["sam", "other log-in"])
def test_nobody_asks_for_their_own_role(people: dict[str, User], whose: str) -> None:
    own = people["sam"]
    if whose != "sam":
        own = User.objects.create_user("sam2", None, role="business", org_id=people["sam"].org_id)
    answer = _as(people["sam"]).post(
        f"/people/{own.pk}/role/", {"role": "auditor", "reason": "I would like to"}
    )
    assert "Nobody asks for their own role" in answer.content.decode()
    assert not Approval.objects.exists()
