"""The privacy tab says what contacts are told: by which channels, and what allows nothing yet."""

from __future__ import annotations

from dataclasses import replace
from datetime import timedelta

import pytest
from tests.integration.apps.privacy.test_consent import GIVEN

from hengke.apps.care import reaching
from hengke.apps.privacy.api import give
from hengke.apps.privacy.models import Assessment, Consent, Restriction
from hengke.kernel import clock

pytestmark = [pytest.mark.django_db, pytest.mark.usefixtures("in_english", "home")]
TODAY = clock.today()
TAB = "/customers/A1/?tab=privacy"
SHARING = {
    "purpose": "sharing", "recipient": "insurer", "given_on": TODAY.isoformat(),
    "obtained": "paper", "document": "archive 12/7", "text_version": "2026-01",
}  # fmt: skip


@pytest.fixture(autouse=True)
def book(place):
    place("A1", name="张三")


@pytest.fixture
def alice(client_of):
    return client_of("alice")


def text(answer):
    return " ".join(answer.content.decode().split())


def told(client):
    """Per purpose on the tab: allowed, the channels and the reason."""
    rows = client.get(TAB).context["allowed"]
    return {one.label: (one.allowed, one.channels, one.why) for one in rows}


def consents(users, *channels):
    for channel in channels:
        give("A1", replace(GIVEN, channel=channel), by=users["alice"], now=clock.now())


def test_a_consent_for_one_channel_is_seen_as_the_contact_sheet_says_it(users, alice):
    assert told(alice)["Marketing"] == (False, (), "no consent in force")
    consents(users, "phone")
    assert told(alice)["Marketing"] == (True, ("Phone",), "no consent in force")
    (sheet,) = [one for one in reaching.purposes("A1", clock.now()) if one.code == "marketing"]
    assert told(alice)["Marketing"][1:] == (sheet.channels, sheet.why)
    page = text(alice.get(TAB))
    assert "only by Phone" in page
    assert "Marketing · Phone" in page
    assert "only by Phone" in text(alice.get("/care/contacts/new/?customer=A1"))


@pytest.mark.parametrize("channels", [("",), ("phone", "visit", "message")])
def test_every_channel_is_simply_allowed(users, alice, channels):
    consents(users, *channels)
    allowed, ways, why = told(alice)["Marketing"]
    assert (allowed, ways) == (True, ())
    assert why.startswith("PIPL")


def test_a_restriction_leaves_duties_alone(users, client_of):
    consents(users, "phone")
    Restriction.objects.create(customer_id="A1", since=clock.now(), by=users["head"], approval=1)
    rows = told(client_of("business"))
    assert rows["Marketing"] == (False, (), "processing is restricted")
    assert rows["Service under the contract"] == (False, (), "processing is restricted")
    assert rows["Duties by law (AML, reporting)"][0]


def test_sharing_without_an_assessment_is_stored_and_said_to_allow_nothing(alice):
    page = text(alice.post("/privacy/of/A1/consent/", SHARING, follow=True))
    assert Consent.objects.get().recipient == "insurer"
    assert "Nothing may be shared yet" in page
    assert "nothing may be shared yet" in text(alice.get(TAB))


@pytest.mark.parametrize(("days", "good"), [(9, True), (-2, False)])
def test_a_current_assessment_of_the_recipient_takes_the_warning_away(users, alice, days, good):
    Assessment.objects.create(
        code="recipient:insurer", version=1, subject="sharing", title="t", purpose="p",
        necessity="n", risks="r", measures="m", conclusion="c", recipient="insurer",
        fields=["name"], written_by=users["data"], written_at=clock.now(),
        approved_by=users["business"], approved_on=TODAY, review_on=TODAY + timedelta(days=days),
    )  # fmt: skip
    page = text(alice.post("/privacy/of/A1/consent/", SHARING, follow=True))
    assert ("othing may be shared yet" not in page) is good
    other = SHARING | {"recipient": "another"}
    assert "Nothing may be shared yet" in text(
        alice.post("/privacy/of/A1/consent/", other, follow=True)
    )


def test_a_channel_that_nobody_uses_is_refused(alice):
    said = SHARING | {"purpose": "marketing", "channel": "pigeon"}
    assert alice.post("/privacy/of/A1/consent/", said).status_code == 422
    assert not Consent.objects.exists()
