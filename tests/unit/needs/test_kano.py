"""The evaluation table, the mode with its tie order, the coefficients, the refused survey."""

from __future__ import annotations

from datetime import date
from fractions import Fraction

import pytest

from hengke.engine.needs import kano
from hengke.engine.needs.unknown import Unknown
from hengke.policies.needs import load

POLICY = load(on=date(2026, 11, 27)).kano
PAIR = {"A": (1, 3), "O": (1, 5), "M": (3, 5), "I": (2, 2), "R": (5, 1), "Q": (1, 1)}


def answers(**times: int) -> dict[tuple[int, int], int]:
    return {PAIR[name]: count for name, count in times.items()}


@pytest.mark.requirement("R087")
def test_all_twenty_five_pairs_of_answers() -> None:
    """domain.md 7.1, row by row."""
    table = {
        1: "Q A A A O", 2: "R I I I M", 3: "R I I I M", 4: "R I I I M", 5: "R R R R Q",
    }  # fmt: skip
    found = {row: " ".join(kano.category(row, column) for column in kano.ANSWERS) for row in table}
    assert found == table


@pytest.mark.requirement("R087")
def test_the_worked_example() -> None:
    """A30 O20 M40 I10: Better 0.50, Worse -0.60, class M (domain.md 7.1)."""
    found = kano.evaluate(answers(A=30, O=20, M=40, I=10), policy=POLICY)
    assert (found.better, found.worse, found.category) == (Fraction(1, 2), Fraction(-3, 5), "M")
    assert found.frequencies == {"A": 30, "O": 20, "M": 40, "I": 10, "R": 0, "Q": 0}
    assert found.answered == 100


def test_reverse_and_questionable_answers_are_left_out_of_the_coefficients() -> None:
    found = kano.evaluate(answers(A=3, O=2, M=4, I=1, R=50, Q=20), policy=POLICY)
    assert (found.better, found.worse, found.category) == (Fraction(1, 2), Fraction(-3, 5), "R")


@pytest.mark.parametrize(
    ("times", "category"),
    [
        ({"M": 5, "O": 5, "A": 5, "I": 5}, "M"),
        ({"O": 5, "A": 5, "I": 5}, "O"),
        ({"A": 5, "I": 5, "R": 5}, "A"),
        ({"I": 5, "R": 5}, "I"),
        ({"M": 4, "I": 5}, "I"),
    ],
)
def test_of_equals_the_first_of_the_tie_order_counts(times: dict[str, int], category: str) -> None:
    assert kano.evaluate(answers(**times), policy=POLICY).category == category


@pytest.mark.parametrize(
    ("times", "quadrant"),
    [
        ({"O": 6, "I": 4}, "O"),
        ({"A": 6, "I": 4}, "A"),
        ({"M": 6, "I": 4}, "M"),
        ({"A": 2, "M": 2, "I": 6}, "I"),
        ({"A": 5, "M": 5}, "O"),
    ],
)
def test_the_quadrant_of_both_coefficients(times: dict[str, int], quadrant: str) -> None:
    assert kano.evaluate(answers(**times), policy=POLICY).quadrant == quadrant


def test_nothing_is_known_of_contradictions_alone() -> None:
    found = kano.evaluate(answers(Q=7), policy=POLICY)
    for figure in (found.category, found.better, found.worse, found.quadrant):
        assert isinstance(figure, Unknown)


@pytest.mark.requirement("R087")
def test_a_survey_is_refused_above_a_tenth_of_contradictions_and_not_at_it() -> None:
    at = kano.questionable([answers(M=45, Q=5), answers(A=45, Q=5)])
    above = kano.questionable([answers(M=45, Q=5), answers(A=44, Q=6)])
    assert (at, above) == (Fraction(1, 10), Fraction(11, 100))
    assert kano.refusal(at, policy=POLICY) is None
    refused = kano.refusal(above, policy=POLICY)
    assert refused is not None
    assert "11.0 % of the answers contradict themselves, more than 10 %" in refused.reason


def test_a_survey_that_nobody_answered_is_unknown() -> None:
    share = kano.questionable([{}])
    assert isinstance(share, Unknown)
    assert kano.refusal(share, policy=POLICY) is share
