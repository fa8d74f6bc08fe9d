"""A policy with few rules, so that a table of a test names few columns."""

from __future__ import annotations

from datetime import date

from hengke.engine.lifecycle.rules import checked
from hengke.policies.lifecycle import parse

TEXT = """
source = "Test"
keep_months = 2

[[stages]]
name = "dormant"
zh = "睡眠"
en = "Dormant"
any_of = "dormancy"

[[stages]]
name = "new"
zh = "新客户"
en = "New"
rule = "tenure_days <= 180"

[[stages]]
name = "at_risk"
zh = "流失风险"
en = "At risk"
any_of = "loss"
surely = true
[[stages.playbook]]
name = "keep"
zh = "挽留"
en = "Keep"
due_days = 3
within_days = 10
least_assets = "500.00"
stake = "0.50"

[[stages]]
name = "stable"
zh = "稳定"
en = "Stable"
otherwise = true

[[dormancy]]
name = "quiet"
zh = "无交易"
en = "Quiet"
rule = "aum <= 100 and days_since_own_booking >= 365"
source = "Test"
in_use = true

[[loss]]
name = "assets_fall"
zh = "资产下降"
en = "Assets fall"
rule = "aum < 0.70 * aum_3m_mean"
source = "Test"
in_use = true

[[loss]]
name = "activity_fall"
zh = "交易减少"
en = "Activity falls"
rule = "activity_change <= -0.50"
source = "Test"
in_use = true
"""
RULES = checked(parse(TEXT, name="test", since=date(2026, 1, 1)))
