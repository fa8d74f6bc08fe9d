"""The policy of duplicates: numbers with a date; what cannot be meant is refused."""

from __future__ import annotations

from datetime import date

import pytest

from hengke.kernel.errors import PolicyError
from hengke.policies.duplicates import load
from hengke.policies.duplicates.shelf import SHIPPED, parse

TEXT = (SHIPPED / "standard" / "2020-01-01.toml").read_text(encoding="utf-8")


def test_the_shipped_policy_is_in_force() -> None:
    policy = load(on=date(2026, 11, 26))
    assert policy.version.startswith("standard@2020-01-01:")
    assert 0 < policy.likely < 1
    assert list(policy.edits) == sorted(policy.edits)


@pytest.mark.parametrize(
    ("line", "instead"),
    [
        ('likely = "0.90"', 'likely = "1.5"'),
        ('name = ["0.90", "0.75"]', 'name = ["0.75", "0.90"]'),
        ("edits = [1, 2]", "edits = []"),
        ("edits = [1, 2]", "edits = [0]"),
        ("most_rows = 200", "most_rows = 0"),
        ("seed = 1", "seeds = 1"),
    ],
)
def test_what_cannot_be_meant_is_refused(line: str, instead: str) -> None:
    assert line in TEXT
    with pytest.raises(PolicyError):
        parse(TEXT.replace(line, instead), name="standard", since=date(2020, 1, 1))
