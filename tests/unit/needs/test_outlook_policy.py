"""The policy of needs to come: what ships, and files that do not hold."""

from __future__ import annotations

from datetime import date, timedelta

import pytest

from hengke.kernel.errors import PolicyError
from hengke.pipelines.history import Span
from hengke.pipelines.need_outlook.looks import looks
from hengke.policies import needs
from hengke.policies.needs import outlook_scheme

DAY = date(2026, 11, 27)
SHIPPED = outlook_scheme.SHIPPED / outlook_scheme.NAME / "2026-01-01.toml"


def test_what_ships_names_classes_that_there_are_and_one_that_nothing_shows() -> None:
    found = outlook_scheme.load(on=DAY)
    assert set(found.signs) <= set(needs.load(on=DAY).classes)
    assert not found.signs["car"].seen
    assert found.signs["saving"].direction("idle") == 1


@pytest.mark.parametrize(
    ("old", "new", "told"),
    [
        ('up = ["idle", "maturing", "asked"]', 'up = ["idle", "moon"]', "unknown key 'moon'"),
        ('enquiries = ["deposits"]', 'enquiries = ["gossip"]', "unknown key 'gossip'"),
        ('market = ["deposit_1y", "deposit_3y"]', 'market = ["gold"]', "unknown key 'gold'"),
        ('families = ["insurance"]', 'families = ["cattle"]', "cattle"),
        ("horizon_days = 90", "horizon_days = 91", "whole number of step_days"),
        ("learn_looks = 12", "learn_looks = 40", "730 days"),
        ('least_gain = "0.01"', 'least_gain = "2"', "least_gain"),
        ('least_errors = "1.0"', 'least_errors = "9"', "least_errors"),
        ("most_rows = 60000", "most_rows = 3", "most_rows"),
        ('grown = "10000.00"', 'grown = "0"', "grown must be above 0"),
        ('need = "protection"', 'need = "saving"', "stands there twice"),
        ('up = ["asked", "lately"]', 'up = ["asked"]\ndown = ["asked"]', "both in up and in down"),
    ],
)
def test_a_file_that_does_not_hold_is_refused_with_its_place(old: str, new: str, told: str) -> None:
    text = SHIPPED.read_text(encoding="utf-8")
    assert old in text
    with pytest.raises(PolicyError, match=told):
        outlook_scheme.parse(text.replace(old, new), name="outlook", since=DAY)


def test_a_class_of_needs_that_there_is_not_is_refused(tmp_path) -> None:
    own = tmp_path / "outlook"
    own.mkdir()
    text = SHIPPED.read_text(encoding="utf-8").replace('need = "car"', 'need = "boat"')
    (own / "2026-06-01.toml").write_text(text, encoding="utf-8")
    with pytest.raises(PolicyError, match="there is no class of needs 'boat'"):
        outlook_scheme.load(on=DAY, own=tmp_path)


def test_looks_end_a_horizon_before_what_is_known_and_begin_a_horizon_after_the_data_do() -> None:
    policy = outlook_scheme.load(on=DAY)
    reach = Span(DAY - timedelta(days=400), DAY, DAY, ())
    found = looks(policy, reach, DAY)
    assert found is not None
    assert found.days[-1] == DAY - timedelta(days=90)
    assert found.days[0] >= reach.first + timedelta(days=90)
    assert {(b - a).days for a, b in zip(found.days, found.days[1:], strict=False)} == {30}
    assert looks(policy, Span(DAY - timedelta(days=90), DAY, None, ()), DAY) is None
    stale = looks(policy, Span(reach.first, DAY - timedelta(days=31), DAY, ()), DAY)
    assert stale is not None
    assert stale.known_until == DAY - timedelta(days=24)
