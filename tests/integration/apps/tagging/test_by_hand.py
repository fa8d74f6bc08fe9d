"""Tags by hand: who, why, until when; what is over does not hold."""

from __future__ import annotations

from datetime import date, timedelta
from typing import Any

import pytest
from tests.integration.apps.tagging.conftest import NOW, TODAY

from hengke.kernel.errors import Refused

pytestmark = [
    pytest.mark.django_db, pytest.mark.slow_test, pytest.mark.usefixtures("in_english"),
]  # fmt: skip
UNTIL = date(2027, 1, 31)


def give(users: Any, number: str, **other: Any) -> Any:
    from hengke.apps.customers.api import visible_to
    from hengke.apps.tagging import actions

    customer = visible_to(users["alice"]).get(pk=number)
    asked = {"code": "prefers_visits", "reason": "asked for it", "until": UNTIL, **other}
    return actions.give(customer, by=users["alice"], now=NOW, **asked)


@pytest.mark.requirement("R033")
def test_a_tag_by_hand_has_actor_reason_and_last_day_and_ends_by_itself(
    users: Any, published: list[str]
) -> None:
    from hengke.apps.audit.api import Entry
    from hengke.apps.tagging import queries

    given = give(users, published[0])
    assert (given.given_by, given.reason, given.until) == (users["alice"], "asked for it", UNTIL)
    assert Entry.objects.filter(action="tagging.given", target=published[0]).count() == 1
    for day, holds in ((UNTIL, True), (UNTIL + timedelta(days=1), False)):
        assert queries.current_by_hand(day).filter(pk=given.pk).exists() is holds


@pytest.mark.parametrize(
    "other",
    [
        {"reason": " no"}, {"until": TODAY - timedelta(days=1)}, {"until": date(2027, 11, 21)},
        {"code": "asset_medium"}, {"code": "unheard_of"},
    ],
)  # fmt: skip
def test_what_lacks_reason_end_or_sense_is_refused(
    users: Any, published: list[str], other: dict[str, Any]
) -> None:
    from hengke.apps.tagging.models import ManualTag

    with pytest.raises(Refused) as refusal:
        give(users, published[0], **other)
    assert refusal.value.next_step
    assert not ManualTag.objects.exists()


def test_the_same_tag_is_not_given_twice_and_withdrawing_twice_is_once(
    users: Any, published: list[str]
) -> None:
    from hengke.apps.audit.api import Entry
    from hengke.apps.tagging import actions, queries

    given = give(users, published[0])
    with pytest.raises(Refused):
        give(users, published[0])
    for _ in range(2):
        actions.withdraw(given, by=users["alice"], now=NOW)
    assert Entry.objects.filter(action="tagging.withdrawn").count() == 1
    assert not queries.current_by_hand(TODAY).exists()
    give(users, published[0])


def test_who_wants_no_personalised_processing_gets_none(users: Any, published: list[str]) -> None:
    from hengke.apps.privacy.models import PlainProcessing

    PlainProcessing.objects.create(customer_id=published[0], since=NOW, by=users["alice"])
    with pytest.raises(Refused):
        give(users, published[0])


def test_pages_show_it_and_only_the_own_book_writes(
    users: Any, published: list[str], client_of: Any
) -> None:
    own, foreign = published[0], published[3]
    alice, sent = client_of("alice"), {"code": "prefers_visits", "reason": "asked for it",
                                       "until": "2027-01-31"}  # fmt: skip
    assert alice.post(f"/tags/of/{foreign}/give/", sent).status_code == 404
    assert alice.post(f"/tags/of/{own}/give/", sent).status_code == 302
    assert client_of("business").post(f"/tags/of/{own}/give/", sent).status_code == 403
    page = alice.get(f"/customers/{own}/?tab=tags").content.decode()
    assert "tag prefers_visits" in page
    assert "asked for it" in page
    assert "tag asset_medium" in page


def test_the_customer_list_is_narrowed_by_a_tag_computed_or_given(
    users: Any, published: list[str], client_of: Any
) -> None:
    give(users, published[0])
    alice = client_of("alice")
    found = {
        code: alice.get(f"/customers/?tag={code}").content.decode()
        for code in ("prefers_visits", "asset_medium", "unheard_of")
    }
    shown = {code: [one for one in published if one in page] for code, page in found.items()}
    assert shown == {
        "prefers_visits": published[:1], "asset_medium": published[:2], "unheard_of": []
    }  # fmt: skip


def test_tags_end_with_the_customer_and_leave_with_the_own_copy(
    users: Any, published: list[str]
) -> None:
    from hengke.apps.privacy import owners
    from hengke.apps.tagging.models import CustomerTags, ManualTag
    from hengke.apps.workbench.privacy_data import PARTS

    give(users, published[0])
    copy = {name: PARTS[name]([published[0]]) for name in ("tags", "tags_by_hand", "audiences")}
    assert [len(rows) for rows in copy.values()] == [1, 1, 0]
    for owner in owners.of("identity"):
        if owner.table.startswith("tagging_"):
            owner.destroy(published[0])
    assert not ManualTag.objects.exists()
    assert CustomerTags.objects.count() == 3
