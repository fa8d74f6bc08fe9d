"""A policy with few products and signals, so that a table of a test names few columns."""

from __future__ import annotations

from datetime import date

from hengke.engine.recommendation.rules import checked
from hengke.policies.recommendation import parse

AS_OF = date(2026, 10, 23)
TEXT = """
source = "Test"

[suitability]
source = "Test"
valid_months = 12
most_a_day = 2
most_in_twelve_months = 8
without_assessment = "R1"
not_rated = ["loan", "credit_card"]
adult_from = 18
minors_risk = "R1"
minors_barred = ["credit_card"]
senior_from = 65
senior_risk = "R3"
own_initiative_from = "C2"
barred_statuses = ["frozen", "deceased"]

[model]
most = 2
most_of_a_family = 1
least_holders = 2
least_part = "0.10"
trigger_ranks = [1]

[[shelves]]
name = "basic"
zh = "基础"
en = "Basic"
from_rank = 0
services = [{ zh = "课堂", en = "Courses" }]
[[shelves]]
name = "diversified"
zh = "多样"
en = "Diversified"
from_rank = 1
[[shelves]]
name = "private"
zh = "私行"
en = "Private"
from_rank = 2

[[products]]
code = "T"
shelf = "basic"
again = true
[[products]]
code = "K"
shelf = "basic"
only = "age >= 18"
[[products]]
code = "W"
shelf = "diversified"
[[products]]
code = "F"
shelf = "diversified"
[[products]]
code = "X"
shelf = "private"
[[products]]
code = "N"
shelf = "basic"
[[products]]
code = "S"
shelf = "basic"
status = "suspended"
[[products]]
code = "Z"
shelf = "basic"
since = 2027-01-01

[[signals]]
name = "bears_risk"
zh = "承受力高"
en = "Bears risk"
rule = "risk_level in ('C4', 'C5')"
risks = ["R3", "R4", "R5"]
factor = "2"
[[signals]]
name = "steady"
zh = "稳健"
en = "Steady"
rule = "risk_level in ('C1', 'C2')"
risks = ["R1", "R2"]
factor = "2"
[[signals]]
name = "pays_often"
zh = "消费频繁"
en = "Pays often"
rule = "habit_class = 'frequent'"
products = ["K"]
factor = "3"
[[signals]]
name = "prefers_funds"
zh = "偏好基金"
en = "Prefers funds"
rule = "product_preferred = 'fund'"
families = ["fund"]
factor = "1.5"
[[signals]]
name = "inflow"
zh = "资金流入"
en = "Money flows in"
rule = "flow_net_recent >= 100"
families = ["wealth", "fund"]
factor = "1.2"
trigger = true

[[levers]]
name = "year_end"
zh = "年末"
en = "Year end"
families = ["term_deposit"]
ranks = [1]
factor = "1.5"
through = 2026-12-31
"""
POLICY = parse(TEXT, name="test", since=date(2026, 1, 1))
RULES = checked(POLICY)
GATE = POLICY.suitability
