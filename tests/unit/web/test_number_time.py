"""The time in the number of a batch is UTC; pages say when it was where the bank is."""

from __future__ import annotations

import pytest

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
