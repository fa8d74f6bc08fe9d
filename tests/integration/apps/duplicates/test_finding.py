"""Pairs are found by fingerprints and by likeness; what was decided is not offered again."""

from __future__ import annotations

from datetime import date
from typing import Any

import pytest
from tests.integration.apps.customers.record_home import save
from tests.integration.apps.duplicates.conftest import NOW

from hengke.apps.audit.models import Entry
from hengke.apps.duplicates import actions, api, queries
from hengke.apps.duplicates.models import Pair
from hengke.kernel.errors import Refused

pytestmark = [pytest.mark.django_db, pytest.mark.usefixtures("in_english")]


def look(scores: Any = None) -> api.Kept:
    rule = api.rule(NOW)
    return api.keep(api.exact(rule), scores or {}, policy=rule.version, now=NOW)


def test_who_shares_an_identity_number_is_a_pair_and_a_namesake_is_not() -> None:
    look()
    pairs = {(pair.left_id, pair.right_id) for pair in Pair.objects.all()}
    assert pairs == {("A1", "A2"), ("A1", "B1"), ("A2", "B1")}
    pair = Pair.objects.get(left_id="A1", right_id="A2")
    assert "id_number" in pair.exact
    assert {"name", "birth_date", "id_number"} <= set(pair.same)
    assert set(pair.differ) == {"phone", "region"}


def test_a_pair_holds_no_value_of_anybody() -> None:
    look()
    written = repr(list(Pair.objects.values_list()))
    assert not [word for word in ("王小明", "350203", "1380000", "1980") if word in written]


def test_likeness_brings_a_score_and_a_second_search_changes_nothing() -> None:
    assert look({("A1", "A3"): 0.93}).made == 4
    assert Pair.objects.get(left_id="A1", right_id="A3").score_ppm == 930_000
    again = look({("A1", "A3"): 0.93})
    assert (again.made, again.again, again.gone) == (0, 4, 0)
    assert look().gone == 1  # no longer alike, and nobody had decided


def test_who_is_not_the_same_is_never_offered_again(users: Any, found: Any) -> None:
    pair = found("A1", "A2")
    actions.say_different(pair, reason="twins, seen both", by=users["alice"], now=NOW)
    look()
    pair.refresh_from_db()
    assert pair.state == "different"
    assert not queries.listed(users["alice"], "waiting").exists()
    row = Entry.objects.get(action="duplicates.different")
    assert (row.target, row.details["other"]) == ("A1", "A2")
    assert "twins" not in str(row.details) + row.reason
    with pytest.raises(Refused, match="decided already"):
        actions.say_different(pair, reason="once more", by=users["alice"], now=NOW)


def test_a_pair_belongs_to_who_reaches_both(users: Any, found: Any) -> None:
    found("A1", "B1")
    seen = {
        name: queries.listed(users[name], "waiting").count()
        for name in ("alice", "bo", "chen", "head", "business", "auditor", "data")
    }
    assert seen == {
        "alice": 1, "bo": 0, "chen": 0, "head": 1, "business": 3, "auditor": 3, "data": 0,
    }  # fmt: skip


def test_who_is_perhaps_known_twice_is_said_on_the_customers_page(
    users: Any, found: Any, client: Any
) -> None:
    """To who may compare both; the number of another book is not even hinted at."""
    pair = found("A1", "A2")
    pages = {}
    for name in ("alice", "chen", "auditor"):
        client.force_login(users[name])
        pages[name] = client.get("/customers/A1/?tab=people").content.decode()
    assert "Perhaps known twice" in pages["alice"]
    assert f'href="/duplicates/{pair.pk}/"' in pages["alice"]
    assert "A2" in pages["alice"]
    assert "B1" not in pages["alice"]
    assert "Perhaps known twice" not in pages["chen"]
    actions.say_different(pair, reason="twins, seen both", by=users["alice"], now=NOW)
    client.force_login(users["alice"])
    assert "Perhaps known" not in client.get("/customers/A1/?tab=people").content.decode()


def test_the_search_after_a_run_leaves_what_likeness_found() -> None:
    look({("A1", "A3"): 0.93})
    again = api.look_by_identifiers(NOW)
    assert (again.made, again.again, again.gone) == (0, 3, 0)
    assert Pair.objects.get(left_id="A1", right_id="A3").score_ppm == 930_000


def test_a_shared_landline_is_no_sign(make_customer: Any) -> None:
    from datetime import date

    for number in range(25):
        make_customer(f"L{number:02}", phone="05921234567", birth_date=date(1990, 1, 1))
    look()
    assert Pair.objects.count() == 3


@pytest.mark.requirement("R016")
def test_what_people_entered_makes_a_pair_like_what_is_delivered(
    users: Any, make_customer: Any
) -> None:
    """Another telephone of two records, one delivered and one entered, with one day of birth."""
    born = {"birth_date": date(1990, 7, 8)}
    make_customer("A5", name="李雷", phone="13600000006", **born)
    make_customer("A6", name="李蕾", phone="13600000007", **born)
    make_customer("A7", name="韩梅", phone="13600000008", birth_date=date(1991, 1, 1))
    before = set(api.exact(api.rule(NOW)))
    save("A6", users["alice"], phone_second="13600000006", email="li@example.com")
    save("A7", users["alice"], phone_second="13600000006")
    save("A5", users["alice"], email="Li@example.com")
    found = api.exact(api.rule(NOW))
    assert set(found) - before == {("A5", "A6")}
    assert found["A5", "A6"] == ["phone+birth_date", "email+birth_date"]
    look()
    pair = Pair.objects.get(left_id="A5", right_id="A6")
    assert set(pair.same) == {"birth_date", "email", "phone", "kind"}
    assert pair.differ == ["name"]
    emails = dict(zip(api.book()["customer_id"], api.book()["email"], strict=True))
    assert emails["A5"] == "Li@example.com"
