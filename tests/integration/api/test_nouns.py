"""What the nouns tell: the person's own book, masked as on the pages, with its unknowns said."""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import replace
from pathlib import Path
from typing import Any

import pytest
from tests.integration.api.conftest import FOREIGN, OWN

from hengke.apps.audit import api as audit
from hengke.apps.audit.models import Entry, Read
from hengke.apps.customers.api import Customer, visible_to
from hengke.apps.identity import api as identity
from hengke.apps.identity.tokens.models import Token
from hengke.apps.tiering.models import TierOverride
from hengke.kernel import clock
from hengke.kernel.money import decimal_string
from hengke.pipelines.home import Home
from hengke.policies.access import View

pytestmark = [pytest.mark.django_db, pytest.mark.usefixtures("bank")]
Calling = Callable[..., Any]


@pytest.mark.parametrize("name", ["alice", "bo", "olga"])
def test_the_list_is_the_book(call: Calling, person: Calling, name: str) -> None:
    rows = call(name).get("/customers", limit=200).json()["items"]
    assert {row["customer_id"] for row in rows} == set(
        visible_to(person(name)).values_list("pk", flat=True)
    )


def test_a_book_does_not_leave_page_by_page_by_who_may_take_no_file(
    call: Calling, person: Calling, monkeypatch: pytest.MonkeyPatch
) -> None:
    """Of so many a day by the audit policy; who may take files is watched instead."""
    policy = audit.policy(clock.now())
    few = replace(policy, listed=replace(policy.listed, in_day=3))
    monkeypatch.setattr(audit, "policy", lambda now: few)
    officer, owner = call("risk"), call("olga")
    for program in (officer, owner):
        assert len(program.get("/customers", limit=3).json()["items"]) == 3
    for address in ("/customers", "/radar", "/positions", "/overrides"):
        refused = officer.get(address, limit=3)
        assert refused.status_code == 403
        assert "customers.export" in refused.json()["next_step"]
        assert owner.get(address, limit=3).status_code == 200
    assert call("olga", frozenset({"customers.read"})).get("/customers").status_code == 403
    assert officer.get(f"/customers/{OWN}").status_code == 200


def test_filters_are_those_of_the_page(call: Calling) -> None:
    alice = call("alice")
    gold = alice.get("/customers", tier="gold", sort="average").json()["items"]
    assert gold
    assert {row["tier"] for row in gold} == {"gold"}
    rich = alice.get("/customers", aum_from="100000").json()["items"]
    assert rich
    assert all(float(row["assets"]["amount"]) >= 100_000 for row in rich)


def test_amounts_are_exact_and_unknown_says_so(call: Calling) -> None:
    row = Customer.objects.get(pk=OWN)
    told = call("alice").get(f"/customers/{OWN}").json()
    assert told["assets"]["amount"] == decimal_string(row.aum_minor)
    Customer.objects.filter(pk=OWN).update(aum_minor=None)
    told = call("alice").get(f"/customers/{OWN}").json()
    assert told["assets"] == {
        "amount": None, "currency": "CNY", "band": None, "reason": "not_delivered"
    }  # fmt: skip


def test_posts_that_see_no_amounts_get_a_band_and_a_masked_name(call: Calling) -> None:
    row = Customer.objects.get(pk=OWN)
    answer = call("cora").get(f"/customers/{OWN}")
    told = answer.json()
    assert told["assets"]["amount"] is None
    assert told["assets"]["reason"] == "masked"
    low, high = map(int, told["assets"]["band"].split("-"))
    assert row.aum_minor is not None
    assert low <= row.aum_minor / 100 < high
    assert decimal_string(row.aum_minor) not in answer.content.decode()
    assert row.name.plain() not in answer.content.decode()
    assert str(row.name) in answer.content.decode()  # its mask


@pytest.mark.parametrize("query", [
    {"aum_from": "1"}, {"sort": "aum"}, {"tier": "gold"}, {"liability_from": "1"}, {"gap_to": "1"},
])  # fmt: skip
def test_posts_that_see_no_amounts_cannot_narrow_or_sort_by_them(
    call: Calling, query: dict[str, str]
) -> None:
    assert call("cora").get("/customers", **query).status_code == 422
    assert call("olga").get("/customers", **query).status_code == 200


def test_posts_that_see_no_amounts_get_lists_by_number(call: Calling) -> None:
    listed = [one["customer_id"] for one in call("cora").get("/customers").json()["items"]]
    assert listed == sorted(listed)
    assert call("cora").get(f"/customers/{OWN}/holdings").status_code == 200


def test_no_identifier_is_shown_whole(call: Calling) -> None:
    plain = {"phone": "13812345678", "id_number": "350203198001010013", "email": "ab@cd.example"}
    Customer.objects.filter(pk=OWN).update(**plain)
    told = call("alice").get(f"/customers/{OWN}")
    assert [one for one in plain.values() if one in told.content.decode()] == []


def test_who_was_read_by_a_program_is_written_down(call: Calling) -> None:
    alice = call("alice")
    alice.get(f"/customers/{OWN}")
    alice.get("/customers", limit=3)
    assert Read.objects.filter(page="called", by_username="alice").count() == 1
    assert Read.objects.filter(page="listed", by_username="alice").count() == 3
    assert alice.get(f"/customers/{FOREIGN}").status_code == 404


def test_holdings_and_bookings_are_paged(call: Calling) -> None:
    alice = call("alice")
    for part in ("holdings", "movements", "assessments", "tiers", "tasks", "contacts"):
        answer = alice.get(f"/customers/{OWN}/{part}")
        assert answer.status_code == 200, part
        assert alice.get(f"/customers/{FOREIGN}/{part}").status_code == 404, part
    first = alice.get(f"/customers/{OWN}/movements", limit=2).json()
    if first["next"]:
        more = alice.get(f"/customers/{OWN}/movements", limit=2, cursor=first["next"]).json()
        assert more["items"] != first["items"]


def test_a_tier_by_hand_needs_a_second_person(call: Calling) -> None:
    alice, bo = call("alice"), call("bo")
    asked = {"tier": "diamond", "reason": "Sold a flat.", "until": "2027-01-31"}
    made = bo.post(f"/customers/{OWN}/overrides", asked)
    assert made.status_code == 201
    number = made.json()["override_id"]
    yes = {"decision": "approve"}
    assert bo.post(f"/overrides/{number}/decision", yes).status_code == 422
    assert alice.post(f"/overrides/{number}/decision", yes).status_code == 403
    tag = bo.get(f"/overrides/{number}")["ETag"]
    olga = call("olga")
    no = {"decision": "reject", "note": "Not yet."}
    assert olga.post(f"/overrides/{number}/decision", no, If_Match='"old"').status_code == 412
    decided = olga.post(f"/overrides/{number}/decision", no, If_Match=tag)
    assert decided.json()["status"] == "rejected"
    assert TierOverride.objects.get(pk=number).decided_by.username == "olga"
    assert Entry.objects.filter(action="tier_override.rejected").exists()


def test_the_radar_is_the_page_and_sums_hang_together(call: Calling) -> None:
    bo = call("bo")
    rows = bo.get("/radar", limit=200).json()["items"]
    assert len(rows) == bo.get("/radar/summary").json()["customers"]
    moved = bo.get("/migration").json()
    assert sum(one["customers"] for one in moved["moves"]) > 0
    assert bo.get("/migration", first="1999-01-01").status_code == 422
    assert bo.get("/ladders").json()["items"][0]["tiers"][1]["floor"] == "50000.00"


def test_what_a_token_may_not_reach_does_not_spoil_what_its_owner_sees(call: Calling) -> None:
    """Sums are remembered; those of a narrow token must not be given to the person."""
    narrow = call("bo", frozenset({"tiering.read"})).get("/migration").json()
    assert narrow["moves"] == []
    assert call("bo").get("/migration").json()["moves"] != []


def test_a_delivery_is_sent_and_dropped(call: Calling, settings: Any, tmp_path: Path) -> None:
    from django.core.files.uploadedfile import SimpleUploadedFile

    settings.HENGKE_HOME = Home.at(tmp_path)
    dan = call("dan")
    sent = dan.client.post(
        "/api/v1/deliveries",
        {"mapping": "hengke_contract", "files": SimpleUploadedFile("customer.csv", b"a,b\n1,2\n")},
        headers={"Authorization": f"Bearer {dan.token}", "Idempotency-Key": "up-1"},
    )
    assert sent.status_code == 201, sent.content
    undeclared = dan.client.post(
        "/api/v1/deliveries", {"mapping": "hengke_contract", "extra": "1"},
        headers={"Authorization": f"Bearer {dan.token}"},
    )  # fmt: skip
    assert undeclared.status_code == 422
    assert undeclared.json()["errors"][0]["where"] == "form.extra"
    number = sent.json()["delivery_id"]
    assert sent.json()["files"] == [{"name": "customer.csv", "bytes": 8}]
    assert dan.get(f"/deliveries/{number}").json()["status"] == "uploaded"
    refused = dan.post(f"/deliveries/{number}/check")
    assert refused.status_code == 422  # nobody works here
    assert "worker" in refused.json()["detail"]
    assert dan.post(f"/deliveries/{number}/discard").json()["status"] == "discarded"
    assert call("alice").get(f"/deliveries/{number}").status_code == 403
    assert dan.post("/runs", {"as_of": "2026-10-23"}).status_code == 422
    assert dan.get("/jobs/none").status_code == 404
    assert dan.get("/runs/current").json()["run_id"] == "run-1"


def test_subscriptions_are_ones_own_whatever_the_post(
    call: Calling, settings: Any, tmp_path: Path
) -> None:
    settings.HENGKE_HOME = Home.at(tmp_path)
    olga, dan = call("olga"), call("dan")
    asked = {"url": "https://hooks.bank.example/", "events": ["run.published"]}
    made = olga.post("/webhooks", asked, Idempotency_Key="w-1")
    assert made.json()["secret"].startswith("whsec_")
    assert olga.post("/webhooks", asked, Idempotency_Key="w-1").content == made.content
    number = made.json()["subscription_id"]
    assert "secret" not in olga.get(f"/webhooks/{number}").json()
    for address in (f"/webhooks/{number}", f"/webhooks/{number}/deliveries"):
        assert olga.get(address).status_code == 200
        assert dan.get(address).status_code == 404
    assert dan.post(f"/webhooks/{number}/end").status_code == 404
    assert olga.post(f"/webhooks/{number}/end").status_code == 200
    assert olga.get("/webhooks").json()["items"] == []
    inside = {"url": "https://10.0.0.1/", "events": ["run.published"]}
    assert olga.post("/webhooks", inside).status_code == 422


def test_a_revoked_token_is_nobody(call: Calling) -> None:
    from hengke.apps.identity.tokens.actions import revoke

    alice = call("alice")
    assert alice.get("/me").json()["username"] == "alice"
    revoke(Token.objects.get(), by=None)
    assert alice.get("/me").status_code == 401


def test_the_page_for_people_needs_no_script(call: Calling, person: Calling) -> None:
    from django.test import Client

    client = Client()
    client.force_login(person("alice"), "hengke.apps.identity.backends.StaffBackend")
    page = client.get("/api/").content.decode()
    assert "/api/v1/customers/{customer_id}/contacts" in page
    assert "RFC 9457" in page
    alice = person("alice")
    alice.language = "zh-hans"
    alice.save()
    page = client.get("/api/").content.decode()
    assert "每个错误都按 RFC 9457 返回" in page
    for said in ("Call with", "The customer record.", "Who may fall", "a task was done"):
        assert said not in page
    for said in ("客户档案。", "预警与迁徙", "任务已完成"):
        assert said in page
    assert Client().get("/api/").status_code == 302


def test_a_recommendation_tells_what_its_value_is_told_from(call: Calling) -> None:
    """As the seeded bank has it: a third of the assets, 0.9 % a year, 12.34 for serving."""
    from hengke.apps.recommendation.models import Recommendation

    row = Recommendation.objects.filter(customer_id=OWN).earliest("place")
    told = call("alice").get(f"/customers/{OWN}/recommendations").json()
    scored = next(one["scored"] for one in told["offers"] if one["product"] == row.product_id)
    assert scored["volume"]["amount"] == decimal_string(row.volume_minor)
    assert scored["upkeep"]["amount"] == "12.34"
    assert (scored["share"], scored["margin"]) == (0.333333, 0.009)
    assert scored["group"] == "assets:1000000:5000000"


@pytest.mark.parametrize("view", [View.MASKED, View.NONE])
def test_between_which_assets_a_group_lies_is_told_to_who_sees_amounts(
    call: Calling, monkeypatch: pytest.MonkeyPatch, view: View
) -> None:
    monkeypatch.setattr(identity, "view_of", lambda user, kind: view)
    told = call("alice").get(f"/customers/{OWN}/recommendations").json()
    assert {one["scored"]["group"] for one in told["offers"]} == {"assets"}
