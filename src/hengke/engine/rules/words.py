"""The words of sentences.py, in both languages. `{0}` and `{1}` are what is compared."""

from __future__ import annotations

Words = dict[str, dict[str, str]]

COMPARISONS: Words = {
    "=": {"zh": "{0}为{1}", "en": "{0} is {1}"},
    "<>": {"zh": "{0}不是{1}", "en": "{0} is not {1}"},
    "<": {"zh": "{0}低于{1}", "en": "{0} is below {1}"},
    "<=": {"zh": "{0}不高于{1}", "en": "{0} is at most {1}"},
    ">": {"zh": "{0}高于{1}", "en": "{0} is above {1}"},
    ">=": {"zh": "{0}不低于{1}", "en": "{0} is at least {1}"},
}
OF_DATES: Words = {
    "=": COMPARISONS["="],
    "<>": COMPARISONS["<>"],
    "<": {"zh": "{0}早于{1}", "en": "{0} is before {1}"},
    "<=": {"zh": "{0}不晚于{1}", "en": "{0} is on or before {1}"},
    ">": {"zh": "{0}晚于{1}", "en": "{0} is after {1}"},
    ">=": {"zh": "{0}不早于{1}", "en": "{0} is on or after {1}"},
}
INVERSE = {"=": "<>", "<>": "=", "<": ">=", "<=": ">", ">": "<=", ">=": "<"}
"""Also where something is unknown: then both are."""
OPERATORS = {"+": "+", "-": "−", "*": "×", "/": "÷"}
CURRENCIES = {"CNY": "元", "USD": "美元", "EUR": "欧元", "HKD": "港元"}
PHRASES: Words = {
    "and": {"zh": "，且", "en": " and "},
    "or": {"zh": "，或", "en": " or "},
    "brackets": {"zh": "（{0}）", "en": "({0})"},
    "not": {"zh": "并非（{0}）", "en": "not ({0})"},
    "between": {"zh": "{0}在{1}至{2}之间", "en": "{0} is from {1} to {2}"},
    "between_not": {"zh": "{0}不在{1}至{2}之间", "en": "{0} is not from {1} to {2}"},
    "in": {"zh": "{0}为{1}之一", "en": "{0} is one of {1}"},
    "in_not": {"zh": "{0}不是{1}中的任何一个", "en": "{0} is none of {1}"},
    "unknown": {"zh": "{0}未知", "en": "{0} is unknown"},
    "unknown_not": {"zh": "{0}已知", "en": "{0} is known"},
    "surely": {"zh": "确定（{0}）", "en": "surely ({0})"},
    "surely_not": {"zh": "确定并非（{0}）", "en": "surely not ({0})"},
    "tags": {"zh": "带有标签“{0}”", "en": "has the tag '{0}'"},
    "tags_not": {"zh": "没有标签“{0}”", "en": "has not the tag '{0}'"},
    "segments": {"zh": "属于客群“{0}”", "en": "belongs to the segment '{0}'"},
    "segments_not": {"zh": "不属于客群“{0}”", "en": "does not belong to the segment '{0}'"},
    "else": {"zh": "{0}（未知时取{1}）", "en": "{0} (or {1} where unknown)"},
    "never": {
        "zh": "{0}与未知比较（结果恒为未知）",
        "en": "{0} compared with unknown (never known)",
    },
    "null": {"zh": "未知", "en": "unknown"},
    "true": {"zh": "是", "en": "yes"},
    "false": {"zh": "否", "en": "no"},
    "quoted": {"zh": "“{0}”", "en": "'{0}'"},
}
CALLS: Words = {
    "days_since": {"zh": "自{0}起的天数", "en": "days since the {0}"},
    "days_until": {"zh": "距{0}的天数", "en": "days until the {0}"},
    "days_between": {"zh": "{1}至{0}的天数", "en": "days from the {1} to the {0}"},
    "year": {"zh": "{0}的年份", "en": "year of the {0}"},
    "month": {"zh": "{0}的月份", "en": "month of the {0}"},
    "abs": {"zh": "（{0}）的绝对值", "en": "size of ({0})"},
    "negative": {"zh": "−（{0}）", "en": "−({0})"},
    "lower": {"zh": "{0}（小写）", "en": "{0} in small letters"},
    "contains": {"zh": "{0}包含{1}", "en": "{0} contains {1}"},
    "starts_with": {"zh": "{0}以{1}开头", "en": "{0} begins with {1}"},
}
