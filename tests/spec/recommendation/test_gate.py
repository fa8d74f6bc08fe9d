"""The gate: R <= C, and everything that closes it; the two forms of it say the same."""

from __future__ import annotations

from datetime import date
from itertools import product

import pytest
from tests.spec import ascii_table
from tests.spec.recommendation.policies import AS_OF, GATE

from hengke.engine.recommendation import gate, suitable
from hengke.engine.recommendation.gate import Standing

HEADER = (
    "state:str | level:int | person:int | age:int | status:str | family:str | risk:int | want:str"
)


def judged(t):
    found = suitable.verdict(t, GATE, family=t.family, risk=t.risk)
    care = suitable.needs_procedure(t, GATE, family=t.family, risk=t.risk)
    return t.mutate(found=found, care=care)


@pytest.mark.requirement("R094")
@pytest.mark.requirement("L08")
def test_risk_above_the_level_and_whatever_is_no_valid_assessment_close_the_gate(spec):
    spec(
        given="""
            n:int | state:str    | level:int | person:int | age:int | status:str | family:str  | risk:int
            1     | valid        | 3         | 1          | 40      | active     | fund        | 3
            2     | valid        | 3         | 1          | 40      | active     | fund        | 4
            3     | expired      | 5         | 1          | 40      | active     | fund        | 2
            4     | expired      | 5         | 1          | 40      | active     | wealth      | 1
            5     | not_assessed |           | 1          | 40      |            | fund        | 2
            6     | dated_ahead  | 5         | 1          | 40      | active     | fund        | 2
            7     | too_often    | 5         | 1          | 40      | active     | fund        | 2
            8     | valid        | 5         | 1          | 17      | active     | fund        | 2
            9     | valid        | 5         | 1          | 17      | active     | wealth      | 1
            10    | valid        | 5         | 1          | 17      | active     | credit_card |
            11    | valid        | 5         | 1          |         | active     | fund        | 2
            12    | valid        | 5         | 0          |         | active     | fund        | 5
            13    | valid        | 5         | 1          | 40      | frozen     | wealth      | 1
            14    | valid        | 5         | 1          | 40      | active     | fund        |
            15    | not_assessed |           | 1          | 40      | active     | loan        |
            16    | valid        | 5         | 1          | 65      | active     | fund        | 3
            17    | valid        | 5         | 1          | 64      | active     | fund        | 3
            18    | valid        | 5         | 1          | 65      | active     | wealth      | 2
        """,
        when=judged,
        then="""
            n:int | found:str    | care:int
            1     | ''           | 0
            2     | above_level  | 0
            3     | expired      | 0
            4     | ''           | 0
            5     | not_assessed | 0
            6     | dated_ahead  | 0
            7     | too_often    | 0
            8     | minor        | 0
            9     | ''           | 0
            10    | minor        | 0
            11    | age_unknown  | 0
            12    | ''           | 0
            13    | barred       | 0
            14    | not_rated    | 0
            15    | ''           | 0
            16    | ''           | 1
            17    | ''           | 0
            18    | ''           | 0
        """,
    )


def test_both_forms_of_the_gate_agree_on_every_combination(engine):
    """The one for books and the one that pages ask."""
    grid = product(
        ("valid", "expired", "not_assessed"), (None, 1, 3, 5), (0, 1), (None, 17, 40, 65),
        ("active", "frozen", None), ("fund", "loan", "credit_card", "other"), (None, 1, 3, 5),
    )  # fmt: skip
    lines = [HEADER]
    for state, level, person, age, status, family, risk in grid:
        who = Standing(state, level, AS_OF, None, person == 1, age, status)
        want = gate.verdict(GATE, who, family=family, risk=risk)
        cells = (state, level, person, age, status, family, risk, want or "''")
        lines.append(" | ".join("" if one is None else str(one) for one in cells))
    table = engine.table(ascii_table.parse("\n".join(lines)))
    wrong = judged(table).filter(lambda t: t.found != t.want).select("found", "want")
    assert engine.run(wrong).rows == []


@pytest.mark.requirement("L09")
@pytest.mark.parametrize(
    ("assessed", "on", "state"),
    [
        (date(2025, 10, 24), date(2026, 10, 23), "valid"),
        (date(2025, 10, 23), date(2026, 10, 23), "expired"),
        (date(2024, 2, 29), date(2025, 2, 28), "valid"),
        (date(2024, 2, 29), date(2025, 3, 1), "expired"),
    ],
)
def test_an_assessment_runs_out_after_twelve_months_also_between_two_nights(assessed, on, state):
    who = Standing("valid", 3, assessed, None, True, 40, "active")
    assert gate.on_day(who, GATE, on=on).state == state


def test_the_bank_may_say_that_an_assessment_ends_earlier():
    who = Standing("valid", 3, date(2026, 10, 1), date(2026, 10, 22), True, 40, "active")
    assert gate.on_day(who, GATE, on=date(2026, 10, 22)).state == "valid"
    assert gate.on_day(who, GATE, on=date(2026, 10, 23)).state == "expired"


@pytest.mark.parametrize(("level", "answer"), [(1, "above_level"), (2, "")])
def test_who_has_the_lowest_level_may_not_even_ask_for_more(level, answer):
    who = Standing("valid", level, AS_OF, None, True, 40, "active")
    assert gate.may_ask(GATE, who, family="fund", risk=4) == answer
