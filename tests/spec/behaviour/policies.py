"""A behaviour policy of three months, small enough to be worked out by hand."""

from __future__ import annotations

from datetime import date

from hengke.policies.behaviour import BehaviourPolicy, parse

TEXT = """
source = "test"
currency = "CNY"
months = 3
recent_months = 1
usual_months = 2
[deposits]
families = ["demand_deposit", "term_deposit"]
kinds = ["cash_deposit", "transfer_in"]
term_families = ["term_deposit"]
rollover_days = 7
season_months = 3
[channels]
counter = ["counter"]
self_service = ["atm"]
online = ["online", "mobile"]
[flow]
families = ["demand_deposit"]
cash_kinds = ["cash_deposit", "cash_withdrawal"]
even = "0.10"
least = "10.00"
[purchases]
kinds = ["purchase"]
families = ["term_deposit", "fund"]
[spending]
families = ["demand_deposit", "credit_card"]
refunds = ["refund"]
[spending.categories]
shopping = ["card_spending", "refund"]
housing = ["rent"]
[recurring]
kinds = ["rent"]
months = 3
least_months = 3
most_per_month = 1
spread = "0.10"
[income]
kinds = ["salary"]
middle = "5000.00"
high = "20000.00"
[[habit]]
class = "quiet"
most_monthly = "0.5"
[[habit]]
class = "home_bound"
category = "housing"
share = "0.60"
[[habit]]
class = "big_ticket"
least_ticket = "1000.00"
[[habit]]
class = "frequent"
least_monthly = "2"
[[habit]]
class = "everyday"
"""


def policy(text: str = TEXT) -> BehaviourPolicy:
    return parse(text, name="test", since=date(2020, 1, 1))
