"""Scraping raises a finding within a minute; a day of honest work raises none."""

from __future__ import annotations

from datetime import UTC, datetime, timedelta

import pytest

from hengke.apps.audit import findings, queries, rules, words
from hengke.apps.audit.api import record, seen
from hengke.apps.audit.models import Entry, Finding, Read
from hengke.kernel.errors import Refused
from hengke.policies import audit as policies

pytestmark = pytest.mark.django_db
MORNING = datetime(2026, 10, 23, 1, 30, tzinfo=UTC)  # half past nine in Shanghai
POLICY = policies.load(on=MORNING.date())


def read(who: str, customer: str, at: datetime, *, page: str = "profile", role: str = "rm") -> Read:
    return Read(at=at, by_username=who, by_role=role, customer_id=customer, page=page)


def kept(*rows: Read) -> None:
    Read.objects.bulk_create(rows)


def raised(at: datetime) -> set[str]:
    findings.look(POLICY, now=at)
    return set(Finding.objects.values_list("rule", flat=True))


def worked_day(who: str, day: datetime, customers: int = 35) -> list[Read]:
    """A manager opens somebody every twelve minutes, some twice, searches in vain now and then."""
    rows = []
    for number in range(customers):
        at = day + timedelta(minutes=12 * number)
        rows += [read(who, f"C{number}", at, page="preview"), read(who, f"C{number}", at)]
        if number % 5 == 0:
            rows.append(read(who, "", at, page="nothing_found"))
        if number % 9 == 0:
            rows.append(read(who, f"C{number}", at, page="unmasked"))
    return rows


@pytest.mark.requirement("R249")
def test_a_manager_who_works_as_always_raises_nothing(person) -> None:
    days = [MORNING - timedelta(days=number) for number in range(20)]
    for day in days:
        kept(*worked_day("alice", day), *worked_day("ben", day, customers=20))
    record("customers.exported", by=person("alice"), target="", customers=35)
    for minute in range(0, 12 * 36, 30):
        assert raised(MORNING + timedelta(minutes=minute)) == set()


@pytest.mark.requirement("R249")
def test_a_script_that_opens_one_customer_after_the_other_is_found_within_a_minute() -> None:
    kept(*worked_day("alice", MORNING - timedelta(days=1)))
    start = MORNING + timedelta(hours=1)
    kept(*(read("alice", f"C{number}", start + timedelta(seconds=number)) for number in range(60)))
    assert raised(start + timedelta(minutes=1)) == {"opened_in_minutes"}
    (found,) = Finding.objects.all()
    assert (found.subject, found.count, found.limit, found.state) == ("alice", 60, 40, "open")
    reads = Read.objects.filter(pk__range=(found.rows["first_read"], found.rows["last_read"]))
    assert reads.filter(by_username="alice").count() == 60


@pytest.mark.requirement("R249")
@pytest.mark.parametrize("page", ["record", "compared", "household", "group", "called"])
def test_it_does_not_matter_by_which_page_somebody_reads_the_bank(page: str) -> None:
    kept(*(read("alice", f"C{number}", MORNING + timedelta(seconds=number), page=page)
           for number in range(60)))  # fmt: skip
    assert "opened_in_minutes" in raised(MORNING + timedelta(minutes=1))


def test_every_kind_of_reading_belongs_to_a_rule() -> None:
    assert set(rules.OTHERS) | set(rules.OPENED) == set(words.PAGES)
    counted = {page for pages in rules.COUNTED.values() for page in pages}
    assert set(rules.OTHERS) - counted == {rules.ALLOWED, rules.JUDGED}
    assert set(rules.COUNTED) <= set(words.RULES)


@pytest.mark.requirement("R249")
def test_what_an_administrator_could_use_alone_is_shown_to_the_security_administrator(
    person,
) -> None:
    """A log-in made, a password given, a reach widened: one finding each, and each once."""
    sam = person("audrey")
    record("identity.user_created", by=sam, target="lin", role="rm")
    record("identity.password_reset", by=sam, target="alice")
    record("identity.user_changed", by=sam, target="bo", fields=["branch_id"], branch_id="B0")
    record("identity.user_changed", by=sam, target="cho", fields=["display_name"])
    record("identity.user_created", by=None, target="first", role="rm")
    now = Entry.objects.latest("pk").at
    for minute in (0, 1):
        assert raised(now + timedelta(minutes=minute)) == {"access_given"}
        told = Finding.objects.order_by("subject").values_list("subject", flat=True)
        assert list(told) == ["alice", "bo", "lin"]


def test_what_goes_on_is_one_finding_that_grows() -> None:
    kept(*(read("alice", f"C{number}", MORNING + timedelta(seconds=5 * number))
           for number in range(110)))  # fmt: skip
    for minute in range(4, 10):
        raised(MORNING + timedelta(minutes=minute))
    (found,) = Finding.objects.all()
    assert found.count == 61  # five minutes, both ends counted


def slow_scraping() -> list[Read]:
    return [read("alice", f"C{n}", MORNING + timedelta(seconds=27 * n)) for n in range(130)]


def far_more_than_always() -> list[Read]:
    past = [row for day in range(1, 9) for row in worked_day("alice", MORNING - timedelta(days=day),
                                                             customers=15)]  # fmt: skip
    return past + [read("alice", f"D{n}", MORNING + timedelta(minutes=n)) for n in range(65)]


def a_newcomer_beyond_the_role() -> list[Read]:
    past = [row for day in range(1, 9) for row in worked_day("ben", MORNING - timedelta(days=day),
                                                             customers=10)]  # fmt: skip
    return past + [read("alice", f"D{n}", MORNING + timedelta(minutes=n)) for n in range(65)]


@pytest.mark.parametrize(
    ("rows", "after", "rule"),
    [
        (slow_scraping(), 59, "opened_in_hour"),
        (far_more_than_always(), 66, "beyond_own_days"),
        (a_newcomer_beyond_the_role(), 66, "beyond_the_role"),
        ([read("alice", "", MORNING, page="nothing_found")] * 200, 1, "searches_in_vain"),
        ([read("alice", "", MORNING, page="foreign")] * 8, 1, "foreign_customers"),
        ([read("alice", "C1", MORNING, page="unmasked")] * 30, 1, "unmasked"),
    ],
)
@pytest.mark.requirement("R249")
def test_each_rule_on_reads(rows, after: int, rule: str) -> None:
    kept(*(Read(at=row.at, by_username=row.by_username, by_role=row.by_role,
                customer_id=row.customer_id, page=row.page) for row in rows))  # fmt: skip
    assert rule in raised(MORNING + timedelta(minutes=after))


@pytest.mark.requirement("R249")
def test_customers_opened_at_night_and_a_file_taken_at_night(person, monkeypatch) -> None:
    night = datetime(2026, 10, 23, 15, 0, tzinfo=UTC)  # eleven at night in Shanghai
    kept(*(read("alice", f"C{n}", night + timedelta(minutes=n)) for n in range(12)))
    monkeypatch.setattr("hengke.kernel.clock.now", lambda: night)
    record("customers.exported", by=person("bo"), target="", customers=3)
    assert raised(night + timedelta(minutes=15)) == {"off_hours", "export_off_hours"}
    assert {(one.rule, one.subject) for one in Finding.objects.all()} == {
        ("off_hours", "alice"), ("export_off_hours", "bo"),
    }  # fmt: skip


@pytest.mark.requirement("R249")
def test_files_that_are_too_large_alone_or_together(person, monkeypatch) -> None:
    monkeypatch.setattr("hengke.kernel.clock.now", lambda: MORNING)
    record("customers.exported", by=person("bo"), target="", customers=2_000)
    for _ in range(3):
        record("tiering.radar_exported", by=person("olga"), target="p", rows=1_800)
    assert raised(MORNING + timedelta(minutes=1)) == {"export_of_one", "export_of_day"}


def taken_on(days: int, customers: int, *, page: str = "exported") -> None:
    for day in range(days):
        at = MORNING - timedelta(days=2 * day)
        kept(*(read("alice", f"C{n}", at, page=page) for n in range(customers)))


@pytest.mark.requirement("R249")
def test_who_stays_just_below_what_needs_a_second_person_day_after_day() -> None:
    taken_on(3, 150)
    assert raised(MORNING + timedelta(minutes=1)) == {"files_near_free"}
    (found,) = Finding.objects.all()
    assert (found.subject, found.count, found.limit) == ("alice", 3, 3)
    assert queries.reads_counted(found).count() == 450


@pytest.mark.parametrize(
    ("days", "customers", "page"),
    [(2, 150, "exported"), (3, 149, "exported"), (3, 150, "allowed_file")],
)
def test_fewer_days_fewer_customers_or_files_that_were_allowed_are_no_finding(
    days, customers, page
) -> None:
    taken_on(days, customers, page=page)
    assert raised(MORNING + timedelta(minutes=1)) == set()


@pytest.mark.requirement("R249")
def test_failed_log_ins_of_many_accounts_from_one_place() -> None:
    from axes.models import AccessAttempt

    for number in range(5):
        made = AccessAttempt.objects.create(
            username=f"u{number}", ip_address="10.1.2.3", failures_since_start=1, get_data="",
            post_data="", user_agent="",
        )  # fmt: skip
        AccessAttempt.objects.filter(pk=made.pk).update(attempt_time=MORNING)
    assert raised(MORNING + timedelta(minutes=2)) == {"failed_log_ins"}
    assert Finding.objects.get().subject == "10.1.2.3"


def security(name: str = "sam"):
    from hengke.apps.identity.models import User

    return User(username=name, role="security_admin")


def one_finding(subject: str = "alice") -> Finding:
    return Finding.objects.create(
        rule="off_hours", subject=subject, since=MORNING, until=MORNING, found_at=MORNING, count=12,
        limit=10, policy="standard@2020-01-01",
    )  # fmt: skip


def test_the_security_administrator_judges_with_a_reason_and_it_is_in_the_log() -> None:
    from hengke.apps.audit.models import Entry

    found = one_finding()
    findings.judge(found, state="explained", verdict="night shift", by=security(), now=MORNING)
    found.refresh_from_db()
    assert (found.state, found.judged_by) == ("explained", "sam")
    entry = Entry.objects.get()
    assert (entry.action, entry.target) == ("audit.finding_judged", str(found.pk))


@pytest.mark.parametrize(
    ("state", "verdict", "who", "words"),
    [
        ("open", "x", "sam", "explains a finding or escalates"),
        ("explained", " ", "sam", "needs a reason"),
        ("explained", "it was me", "alice", "about themselves"),
        ("explained", "call 13800138000", "sam", "telephone"),
    ],
)
def test_a_verdict_that_makes_no_sense(in_english, state, verdict, who, words) -> None:
    with pytest.raises(Refused, match=words):
        findings.judge(one_finding(), state=state, verdict=verdict, by=security(who), now=MORNING)


def test_nobody_else_judges_or_sees_findings(person, logged_in) -> None:
    from django.core.exceptions import PermissionDenied

    for name in ("audrey", "alice", "olga", "dan", "bo"):
        with pytest.raises(PermissionDenied):
            findings.judge(
                one_finding(name), state="explained", verdict="x", by=person(name), now=MORNING
            )
    answers = {n: logged_in(n).get("/audit/findings/").status_code for n in ("audrey", "alice")}
    assert answers == {"audrey": 200, "alice": 403}


def test_the_read_of_a_page_is_counted(person) -> None:
    seen(person("alice"), "C1", page="profile")
    assert Read.objects.get().by_role == "rm"


@pytest.mark.requirement("R249")
def test_a_program_that_walks_the_whole_book_is_found_like_a_file() -> None:
    """Ten pages of twenty within minutes; the same customers again are no more of them."""
    limit = POLICY.listed.in_hour
    told = [
        read("alice", f"C{number}", MORNING + timedelta(seconds=number), page="listed")
        for number in range(limit - 1)
    ]
    kept(*told, *[read("alice", row.customer_id, row.at, page="listed") for row in told])
    later = MORNING + timedelta(minutes=30)
    assert raised(later) == set()
    kept(read("alice", "C-last", later, page="listed"))
    assert raised(later) == {"listed_in_hour"}
    one = Finding.objects.get()
    assert (one.subject, one.count, one.limit) == ("alice", limit, limit)
