"""Why a task stands on the list: one sentence from its parameters, in both languages."""

from __future__ import annotations

import json
from datetime import UTC, date, datetime

import pytest
from django.utils import translation

from hengke.apps.care import sentences, words
from hengke.apps.care.models import Task

SAMPLES = {
    "downgrade": (
        {"gap_minor": 38_600_000, "days_left": 7, "fails_used": 2, "fails_allowed": 3,
         "probability_permille": 620},
        "距保级线差 38.6 万，剩 7 天，降级概率 62%，已用缓冲 2/3",
        "386.0K short of the line, 7 days left, a fall is 62% likely, failed 2 of 3 times",
    ),
    "upgrade": (
        {"gap_minor": 4_200_000, "floor_minor": 50_000_000},
        "距上一级门槛 50.0 万 仅差 4.20 万",
        "only 42.0K short of the next tier's 500.0K",
    ),
    "maturity": (
        {"maturing_minor": 320_000_000, "maturing_on": "2026-11-23"},
        "定期资金 11 月 23 日 起到期", "term money matures from 23 Nov",
    ),
    "outflow": (
        {"outflow_minor": 86_000_000, "largest_on": "2026-10-21", "aum_minor": 123_900_000},
        "30 天向他行转出 86.0 万，最大一笔在 10 月 21 日，现有资产 123.9 万",
        "860.0K went to other banks in 30 days, most of it on 21 Oct, 1.24M left here",
    ),
    "birthday": ({"age": 58, "on": "2026-10-24"}, "10 月 24 日 58 岁生日", "turns 58 on 24 Oct"),
    "risk_assessment": (
        {"ends_on": "2026-11-25"}, "风险测评有效期至 11 月 25 日",
        "the risk assessment holds until 25 Nov",
    ),
    "id_expiry": (
        {"expires_on": "2026-11-25"}, "证件有效期至 11 月 25 日",
        "the identity document holds until 25 Nov",
    ),
    "welcome": (
        {"opened_on": "2026-10-12", "aum_minor": 30_000_000},
        "10 月 12 日 新开户，带来资产 30.0 万", "customer since 12 Oct, brought 300.0K",
    ),
    "playbook": (
        {"zh": "挽留：三天内联系", "en": "Keep: get in touch", "since": "2026-10-12"},
        "挽留：三天内联系，10 月 12 日 进入该阶段", "Keep: get in touch, in the stage since 12 Oct",
    ),
    "follow_up": (
        {"recorded_on": "2026-10-23", "note": "再谈大额存单"},
        "10 月 23 日 约定，再谈大额存单", "agreed on 23 Oct, 再谈大额存单",
    ),
}  # fmt: skip


def said(kind: str, params: object, language: str) -> str:
    text = params if isinstance(params, str) else json.dumps(params)
    with translation.override(language):
        return sentences.of(Task(task_key="t", kind=kind, params=text), whole=True)


@pytest.mark.parametrize("kind", SAMPLES)
def test_the_sentence_says_what_the_parameters_say(kind: str) -> None:
    params, chinese, english = SAMPLES[kind]
    assert said(kind, params, "zh-hans") == chinese
    assert said(kind, params, "en") == english


@pytest.mark.parametrize("kind", sentences.SENTENCES)
@pytest.mark.parametrize("params", ["{}", "", "no json", "[1, 2]", '{"gap_minor": "a"}'])
def test_missing_or_odd_parameters_leave_the_word_of_the_kind(kind: str, params: str) -> None:
    with translation.override("en"):
        word = str(words.KINDS[kind].label)
    assert said(kind, params, "en") == word


def test_a_line_that_is_reached_is_not_called_short() -> None:
    params = {"gap_minor": 0, "days_left": 1, "fails_used": 1, "fails_allowed": 3}
    assert said("downgrade", params, "en") == (
        "the line is reached so far, 1 day left, failed 1 of 3 times"
    )


def test_an_amount_that_is_unknown_is_said_to_be_unknown() -> None:
    params = {"maturing_minor": None, "maturing_on": "2026-11-23"}
    assert said("maturity", params, "en") == "money of unknown amount matures from 23 Nov"


@pytest.mark.parametrize(
    ("kind", "name", "text"),
    [
        ("risk_assessment", "ends_on", "the risk assessment ran out on 6 Sep"),
        ("id_expiry", "expires_on", "the identity document ran out on 6 Sep"),
    ],
)
def test_what_ran_out_is_not_said_to_hold(kind: str, name: str, text: str) -> None:
    task = Task(kind=kind, params=json.dumps({name: "2026-09-06"}), as_of=date(2026, 10, 23))
    with translation.override("en"):
        assert sentences.of(task, whole=True) == text


@pytest.mark.parametrize(
    ("kind", "name", "what"),
    [("risk_assessment", "ends_on", "risk assessment"), ("id_expiry", "expires_on", "identity")],
)
def test_what_ran_out_between_the_data_day_and_today_says_so(kind, name, what, monkeypatch):
    task = Task(kind=kind, params=json.dumps({name: "2026-11-03"}), as_of=date(2026, 10, 23))
    for today, told in ((3, "holds until 3 Nov"), (4, "ran out on 3 Nov, after the data day")):
        now = datetime(2026, 11, today, 4, tzinfo=UTC)
        monkeypatch.setattr("hengke.kernel.clock.now", lambda now=now: now)
        with translation.override("en"):
            found = sentences.of(task, whole=True)
        assert what in found
        assert found.endswith(told)


def test_a_kind_of_a_later_release_is_shown_by_its_code() -> None:
    assert said("card_fee", {}, "en") == "card_fee"


def test_every_kind_that_a_run_proposes_has_a_word_and_a_sentence() -> None:
    from hengke.policies.care.scheme import KINDS

    assert set(KINDS) <= set(sentences.SENTENCES) & set(words.KINDS)


@pytest.mark.parametrize(
    ("permille", "said_so"), [(1_000, "> 99%"), (995, "> 99%"), (994, "99%"), (5, "< 1%")]
)
def test_nothing_that_may_happen_is_said_to_be_certain_or_out_of_question(permille, said_so):
    assert said("downgrade", {"probability_permille": permille}, "en") == (
        f"a fall is {said_so} likely"
    )
