"""The states of a delivery: the table is complete, and every way ends."""

from __future__ import annotations

import pytest

from hengke.apps.imports import policy, settling
from hengke.apps.imports.models import DeliveryStatus
from hengke.apps.imports.words import STATUSES


def test_every_state_is_in_the_table_and_has_a_word() -> None:
    assert set(policy.NEXT) == set(STATUSES) == set(DeliveryStatus)
    assert {one for several in policy.NEXT.values() for one in several} <= set(DeliveryStatus)


def test_every_state_but_the_first_can_be_reached() -> None:
    reached = {one for several in policy.NEXT.values() for one in several}
    assert set(DeliveryStatus) - reached <= {DeliveryStatus.UPLOADED}


@pytest.mark.parametrize("status", policy.UNDER_WAY)
def test_a_job_that_ends_in_any_way_leads_on(status: str) -> None:
    for after in (settling.AFTER_FAILURE, settling.AFTER_CANCELLING):
        assert after[DeliveryStatus(status)] in policy.NEXT[status]
