"""Impact assessments: complete, approved by a second person, versioned, missed when they lack."""

from __future__ import annotations

from datetime import timedelta

import pytest
from django.db import IntegrityError, transaction

from hengke.apps.approvals.models import Approval
from hengke.apps.privacy.models import Assessment
from hengke.kernel import clock
from hengke.kernel.errors import Broken

pytestmark = [pytest.mark.django_db, pytest.mark.usefixtures("home")]
CODE = "policy:standard_month_average"
SAID = {
    "code": CODE, "subject": "profiling", "title": "Tiers", "purpose": "benefits by assets",
    "necessity": "the contract promises tiers", "risks": "a wrong tier", "measures": "explanation",
    "conclusion": "acceptable", "recipient": "", "fields_shared": "",
}  # fmt: skip


def warned(client) -> dict[str, bool]:
    return {
        one.code: one.overdue for one in client.get("/privacy/assessments/").context["warnings"]
    }


@pytest.mark.requirement("L20")
def test_what_decides_about_customers_is_missed_until_it_is_assessed(client_of, approve):
    data = client_of("data")
    assert warned(data) == {CODE: False, "model:standard_month_average": False}
    assert data.post("/privacy/assessments/write/", SAID).status_code == 302
    assert CODE in warned(data)
    approve(Approval.objects.get())
    one = Assessment.objects.get()
    assert (one.approved_by.username, one.version) == ("business", 1)
    assert one.review_on > one.approved_on
    assert warned(data) == {"model:standard_month_average": False}
    Assessment.objects.update(review_on=clock.today() - timedelta(days=2))
    assert warned(data)[CODE] is True


@pytest.mark.requirement("L20")
def test_a_revision_is_a_version_and_nothing_is_deleted(client_of, approve):
    data = client_of("data")
    data.post("/privacy/assessments/write/", SAID)
    approve(Approval.objects.get())
    data.post("/privacy/assessments/write/", {**SAID, "risks": "another"})
    versions = list(Assessment.objects.order_by("version").values_list("version", "risks"))
    assert versions == [(1, "a wrong tier"), (2, "another")]
    assert CODE not in warned(data), "the approved version stays in force"
    with pytest.raises(Broken):
        Assessment.objects.first().delete()


@pytest.mark.parametrize("part", ["purpose", "necessity", "risks", "measures", "conclusion"])
def test_one_that_says_too_little_is_refused(client_of, part):
    answer = client_of("data").post("/privacy/assessments/write/", {**SAID, part: " "})
    assert answer.status_code == 422
    assert not Assessment.objects.exists()


def test_sharing_names_the_recipient_and_the_fields(client_of):
    said = {**SAID, "code": "recipient:x", "subject": "sharing"}
    assert client_of("data").post("/privacy/assessments/write/", said).status_code == 422
    whole = {**said, "recipient": "x", "fields_shared": "name, phone"}
    assert client_of("data").post("/privacy/assessments/write/", whole).status_code == 302
    assert Assessment.objects.get().fields == ["name", "phone"]


def test_who_wrote_it_does_not_approve_it(client_of, users):
    client_of("business").post("/privacy/assessments/write/", SAID)
    number = Approval.objects.get().pk
    answer = client_of("business").post(f"/approvals/{number}/decide/", {"decision": "approve"})
    assert answer.status_code == 422
    one = Assessment.objects.get()
    one.approved_by = one.written_by
    with pytest.raises(IntegrityError), transaction.atomic():
        one.save()
    assert client_of("alice").post("/privacy/assessments/write/", SAID).status_code == 403
