"""What the comparison says of why: by hand is what a person chose, and nothing else."""

from __future__ import annotations

from typing import Any

import pytest
from tests.integration.apps.duplicates.conftest import NOW
from tests.integration.apps.duplicates.test_merging import merged

from hengke.apps.approvals import api as approvals
from hengke.apps.duplicates import comparing, merging

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
