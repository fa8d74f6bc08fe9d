"""Numbers of batches and stored moments are UTC; pages say when it was where the bank is."""

from __future__ import annotations

from datetime import UTC, date, datetime
from typing import Any

import pytest
from django.template import Context, Template
from django.utils import translation

from hengke.web.templatetags.hengke import number_time


@pytest.mark.parametrize(
    ("number", "shown"),
    [
        ("20261023-080000-1a2b3c", "2026-10-23 16:00"),
        ("20261023-230000-1a2b3c", "2026-10-24 07:00"),
        ("20261023T080000-0123abcd", "2026-10-23 16:00"),
        ("20261323-080000-1a2b3c", "20261323-080000-1a2b3c"),
        ("batch-1", "batch-1"),
        ("", ""),
    ],
)
def test_a_number_is_read_in_the_time_of_the_bank(number: str, shown: str) -> None:
    assert number_time(number) == shown


@pytest.mark.parametrize(
    ("at", "shown"),
    [
        (datetime(2026, 11, 27, 15, 59, tzinfo=UTC), "27 Nov 2026 27 Nov Fri"),
        (datetime(2026, 11, 27, 16, 37, tzinfo=UTC), "28 Nov 2026 28 Nov Sat"),
        (date(2026, 11, 27), "27 Nov 2026 27 Nov Fri"),
    ],
)
def test_the_day_of_a_moment_is_that_of_the_bank(at: Any, shown: str) -> None:
    template = Template("{{ at|day_year }} {{ at|day }} {{ at|weekday }}")
    with translation.override("en"):
        assert template.render(Context({"at": at})) == shown
