"""What the night tells of the choice between all that is known and the distance alone."""

from __future__ import annotations

from typing import Any

import pytest

from hengke.cli import model_report
from hengke.pipelines.weighing.register import _test, _verdict


def beside(chosen: str, error: float | None = 0.0097) -> dict[str, Any]:
    return {
        "chosen": chosen, "trees_log_loss": 0.0786, "plain_log_loss": 0.0813,
        "better_by": 0.0027, "error": error,
    }  # fmt: skip


@pytest.mark.parametrize(
    ("card", "verdict"),
    [
        ({"beside_plain": beside("plain")}, "not_better_than_plain"),
        ({"beside_plain": beside("trees")}, "better_than_plain"),
        ({"beside_plain": None}, None),
        ({}, None),
    ],
)
def test_the_register_is_told_what_was_chosen(card, verdict):
    assert _verdict(card) == verdict


@pytest.mark.parametrize(
    ("before", "name"),
    [("plain", "out_of_time"), ("trees", "out_of_time_trees"), (None, "out_of_time")],
)
def test_a_test_of_another_way_is_named_after_it(before, name):
    told = {"model": {"beside_plain": beside("plain")}, "out_of_time": {"chosen": before}}
    assert _test(told) == (name, {"chosen": before})


@pytest.mark.parametrize(
    ("told", "words"),
    [
        (beside("plain"), ("the plain way itself", "0.0786", "0.0813", "0.0027", "error 0.0097")),
        (beside("trees"), ("all that is known is used", "0.0813")),
        (beside("plain", None), ("error unknown",)),
        (None, ()),
    ],
)
def test_the_terminal_says_what_was_chosen_with_both_figures(capsys, told, words):
    report = {"assessment_on": "2026-10-31", "model": {"beside_plain": told}}
    model_report.tell({"standard": report})
    said = " ".join(capsys.readouterr().out.split())
    assert all(word in said for word in words)
    assert ("log-loss" in said) is (told is not None)
