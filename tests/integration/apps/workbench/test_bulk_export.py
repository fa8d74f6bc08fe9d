"""A file of many customers: asked for, allowed by a second person, taken once by who asked."""

from __future__ import annotations

import csv
import io
from datetime import timedelta

import pytest

from hengke.apps.approvals.api import Approval, State, decide
from hengke.apps.audit.api import seen
from hengke.apps.audit.models import Entry, Read
from hengke.apps.customers import bulk_files
from hengke.apps.customers.models import Customer
from hengke.kernel import clock
from hengke.kernel.errors import Refused
from hengke.policies.approvals.scheme import COUNT, KindRules

pytestmark = [pytest.mark.django_db, pytest.mark.requirement("R249")]
LISTS = ("/customers/export/", "/tiers/radar/file/?show=all")


@pytest.fixture(autouse=True)
def _few(monkeypatch: pytest.MonkeyPatch, in_english: None) -> None:
    """Three customers leave at once; a branch head allows twenty."""
    limits = {"branch_head": 20, "business": 1000}
    rules = KindRules(7, COUNT, dict.fromkeys(("rm", "branch_head", "business"), 3), 72, limits)
    monkeypatch.setattr("hengke.policies.approvals.ApprovalPolicy.of", lambda self, kind: rules)


def asked(speaking, address=LISTS[0], name="alice") -> Approval:
    """Sent to the page on which it is asked for, and asked for there."""
    client = speaking(name)
    page = client.get(client.post(address).headers["Location"])
    asking = page.context["asking"]
    client.post(
        "/customers/files/ask/",
        {"list": asking["list"], "of": asking["of"], "reason": "Review of the book"},
    )
    return Approval.objects.get()


def allowed(speaking, person, *more) -> Approval:
    found = asked(speaking, *more)
    return decide(found, yes=True, by=person("bo"), now=clock.now())


def body(answer) -> list[list[str]]:
    text = b"".join(answer.streaming_content).decode("utf-8-sig")
    return list(csv.reader(io.StringIO(text)))


@pytest.mark.parametrize("address", LISTS)
def test_many_customers_do_not_leave_at_once_and_no_trace_says_they_did(
    bank, speaking, address
) -> None:
    answer = speaking("alice").post(address)
    assert (answer.status_code, answer.headers["Location"][:17]) == (302, "/customers/files/")
    assert not Entry.objects.exists()


@pytest.mark.parametrize("address", LISTS)
def test_allowed_it_is_taken_once_by_who_asked(bank, speaking, person, address) -> None:
    found = allowed(speaking, person, address)
    assert found.state == State.APPROVED
    client, where = speaking("alice"), f"/customers/files/{found.pk}/"
    assert speaking("bo").post(where).status_code == 404
    rows = body(client.post(where))
    assert rows[-1][0].startswith("Export ")
    assert {row[0] for row in rows[1:-1]} <= set(
        Customer.objects.filter(manager_id="S0001").values_list("pk", flat=True)
    )
    assert len(rows) - 2 == found.amount
    found.refresh_from_db()
    assert found.state == State.CARRIED_OUT
    assert b"taken already" in client.post(where).content
    told = Entry.objects.filter(action__endswith="exported")
    assert told.count() == 1


def test_nobody_allows_the_own_file_and_only_the_own_branch_is_decided_on(
    bank, speaking, person
) -> None:
    found = asked(speaking, LISTS[0], "bo")
    with pytest.raises(Refused, match="Who asked cannot decide"):
        decide(found, yes=True, by=person("bo"), now=clock.now())
    Approval.objects.all().delete()
    found, head = asked(speaking), person("bo")
    type(head).objects.filter(username="alice").update(branch_id="B002")
    with pytest.raises(Refused, match="Your role cannot decide"):
        decide(found, yes=True, by=head, now=clock.now())


def test_a_rejected_file_is_not_taken(bank, speaking, person) -> None:
    found = asked(speaking)
    decide(found, yes=False, by=person("bo"), now=clock.now(), reason="Not needed")
    with pytest.raises(Refused, match="was not allowed"):
        bulk_files.take(found, by=person("alice"), now=clock.now())


def test_after_its_time_it_is_gone_and_that_is_written_down(bank, speaking, person) -> None:
    found, late = allowed(speaking, person), clock.now() + timedelta(hours=73)
    with pytest.raises(Refused, match="time is over"):
        bulk_files.take(found, by=person("alice"), now=late)
    assert bulk_files.ready_for(person("alice"), late) == []
    assert bulk_files.close_old(late) == 1
    found.refresh_from_db()
    assert found.state == State.FAILED


def test_no_more_customers_leave_than_were_allowed(bank, speaking, person) -> None:
    found = allowed(speaking, person)
    Approval.objects.filter(pk=found.pk).update(amount=5)
    made = bulk_files.take(found, by=person("alice"), now=clock.now())
    assert made.rows == 5
    assert "Only the first 5 customers" in made.content.read().decode()


def test_who_lost_the_right_meanwhile_takes_nothing(bank, speaking, person) -> None:
    found, alice = allowed(speaking, person), person("alice")
    type(alice).objects.filter(pk=alice.pk).update(role="data")
    assert speaking("alice").post(f"/customers/files/{found.pk}/").status_code in (403, 404)


def test_a_searched_name_stands_in_no_request(bank, person) -> None:
    with pytest.raises(Refused, match="not by a searched word"):
        bulk_files.ask("customers", "q=陈", reason="needed", by=person("olga"), now=clock.now())
    assert not Approval.objects.exists()


def test_nobody_allows_more_than_the_policy_says(bank, speaking, person) -> None:
    found = asked(speaking, LISTS[0], "olga")
    with pytest.raises(Refused, match="cannot decide"):
        decide(found, yes=True, by=person("bo"), now=clock.now())


def pieces() -> list[str]:
    """Filters that cut Alice's book into files of three customers, each of which would be free."""
    rows = Customer.objects.filter(manager_id="S0001").exclude(aum_minor=None)
    sums = sorted(minor // 100 for minor in rows.values_list("aum_minor", flat=True))
    ends = [str(amount) for amount in sums[3::3]]
    return [
        f"aum_from={low or 0}&aum_to={high}" for low, high in zip(["", *ends], ends, strict=False)
    ]


def left_the_house() -> set[str]:
    return set(Read.objects.filter(page="exported").values_list("customer_id", flat=True))


def test_a_book_split_into_small_files_is_counted_over_the_whole_day(bank, speaking) -> None:
    client = speaking("alice")
    answers = [client.post(f"/customers/export/?{piece}") for piece in pieces()]
    assert len(answers) > 2
    assert [answer.status_code for answer in answers] == [200] + [302] * (len(answers) - 1)
    assert len(left_the_house()) == 3
    radar = client.post("/tiers/radar/file/?show=all")
    assert radar.status_code == 302
    page = client.get(answers[1].headers["Location"])
    assert b"3 were taken today, 0 are left" in page.content


def test_who_left_in_a_file_today_leaves_no_second_time(bank, speaking) -> None:
    client, piece = speaking("alice"), pieces()[0]
    for _ in range(2):
        assert client.post(f"/customers/export/?{piece}").status_code == 200


def test_yesterday_is_over(bank, speaking, monkeypatch) -> None:
    first, second, *_ = pieces()
    speaking("alice").post(f"/customers/export/?{first}")
    later = clock.now() + timedelta(days=1)
    monkeypatch.setattr("hengke.kernel.clock.now", lambda: later)
    assert speaking("alice").post(f"/customers/export/?{second}").status_code == 200


def test_two_log_ins_of_one_person_have_one_day(bank, speaking, person) -> None:
    first, second, *_ = pieces()
    ben = person("ben")
    type(ben).objects.filter(pk=ben.pk).update(org_id="S0001")
    speaking("alice").post(f"/customers/export/?{first}")
    assert speaking("ben").post(f"/customers/export/?{second}").status_code == 302


def test_a_book_that_a_program_read_is_no_more_free_as_a_file(bank, speaking, person) -> None:
    numbers = Customer.objects.filter(manager_id="S0001").values_list("pk", flat=True)
    seen(person("alice"), list(numbers), page="listed")
    client = speaking("alice")
    page = client.get("/customers/files/").content
    assert b"12 were taken today, 0 are left" in page
    assert client.post(f"/customers/export/?{pieces()[0]}").status_code == 302


def test_what_a_second_person_allowed_does_not_use_up_the_day(bank, speaking, person) -> None:
    found, client = allowed(speaking, person), speaking("alice")
    answer = client.post(f"/customers/files/{found.pk}/")
    assert answer.headers["Content-Type"] == "text/csv; charset=utf-8"
    assert left_the_house() == set()
    assert Read.objects.filter(page="allowed_file").count() == found.amount
    entry = Entry.objects.get(action="customers.exported")
    assert entry.details["approval"] == found.pk
    assert client.post(f"/customers/export/?{pieces()[0]}").status_code == 200


FORGED = (
    ("customers", "仅含已授权客户=是"),
    ("customers", "zz=13987654321"),
    ("customers", "tier=gold&tier=the+head+agreed"),
    ("customers", "policy=the+head+agreed"),
    ("customers", "aum_from=all+allowed"),
    ("radar", "show=all&批准依据=行长已口头同意"),
    ("radar", "show=the+head+agreed"),
)


@pytest.mark.parametrize(("name", "query"), FORGED)
def test_what_is_no_filter_reaches_no_second_person(bank, speaking, name, query) -> None:
    client = speaking("alice")
    sent = {"list": name, "of": query, "reason": "Review of the book"}
    answer = client.post("/customers/files/ask/", sent)
    assert b"These are no filters of the list" in answer.content
    assert not Approval.objects.exists()
    assert b"These are no filters" in client.get("/customers/files/", sent).content


@pytest.mark.parametrize("address", LISTS)
def test_unknown_names_in_an_address_are_not_asked_for(bank, speaking, address) -> None:
    more = "&" if "?" in address else "?"
    found = asked(speaking, f"{address}{more}only_consented=yes")
    assert "only_consented" not in found.payload["filters"]


def test_a_forged_filter_that_waits_since_before_cannot_be_allowed(bank, speaking, person) -> None:
    found = asked(speaking)
    Approval.objects.filter(pk=found.pk).update(payload={"list": "customers", "filters": "yes=1"})
    with pytest.raises(Refused, match="no filters of the list"):
        decide(Approval.objects.get(), yes=True, by=person("bo"), now=clock.now())
