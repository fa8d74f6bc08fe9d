"""Consent by purpose and channel, with proof; separate consents; withdrawal at once."""

from __future__ import annotations

from dataclasses import replace
from datetime import date, timedelta

import pytest
from django.db import connection
from django.test.utils import CaptureQueriesContext

from hengke.apps.approvals.models import Approval
from hengke.apps.audit.models import Entry
from hengke.apps.privacy import approval_kinds, assessments
from hengke.apps.privacy.api import Given, give, may_process, withdraw
from hengke.apps.privacy.models import Assessment, Consent
from hengke.kernel import clock
from hengke.kernel.errors import Refused

pytestmark = [pytest.mark.django_db, pytest.mark.usefixtures("in_english", "home")]
TODAY = clock.today()
GIVEN = Given("marketing", TODAY - timedelta(days=1), "paper", "archive 12/7", "2026-01")


def allowed(*numbers: str, purpose: str = "marketing", **more) -> list[bool]:
    found = may_process(numbers, purpose=purpose, now=clock.now(), **more)
    return [found[number].allowed for number in numbers]


@pytest.mark.requirement("L03")
@pytest.mark.requirement("R250")
def test_use_for_marketing_needs_a_consent_and_ends_with_its_withdrawal(users):
    assert allowed("A1", "A2") == [False, False]
    consent = give("A1", GIVEN, by=users["alice"], now=clock.now())
    assert allowed("A1", "A2") == [True, False]
    withdraw(consent, by=users["alice"], now=clock.now(), reason="called us")
    assert allowed("A1", "A2") == [False, False]
    actions = list(Entry.objects.values_list("action", "target", "reason"))
    assert actions == [
        ("privacy.consent_given", "A1", ""),
        ("privacy.consent_withdrawn", "A1", "called us"),
    ]


def test_the_contract_and_the_law_need_no_consent(users):
    assert allowed("A1", purpose="service") == allowed("A1", purpose="duty") == [True]
    with pytest.raises(Refused, match="no purpose"):
        allowed("A1", purpose="curiosity")


@pytest.mark.parametrize(
    ("given", "asked", "answer"), [("", "sms", True), ("sms", "sms", True), ("sms", "phone", False)]
)
def test_a_consent_for_one_channel_covers_this_channel(users, given, asked, answer):
    give("A1", replace(GIVEN, channel=given), by=users["alice"], now=clock.now())
    assert allowed("A1", channel=asked) == [answer]


@pytest.mark.parametrize("text", ["call 13812345678", "310101198001011234", "a@b.com"])
@pytest.mark.parametrize("field", ["document", "text_version"])
def test_the_proof_of_a_consent_names_no_person(users, field, text):
    with pytest.raises(Refused, match="named by its number or place"):
        give("A1", replace(GIVEN, **{field: text}), by=users["alice"], now=clock.now())
    assert not Consent.objects.exists()
    give("A1", replace(GIVEN, document="6222021234567890128"), by=users["alice"], now=clock.now())


@pytest.mark.requirement("L04")
def test_a_sensitive_field_needs_a_consent_of_its_own(users):
    give("A1", GIVEN, by=users["alice"], now=clock.now())
    assert allowed("A1", purpose="sensitive", field="health") == [False]
    with pytest.raises(Refused, match="names what it is for"):
        give("A1", replace(GIVEN, purpose="sensitive"), by=users["alice"], now=clock.now())
    give("A1", replace(GIVEN, purpose="sensitive", field="health"), by=users["alice"],
         now=clock.now())  # fmt: skip
    assert allowed("A1", purpose="sensitive", field="health") == [True]
    assert allowed("A1", purpose="sensitive", field="location") == [False]


def test_for_a_child_the_guardian_consents(users):
    born = TODAY - timedelta(days=365 * 10)
    with pytest.raises(Refused, match="guardian"):
        give("A1", GIVEN, by=users["alice"], now=clock.now(), born=born)
    give("A1", replace(GIVEN, by_guardian=True), by=users["alice"], now=clock.now(), born=born)
    give("A2", GIVEN, by=users["alice"], now=clock.now(), born=date(1980, 1, 1))


@pytest.mark.parametrize(
    ("wrong", "said"),
    [
        ({"document": " "}, "proof"),
        ({"text_version": ""}, "proof"),
        ({"purpose": "curiosity"}, "not known"),
        ({"obtained": "dream"}, "not known"),
        ({"given_on": TODAY + timedelta(days=2)}, "begins today"),
        ({"expires_on": TODAY + timedelta(days=36 * 31 + 10)}, "at most"),
        ({"expires_on": TODAY - timedelta(days=1)}, "at most"),
    ],
)
def test_a_consent_without_proof_or_sense_is_refused(users, wrong, said):
    with pytest.raises(Refused, match=said):
        give("A1", replace(GIVEN, **wrong), by=users["alice"], now=clock.now())
    assert not Consent.objects.exists()


def test_after_its_last_day_a_consent_allows_nothing(users):
    give("A1", replace(GIVEN, given_on=TODAY - timedelta(days=10),
                       expires_on=TODAY - timedelta(days=1)), by=users["alice"],
         now=clock.now())  # fmt: skip
    assert allowed("A1") == [False]


def test_sharing_needs_a_current_assessment_of_this_recipient_and_a_consent(users, approve):
    sharing = {"purpose": "sharing", "recipient": "insurer"}
    give("A1", replace(GIVEN, purpose="sharing", recipient="insurer"), by=users["alice"],
         now=clock.now())  # fmt: skip
    assert allowed("A1", **sharing) == [False]
    written = assessments.write(
        assessments.Written(
            "recipient:insurer", "sharing", "Insurer", "offers", "needed", "loss", "contract", "ok",
            recipient="insurer", fields=("name",),
        ),
        by=users["data"], now=clock.now(),
    )  # fmt: skip
    asked = approval_kinds.ask_assessment(
        written, reason="contract of 2026", by=users["data"], now=clock.now()
    )
    assert allowed("A1", **sharing) == [False]
    approve(asked)
    assert allowed("A1", "A2", **sharing) == [True, False]
    assert allowed("A1", purpose="sharing", recipient="another") == [False]
    Assessment.objects.update(review_on=TODAY - timedelta(days=2))
    assert allowed("A1", **sharing) == [False]
    assert Approval.objects.get().state == "carried_out"


def test_a_list_of_any_length_costs_the_same(users):
    def cost(numbers: list[str]) -> int:
        with CaptureQueriesContext(connection) as captured:
            allowed(*numbers)
        return len(captured)

    assert cost(["A1"]) == cost([f"A{number}" for number in range(200)]) <= 3


@pytest.mark.parametrize("name", ["auditor", "data"])
def test_who_does_not_serve_customers_records_nothing(users, name):
    with pytest.raises(Refused, match="does not record"):
        give("A1", GIVEN, by=users[name], now=clock.now())
