"""The audit log: written once, never changed, read by the auditor."""

from __future__ import annotations

import pytest
from django.db import DatabaseError, connection, transaction
from django.test.utils import CaptureQueriesContext

from hengke.apps.audit.api import record
from hengke.apps.audit.models import Entry
from hengke.kernel.errors import Broken

PAGE = "/audit/"


@pytest.fixture
def rows(person):
    for number in range(3):
        record("customer.assigned", by=person("bo"), target=f"C{number}", reason="hand-over")
    record("delivery.received", by=person("dan"), target="7")


def test_the_auditor_reads_everything_and_others_their_own(rows, logged_in):
    seen = {
        name: len(logged_in(name).get(PAGE).context["page"].rows)
        for name in ("audrey", "bo", "dan", "alice")
    }
    assert seen == {"audrey": 4, "bo": 3, "dan": 1, "alice": 0}


@pytest.mark.parametrize(
    ("text", "count"), [("customer", 3), ("C1", 1), ("dan", 1), ("zzz", 0), ("", 4)]
)
def test_the_log_is_searched_by_person_action_or_target(rows, logged_in, text, count):
    assert len(logged_in("audrey").get(PAGE, {"q": text}).context["page"].rows) == count


def test_the_newest_comes_first(rows, logged_in):
    page = logged_in("audrey").get(PAGE).context["page"]
    assert [entry.target for entry in page.rows] == ["7", "C2", "C1", "C0"]


def test_neither_the_model_nor_the_database_changes_a_row(rows):
    entry = Entry.objects.first()
    entry.reason = "another"
    for change in (entry.save, entry.delete, Entry.objects.all().delete,
                   lambda: Entry.objects.update(reason="x")):  # fmt: skip
        with pytest.raises(Broken):
            change()
    for statement in ("UPDATE audit_entry SET reason = 'x'", "DELETE FROM audit_entry"):
        with (
            pytest.raises(DatabaseError),
            transaction.atomic(),
            connection.cursor() as cursor,
        ):
            cursor.execute(statement)
    assert Entry.objects.count() == 4


def test_a_page_costs_the_same_number_of_queries_however_long(rows, person, logged_in):
    client = logged_in("audrey")

    def queries() -> int:
        with CaptureQueriesContext(connection) as captured:
            client.get(PAGE)
        return len(captured)

    few = queries()
    for number in range(60):
        record("customer.assigned", by=person("bo"), target=f"D{number}")
    assert queries() == few


def test_paging_goes_through_the_whole_log_once(person, logged_in):
    for number in range(120):
        record("x.done", by=person("bo"), target=str(number))
    client, seen, cursor = logged_in("audrey"), [], ""
    while cursor is not None:
        page = client.get(PAGE, {"after": cursor} if cursor else {}).context["page"]
        seen += [entry.target for entry in page.rows]
        cursor = page.next_cursor
    assert seen == [str(number) for number in reversed(range(120))]
