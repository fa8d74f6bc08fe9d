"""A draft is the policy's file with other numbers: written as TOML it reads back as it was."""

from __future__ import annotations

import tomllib
from datetime import date
from pathlib import Path

import pytest

from hengke.apps.tiering import draft
from hengke.kernel.errors import PolicyError
from hengke.pipelines.home import Home
from hengke.policies.tiering import load, names, parse
from hengke.policies.tiering.shelf import SHIPPED

ON = date(2026, 10, 23)


@pytest.fixture(autouse=True)
def _home(tmp_path: Path, settings) -> None:
    settings.HENGKE_HOME = Home.at(tmp_path)


@pytest.mark.parametrize(
    "path", sorted(SHIPPED.glob("*/*.toml")), ids=lambda path: path.parent.name
)
def test_every_shipped_file_survives_being_written_again(path: Path) -> None:
    table = tomllib.loads(path.read_text(encoding="utf-8"))
    assert tomllib.loads(draft.toml(table)) == table


@pytest.mark.parametrize("name", names())
def test_a_draft_without_changes_is_the_same_policy(name: str) -> None:
    policy = load(name, on=ON)
    again = parse(draft.changed(policy, floors_minor={}, graces={}), name=name)
    assert (again.tiers, again.measure, again.alternatives) == (
        policy.tiers, policy.measure, policy.alternatives,
    )  # fmt: skip


def test_floors_that_do_not_rise_are_refused_like_those_of_a_file() -> None:
    policy = load("standard_month_average", on=ON)
    with pytest.raises(PolicyError, match="must rise strictly"):
        draft.changed(policy, floors_minor={"gold": 60_000_000}, graces={})


def test_the_bank_s_own_file_of_the_same_date_is_the_one_that_is_drafted(tmp_path: Path) -> None:
    policy = load("standard_month_average", on=ON)
    own = tmp_path / "policies" / "tiering" / policy.name
    own.mkdir(parents=True)
    text = draft.source(policy).replace('floor = "50000.00"', 'floor = "60000.00"')
    (own / f"{policy.in_force_from}.toml").write_text(text, encoding="utf-8")
    assert 'floor = "60000.00"' in draft.changed(policy, floors_minor={}, graces={})


def test_odd_texts_and_keys_are_escaped() -> None:
    table = {"a b": 'say "hi"\n\x7f', "list": [1, "x", True], "on": date(2026, 1, 1),
             "deep": {"er": {"x": 1}}, "many": [{"n": 1}, {"n": 2, "sub": {"y": "z"}}]}  # fmt: skip
    assert tomllib.loads(draft.toml(table)) == table
