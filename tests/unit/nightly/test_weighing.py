"""Parts of the night: wanted unless left out, in order, and part of the run's name."""

from __future__ import annotations

from pathlib import Path

import pytest
from tests.unit.nightly import parts_of_tests as parts

from hengke.kernel.errors import Refused
from hengke.pipelines import weighing
from hengke.pipelines.home import Home, HomeSettings


@pytest.fixture
def home(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Home:
    monkeypatch.setattr(weighing, "PARTS", parts.PARTS)
    home = Home(tmp_path)
    home.write_settings(HomeSettings())
    return home


def test_every_part_is_wanted_in_its_order(home: Home) -> None:
    assert [part.word for part in weighing.wanted(home)] == ["first", "second"]


def test_a_part_that_is_left_out_is_neither_weighed_nor_followed(home: Home) -> None:
    home.change_settings(without=("first",))
    assert home.settings().without == ("first",)
    assert weighing.followed(home, parts.ON) == ["second: second@1"]


def test_leaving_out_what_is_not_there_names_what_is(home: Home) -> None:
    home.change_settings(without=("thrid",))
    with pytest.raises(Refused, match="thrid") as refused:
        weighing.wanted(home)
    assert "first, second" in str(refused.value.next_step)
