"""No group below the least is shown, and none can be reckoned from the others."""

from __future__ import annotations

import pytest

from hengke.engine.needs.groups import shown


@pytest.mark.requirement("R092")
@pytest.mark.parametrize(
    ("sizes", "kept"),
    [
        ({"a": 9, "b": 5}, ["a", "b"]),
        ({"a": 9, "b": 7, "c": 3}, ["a"]),
        ({"a": 9, "b": 3, "c": 2}, ["a"]),
        ({"a": 9, "b": 8, "c": 1, "d": 1}, ["a"]),
        ({"a": 6, "b": 4}, []),
        ({"a": 4}, []),
        ({"a": 5, "b": 0}, ["a"]),
        ({}, []),
    ],
)
def test_the_rest_is_none_or_at_least_the_least(sizes: dict[str, int], kept: list[str]) -> None:
    found = shown(sizes, least=5)
    assert found == kept
    rest = sum(sizes.values()) - sum(sizes[one] for one in found)
    assert rest == 0 or rest >= 5 or found == []
