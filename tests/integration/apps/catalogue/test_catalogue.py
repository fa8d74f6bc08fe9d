"""The page of the catalogue: who reads it, what it says, and the owner's attestation."""

from __future__ import annotations

import re
from datetime import timedelta
from unittest.mock import patch

import pytest
from django.utils import translation

from hengke.apps.audit.models import Entry
from hengke.apps.catalogue import actions, queries, table_words
from hengke.apps.catalogue.models import Attestation
from hengke.kernel import clock
from hengke.kernel.errors import Refused
from hengke.web.sentences import said

pytestmark = pytest.mark.django_db
PAGE = "/catalogue/"
CHINESE = re.compile(r"[\u4e00-\u9fff]")


@pytest.mark.parametrize("name", ["business", "data", "auditor"])
def test_the_page_says_of_each_column_its_class_and_how_it_is_kept(client_of, name) -> None:
    answer = client_of(name).get(f"{PAGE}?q=customers_customer")
    text = answer.content.decode()
    assert answer.status_code == 200
    assert "138****1234" in text
    assert "enciphered" in text
    ((_, (drawn,)),) = answer.context["places"]
    said = {line.column.name: line for line in drawn.lines}
    assert said["phone"].column.data_class == "C2"
    assert said["phone"].column.sealed
    assert said["phone_tail_key"].column.index
    assert said["branch_id"].column.data_class == "C1"


@pytest.mark.parametrize("name", ["alice", "head"])
def test_who_serves_customers_has_no_such_page(client_of, name) -> None:
    assert client_of(name).get(PAGE).status_code in (403, 404)


def test_the_page_is_narrowed_by_class_and_word(client_of) -> None:
    places = client_of("data").get(f"{PAGE}?class=C3").context["places"]
    shown = {line.column.data_class for _, tables in places for one in tables for line in one.lines}
    assert shown == {"C3"}
    assert client_of("data").get(f"{PAGE}?q=nothing-like-it").context["places"] == []
    assert client_of("data").get(f"{PAGE}?class=C9").status_code == 200


@pytest.mark.requirement("R244")
def test_the_owner_attests_a_class_for_a_time_and_it_is_written_down(users, client_of) -> None:
    client = client_of("business")
    assert all(one.overdue for one, _ in client.get(PAGE).context["standings"])
    client.post(f"{PAGE}attest/", {"class": "C2"})
    made = Attestation.objects.get()
    policy = queries.policy(clock.now())
    assert (made.data_class, made.by, made.policy_version) == (
        "C2",
        users["business"],
        policy.version,
    )
    assert made.columns == next(
        one.columns for one in queries.standings(clock.now()) if one.data_class.code == "C2"
    )
    entry = Entry.objects.get(action="catalogue.attested")
    assert (entry.target, entry.by_username) == ("C2", "business")
    overdue = {one.data_class.code: one.overdue for one, _ in client.get(PAGE).context["standings"]}
    assert overdue == {"C1": True, "C2": False, "C3": True}


def test_an_attestation_runs_out(users) -> None:
    now = clock.now()
    made = actions.attest("C1", by=users["business"], now=now)
    assert not queries.is_overdue(made, day=made.valid_until)
    assert queries.is_overdue(made, day=made.valid_until + timedelta(days=1))
    later = actions.attest("C1", by=users["business"], now=now + timedelta(days=400))
    assert later.pk != made.pk
    assert Attestation.objects.count() == 2


def test_attesting_twice_a_day_leaves_one_row(users) -> None:
    now = clock.now()
    first = actions.attest("C1", by=users["business"], now=now)
    assert actions.attest("C1", by=users["business"], now=now) == first
    assert Entry.objects.filter(action="catalogue.attested").count() == 1


@pytest.mark.parametrize("name", ["data", "auditor", "alice", "head"])
def test_nobody_but_the_owner_attests(users, client_of, name) -> None:
    assert client_of(name).post(f"{PAGE}attest/", {"class": "C2"}).status_code in (403, 404, 422)
    assert not Attestation.objects.exists()


@pytest.mark.parametrize("code", ["", "C9", "'; DROP TABLE"])
def test_a_class_that_is_none_is_refused(users, code) -> None:
    with pytest.raises(Refused):
        actions.attest(code, by=users["business"], now=clock.now())


def test_an_attestation_and_its_trace_stand_or_fall_together(users) -> None:
    with (
        patch("hengke.apps.catalogue.actions.record", side_effect=OSError("disk full")),
        pytest.raises(OSError, match="disk full"),
    ):
        actions.attest("C2", by=users["business"], now=clock.now())
    assert not Attestation.objects.exists()


def test_every_table_says_what_it_is_in_both_languages() -> None:
    for table in queries.tables():
        assert table.name in table_words.PLACES[table.place]
        with translation.override("en"):
            assert str(table_words.title(table)), table.name
        with translation.override("zh-hans"):
            title = str(table_words.title(table))
        assert CHINESE.search(title), (table.name, title)


def test_every_column_of_the_contract_says_what_it_means_in_both_languages(
    client_of, users
) -> None:
    columns = [
        one for table in queries.tables() if table.place == "silver" for one in table.columns
    ]
    for column in columns:
        with translation.override("en"):
            assert said(column.meaning) == column.meaning != ""
        with translation.override("zh-hans"):
            assert CHINESE.search(said(column.meaning)), (column.name, column.meaning)
    users["data"].language = "zh-hans"
    users["data"].save()
    text = client_of("data").get(f"{PAGE}?table=balances").content.decode()
    assert '<code>balance_minor</code><div class="sub">余额；客户所欠为负</div>' in text


def test_the_words_stand_beside_the_name_before_a_table_is_opened(client_of, users) -> None:
    users["data"].language = "zh-hans"
    users["data"].save()
    text = client_of("data").get(PAGE).content.decode()
    assert "<b>客户（核心系统的记录）</b> <code>customers_customer</code>" in text
    assert "<b>账户持有人与份额</b> <code>account_holders</code>" in text


def test_the_page_stays_light_and_opens_one_table(client_of) -> None:
    whole = client_of("data").get(PAGE).content.decode()
    assert len(re.findall("<[a-z]", whole)) <= 1_700
    assert 'table=account_holders#t-account_holders"' in whole
    opened = client_of("data").get(f"{PAGE}?class=C1&table=account_holders")
    lines = {one.table.name: one.lines for _, drawn in opened.context["places"] for one in drawn}
    assert lines["account_holders"]
    assert {line.column.data_class for line in lines["account_holders"]} == {"C1"}
    assert not any(found for name, found in lines.items() if name != "account_holders")


def test_a_table_that_is_none_opens_nothing(client_of) -> None:
    answer = client_of("data").get(f"{PAGE}?table=nothing-like-it")
    assert answer.status_code == 200
    assert not any(one.lines for _, drawn in answer.context["places"] for one in drawn)


def test_no_word_is_left_of_a_table_that_is_gone() -> None:
    there = {(table.place, table.name) for table in queries.tables()}
    told = {(place, name) for place, names in table_words.PLACES.items() for name in names}
    assert told <= there
