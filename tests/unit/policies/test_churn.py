"""Churn policies: what is refused, and the champion that a second person named."""

from __future__ import annotations

from datetime import date
from pathlib import Path

import pytest

from hengke.kernel.errors import PolicyError
from hengke.policies import register
from hengke.policies.churn import champion, load, parse, written
from hengke.policies.churn.shelf import SHIPPED

TEXT = (SHIPPED / "standard" / "2020-01-01.toml").read_text(encoding="utf-8")


@pytest.mark.parametrize(
    ("before", "after", "said"),
    [
        ('fall_share = "0.30"', 'fall_share = "0.3005"', "three decimals"),
        ('fall_share = "0.30"', 'fall_share = "1.30"', "part of one"),
        ('cut = "0.30"', 'cut = "0"', "part of one"),
        ('least_loss = "50000.00"', 'least_loss = "0"', "above 0"),
        ("learn_months = 12", "learn_months = 16", "24 months"),
        ("horizon_months = 3", "horizon_months = 0", "horizon_months"),
        ('first = "automatic"', 'first = "nobody"', "nobody"),
        ("margin =", "margins =", "margins"),
    ],
)
def test_a_policy_that_makes_no_sense_is_refused(before, after, said):
    assert before in TEXT
    with pytest.raises(PolicyError, match=said):
        parse(TEXT.replace(before, after), name="standard", since=date(2026, 1, 1))


def test_the_champion_in_force_is_the_last_one_named_by_the_day(tmp_path: Path):
    assert champion(tmp_path, on=date(2026, 5, 1)) is None
    for day, version in (("2026-05-02", "a" * 12), ("2026-06-02", "b" * 12)):
        path = tmp_path / "champion" / f"{day}.toml"
        path.parent.mkdir(exist_ok=True)
        path.write_text(written(version, source="approval 7"))
    assert champion(tmp_path, on=date(2026, 5, 1)) is None
    found = champion(tmp_path, on=date(2026, 6, 1))
    assert found is not None
    assert found.told == f"{'a' * 12}@2026-05-02"
    path.write_text(written("../../x", source="approval 8"))
    with pytest.raises(PolicyError, match="not the name of a model"):
        champion(tmp_path, on=date(2026, 7, 1))


def test_a_banks_own_register_policy_from_before_is_completed_with_the_kind_that_is_new(
    tmp_path: Path,
):
    shipped = (register.shelf.SHIPPED / "standard" / "2020-01-01.toml").read_text(encoding="utf-8")
    own = tmp_path / "standard" / "2026-01-01.toml"
    own.parent.mkdir()
    own.write_text(shipped.split("[models.churn]")[0].replace("45", "60"), encoding="utf-8")
    found = register.load(on=date(2026, 2, 1), own=tmp_path)
    assert found.models["fall"].retrain_days == 60
    assert found.models["churn"] == load_shipped().models["churn"]


def load_shipped() -> register.RegisterPolicy:
    return register.load(on=date(2026, 2, 1))


def test_the_shipped_policy_asks_for_three_months_and_a_second_person():
    policy = load(on=date(2026, 11, 27))
    assert (policy.horizon_months, policy.fall_permille, policy.least_loss_minor) == (
        3, 300, 5_000_000,
    )  # fmt: skip
    assert policy.next == "second_person"
