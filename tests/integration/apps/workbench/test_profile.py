"""The page of one customer: dated figures, masked identifiers, and nothing about strangers."""

from __future__ import annotations

from datetime import UTC, datetime, timedelta

import pytest
from tests import databases
from tests.integration.apps.seeded import AS_OF

from hengke.apps.care import actions
from hengke.apps.care.models import Task
from hengke.apps.customers.models import Customer, Holding, Relation
from hengke.apps.tiering.models import Assessment, Position

pytestmark = pytest.mark.django_db
NOW = datetime(2026, 10, 26, 1, 0, tzinfo=UTC)
TABS = ("overview", "holdings", "movements", "timeline", "people")


@pytest.fixture
def first(bank) -> Customer:
    """C10200000 of Alice: has a spouse in the same book and a guarantor in another branch."""
    return Customer.objects.get(pk="C10200000")


@pytest.mark.parametrize("tab", ["", *TABS])
def test_a_customer_of_another_book_does_not_exist(first, speaking, tab: str) -> None:
    address = f"/customers/{first.pk}/?tab={tab}"
    for name, status in (
        ("alice", 200), ("bo", 200), ("olga", 200), ("ben", 404), ("rita", 404), ("una", 404),
        ("dan", 403),
    ):  # fmt: skip
        assert speaking(name).get(address).status_code == status, name


def test_the_preview_is_as_closed_as_the_page(first, speaking) -> None:
    address = f"/customers/{first.pk}/preview/"
    assert speaking("alice").get(address).status_code == 200
    assert speaking("ben").get(address).status_code == 404


@pytest.mark.parametrize("tab", TABS)
@pytest.mark.parametrize("name", ["alice", "bo", "olga", "audrey"])
def test_no_tab_shows_an_identifier_in_the_clear(first, speaking, tab, name) -> None:
    account = Holding.objects.filter(customer_id=first.pk).first().account_id
    page = speaking(name).get(f"/customers/{first.pk}/?tab={tab}").content.decode()
    for secret in (
        *(one.plain() for one in (first.phone, first.id_number, first.address)),
        account,
    ):
        assert secret not in page


def test_readers_see_a_masked_name_and_an_age_without_the_birthday(first, speaking) -> None:
    page = speaking("olga").get(f"/customers/{first.pk}/").content.decode()
    assert first.name.plain() not in page
    assert f"{first.birth_date:%Y-%m-%d}" not in page
    assert (
        f"{first.birth_date:%Y-%m-%d}"
        in speaking("alice").get(f"/customers/{first.pk}/").content.decode()
    )


def test_every_figure_carries_its_date(first, speaking) -> None:
    page = speaking("alice").get(f"/customers/{first.pk}/")
    assert all(total["as_of"] == AS_OF for total in page.context["totals"])
    assert all(fact["as_of"] for fact in page.context["facts"])
    assert page.content.decode().count("23 Oct") >= 4
    rows = speaking("alice").get(f"/customers/{first.pk}/?tab=holdings").context["holdings"]
    assert all(row["balance_date"] == AS_OF for row in rows)


def test_what_is_unknown_says_why(first, speaking) -> None:
    Customer.objects.filter(pk=first.pk).update(aum_minor=None, occupation=None, email=None)
    page = speaking("alice").get(f"/customers/{first.pk}/").content.decode()
    assert "unknown" in page
    assert "the bank&#x27;s files do not contain it" in page
    assert "Not in the bank's files: Occupation, E-mail." in page
    assert "None" not in page


def test_fields_of_the_core_system_cannot_be_edited_here(first, speaking) -> None:
    page = speaking("alice").get(f"/customers/{first.pk}/").content.decode()
    assert "core system" in page
    for field in ("occupation", "phone", "address", "name"):
        assert f'name="{field}"' not in page


def test_the_holdings_add_up_to_the_mix(first, speaking) -> None:
    answer = speaking("alice").get(f"/customers/{first.pk}/")
    total = sum(Holding.objects.filter(customer_id=first.pk).values_list("home_minor", flat=True))
    assert answer.context["mix"]["total_minor"] == total
    assert sum(part.share for part in answer.context["mix"]["parts"]) == pytest.approx(1)


def test_a_holding_without_an_exchange_rate_is_counted_not_guessed(first, speaking) -> None:
    row = Holding.objects.filter(customer_id=first.pk).first()
    Holding.objects.filter(customer_id=first.pk, account_id=row.account_id).update(home_minor=None)
    page = speaking("alice").get(f"/customers/{first.pk}/").content.decode()
    assert "1 holding has no value in the bank's currency" in page


def test_a_relation_outside_the_own_book_is_told_without_number_assets_or_link(
    first, speaking
) -> None:
    stranger = Customer.objects.get(branch_id="B002", pk=_stranger(first.pk))
    page = speaking("alice").get(f"/customers/{first.pk}/?tab=people").content.decode()
    assert stranger.pk not in page
    assert stranger.name.plain() not in page
    assert "not in your book" in page
    assert "Guarantor" in page
    assert (
        stranger.pk in speaking("olga").get(f"/customers/{first.pk}/?tab=people").content.decode()
    )


def _stranger(customer_id: str) -> str:
    return Relation.objects.get(customer_id=customer_id, kind="guarantor").related_id


def test_the_household_is_shown_with_its_pooled_assets(first, speaking) -> None:
    answer = speaking("alice").get(f"/customers/{first.pk}/?tab=people")
    assert [one["customer_id"] for one in answer.context["household"]] == ["C10200137"]
    assert "together" in answer.content.decode()


def test_no_sum_of_a_household_tells_what_a_member_in_another_book_holds(first, speaking) -> None:
    """Whoever knows the one and the sum knows the other."""
    Customer.objects.filter(pk="C10200137").update(branch_id="B002", manager_id="S0003")
    answer = speaking("alice").get(f"/customers/{first.pk}/?tab=people")
    (pooled,) = [one for one in answer.context["totals"] if one["key"] == "household_aum"]
    assert (pooled["value"], pooled["unknown"]) == (None, "not_all_in_book")
    assert "together" not in answer.content.decode()
    assert "household_aum_from" not in speaking("alice").get("/customers/fields/").content.decode()
    whole = speaking("olga").get(f"/customers/{first.pk}/?tab=people").content.decode()
    assert "together" in whole
    assert "household_aum_from" in speaking("olga").get("/customers/fields/").content.decode()


def test_nobody_has_a_household_alone(bank, speaking) -> None:
    """Without relations everybody is a household of one, which has nothing to pool."""
    alone = Customer.objects.filter(manager_id="S0001").last()
    Customer.objects.filter(pk=alone.pk).update(household_id=alone.pk, household_aum_minor=1_234)
    answer = speaking("alice").get(f"/customers/{alone.pk}/?tab=people")
    (pooled,) = [one for one in answer.context["totals"] if one["key"] == "household_aum"]
    assert (pooled["value"], pooled["unknown"]) == (None, "no_household")
    page = answer.content.decode()
    assert "No household is known" in page
    assert "together" not in page


def test_an_empty_part_of_the_page_never_tells_the_reason_of_another(bank, speaking) -> None:
    Relation.objects.all().delete()
    alone = Customer.objects.filter(manager_id="S0001").last()
    Customer.objects.filter(pk=alone.pk).update(household_id=None)
    page = speaking("alice").get(f"/customers/{alone.pk}/?tab=people").content.decode()
    assert page.count("put nobody else into") == 1
    assert page.count("name no relation of") == 1


@pytest.mark.parametrize("address", ["", "preview/"])
def test_a_state_is_dated_by_its_assessment_and_the_outlook_of_today_stands_beside_it(
    first, speaking, address
) -> None:
    placed = Position.objects.filter(customer_id=first.pk)
    placed.update(
        state="normal", effective_rank=2, effective_tier=_tier(2), gap_to_keep_minor=18_900_000,
        next_change_on=None, next_tier=None, assessed_on="2026-09-30",
    )  # fmt: skip
    client = speaking("alice")
    page = " ".join(client.get(f"/customers/{first.pk}/{address}").content.decode().split())
    assert '<span class="chip ok">Keeping · assessed 30 Sep</span>' in page
    assert ">short 189.0K</span>" in page
    placed.update(next_change_on="2026-11-01", next_tier=_tier(1))
    assert ">falls to " in client.get(f"/customers/{first.pk}/{address}").content.decode()


def _tier(rank: int) -> str:
    from hengke.apps.tiering.api import ladders

    return ladders()[0].steps[rank].tier


def test_before_calling_stand_reason_last_contact_and_what_matures(first, speaking, person) -> None:
    Task.objects.filter(customer_id=first.pk).delete()
    client = speaking("alice")
    assert "No task waits" in client.get(f"/customers/{first.pk}/").content.decode()
    actions.record_contact(
        first, result=actions.Outcomes(note="想买大额存单", follow_up_days=0), today=AS_OF,
        by=person("alice"), now=NOW,
    )  # fmt: skip
    answer = client.get(f"/customers/{first.pk}/")
    assert "想买大额存单" in answer.content.decode()
    assert [row.task.kind for row in answer.context["tasks"]] == ["follow_up"]


def test_the_timeline_tells_contacts_tasks_and_tier_changes_newest_first(
    first, speaking, person
) -> None:
    Assessment.objects.filter(customer_id=first.pk).delete()
    _assess(first.pk, before=2, after=1)
    task = Task.objects.filter(customer_id=first.pk).first()
    actions.complete(task, by=person("alice"), now=NOW)
    made = actions.record_contact(
        first, result=actions.Outcomes(), today=AS_OF, by=person("alice"), now=NOW
    )
    stream = speaking("alice").get(f"/customers/{first.pk}/?tab=timeline").context["stream"]
    assert [event.on for event in stream] == sorted((e.on for e in stream), reverse=True)
    assert {event.icon for event in stream} >= {"phone", "circle-check", "trending-down"}
    actions.withdraw(made, by=person("alice"), now=NOW)
    stream = speaking("alice").get(f"/customers/{first.pk}/?tab=timeline").context["stream"]
    assert [
        event.withdrawn for event in stream if event.by == "Alice" and event.icon == "phone"
    ] == [True]


def _assess(customer_id: str, *, before: int, after: int) -> None:
    Assessment.objects.create(
        policy="standard_month_average", policy_version="v", customer_id=customer_id,
        assessed_on=AS_OF - timedelta(days=23), effective_rank_before=before, effective_rank=after,
        as_of=AS_OF, known_at="b", run_id="r",
    )  # fmt: skip


def test_a_task_closed_by_a_contact_is_told_once(first, speaking, person) -> None:
    Assessment.objects.filter(customer_id=first.pk).delete()
    task = Task.objects.filter(customer_id=first.pk).first()
    actions.record_contact(
        first, result=actions.Outcomes(), today=AS_OF, task=task, by=person("alice"), now=NOW
    )
    stream = speaking("alice").get(f"/customers/{first.pk}/?tab=timeline").context["stream"]
    assert [event.icon for event in stream] == ["phone"]


@pytest.mark.parametrize("tab", TABS)
def test_a_page_costs_the_same_number_of_queries_whatever_the_customer_holds(
    first, speaking, tab, django_assert_num_queries, django_assert_max_num_queries
) -> None:
    client = speaking("alice")
    address = f"/customers/{first.pk}/?tab={tab}"
    most = 42 if databases.server() else 41  # PostgreSQL locks the log of reads by a statement
    with django_assert_max_num_queries(most) as few:
        client.get(address)
    copies = list(Holding.objects.filter(customer_id=first.pk))
    for number, row in enumerate(copies * 10):
        row.account_id = f"A{number:06}"
    Holding.objects.bulk_create(copies)
    with django_assert_num_queries(len(few)):
        client.get(address)


@pytest.mark.parametrize("tab", TABS)
def test_what_a_tab_tells_never_hides_what_the_reader_chose(first, speaking, tab) -> None:
    """Language, theme and market come from a name that every page has."""
    page = speaking("alice").get(f"/customers/{first.pk}/?tab={tab}").content.decode()
    assert '<html lang="en" data-theme="' in page


def test_a_tab_that_does_not_exist_is_the_first_one(first, speaking) -> None:
    assert (
        speaking("alice").get(f"/customers/{first.pk}/?tab=nonsense").context["tab"] == "overview"
    )


def test_an_institution_is_shown_as_one(bank, speaking) -> None:
    Customer.objects.create(
        customer_id="I1", kind="institution", name="厦门海沧机械有限公司", branch_id="B001",
        manager_id="S0001", industry="制造业", as_of=AS_OF, status="active",
    )  # fmt: skip
    page = speaking("olga").get("/customers/I1/").content.decode()
    assert "厦门海沧机械有限公司" in page
    assert "Institution" in page
    assert "Founded on" in page
