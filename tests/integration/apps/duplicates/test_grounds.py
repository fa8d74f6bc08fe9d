"""What the comparison says of why: by hand is what a person chose, and nothing else."""

from __future__ import annotations

from typing import Any

import pytest
from django.test import Client
from tests.integration.apps.customers.record_home import save
from tests.integration.apps.duplicates.conftest import NOW
from tests.integration.apps.duplicates.test_merging import merged

from hengke.apps.approvals import api as approvals
from hengke.apps.customers.models import Customer
from hengke.apps.duplicates import comparing, merging
from hengke.apps.privacy.models import PlainProcessing
from hengke.kernel.errors import Refused

pytestmark = [pytest.mark.django_db, pytest.mark.usefixtures("in_english")]
FORM = {"field-phone": "merged", "field-region": "survivor", "field-email": "merged"}
"""What the page sends when only the telephone was changed: every field has a side."""


def test_what_the_rule_takes_anyway_was_not_chosen_by_hand(found: Any) -> None:
    found("A1", "A2")
    told = comparing.previewed("A1", "A2", {"stays": "A1", **FORM}, now=NOW)
    assert (told.grounds()["phone"], told.choices["phone"].side) == ("by_hand", "merged")
    assert (told.grounds()["region"], told.grounds()["email"]) == ("survivor", "known")


def test_whoever_exchanges_the_numbers_keeps_what_was_chosen_and_nothing_more(found: Any) -> None:
    """The form names sides; seen from the other number they are exchanged."""
    found("A1", "A2")
    chosen = {"before": "A1", "stays": "A2", **FORM}
    told = comparing.previewed("A1", "A2", chosen, now=NOW)
    assert (told.stays.number, told.why) == ("A2", "by_hand")
    assert told.outcome()["phone"] == "13900000002"  # chosen by hand before; the rule's from here
    assert told.outcome()["email"] == "wang@example.com"
    assert "by_hand" not in told.grounds().values()
    kept = {**chosen, "field-region": "merged", "field-phone": "survivor"}
    told = comparing.previewed("A1", "A2", kept, now=NOW)
    assert told.outcome()["region"] == "泉州"
    other = comparing.previewed("A1", "A2", {**kept, "stays": "A1", "before": "A1"}, now=NOW)
    assert other.grounds()["region"] == "by_hand"


def test_the_merge_keeps_the_grounds_of_its_request(users: Any, found: Any, decider: Any) -> None:
    """Also when what is known of the two has changed since."""
    pair = found("A1", "A2")
    told = merged(pair, users["alice"], decider, phone="merged", region="survivor")
    merge = pair.merges.get()
    again = merging.as_decided(merge, now=NOW)
    assert again.grounds() == told.grounds()
    assert [name for name, why in again.grounds().items() if why == "by_hand"] == ["phone"]
    approvals.Approval.objects.filter(pk=merge.approval).update(payload={})  # of 0.4.0 and before
    assert merging.as_decided(merge, now=NOW).grounds()["phone"] == "by_hand"


def _page(user: Any, pair: Any, **chosen: str) -> Any:
    client = Client()
    client.force_login(user, "hengke.apps.identity.backends.StaffBackend")
    return client.get(f"/duplicates/{pair.pk}/", chosen)


def test_values_that_differ_behind_one_mask_say_so_and_are_shown_for_a_purpose(
    users: Any, found: Any
) -> None:
    flats = {"A1": "福建省厦门市湖滨南路 1 号", "A2": "福建省厦门市思明南路 9 号"}
    for number, address in flats.items():
        Customer.objects.filter(pk=number).update(address=address)
    pair = found("A1", "A2")
    page = _page(users["alice"], pair).content.decode()
    assert not [address for address in flats.values() if address in page]
    assert page.count("The values differ where they are masked.") == 1
    for number in flats:
        assert f'hx-get="/customers/{number}/unmask-address/"' in page
    assert "unmask-" not in _page(users["auditor"], pair).content.decode()


def test_two_codes_of_one_meaning_are_not_said_to_be_masked(users: Any, found: Any) -> None:
    for number, code in (("A1", "id_card"), ("A2", "居民身份证")):
        Customer.objects.filter(pk=number).update(id_type=code)
    page = _page(users["alice"], found("A1", "A2")).content.decode()
    assert "Written differently in the two records, with the same meaning." in page
    assert "The values differ where they are masked." not in page


def test_only_what_the_core_system_delivered_can_be_shown(users: Any, found: Any) -> None:
    """What is shown in full is that value: another one on the page is not offered."""
    pair, alice = found("A1", "A2"), users["alice"]
    save("A2", alice, address="福建省厦门市思明南路 9 号")
    assert "/customers/A2/unmask-address/" not in _page(alice, pair).content.decode()


def test_what_may_not_be_merged_says_why_in_place_of_the_form(users: Any, found: Any) -> None:
    pair, alice = found("A1", "A2"), users["alice"]
    assert 'action="/duplicates/' in _page(alice, pair).content.decode()
    PlainProcessing.objects.create(customer_id="A2", since=NOW, by=alice)
    page = _page(alice, pair).content.decode()
    assert "One of the two wants no personalised processing." in page
    assert "Switch it off for the other one first" in page
    assert f"/duplicates/{pair.pk}/merge/" not in page
    assert 'name="field-' not in page


def test_whoever_can_still_exchange_the_numbers_may_choose(
    users: Any, found: Any, decider: Any
) -> None:
    merged(found("A1", "A2"), users["business"], decider, stays="A1")
    pair = found("A1", "B1")
    page = _page(users["business"], pair, stays="B1").content.decode()
    assert "Let the one who has taken in others survive" in page
    assert 'name="stays"' in page
    assert f"/duplicates/{pair.pk}/merge/" not in page
    other = _page(users["business"], pair, stays="A1").content.decode()
    assert f"/duplicates/{pair.pk}/merge/" in other


def test_after_the_merge_the_page_counts_what_was_taken(
    users: Any, found: Any, decider: Any
) -> None:
    pair = found("A1", "A2")
    told = merged(pair, users["alice"], decider, phone="merged", region="merged")
    assert len(told.taken()) == 3
    page = _page(users["alice"], pair)
    assert "3 values come from the number that goes" in page.content.decode()
    phone = next(row for row in page.context["rows"] if row["name"] == "phone")
    assert [cell["shown"] for cell in phone["cells"]] == ["138****0001", "139****0002"]


def test_a_third_number_cannot_stay(users: Any, found: Any) -> None:
    pair = found("A1", "A2")
    assert _page(users["alice"], pair, stays="A3").status_code == 422
    with pytest.raises(Refused, match="one of the two numbers"):
        merging.ask(pair, stays="A3", by_hand={}, reason="cards seen", by=users["alice"], now=NOW)
