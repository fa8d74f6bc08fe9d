"""Every word that the model and the engine may use has a sentence in Chinese and in English."""

from __future__ import annotations

import re

import pytest
from django.utils import translation

from hengke.apps.tiering import reason_text, words
from hengke.apps.tiering.ladder import Ladder
from hengke.policies.tiering import STATES

CHINESE = re.compile(r"[\u4e00-\u9fff]")
PARAMS = {
    "below_floor": {"short_minor": 640_000_00, "floor_minor": 5_000_000_00},
    "at_floor": {"floor_minor": 5_000_000_00},
    "near_floor": {"above_minor": 1_000_00, "floor_minor": 5_000_000_00},
    "far_above_floor": {"above_minor": 9_000_000_00, "floor_minor": 5_000_000_00},
    "needs_inflow": {"needed_minor": 600_00, "assets_minor": 500_00},
    "holds_enough": {"needed_minor": 600_00, "assets_minor": 700_00},
    "assets_steady": {"change_minor": 1_00}, "recent_inflow": {"change_minor": 800_00},
    "assets_rose": {"change_minor": 800_00}, "assets_fell": {"change_minor": 800_00},
    "was_below_floor": {"before_minor": 400_00}, "was_above_floor": {"before_minor": 600_00},
    "few_products": {"items": 1}, "several_products": {"items": 7},
    "mostly_demand": {"demand_minor": 400_00}, "little_demand": {"demand_minor": 4_00},
    "maturing": {"maturing_minor": 300_00}, "outflow": {"outflow_minor": 200_00},
    "logins_fell": {"logins": 2}, "logins_steady": {"logins": 9},
    "already_failing": {"fails_used": 2}, "new_relation": {"days": 40},
    "long_relation": {"days": 4_000},
    "history_short": {}, "no_outflow": {}, "loose_money": {}, "round_deposits": {},
}  # fmt: skip
LADDER = Ladder(
    policy="p", version="v", title_zh="", title_en="", measure="month_average", currency="CNY",
    as_of=None, run_id="r", steps=(),  # type: ignore[arg-type]
)  # fmt: skip


def test_every_reason_of_the_model_has_a_sentence_and_no_sentence_is_left_over() -> None:
    from hengke.learning.fall_reasons import KEYS

    assert set(reason_text.TEXTS) == set(KEYS) == set(PARAMS)


@pytest.mark.parametrize("key", sorted(PARAMS))
def test_a_sentence_holds_every_figure_it_came_with_in_both_languages(key: str) -> None:
    params = PARAMS[key]
    for language in ("zh-hans", "en"):
        with translation.override(language):
            text = reason_text.sentence(key, params, LADDER)
            shown = [str(reason_text._shown(name, value, LADDER)) for name, value in params.items()]
        assert text
        assert "%(" not in text
        steady = key == "assets_steady"  # says that nothing happened, not how little
        assert steady or all(figure in text for figure in shown), text
        assert bool(CHINESE.search(text)) == (language == "zh-hans"), text


def test_a_figure_that_is_unknown_or_a_word_of_a_later_release_says_nothing() -> None:
    assert reason_text.sentence("maturing", {"maturing_minor": None}, LADDER) is None
    assert reason_text.sentence("maturing", {}, LADDER) is None
    assert reason_text.sentence("a_word_of_tomorrow", {}, LADDER) is None


def test_points_are_not_money() -> None:
    from dataclasses import replace

    points = replace(LADDER, measure="star_points")
    with translation.override("en"):
        text = reason_text.sentence("below_floor", PARAMS["below_floor"], points)
    assert text == "640,000.00 points below the floor of 5,000,000.00 points"


def test_every_state_and_reason_code_of_the_engine_has_a_word() -> None:
    from hengke.engine.tiering.decide import REASONS

    assert set(words.STATES) == set(STATES) == set(REASONS)
    codes = {code for several in REASONS.values() for code in several}
    assert set(words.REASONS) == codes
    for word in (*words.REASONS.values(), *(chip.label for chip in words.STATES.values())):
        with translation.override("zh-hans"):
            assert CHINESE.search(str(word)), word


@pytest.mark.parametrize("language", ["zh-hans", "en"])
def test_every_reason_for_an_unknown_figure_has_words(language: str) -> None:
    """`not_assessed_yet` is the one that the outlook gives beside the list of the features."""
    from hengke.engine.features.reasons import REASONS

    with translation.override(language):
        otherwise = words.unknown("a_word_of_tomorrow")
        for reason in (*REASONS, "not_assessed_yet"):
            assert words.unknown(reason) not in (None, otherwise), reason
