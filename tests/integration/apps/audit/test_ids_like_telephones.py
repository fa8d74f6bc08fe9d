"""A bank whose customer numbers look like telephones and cards works as any other."""

from __future__ import annotations

from datetime import date
from typing import Any

import pytest
from django.test import Client
from tests.integration.apps.audit.conftest import NOW

from hengke.apps.approvals import api as approvals
from hengke.apps.audit.models import Entry
from hengke.apps.customers.models import Customer
from hengke.apps.workbench import list_fields
from hengke.kernel.errors import Refused

pytestmark = [pytest.mark.django_db, pytest.mark.usefixtures("in_english")]
LIKE_A_TELEPHONE, LIKE_A_CARD = "13800000001", "6222000011112222"
NUMBERS = [LIKE_A_TELEPHONE, LIKE_A_CARD]
WANG = {"name": "王小明", "birth_date": date(1980, 5, 6), "id_number": "350203198005060012"}


@pytest.fixture
def pair(make_customer: Any) -> Any:
    """One person under both numbers."""
    from hengke.apps.duplicates.models import Pair

    for number in NUMBERS:
        make_customer(number, **WANG)
    return Pair.objects.create(
        left_id=LIKE_A_TELEPHONE, right_id=LIKE_A_CARD, policy="p", found_at=NOW
    )


@pytest.fixture
def posted(users: dict[str, Any]) -> Any:
    """`posted("alice", address, **fields)`: the status of the answer."""

    def post(name: str, address: str, **fields: str) -> int:
        client = Client(raise_request_exception=False)
        client.force_login(users[name], "hengke.apps.identity.backends.StaffBackend")
        return client.post(address, fields).status_code

    return post


@pytest.mark.parametrize("number", NUMBERS)
def test_a_contact_about_a_task_is_recorded(users: Any, make_customer: Any, number: str) -> None:
    from hengke.apps.care.actions import Outcomes, complete, record_contact
    from hengke.apps.care.models import Task

    customer = make_customer(number)
    tasks = [
        Task.objects.create(
            task_key=f"maturity:{number}:2026-10-{day}", customer_id=number, kind="maturity",
            branch_id="B001", manager_id="S0001",
        )
        for day in (28, 29)
    ]  # fmt: skip
    complete(tasks[0], by=users["alice"], now=NOW)
    made = record_contact(
        customer, result=Outcomes(follow_up_days=3), today=NOW.date(), by=users["alice"], now=NOW,
        task=tasks[1],
    )  # fmt: skip
    told = Entry.objects.get(action="care.contact_recorded").details
    assert (told["task"], told["follow_up"]) == (tasks[1].pk, made.follow_up_key)


def test_two_numbers_are_merged_by_a_reason_that_names_them(users: Any, pair: Any) -> None:
    from hengke.apps.duplicates import merging
    from hengke.apps.identity.models import User

    asked = merging.ask(
        pair, stays=LIKE_A_CARD, by_hand={}, by=users["alice"], now=NOW,
        reason=f"{LIKE_A_TELEPHONE} is {LIKE_A_CARD} as the card says",
    )  # fmt: skip
    second = User.objects.create_user("second", None, role="business", language="en")
    approvals.decide(asked, yes=True, by=second, now=NOW)
    entry = Entry.objects.get(action="customers.merged")
    assert (entry.target, entry.details["survivor"]) == (LIKE_A_TELEPHONE, LIKE_A_CARD)


def test_two_numbers_are_told_apart(posted: Any, pair: Any) -> None:
    from hengke.apps.duplicates.actions import say_different
    from hengke.apps.identity.models import User

    say_different(pair, reason="father and son", by=User.objects.get(username="alice"), now=NOW)
    assert Entry.objects.get(action="duplicates.different").details["other"] == LIKE_A_CARD


def test_a_legal_hold_is_asked_for_by_the_number_of_its_case(posted: Any, pair: Any) -> None:
    address, reason = f"/privacy/of/{LIKE_A_CARD}/hold/", f"order about {LIKE_A_CARD}"
    assert posted("business", address, reference="2026010500012345", reason=reason) == 302
    assert Entry.objects.get().details["reference"] == "2026010500012345"


@pytest.mark.parametrize(
    "said",
    [
        {"reference": "court of 13912345678", "reason": "an order"},
        {"reference": "case of 350203198005060012", "reason": "an order"},
        {"reference": "case 7", "reason": "call 13912345678"},
        {"reference": "case 7", "reason": f"see {LIKE_A_TELEPHONE}, who is another"},
    ],
)
def test_what_a_person_typed_is_refused_with_the_way_out(posted: Any, pair: Any, said: Any) -> None:
    assert posted("business", f"/privacy/of/{LIKE_A_CARD}/hold/", **said) == 422
    assert not approvals.Approval.objects.exists()


def test_a_file_is_asked_for_by_as_many_filters_as_the_form_takes(posted: Any, pair: Any) -> None:
    said = {"list": "customers", "reason": "Review of the book"}
    values = {"day": "2026-10-01", "money": "100000", "number": "3", "text": "x"}
    asked = [(name, one.kind) for one in list_fields.FIELDS for name in one.parameters]
    filters = "&".join(f"{name}={values[kind]}" for name, kind in asked if kind in values)
    assert len(filters) > 900
    assert posted("business", "/customers/files/ask/", of=filters, **said) == 302
    assert Entry.objects.get().details["filters"] == filters
    assert posted("business", "/customers/files/ask/", of="tier=13912345678", **said) == 422
    assert posted("business", "/customers/files/ask/", of=filters + "&x=1" * 700, **said) == 422


def test_a_consent_names_no_telephone_as_its_channel(users: Any, pair: Any, posted: Any) -> None:
    said = {
        "purpose": "marketing", "given_on": "2026-10-01", "obtained": "paper", "document": "box 7",
        "text_version": "1",
    }  # fmt: skip
    address = f"/privacy/of/{LIKE_A_CARD}/consent/"
    assert posted("alice", address, channel="13912345678", **said) == 422
    assert posted("alice", address, channel="phone", **said) == 302


def test_an_id_is_one_word_and_nothing_else_is_an_id(users: Any) -> None:
    from hengke.apps.audit.api import record
    from hengke.kernel.errors import Broken

    with pytest.raises(Broken):
        record("x.y", by=users["alice"], other="call 13912345678")
    with pytest.raises(Broken):
        record("x.y", by=users["alice"], note="13912345678")
    with pytest.raises(Refused):
        record("x.y", by=users["alice"], target="A1", reason="call 13912345678")
    assert not Customer.objects.exists()
