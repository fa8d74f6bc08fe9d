"""The own subscriptions on a page: added, secret renewed, deliveries read and sent again, ended."""

from __future__ import annotations

from typing import Any

import pytest
from django.test import Client

from hengke.apps.audit.models import Entry
from hengke.apps.identity.models import User
from hengke.apps.webhooks import actions, signing
from hengke.apps.webhooks.models import Delivery, Event, Subscription
from hengke.kernel import clock
from hengke.pipelines.home import Home

pytestmark = pytest.mark.django_db
LIST = "/webhooks/"


@pytest.fixture(autouse=True)
def _home(tmp_path: Any, settings: Any, monkeypatch: pytest.MonkeyPatch) -> None:
    from hengke.pipelines.protection import ring

    settings.HENGKE_HOME = Home(tmp_path / "bank")
    settings.HENGKE_HOME.path.mkdir()
    ring.load_or_make(settings.HENGKE_HOME, now=clock.now())
    monkeypatch.setattr("hengke.apps.webhooks.targets.check", lambda url: None)


def client(name: str, role: str) -> Client:
    user = User.objects.create_user(name, None, role=role, language="en", org_id=f"S-{name}")
    found = Client()
    found.force_login(user, "hengke.apps.identity.backends.StaffBackend")
    return found


@pytest.fixture
def olga() -> Client:
    return client("olga", "business")


def added(of: Client, *events: str) -> tuple[Subscription, str]:
    sent = {"url": "https://h.example/x", "events": events or ("run.published",)}
    page = of.post(LIST, sent)
    assert page.status_code == 200
    return Subscription.objects.get(), page.context["secret"]


def test_the_secret_is_shown_once_and_renewed_at_once(olga: Client) -> None:
    made, secret = added(olga)
    assert signing.opened(made.secret) == secret
    assert secret not in olga.get(LIST).content.decode()
    again = olga.post(f"{LIST}{made.pk}/secret/").context["secret"]
    made.refresh_from_db()
    assert signing.opened(made.secret) == again != secret
    assert [one.action for one in Entry.objects.order_by("pk")] == [
        "webhooks.subscribed", "webhooks.secret_renewed",
    ]  # fmt: skip
    assert secret not in str(list(Entry.objects.values()))


def test_only_events_that_the_person_may_read_are_offered(olga: Client) -> None:
    offered = dict(client("dan", "data").get(LIST).context["events"])
    assert "delivery.failed" in offered
    assert "contact.recorded" not in offered
    refused = client("dora", "data").post(
        LIST, {"url": "https://h.example/", "events": ["contact.recorded"]}
    )
    assert refused.status_code == 422
    assert not Subscription.objects.exists()


def test_a_delivery_is_sent_again_under_a_number_of_its_own(olga: Client) -> None:
    made, _secret = added(olga)
    actions.emit("run.published", run="run-1")
    first = Delivery.objects.get()
    page = olga.get(f"{LIST}{made.pk}/").content.decode()
    assert first.pk in page
    assert olga.post(f"{LIST}deliveries/{first.pk}/again/").status_code == 302
    assert Delivery.objects.exclude(pk=first.pk).get().again_of == first


def test_what_ended_is_gone_and_told_of_nothing(olga: Client) -> None:
    made, _secret = added(olga)
    assert olga.post(f"{LIST}{made.pk}/end/").status_code == 302
    actions.emit("run.published", run="run-2")
    assert not Event.objects.exists()
    assert olga.get(f"{LIST}{made.pk}/").status_code == 404


@pytest.mark.parametrize("way", ["{}/secret/", "{}/end/", "deliveries/{}/again/"])
def test_what_belongs_to_somebody_else_does_not_exist(olga: Client, way: str) -> None:
    made, _secret = added(olga)
    actions.emit("run.published", run="run-1")
    number = Delivery.objects.get().pk if "again" in way else made.pk
    assert client("other", "business").post(LIST + way.format(number)).status_code == 404


def test_events_are_told_in_words_beside_their_codes(olga: Client) -> None:
    added(olga)
    page, words = olga.get(LIST).content.decode(), "a run&#x27;s results are shown"
    assert f'<span class="chip" title="run.published">{words}</span>' in page
    assert f"{words} <code>run.published</code>" in page
