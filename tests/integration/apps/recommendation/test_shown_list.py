"""Every number of the page of results opens the list of the showings that it counts."""

from __future__ import annotations

import re
from datetime import timedelta
from typing import Any

import pytest
from django.test import Client

from hengke.kernel import clock

RESULTS, SHOWN = "/recommendation/results/", "/recommendation/results/shown/"
COUNTS = re.compile(rf'<a class="link" href="({SHOWN}[^"]*)">([\d,]+)</a>')


def listed(client: Client, address: str) -> list[int]:
    """Every row of a list, page by page."""
    found: list[int] = []
    while True:
        answer = client.get(address)
        assert answer.status_code == 200
        found += [row.one.pk for row in answer.context["rows"]]
        cursor = answer.context["page"].next_cursor
        if cursor is None:
            assert answer.context["count"] == len(found)
            return found
        address = address.split("&after=")[0] + f"&after={cursor}"


@pytest.fixture
def answered(book: Any, users: Any) -> None:
    """Showings of three books: two tiers and none, two versions, two names of one product, each
    answer, and one showing repeated within the days of the policy."""
    from hengke.apps.recommendation.models import Outcome

    now = clock.now()

    def shown(number: str, code: str, answer: str, **columns: Any) -> None:
        by = None if answer == "shown" else users["alice"]
        known = {
            "product_name": code, "tier": "gold", "personalised": True,
            "policy_version": "standard@2026-01-01:a", "model_version": "items:a",
            "refusal": "no_need" if answer == "refused" else "", "shown_at": now,
        }  # fmt: skip
        Outcome.objects.create(
            customer_id=number, product_id=code, answer=answer, shown_by=users["alice"],
            answered_by=by, answered_at=by and now, **{**known, **columns},
        )  # fmt: skip

    shown("A1", "W180", "refused", shown_at=now - timedelta(days=900), product_name="old name")
    shown("A1", "W180", "refused")
    shown("A1", "W180", "accepted")  # the same showing, the last answer counts
    shown("A1", "F002", "shown", tier="", personalised=False, model_version="")
    shown("A2", "T012", "later", policy_version="standard@2026-02-01:b")
    shown("A3", "T012", "refused", tier="silver & old")
    shown("B1", "W180", "accepted")
    shown("C1", "W180", "shown")


@pytest.mark.parametrize(("name", "own"), [("alice", 5), ("head", 6), ("business", 7)])
def test_as_many_rows_as_the_number_says(answered, client_of, name: str, own: int):
    client = client_of(name)
    counts = COUNTS.findall(client.get(RESULTS).content.decode())
    assert len({to for to, _count in counts}) > 15
    for to, count in counts:
        assert len(listed(client, to.replace("&amp;", "&"))) == int(count), to
    for table in client.get(RESULTS).context["tables"]:
        assert sum(line.rate.shown for line in table.lines) == own
    assert len(listed(client, f"{SHOWN}?")) == own


def test_rows_say_to_whom_by_whom_what_and_why(answered, client_of):
    text = client_of("alice").get(f"{SHOWN}?answer=refused").content.decode()
    assert '<a data-act="open" href="/customers/A3/?tab=recommendation">' in text
    for told in ("No need", "silver &amp; old", "scored list", "old name"):
        assert told in text, told


def test_pages_follow_on_without_a_gap(answered, client_of, monkeypatch):
    from hengke.apps.recommendation import shown_list

    monkeypatch.setattr(shown_list, "ROWS", 2)
    found = listed(client_of("business"), f"{SHOWN}?")
    assert found == sorted(set(found), reverse=True)
    assert len(found) == 7


def test_what_is_chosen_can_be_taken_off(answered, client_of):
    context = client_of("alice").get(f"{SHOWN}?tier=-&list=fixed&answer=open").context
    assert context["active"] == [
        ("tier unknown", "?list=fixed&answer=open"),
        ("fixed order", "?tier=-&answer=open"),
        ("No answer yet, or later", "?tier=-&list=fixed"),
    ]


@pytest.mark.parametrize(
    "address",
    ["answer=perhaps", "list=other", "product=%00", f"tier={'x' * 300}", "model=a%00b"],
)
def test_what_is_not_understood_is_told_and_left_out(answered, client_of, address: str):
    answer = client_of("alice").get(f"{SHOWN}?{address}")
    assert answer.status_code == 200
    assert answer.context["count"] == 5
    assert 'class="list-note"' in answer.content.decode()


def test_a_number_merged_away_leads_to_the_page_of_the_survivor(answered, client_of, users):
    from hengke.apps.customers.api import redirect

    redirect("A2", to="A1", kept=[], by=users["head"], now=clock.now())
    rows = client_of("alice").get(SHOWN).context["rows"]
    assert [row.page for row in rows if row.one.customer_id == "A2"] == ["A1"]


def test_who_reads_no_recommendations_reads_no_showings(answered, client_of):
    assert client_of("data").get(SHOWN).status_code == 403
    assert listed(client_of("nobody"), f"{SHOWN}?") == []
