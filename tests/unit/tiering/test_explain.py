"""One sentence for the manager, one for the customer; every number in them can be traced."""

from __future__ import annotations

import re
from dataclasses import replace
from datetime import date
from typing import Any

import pytest
from tests.unit.tiering.ladders import MONTH_AVERAGE, ladder

from hengke.engine.features.reasons import REASONS as UNKNOWN_REASONS
from hengke.engine.tiering import explain_words
from hengke.engine.tiering.decide import REASONS
from hengke.engine.tiering.explain import Explanation, explain, facts_of
from hengke.engine.tiering.explain_facts import FACTS
from hengke.policies.tiering import Measure, TierPolicy
from hengke.policies.tiering.scheme import Alternative

LANGUAGES = ("zh", "en")
EVERY_REASON = [(state, reason) for state, reasons in REASONS.items() for reason in reasons]
HOUSE_WORDS = (
    "watch", "grace", "fail", "assess", "by hand", "approved", "frozen", "deceased", "blacklist",
    "floor", "缓冲", "未达标", "评定", "人工", "复核", "冻结", "已故", "黑名单", "门槛", "降级",
)  # fmt: skip
POLICY = ladder(
    new_customer_months=3, fall_days=("06-30", "12-31"), grandfathered_until=date(2026, 12, 31)
)
DECISION: dict[str, Any] = {
    "assessed_on": date(2026, 6, 30), "effective_from": date(2026, 7, 1),
    "value_minor": 440_000_00, "effective_rank_before": 2, "effective_rank": 2, "assessed_rank": 1,
    "fails_used": 2, "fails_allowed": 3, "unknown_reason": None, "qualified_by": "",
    "state": "watch", "reason_code": "below_floor",
}  # fmt: skip
POSITION: dict[str, Any] = {
    "as_of": date(2026, 7, 21),
    "next_assessment_on": date(2026, 7, 31), "needed_for_rest_minor": 620_000_00,
    "gap_to_keep_minor": 20_000_00, "gap_to_next_minor": 28_520_000_00, "days_left": 10,
    "next_change_on": date(2026, 8, 1), "next_tier": "gold",
}  # fmt: skip


def facts(**changes: Any) -> dict[str, Any]:
    return DECISION | changes


def decision(state: str, reason: str) -> dict[str, Any]:
    ranks: dict[str, Any] = {
        "upgraded": {"effective_rank_before": 1, "assessed_rank": 2, "fails_used": 0},
        "downgraded": {"effective_rank": 1, "fails_used": 0},
        "new": {"effective_rank_before": None, "assessed_rank": 2, "fails_used": 0},
        "normal": {"assessed_rank": 2, "fails_used": 0},
        "unknown": {
            "assessed_rank": None, "value_minor": None, "unknown_reason": "no_exchange_rate",
        },
    }  # fmt: skip
    return facts(state=state, reason_code=reason, **ranks.get(state, {}))


def check_traceable(told: Explanation, given: dict[str, Any], policy: TierPolicy) -> None:
    """No digit is printed that is not a noted number, and each is what its field holds."""
    for sentence in (told.manager, told.customer):
        rest = sentence
        for text in sorted({number.text for number in told.numbers}, key=len, reverse=True):
            rest = rest.replace(text, "")
        assert not re.search(r"\d", rest), f"{rest!r} of {sentence!r}"
    for number in told.numbers:
        assert number.value == stored(number.field, given, policy)
        assert number.text in told.manager + told.customer
        if number.field.endswith("_minor"):
            assert f"{number.value / 100:,.2f}" in number.text
        elif isinstance(number.value, int):
            assert number.text == str(number.value)
        elif isinstance(number.value, date):
            parts = re.findall(r"\d+", number.text)
            assert {str(number.value.year), str(number.value.day)} <= set(parts)


def stored(field: str, given: dict[str, Any], policy: TierPolicy) -> Any:
    where, *path = field.split(".")
    if where != "policy":
        return given[field]
    if path[0] == "tiers":
        return getattr(policy.tier(path[1]), path[2])
    return getattr(policy, path[0])


@pytest.mark.parametrize("language", LANGUAGES)
@pytest.mark.parametrize("beside", [{}, POSITION, POSITION | {"days_left": 0}])
@pytest.mark.parametrize(("state", "reason"), EVERY_REASON)
def test_every_reason_is_told_in_both_languages_and_every_number_is_traced(
    state, reason, beside, language
):
    given = decision(state, reason) | beside
    told = explain(given, policy=POLICY, language=language)
    check_traceable(told, given, POLICY)
    for sentence in (told.manager, told.customer):
        assert "{" not in sentence
        assert sentence.endswith("。" if language == "zh" else ".")
        assert bool(re.search(r"[\u4e00-\u9fff]", sentence)) == (language == "zh")
        assert len(sentence) > 4
    assert not [word for word in HOUSE_WORDS if word in told.customer.lower()]


@pytest.mark.requirement("R055")
@pytest.mark.parametrize(
    ("language", "because", "regain"),
    [
        (
            "zh",
            "月日均资产为440,000.00元，低于白金门槛500,000.00元，3次缓冲已用完，"
            "自2026年7月1日起降为金卡",
            "恢复白金须使月日均资产达到500,000.00元；按2026年7月21日数据，按目前余额，2026年7月31日可保持金卡；"
            "到2026年7月31日再增加180,000.00元可升至白金",
        ),
        (
            "en",
            "the month average of assets of CNY 440,000.00 is below the floor CNY 500,000.00 of "
            "Platinum: the grace of 3 failing assessments is used up, Gold from 1 July 2026",
            "to regain Platinum, the month average of assets must reach CNY 500,000.00; by the "
            "figures of 21 July 2026, on course to keep Gold on 31 July 2026; CNY 180,000.00 more until 31 July 2026 would reach "
            "Platinum",
        ),
    ],
)
def test_a_downgrade_tells_why_and_what_to_do_to_regain_the_level(language, because, regain):
    given = decision("downgraded", "grace_used_up") | POSITION
    given |= {"gap_to_keep_minor": 0, "gap_to_next_minor": 180_000_00, "next_change_on": None}
    told = explain(given, policy=POLICY, language=language)
    assert because in told.manager
    assert regain in told.manager
    assert "180,000.00" in told.customer
    assert "500,000.00" in told.customer
    check_traceable(told, given, POLICY)


def test_a_downgrade_of_the_past_names_the_value_that_regains_the_level():
    told = explain(decision("downgraded", "grace_used_up"), policy=POLICY, language="en")
    assert told.customer == (
        "On 30 June 2026 your month average of assets of CNY 440,000.00 has stayed below "
        "Platinum's CNY 500,000.00: your level is Gold from 1 July 2026; a month average of "
        "assets of CNY 500,000.00 brings Platinum back."
    )


def test_the_watch_says_how_much_until_when_and_what_comes_if_nothing_happens():
    told = explain(facts() | POSITION, policy=POLICY, language="en")
    assert told.manager.endswith(
        "failing assessment 2 of 3, the tier stays for now; by the figures of "
        "21 July 2026, to keep Platinum, CNY 20,000.00 more must come in by the next day and stay "
        "until 31 July 2026 (an average of CNY 620,000.00 over the "
        "10 days left); if nothing happens, Gold from 1 August 2026."
    )
    assert told.customer.endswith(
        "you still enjoy Platinum; by the figures of 21 July 2026, another CNY 20,000.00, held "
        "until 31 July 2026, keeps Platinum (an average of CNY 620,000.00 over the 10 days left)."
    )


def test_on_the_last_day_of_a_period_it_says_what_was_missing_and_what_the_next_one_needs():
    given = facts() | POSITION | {"days_left": 0, "needed_for_rest_minor": None}
    given |= {"gap_to_keep_minor": 60_000_00}
    told = explain(given, policy=POLICY, language="zh")
    assert "本期还差60,000.00元；若要保级，下次评定月日均资产须达到500,000.00元" in told.manager
    assert "月日均资产达到500,000.00元即可保持白金" in told.customer


def test_whoever_is_safe_hears_what_the_next_tier_takes():
    given = decision("normal", "floor_kept") | POSITION
    given |= {"gap_to_keep_minor": 0, "next_change_on": None, "next_tier": None}
    told = explain(given, policy=POLICY, language="zh")
    assert "到2026年7月31日再增加28,520,000.00元可升至私人银行" in told.manager


def test_a_month_end_measure_speaks_of_the_day_and_of_no_average():
    policy = replace(POLICY, measure=Measure("month_end", stocks=MONTH_AVERAGE.stocks))
    given = facts() | POSITION | {"needed_for_rest_minor": None}
    told = explain(given, policy=policy, language="en")
    assert "to keep Platinum, CNY 20,000.00 more must be there by 31 July 2026" in told.manager
    assert "average" not in told.manager


def test_points_are_points_and_other_currencies_are_named():
    points = replace(POLICY, measure=Measure("star_points", stocks=MONTH_AVERAGE.stocks))
    assert "440,000.00分" in explain(facts(), policy=points, language="zh").manager
    assert "440,000.00 points" in explain(facts(), policy=points, language="en").manager
    crowns = replace(POLICY, currency="CZK")
    assert "440,000.00 CZK" in explain(facts(), policy=crowns, language="zh").manager


def test_one_day_and_one_month_are_singular():
    given = facts(reason_code="new_customer", state="protected") | POSITION | {"days_left": 1}
    told = explain(given, policy=replace(POLICY, new_customer_months=1), language="en")
    assert "protected for 1 month," in told.manager
    assert "over the 1 day left" in told.manager


def test_a_tier_that_income_opened_is_not_said_to_reach_the_floor_of_assets():
    """Two ways lead to the tier; the one that opened it is named."""
    card, salary = (
        Alternative(name, zh, name, MONTH_AVERAGE, {"platinum": 9_000_00})
        for name, zh in (("card", "信用卡"), ("salary", "代发工资"))
    )
    policy = replace(POLICY, alternatives=(card, salary))
    given = decision("normal", "floor_kept") | {"qualified_by": "salary"}
    told = explain(given, policy=policy, language="en")
    assert told.manager == (
        "On 30 June 2026 another condition (salary) gives Platinum, in force from 1 July 2026."
    )
    assert explain(given, policy=policy, language="zh").customer.startswith("您符合代发工资条件")


def test_a_sum_that_only_rounds_to_the_floor_did_not_reach_it():
    """499,999.995 on average is shown as 500,000.00; what the decision says counts."""
    salary = Alternative("salary", "代发工资", "salary", MONTH_AVERAGE, {"platinum": 9_000_00})
    policy = replace(POLICY, alternatives=(salary,))
    shown = {"value_minor": 500_000_00}
    by_income = decision("normal", "floor_kept") | shown | {"qualified_by": "salary"}
    assert "another condition (salary)" in explain(by_income, policy=policy, language="en").manager
    by_assets = by_income | {"qualified_by": ""}
    assert "keeps Platinum" in explain(by_assets, policy=policy, language="en").manager


@pytest.mark.parametrize("language", LANGUAGES)
@pytest.mark.parametrize(
    ("state", "reason"),
    [pair for pair in EVERY_REASON if pair[0] in ("watch", "protected", "downgraded")],
)
def test_a_tier_that_only_another_measure_opens_names_that_measure(language, state, reason):
    tiers = (*POLICY.tiers[:2], replace(POLICY.tiers[2], only_by="net"), POLICY.tiers[3])
    net = Alternative("net", "金融净资产", "net assets", MONTH_AVERAGE, {"platinum": 400_000_00})
    policy = replace(POLICY, tiers=tiers, alternatives=(net,))
    given = decision(state, reason)
    told = explain(given, policy=policy, language=language)
    if reason != "fails_reduced":
        assert ("金融净资产" if language == "zh" else "net assets") in told.manager
    check_traceable(told, given, policy)


@pytest.mark.parametrize("language", LANGUAGES)
@pytest.mark.parametrize("why", [*UNKNOWN_REASONS, "not_assessed_yet"])
def test_every_reason_for_unknown_has_its_words(why, language):
    given = decision("unknown", "measure_unknown") | {"unknown_reason": why}
    told = explain(given, policy=POLICY, language=language)
    assert explain_words.UNKNOWN[why][language] in told.manager
    assert told.customer != told.manager


def test_what_was_unknown_at_the_assessment_is_told_also_where_today_is_known():
    """The running period is known again; that says nothing about the period that was assessed."""
    given = decision("unknown", "measure_unknown")
    today = POSITION | {"assessed_on": given["assessed_on"], "unknown_reason": None}
    told = explain(facts_of(given, today), policy=POLICY, language="en")
    assert "is unknown (there is no valid exchange rate)" in told.manager
    assert "CNY 20,000.00 more must come in" in told.manager


@pytest.mark.parametrize("language", LANGUAGES)
def test_a_tier_set_by_hand_since_the_assessment_is_the_one_that_is_told(language):
    given = decision("watch", "below_floor")
    today = POSITION | {
        "assessed_on": given["assessed_on"], "state": "overridden", "effective_rank": 3,
        "effective_tier": "private", "fails_used": 0, "fails_allowed": 6,
        "next_change_on": date(2026, 7, 21), "next_tier": "platinum",
    }  # fmt: skip
    both = facts_of(given, today)
    told = explain(both, policy=POLICY, language=language)
    private, platinum = (getattr(POLICY.by_rank(rank), language) for rank in (3, 2))
    assert told.manager.startswith(private)
    assert ("人工调级" if language == "zh" else "set by hand") in told.manager
    assert platinum in told.manager.split("；" if language == "zh" else ";")[-1]
    assert private in told.customer
    assert not [word for word in HOUSE_WORDS if word in told.customer.lower()]
    check_traceable(told, both, POLICY)


@pytest.mark.parametrize("language", LANGUAGES)
def test_what_rests_on_a_later_date_names_it_once_and_on_the_assessments_own_day_not_at_all(
    language,
):
    given = facts(assessed_on=date(2026, 6, 30), as_of=date(2026, 6, 30))
    later = POSITION | {"assessed_on": given["assessed_on"]}
    told = explain(facts_of(given, later), policy=POLICY, language=language)
    named = {"zh": "按2026年7月21日数据，", "en": "by the figures of 21 July 2026, "}[language]
    assert told.manager.count(named) == told.customer.count(named) == 1
    (number,) = [number for number in told.numbers if number.field == "as_of"]
    assert number.value == date(2026, 7, 21)
    same = later | {"as_of": given["assessed_on"]}
    told = explain(facts_of(given, same), policy=POLICY, language=language)
    assert "as_of" not in {number.field for number in told.numbers}


def test_the_outlook_of_another_assessment_is_left_out():
    other = POSITION | {"assessed_on": date(2026, 5, 31)}
    assert facts_of(facts(), other) == facts()
    assert facts_of(facts(), None) == facts()


def test_a_customer_without_a_tier_is_told_so():
    given = decision("unknown", "measure_unknown") | {"effective_rank": None}
    assert explain(given, policy=POLICY, language="zh").manager.endswith("等级不变：暂无等级。")


def test_every_word_of_the_sentences_is_a_fact_and_every_fact_is_used():
    tables = (
        explain_words.MANAGER, explain_words.CUSTOMER, explain_words.AHEAD_MANAGER,
        explain_words.AHEAD_CUSTOMER, {"of_the_day": explain_words.OF_THE_DAY},
    )  # fmt: skip
    texts = [text for table in tables for entry in table.values() for text in entry.values()]
    assert {word for text in texts for word in re.findall(r"{(\w+)}", text)} == set(FACTS)
