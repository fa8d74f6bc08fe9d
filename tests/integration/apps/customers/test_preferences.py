"""Preferences: written into the record, shown with source, day and consent, asked by lists."""

from __future__ import annotations

from datetime import date
from pathlib import Path
from typing import Any

import pytest
from tests.integration.apps.customers.record_home import NOW, save, with_keys

from hengke.apps.customers.models import Observation, Preference

pytestmark = [pytest.mark.django_db, pytest.mark.requirement("R010")]
EDIT = "/customers/A1/record/edit/"
SENT = {
    "version": "0", "source": "customer", "collected_on": "2026-10-20",
    "contact_topics": "", "product_interests": "", "life_goals": "",
    "contact_channel": "phone", "contact_hours": "weekend", "contact_topics-wealth": "on",
    "contact_topics-market": "on", "product_interests-fund": "on", "life_goals-education": "on",
    "life_goals-pension": "on",
}  # fmt: skip


@pytest.fixture(autouse=True)
def book(settings: Any, tmp_path: Path, make_customer: Any) -> None:
    with_keys(settings, tmp_path / "home")
    for number in ("A1", "A2"):
        make_customer(number, name=f"客户{number}")


def in_force(number: str = "A1") -> set[tuple[str, str]]:
    return set(Preference.objects.filter(customer_id=number).values_list("kind", "code"))


def test_the_manager_writes_them_down_with_source_day_and_an_audit_row(client_of: Any) -> None:
    from hengke.apps.audit.models import Entry

    client = client_of("alice")
    assert client.post(EDIT, SENT).status_code == 302
    assert in_force() == {
        ("channel", "phone"), ("hours", "weekend"), ("topic", "wealth"), ("topic", "market"),
        ("product", "fund"), ("goal", "education"), ("goal", "pension"),
    }  # fmt: skip
    one = Preference.objects.get(kind="channel")
    assert (one.source, one.told_on) == ("customer", date(2026, 10, 20))
    (entry,) = Entry.objects.filter(action="customers.record_changed")
    assert "life_goals" in str(entry.details)
    page = client.get("/customers/A1/").content.decode()
    assert "Education of children · A pension" in page
    assert "weekends" in page
    assert "not for marketing: no consent in force" in page
    assert (
        "Wealth products · News of markets" in client.get("/customers/A1/record/").content.decode()
    )


def test_no_box_chosen_takes_words_away_and_no_list_asked_leaves_them(client_of: Any) -> None:
    client = client_of("alice")
    client.post(EDIT, SENT)
    rest = {key: text for key, text in SENT.items() if "-" not in key}
    del rest["life_goals"]
    assert client.post(EDIT, {**rest, "version": "1"}).status_code == 302
    assert {kind for kind, _code in in_force()} == {"channel", "hours", "goal"}


def test_a_word_that_is_not_on_the_list_is_refused_at_its_field(users: Any) -> None:
    from hengke.apps.customers import record_fields, record_values

    field = record_fields.named("life_goals", "person")
    with pytest.raises(record_values.Wrong):
        record_values.read(field, "education riches")
    assert record_values.read(field, "pension education") == "education pension"


def test_the_newest_word_counts_and_one_taken_back_is_gone(users: Any) -> None:
    save("A1", users["alice"], on=date(2026, 10, 1), contact_channel="phone")
    save("A1", users["alice"], on=date(2026, 10, 5), contact_channel="visit", source="staff")
    assert in_force() == {("channel", "visit")}
    save("A1", users["alice"], on=date(2026, 9, 1), contact_channel="message", source="document")
    assert in_force() == {("channel", "visit")}
    save("A1", users["alice"], on=date(2026, 10, 6), contact_channel="", source="staff")
    assert in_force() == {("channel", "phone")}
    save("A1", users["alice"], on=date(2026, 10, 7), contact_channel="")
    assert in_force() == {("channel", "message")}
    assert Observation.objects.count() == 5


def test_a_channel_with_consent_is_not_marked(users: Any, client_of: Any) -> None:
    from hengke.apps.privacy import api as privacy

    save("A1", users["alice"], contact_channel="phone")
    given = privacy.Given(
        "marketing", date(2026, 10, 20), "paper", "archive 1", "v1", channel="phone"
    )
    privacy.give("A1", given, by=users["alice"], now=NOW)
    page = client_of("alice").get("/customers/A1/").content.decode()
    assert "Preferred way of contact" in page
    assert "not for marketing" not in page


def test_lists_are_narrowed_by_them(users: Any, client_of: Any) -> None:
    save("A1", users["alice"], contact_channel="phone", life_goals="education pension")
    client = client_of("alice")
    for asked in ("prefers_channel=phone", "goal=pension", "prefers_channel=phone&goal=education"):
        page = client.get(f"/customers/?{asked}").content.decode()
        assert "客户A1" in page
        assert "客户A2" not in page
    page = client.get("/customers/?prefers_channel=pigeon").content.decode()
    assert "客户A2" in page
    assert "pigeon" in page


def test_a_night_is_handed_what_is_known_but_of_who_wants_no_personalised_processing(
    users: Any,
) -> None:
    from hengke.apps.customers import api as customers
    from hengke.apps.privacy.models import PlainProcessing
    from hengke.pipelines.weighing.preferences import table

    save("A1", users["alice"], contact_channel="phone", life_goals="education pension")
    save("A2", users["alice"], contact_channel="visit")
    PlainProcessing.objects.create(customer_id="A2", since=NOW, by=users["alice"])
    rows = table(customers.preferences_for_rules()).to_pylist()
    assert rows == [
        {"customer_id": "A1", "channel": "phone", "hours": None, "topics": None,
         "products": None, "goals": " education pension "}
    ]  # fmt: skip
