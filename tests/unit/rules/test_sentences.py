"""What a rule says, in words."""

from __future__ import annotations

import pytest

from hengke.engine.rules.checking import check
from hengke.engine.rules.sentences import sentence_of

SAID = {
    "aum_month_avg >= 500000 and aum_trend_6m < -0.1 and not has('fund')": (
        "本月日均资产不低于500,000元，且近六个月资产变化低于-10%，且不持有基金",
        "month average of assets is at least CNY 500,000 and change of assets in six months is "
        "below -10% and holds no funds",
    ),
    "kind = 'person' and (age between 30 and 45 or not occupation in ('教师', '医生'))": (
        "客户类型为个人，且（年龄在30至45之间，或职业不是“教师”、“医生”中的任何一个）",
        "kind of customer is person and (age is from 30 to 45 or occupation is none of "
        "'教师', '医生')",
    ),
    "not (aum is null) and opened_on < '2020-01-01' and aum - debts > 0.5": (
        "管理资产已知，且开户日期早于2020-01-01，且管理资产 − 负债高于0.50元",
        "assets is known and start of the relation is before 2020-01-01 and assets − debts is "
        "above CNY 0.50",
    ),
    "aum = null": (
        "管理资产与未知比较（结果恒为未知）", "assets compared with unknown (never known)",
    ),
}  # fmt: skip


@pytest.mark.parametrize("text", SAID)
def test_a_rule_is_said_in_both_languages(text: str) -> None:
    tree = check(text).tree
    assert (sentence_of(tree, "zh"), sentence_of(tree, "en")) == SAID[text]


def test_amounts_are_in_the_currency_of_the_home() -> None:
    tree = check("aum > 1234.5").tree
    assert sentence_of(tree, "zh", currency="CZK") == "管理资产高于CZK 1,234.50"
    assert sentence_of(tree, "zh", currency="USD") == "管理资产高于1,234.50美元"
