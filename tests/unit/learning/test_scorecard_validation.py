"""Validation of a scorecard by period, levels of its score, a challenger."""

from __future__ import annotations

import numpy as np
import pytest

from hengke.kernel.errors import Refused
from hengke.learning.scorecard import fit_scorecard
from hengke.learning.scorecard_scale import Scale
from hengke.learning.scorecard_validation import Level, by_period, challenge, level_of
from hengke.learning.separation import stability

SCALE = Scale(pdo=20, score=600, odds=50)
LEVELS = [Level("A", 600), Level("B", 560), Level("C", 520), Level("D", None)]
ROWS = 6_000


@pytest.fixture(scope="module")
def bank():
    """Income, late payments and bookings tell of bad; in the third period incomes have halved."""
    draw = np.random.default_rng(5)
    income = draw.lognormal(9, 0.6, ROWS)
    late = draw.poisson(0.6, ROWS).astype(float)
    bookings = draw.poisson(12, ROWS).astype(float)
    period = np.repeat(["2025Q3", "2025Q4", "2026Q1"], ROWS // 3)
    income[period == "2026Q1"] *= 0.5
    risk = -2.4 - 0.9 * (np.log(income) - 9) + 0.8 * late - 0.06 * (bookings - 12)
    bad = draw.random(ROWS) < 1 / (1 + np.exp(-risk))
    columns = {"income": income, "late": late, "bookings": bookings}
    first = period == "2025Q3"
    card = fit_scorecard({n: c[first] for n, c in columns.items()}, bad[first], scale=SCALE)
    return card, columns, bad, period


@pytest.mark.requirement("R101")
def test_finances_credit_record_and_behaviour_score_in_points_and_levels_follow_the_odds(bank):
    """Points of the three sources add up to offset + factor x ln(odds); better levels are less
    often bad, in customers whom the card did not see."""
    card, columns, bad, period = bank
    assert min(card.weights) > 0
    score = card.score(columns)
    odds = (1 - card.bad(columns)) / card.bad(columns)
    assert score == pytest.approx(487.123 + 28.8539 * np.log(odds), abs=0.01)
    reasons = card.reasons(columns, row=11)
    assert {one.column for one in reasons} == {"income", "late", "bookings"}
    assert sum(one.points for one in reasons) == pytest.approx(score[11])
    later = period == "2025Q4"
    names = level_of(score[later], LEVELS)
    shares = [bad[later][names == one.name].mean() for one in LEVELS if (names == one.name).any()]
    assert len(shares) >= 3
    assert shares == sorted(shares)


def test_a_cut_off_belongs_to_the_level_that_begins_there():
    scores = np.array([700, 600, 599.99, 560, 520, 519.99, -5])
    assert list(level_of(scores, LEVELS)) == ["A", "A", "B", "B", "C", "D", "D"]
    for wrong in (LEVELS[:-1], [LEVELS[1], LEVELS[0], LEVELS[3]], [LEVELS[0], LEVELS[0], LEVELS[3]],
                  []):  # fmt: skip
        with pytest.raises(Refused, match="Levels must fall"):
            level_of(scores, wrong)


@pytest.mark.requirement("R112")
def test_each_period_has_separation_calibration_and_stability_and_a_shift_is_seen(bank):
    card, columns, bad, period = bank
    found = by_period(period, bad, card.bad(columns))
    assert [one.period for one in found] == ["2025Q3", "2025Q4", "2026Q1"]
    assert [one.rows for one in found] == [2_000] * 3
    for one in found:
        here = period == one.period
        assert one.bad == bad[here].sum()
        assert one.gini == pytest.approx(2 * one.auc - 1)
        assert 0.65 < one.auc < 0.95
        assert 0.2 < one.ks < 1
        assert one.expected_bad == pytest.approx(card.bad(columns)[here].sum())
        assert one.psi == pytest.approx(
            stability(card.bad(columns)[period == "2025Q3"], card.bad(columns)[here])
        )
    stable, shifted = found[1], found[2]
    assert found[0].psi == 0
    assert stable.psi < 0.1
    assert stable.calibration_error < 0.04
    assert shifted.psi > 0.25
    with pytest.raises(Refused, match="nobody to validate"):
        by_period(np.array([], dtype=str), np.array([], dtype=bool), np.array([]))


def test_a_period_of_one_outcome_has_no_separation_and_still_a_stability():
    (only,) = by_period(np.array(["p"] * 4), np.zeros(4, bool), np.array([0.1, 0.2, 0.2, 0.3]))
    assert (only.auc, only.ks, only.gini, only.psi) == (None, None, None, 0)


@pytest.mark.requirement("R112")
def test_a_challenger_is_told_from_the_champion_by_delongs_error(bank):
    """Without late payments a card is worse by more than two errors; a card against itself is
    not. AUC counts pairs: bad above good, ties by half."""
    card, columns, bad, period = bank
    first, later = period == "2025Q3", period == "2025Q4"
    few = {name: columns[name] for name in ("income", "bookings")}
    poorer = fit_scorecard({n: c[first] for n, c in few.items()}, bad[first], scale=SCALE)
    champion, challenger = card.bad(columns)[later], poorer.bad(few)[later]
    found = challenge(bad[later], champion, challenger)
    above = champion[bad[later]][:, None] - champion[~bad[later]][None, :]
    assert found.champion == pytest.approx(((above > 0) + 0.5 * (above == 0)).mean())
    assert found.difference == pytest.approx(found.challenger - found.champion)
    assert found.z < -2
    same = challenge(bad[later], champion, champion)
    assert (same.difference, same.error, same.z) == (0, 0, None)
    with pytest.raises(Refused, match="two good and two bad"):
        challenge(np.array([True, False, False]), champion[:3], challenger[:3])


def test_delongs_error_is_that_of_many_samples():
    """The spread of the difference over 300 samples of 200 is what one sample says."""
    draw, differences, errors = np.random.default_rng(1), [], []
    for _ in range(300):
        bad = np.arange(200) < 60
        signal = draw.normal(size=200) + bad
        one, other = signal + draw.normal(size=200), signal + 0.5 * draw.normal(size=200)
        found = challenge(bad, one, other)
        differences.append(found.difference)
        errors.append(found.error)
    assert np.mean(errors) == pytest.approx(np.std(differences), rel=0.15)
