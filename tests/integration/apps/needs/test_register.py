"""The register: one class per need, evidence, states, whose needs are seen, how they end."""

from __future__ import annotations

from datetime import date, timedelta
from typing import Any

import pytest
from django.db import IntegrityError, connection, transaction
from tests.integration.apps.needs.conftest import NOW

from hengke.apps.audit.models import Entry
from hengke.apps.needs import actions, endings, policy
from hengke.apps.needs.actions import Noticed
from hengke.apps.needs.models import Need, Status
from hengke.apps.privacy import api as privacy
from hengke.kernel import clock
from hengke.kernel.errors import Refused

pytestmark = [pytest.mark.django_db, pytest.mark.usefixtures("in_english")]
PAGE = "/customers/A1/?tab=needs"


def sent(**fields: str) -> dict[str, str]:
    known = {
        "need_class": "education", "nature": "explicit", "source": "talk",
        "evidence": "asked about school fees of her son", "noticed_on": "2026-11-01",
    }  # fmt: skip
    return known | fields


def noticed(**fields: Any) -> Noticed:
    return Noticed(**{**sent(), "noticed_on": date(2026, 11, 1), **fields})


@pytest.mark.requirement("R084")
@pytest.mark.parametrize(
    ("code", "nature", "category"),
    [
        ("investment", "explicit", "Financial"), ("house", "latent", "Financial"),
        ("saving", "explicit", "Financial"), ("education", "latent", "Non-financial"),
        ("retirement", "explicit", "Non-financial"),
    ],
)  # fmt: skip
def test_a_need_is_written_down_and_stands_on_the_page_of_the_customer(
    client_of: Any, book: Any, code: str, nature: str, category: str
) -> None:
    alice = client_of("alice")
    answer = alice.post("/needs/of/A1/record/", sent(need_class=code, nature=nature))
    assert answer["Location"] == PAGE
    page = alice.get(PAGE).content.decode()
    for word in (category, nature.title(), "asked about school fees", "Talk with the customer"):
        assert word in page
    written = Need.objects.get()
    assert (written.need_class, written.nature, written.status) == (code, nature, "open")
    entry = Entry.objects.get(action="needs.recorded")
    assert (entry.target, entry.details["need"]) == ("A1", written.pk)
    assert "school" not in str(entry.details)


@pytest.mark.requirement("R084")
def test_the_evidence_lies_sealed_in_the_database(need: Any) -> None:
    need("A1", "saving", evidence="her brother owes her money")
    with connection.cursor() as cursor:
        cursor.execute("SELECT evidence FROM needs_need")
        assert "brother" not in cursor.fetchone()[0]


@pytest.mark.parametrize(
    ("fields", "told"),
    [
        ({"need_class": "fame"}, "There is no class of needs"),
        ({"evidence": "   "}, "written down with what speaks for it"),
        ({"noticed_on": str(clock.today() + timedelta(days=1))}, "on a day to come"),
        ({"noticed_on": "yesterday"}, "Noticed on: Enter a valid date"),
        ({"nature": "hidden"}, "Nature: "),
        ({"source": ""}, "Source: "),
        ({"evidence": "x" * 501}, "Evidence: "),
    ],
)
def test_what_does_not_hold_is_refused_with_a_word_and_nothing_is_written(
    client_of: Any, book: Any, fields: dict[str, str], told: str
) -> None:
    answer = client_of("alice").post("/needs/of/A1/record/", sent(**fields))
    assert answer.status_code == 422
    assert told in answer.content.decode()
    assert not Need.objects.exists()
    assert not Entry.objects.filter(action="needs.recorded").exists()


@pytest.mark.requirement("R085")
def test_every_need_has_one_class_and_of_one_class_one_waits(
    need: Any, users: Any, book: Any
) -> None:
    with pytest.raises(IntegrityError), transaction.atomic():
        need("A1", "")
    first = need("A1", "saving")
    with pytest.raises(IntegrityError), transaction.atomic():
        need("A1", "saving")
    with pytest.raises(Refused, match="stands on the register already"):
        actions.write_down(book["A1"], noticed(need_class="saving"), by=users["alice"], now=NOW)
    actions.change(first, status="met", by=users["alice"], now=NOW)
    again = actions.write_down(book["A1"], noticed(need_class="saving"), by=users["alice"], now=NOW)
    with pytest.raises(Refused, match="stands on the register already"):
        actions.change(first, status="open", by=users["alice"], now=NOW)
    assert again.status == "open"


def test_steps_are_those_of_the_table_and_a_second_click_is_no_second_step(
    need: Any, users: Any
) -> None:
    one = need("A1", "saving")
    for status in ("under_way", "under_way", "met"):
        one = actions.change(one, status=status, by=users["alice"], now=NOW)
    assert Entry.objects.filter(action="needs.changed").count() == 2
    with pytest.raises(Refused, match="cannot become that"):
        actions.change(one, status="declined", by=users["alice"], now=NOW)
    assert set(policy.MAY_BECOME) == set(Status)


def test_the_customer_confirms_what_was_latent_and_a_colleague_takes_over(
    need: Any, client_of: Any, users: Any
) -> None:
    one, head = need("A1", "house", nature="latent"), client_of("head")
    for step in ("confirm", "take_over"):
        assert head.post(f"/needs/register/{one.pk}/change/", {"step": step}).status_code == 302
    one.refresh_from_db()
    assert (one.nature, one.owner_id) == ("explicit", users["head"].pk)
    assert head.post(f"/needs/register/{one.pk}/change/", {"step": "fly"}).status_code == 422


def test_each_sees_the_needs_of_the_own_book(need: Any, client_of: Any) -> None:
    for number in ("A1", "B1", "C1"):
        need(number, "saving", evidence=f"evidence of {number}")
    seen = {
        who: {one for one in ("A1", "B1", "C1")
              if f"evidence of {one}" in client_of(who).get("/needs/register/").content.decode()}
        for who in ("alice", "head", "other_head")
    }  # fmt: skip
    assert seen == {"alice": {"A1"}, "head": {"A1", "B1"}, "other_head": {"C1"}}
    foreign = Need.objects.get(customer_id="C1")
    answer = client_of("alice").post(f"/needs/register/{foreign.pk}/change/", {"step": "met"})
    assert answer.status_code == 404
    assert client_of("data").get("/needs/register/").status_code == 403


def test_a_mere_reader_sees_neither_the_words_nor_a_form(need: Any, client_of: Any) -> None:
    need("A1", "saving", evidence="her brother owes her money")
    for address in (PAGE, "/needs/register/"):
        page = client_of("auditor").get(address).content.decode()
        assert "Saving" in page
        assert "brother" not in page
        assert "/record/" not in page.partition('id="detail"')[2].partition('id="before-title"')[0]


def test_the_register_is_narrowed_and_says_so_when_nothing_answers(
    need: Any, client_of: Any
) -> None:
    need("A1", "saving", evidence="first")
    need("A2", "house", evidence="second", nature="latent", status="met")
    alice = client_of("alice")
    for query, told in (
        ("", ["first"]), ("?show=all", ["first", "second"]), ("?show=met", ["second"]),
        ("?show=all&need_class=house", ["second"]), ("?show=all&nature=explicit", ["first"]),
        ("?need_class=%00x&nature=odd&show=odd&after=abc", []),
    ):  # fmt: skip
        page = alice.get(f"/needs/register/{query}").content.decode()
        assert [word for word in ("first", "second") if word in page] == told
    assert (
        "No need answers to these filters"
        in alice.get("/needs/register/?need_class=succession").content.decode()
    )


def test_what_is_likely_at_the_age_is_an_occasion_to_ask_until_it_is_known(
    need: Any, client_of: Any, book: Any
) -> None:
    """Born 1985, 41 on the business date: education, investment, protection."""
    need("A1", "education")
    note = client_of("alice").get(PAGE).content.decode().partition("Likely at this age")[2]
    chips = note.partition("</p>")[0]
    assert [word for word in ("Education", "Investment", "Protection") if word in chips] == [
        "Investment", "Protection",
    ]  # fmt: skip


def test_of_who_wants_no_personalised_processing_nothing_is_concluded(
    client_of: Any, users: Any, book: Any
) -> None:
    privacy.switch("A1", personalised=False, by=users["alice"], now=NOW)
    alice = client_of("alice")
    page = alice.get(PAGE).content.decode()
    assert "Likely at this age" not in page
    assert 'value="latent"' not in page
    refused = alice.post("/needs/of/A1/record/", sent(nature="latent"))
    assert "nothing is concluded" in refused.content.decode()
    assert alice.post("/needs/of/A1/record/", sent()).status_code == 302


def test_needs_under_a_merged_number_are_shown_to_those_whose_book_it_is(
    need: Any, client_of: Any, users: Any
) -> None:
    from hengke.apps.customers.models import Redirect, Surviving

    need("B1", "saving", evidence="under the other number")
    Redirect.objects.create(customer_id="B1", survivor_id="A1", since=NOW)
    Surviving.objects.create(customer_id="A1")
    for who, seen in (("alice", False), ("head", True)):
        client = client_of(who)
        for address in (PAGE, "/needs/register/"):
            assert ("under the other number" in client.get(address).content.decode()) is seen
    assert "客户A1" in client_of("head").get("/needs/register/").content.decode()


@pytest.mark.parametrize("category", ["marketing", "identity"])
def test_needs_end_with_marketing_data_and_with_the_identity(need: Any, category: str) -> None:
    need("A1", "saving")
    need("A2", "saving")
    owner = {(one.category, one.table): one for one in endings.owners()}[category, "needs_need"]
    assert owner.destroy("A1") == 1
    assert list(Need.objects.values_list("customer_id", flat=True)) == ["A2"]


def test_the_copy_of_the_own_data_holds_the_needs_in_clear(need: Any) -> None:
    from hengke.apps.workbench import privacy_data

    need("A1", "saving", evidence="asked for a better rate")
    (row,) = privacy_data.of("A1")["needs"]
    assert (row["need_class"], row["evidence"]) == ("saving", "asked for a better rate")


@pytest.mark.requirement("R097")
def test_a_night_is_handed_what_stands_unmet_on_the_register(
    need: Any, book: Any, users: Any
) -> None:
    """Neither what was met, nor anything of who wants no personalised processing; the night makes
    one list of classes of each customer."""
    from hengke.apps.needs.api import unmet_for_nights
    from hengke.apps.privacy.models import PlainProcessing
    from hengke.pipelines.weighing.recommendation import recorded_needs

    need("A1", "saving")
    need("A1", "investment", status="under_way", nature="latent")
    need("A1", "protection", status="met")
    need("B1", "saving")
    PlainProcessing.objects.create(customer_id="B1", since=NOW, by=users["alice"])
    told = unmet_for_nights()
    assert told == [
        {"customer_id": "A1", "kind": "need", "code": "investment"},
        {"customer_id": "A1", "kind": "need", "code": "saving"},
    ]
    handed = [*told, {"customer_id": "A2", "kind": "topics", "code": "wealth"}]
    assert recorded_needs(handed).to_pylist() == [
        {"customer_id": "A1", "recorded_needs": " investment saving "}
    ]
