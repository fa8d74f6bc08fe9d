"""The log says what was done in words, and what colleagues call the person."""

from __future__ import annotations

import pytest

from hengke.apps.audit.api import record

pytestmark = pytest.mark.django_db


@pytest.mark.parametrize("path", ["/audit/", "/"])
def test_an_entry_has_words_and_the_name_of_the_person(person, logged_in, path) -> None:
    client = logged_in("audrey")
    record("care.task_done", by=person("alice"), target="T1")
    page = client.get(path).content.decode()
    assert "Alice" in page
    assert "完成待办" in page


def test_who_is_gone_keeps_the_name_of_the_log_in(db) -> None:
    from hengke.apps.audit.models import Entry
    from hengke.apps.audit.queries import named

    record("care.task_done", by=None, target="T1")
    (entry,) = named(list(Entry.objects.all()))
    assert (entry.by_username, entry.by_name) == ("system", "")
