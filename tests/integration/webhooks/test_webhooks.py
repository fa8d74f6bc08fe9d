"""Events written in their transaction, sent signed, repeated, given up, sent again."""

from __future__ import annotations

import importlib.util
import json
import threading
from collections.abc import Callable, Iterator
from datetime import UTC, datetime, timedelta
from http.server import BaseHTTPRequestHandler, HTTPServer
from ipaddress import ip_network
from pathlib import Path
from typing import Any

import pytest
from django.db import transaction
from tests.integration.apps.seeded import seed
from tests.integration.conftest import with_keys

from hengke.apps.customers.api import Customer, visible_to
from hengke.apps.identity.models import User
from hengke.apps.webhooks import api, queries, sending, targets
from hengke.apps.webhooks.models import DEAD, DELIVERED, WAITING, Delivery, Event, Subscription
from hengke.kernel.errors import Refused
from hengke.pipelines.home import Home

pytestmark = pytest.mark.django_db
NOW = datetime(2026, 11, 26, 9, 0, tzinfo=UTC)
EXAMPLE = Path(__file__).resolve().parents[3] / "docs" / "examples" / "verify_webhook.py"
OWN = "C10200000"


@pytest.fixture(autouse=True)
def _home(settings: Any, tmp_path: Path) -> None:
    settings.HENGKE_HOME = with_keys(Home.at(tmp_path))
    settings.HENGKE_WEBHOOK_NETWORKS = (ip_network("127.0.0.0/8"),)


@pytest.fixture(autouse=True)
def clock_at(monkeypatch: pytest.MonkeyPatch) -> Callable[[datetime], None]:
    def at(now: datetime) -> None:
        monkeypatch.setattr("hengke.kernel.clock.now", lambda: now)

    at(NOW)
    return at


@pytest.fixture
def alice(db: None) -> Any:
    return User.objects.create_user("alice", None, role="rm", org_id="S0001", branch_id="B001")


@pytest.fixture
def dan(db: None) -> Any:
    return User.objects.create_user("dan", None, role="data")


class Receiver:
    """A web server on loopback that keeps what it was sent and answers as told."""

    def __init__(self) -> None:
        self.calls: list[tuple[dict[str, str], bytes]] = []
        self.status = 200
        outer = self

        class Handler(BaseHTTPRequestHandler):
            def do_POST(self) -> None:
                body = self.rfile.read(int(self.headers["Content-Length"]))
                outer.calls.append((dict(self.headers), body))
                self.send_response(outer.status)
                if outer.status == 302:
                    self.send_header("Location", "http://169.254.169.254/latest/meta-data/")
                self.end_headers()

            def log_message(self, *_: Any) -> None:
                """Quiet."""

        self.server = HTTPServer(("127.0.0.1", 0), Handler)
        self.url = f"http://127.0.0.1:{self.server.server_port}/hook"


@pytest.fixture
def receiver() -> Iterator[Receiver]:
    found = Receiver()
    thread = threading.Thread(target=found.server.serve_forever, daemon=True)
    thread.start()
    yield found
    found.server.shutdown()
    found.server.server_close()


def told(subscriber: Any, receiver: Receiver, *events: str) -> tuple[Subscription, str]:
    return api.subscribe(url=receiver.url, events=events, by=subscriber, now=NOW)


def test_a_delivery_is_believed_once_and_by_its_secret_alone(dan: Any, receiver: Receiver) -> None:
    spec = importlib.util.spec_from_file_location("verify_webhook", EXAMPLE)
    assert spec
    assert spec.loader
    example = importlib.util.module_from_spec(spec)
    spec.loader.exec_module(example)
    _made, secret = told(dan, receiver, "run.published")
    api.emit("run.published", run="run-1")
    assert api.send_due(now=NOW) == api.Sent(delivered=1)
    headers, body = receiver.calls[0]
    mark, seen, now = headers["Hengke-Signature"], example.Seen(), NOW.timestamp()
    for wrong in (
        {"secret": "whsec_other"}, {"body": body.replace(b"run-1", b"run-2")},
        {"now": now + 301}, {"signature": mark.replace("v1=", "v1=0")},
        {"signature": mark.replace("t=", "t=1")},
    ):  # fmt: skip
        asked = {"secret": secret, "signature": mark, "body": body, "now": now, **wrong}
        with pytest.raises(example.NotBelieved):
            example.verified(**asked, seen=example.Seen())
    event = example.verified(secret, mark, body, now=now, seen=seen)
    assert (event["event"], event["data"]) == ("run.published", {"run": "run-1"})
    with pytest.raises(example.NotBelieved, match="seen before"):
        example.verified(secret, mark, body, now=now, seen=seen)


def test_the_secret_lies_sealed(dan: Any, receiver: Receiver) -> None:
    _made, secret = told(dan, receiver, "run.published")
    assert secret not in str(Subscription.objects.values_list())
    assert Subscription.objects.get().secret.startswith("~")


def test_what_was_taken_back_is_not_told(dan: Any, receiver: Receiver) -> None:
    told(dan, receiver, "run.published")
    with transaction.atomic():
        assert api.emit("run.published", run="run-1")
        transaction.set_rollback(True)
    assert not Event.objects.exists()


def test_without_a_listener_nothing_is_written() -> None:
    assert api.emit("run.published", run="run-1") is None


def test_a_payload_holds_ids_only() -> None:
    with pytest.raises(ValueError, match="carries run"):
        api.emit("run.published", run="run-1", name="张三")


def test_no_answer_is_tried_again_later_and_later_and_given_up(
    dan: Any, receiver: Receiver, clock_at: Any
) -> None:
    told(dan, receiver, "run.published")
    api.emit("run.published", run="run-1")
    receiver.status, now, waits = 500, NOW, []
    while (one := Delivery.objects.get()).state == WAITING:
        assert one.next_at
        waits.append((one.next_at - now).total_seconds())
        now = one.next_at
        clock_at(now)
        api.send_due(now=now)
    assert waits[:4] == [0, 30, 60, 120]
    assert (one.state, one.attempts, one.problem, one.answered) == (DEAD, 10, "bad_answer", 500)
    assert len(receiver.calls) == 10
    assert len({body for _headers, body in receiver.calls}) == 1
    receiver.status = 204
    again = api.replay(one, by=dan, now=now)
    assert api.send_due(now=now) == api.Sent(delivered=1)
    first, last = (json.loads(receiver.calls[at][1]) for at in (0, -1))
    assert first["id"] == last["id"]
    assert last["delivery"] == again.pk != first["delivery"]


def test_a_redirect_is_not_followed(dan: Any, receiver: Receiver) -> None:
    told(dan, receiver, "run.published")
    api.emit("run.published", run="run-1")
    receiver.status = 302
    assert api.send_due(now=NOW) == api.Sent(failed=1)
    assert Delivery.objects.get().answered == 302


def test_of_two_that_send_one_takes_it(dan: Any, receiver: Receiver) -> None:
    told(dan, receiver, "run.published")
    api.emit("run.published", run="run-1")
    mine, other = Delivery.objects.get(), Delivery.objects.get()
    assert sending._take(mine, now=NOW)
    assert not sending._take(other, now=NOW)
    assert api.send_due(now=NOW) == api.Sent()


@pytest.mark.parametrize(
    "url",
    [
        "http://hooks.bank.example/", "ftp://127.0.0.1/", "https://10.1.2.3/",
        "https://169.254.169.254/latest/", "https://[::1]/", "https://[::ffff:10.0.0.1]/",
        "https://0.0.0.0/", "https://user:pass@hooks.bank.example/", "https:///x", "//x",
        "https://hooks.bank.example:99999/", "https://hooks.bank.example/\r\nX: y",
        "https://224.0.0.1/", "http://10.0.0.1/",
    ],
)  # fmt: skip
def test_addresses_that_are_never_called(dan: Any, settings: Any, url: str) -> None:
    settings.HENGKE_WEBHOOK_NETWORKS = (ip_network("127.0.0.0/8"),)
    with pytest.raises(Refused):
        api.subscribe(url=url, events=["run.published"], by=dan, now=NOW)


def test_a_name_that_leads_inside_is_judged_when_called(
    dan: Any, monkeypatch: pytest.MonkeyPatch
) -> None:
    """Also when only one of its addresses does: which one would be called is not ours to guess."""
    api.subscribe(url="https://hooks.bank.example/", events=["run.published"], by=dan, now=NOW)
    api.emit("run.published", run="run-1")
    inside = [(2, 1, 6, "", ("93.184.216.34", 443)), (2, 1, 6, "", ("10.0.0.9", 443))]
    monkeypatch.setattr(targets.socket, "getaddrinfo", lambda *_, **__: inside)
    called: list[Any] = []
    monkeypatch.setattr(sending.socket, "create_connection", lambda *a, **_: called.append(a))
    assert api.send_due(now=NOW) == api.Sent(failed=1)
    assert Delivery.objects.get().problem == "target_refused"
    assert called == []


def test_the_call_goes_to_the_address_that_was_judged(
    dan: Any, monkeypatch: pytest.MonkeyPatch
) -> None:
    """The name may stand for another address a moment later: it is not asked again."""
    public = [(2, 1, 6, "", ("93.184.216.34", 443))]
    monkeypatch.setattr(targets.socket, "getaddrinfo", lambda *_, **__: public)
    called: list[Any] = []

    def connect(address: Any, *_: Any) -> Any:
        called.append(address)
        raise OSError

    monkeypatch.setattr(sending.socket, "create_connection", connect)
    api.subscribe(url="https://hooks.bank.example/", events=["run.published"], by=dan, now=NOW)
    api.emit("run.published", run="run-1")
    api.send_due(now=NOW)
    assert called == [("93.184.216.34", 443)]
    assert Delivery.objects.get().problem == "no_answer"


def test_nobody_is_told_of_customers_of_others(alice: Any, receiver: Receiver) -> None:
    told(alice, receiver, "task.done")
    rita = User.objects.create_user("rita", None, role="rm", org_id="S0003", branch_id="B002")
    told(rita, receiver, "task.done")
    api.emit("task.done", task="t", customer="c", branch_id="B002", manager_id="S0003")
    assert [one.subscription.owner.username for one in Delivery.objects.all()] == ["rita"]


@pytest.mark.parametrize("role", ["rm", "branch_head", "business", "auditor", "data"])
def test_who_is_told_is_who_would_see_the_customer(role: str) -> None:
    seed(size=3)
    user = User.objects.create_user("one", None, role=role, org_id="S0001", branch_id="B001")
    seen = set(visible_to(user).values_list("pk", flat=True))
    for row in Customer.objects.all():
        place = {"branch_id": row.branch_id, "manager_id": row.manager_id}
        assert queries.reaches(user, "customers.read", **place) == (row.pk in seen)


def test_whoever_lost_the_right_is_told_nothing_more(dan: Any, receiver: Receiver) -> None:
    told(dan, receiver, "delivery.failed")
    api.emit("delivery.failed", delivery=1)
    User.objects.filter(pk=dan.pk).update(role="rm")
    assert api.send_due(now=NOW) == api.Sent(dead=1)
    assert receiver.calls == []
    assert Delivery.objects.get().problem == "right_lost"


def test_an_event_that_one_may_not_read_cannot_be_asked_for(alice: Any, receiver: Receiver) -> None:
    with pytest.raises(Refused):
        told(alice, receiver, "delivery.imported")
    with pytest.raises(Refused):
        told(alice, receiver, "no.such.event")


def test_an_ended_subscription_is_silent(dan: Any, receiver: Receiver) -> None:
    made, _secret = told(dan, receiver, "run.published")
    api.emit("run.published", run="run-1")
    api.end(made, by=dan, now=NOW)
    assert api.send_due(now=NOW) == api.Sent(dead=1)
    assert api.emit("run.published", run="run-2") is None
    assert receiver.calls == []


def test_deliveries_of_long_ago_are_forgotten(dan: Any, receiver: Receiver) -> None:
    told(dan, receiver, "run.published")
    api.emit("run.published", run="run-1")
    api.send_due(now=NOW)
    assert Delivery.objects.get().state == DELIVERED
    assert api.forget_old(now=NOW + timedelta(days=29)) == 0
    assert api.forget_old(now=NOW + timedelta(days=31)) == 1
    assert not Event.objects.exists()
