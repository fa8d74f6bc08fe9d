"""Features of markets: the same for every customer, save the index of the customer's industry."""

from __future__ import annotations

from hengke.engine.market.columns import CHANGE_DAYS, INDUSTRY_INDEX
from hengke.engine.rules.catalogue import Feature
from hengke.engine.rules.kinds import Kind
from hengke.policies.market import SERIES

MARKET = "market"
INDEX, CHANGED = INDUSTRY_INDEX, f"_change_{CHANGE_DAYS}d"
WORDS = {
    "usd_cny": ("美元兑人民币", "CNY per USD"), "eur_cny": ("欧元兑人民币", "CNY per EUR"),
    "hkd_cny": ("港币兑人民币", "CNY per HKD"),
    "deposit_1y": ("一年期存款利率", "rate of deposits of one year"),
    "deposit_3y": ("三年期存款利率", "rate of deposits of three years"),
    "loan_1y": ("一年期贷款利率", "rate of loans of one year"),
    "loan_5y": ("五年期贷款利率", "rate of loans of five years"),
    INDEX: ("所属行业指数", "index of the customer's industry"),
}  # fmt: skip
RATES = ("deposit_1y", "deposit_3y", "loan_1y", "loan_5y")


def _two(code: str, name: str) -> tuple[Feature, Feature]:
    zh, en = WORDS[code]
    unit = "" if code in RATES else "points" if code == INDEX else "CNY"
    return (
        Feature(name, Kind.RATIO, zh, en, MARKET, data_class="C1", freshness="delivery", unit=unit),
        Feature(f"{name}{CHANGED}", Kind.RATIO, f"近九十天{zh}变化", f"change of {en} in 90 days",
                MARKET, data_class="C1", freshness="delivery"),
    )  # fmt: skip


OF_MARKETS = (*(one for code in SERIES for one in _two(code, f"market_{code}")),
              *_two(INDEX, INDEX))  # fmt: skip
