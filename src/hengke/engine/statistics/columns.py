"""Columns of the result tables of statistics.

`branch_id` is empty for the whole bank; a branch's rows tell of that branch alone. Figures are
whole numbers: money in minor units, counts in hundredths, ratios in millionths (`unit` says
which). Null is unknown or not shown. Courses, with their slopes, are means
of these units and may be parts of one. `protected` rows need a right of their own.
"""

from __future__ import annotations

from hengke.engine.stamp import STAMP

BANK = ""
EVERYBODY = "all"
"""Grouping and group of all customers."""
UNTOLD = ""
"""The group of those whose value is unknown."""
YES, NO = "yes", "no"
MINOR, HUNDREDTHS, PPM = "minor", "hundredths", "ppm"
QUANTILES = (0.05, 0.25, 0.5, 0.75, 0.95)
NAMED = ("p5", "p25", "p50", "p75", "p95")
TREND, APART, PAIR = "trend", "apart", "pair"
KINDS = (TREND, APART, PAIR)
FEW, SHORT, CONSTANT, FOLLOWS = "few", "short_history", "constant", "follows"
NOT_COMPUTED, NOT_TOLD, STRANGE = "not_computed", "not_told", "strange"

STATISTICS = {  # one row per branch, grouping, group and feature
    "branch_id": "string", "grouping": "string", "slice": "string", "feature": "string",
    "place": "int64",  # order of the group
    "customers": "int64", "known": "int64",
    "unit": "string",  # '' where the feature is a word
    "unknown_reason": "string",  # of most unknown ones; 'few': figures would tell of few
    "strange": "int64",  # no finite number, or beyond what is computed with
    "mean": "int64", "deviation": "int64",
    **dict.fromkeys(NAMED, "int64"),
    "zero_ppm": "int64",
    "bins": "string",  # JSON: [[from, to, customers], ...], open ends null
    "words": "string",  # JSON: [[word, customers], ...], all others null
    "protected": "int64", "policy_version": "string", **STAMP,
}  # fmt: skip

STATISTICS_TRENDS = {  # one row per branch, grouping, group and series
    "branch_id": "string", "grouping": "string", "slice": "string", "series": "string",
    "place": "int64",
    "customers": "int64",  # known in every month of the course
    "unit": "string", "months": "int64", "first_on": "date", "last_on": "date",
    "course": "string",  # JSON: [[month end, mean, part above zero in millionths], ...]
    "change_month_ppm": "int64", "change_year_ppm": "int64",  # of the mean
    "tau": "float64", "trend_chance": "float64",  # Mann-Kendall, chance for correlated months
    "slope": "float64", "slope_low": "float64", "slope_high": "float64",  # Theil-Sen, a month
    "more": "float64", "less": "float64",  # parts of customers, recent months against before
    "more_chance": "float64",
    "apart": "float64", "apart_low": "float64", "apart_high": "float64",  # against all others
    "apart_chance": "float64",
    "psi": "float64",  # distribution of the last month against a year before, or the first
    "year": "int64",  # 1: compared with the same months a year before
    "reason": "string",  # why there is no trend; null where there is
    "protected": "int64", "policy_version": "string", **STAMP,
}  # fmt: skip

STATISTICS_FINDINGS = {  # one row per finding; `series` of a pair: two features
    "branch_id": "string", "kind": "string", "grouping": "string", "slice": "string",
    "series": "string",
    "rank": "int64", "moves": "string", "effect": "float64", "low": "float64", "high": "float64",
    "chance": "float64", "discovery": "float64", "customers": "int64",
    "affected": "int64",  # effect x customers
    "months": "int64", "year": "int64",
    "need": "string",  # class of needs that it may hint at; '' none
    "lacking": "int64",  # of the group, who have nothing for it yet
    "unmet": "int64",  # of these, of whom no rule concluded the need
    "expression": "string",  # who they are, in the rule language
    "sentence_zh": "string", "sentence_en": "string",
    "protected": "int64", "policy_version": "string", **STAMP,
}  # fmt: skip

STATISTICS_SCOPES = {  # one row per branch, and for the bank
    "branch_id": "string", "customers": "int64",
    "tests": "int64", "by_chance": "float64",  # expected by chance alone, were nothing corrected
    "found": "int64",  # of which findings are shown, and may be false
    "false_most": "float64",
    "months": "int64", "first_on": "date", "last_on": "date",  # of the longest course
    "reason": "string",  # why nothing is told: few, short_history
    "least_group": "int64", "discovery": "float64",
    "policy_version": "string", **STAMP,
}  # fmt: skip
