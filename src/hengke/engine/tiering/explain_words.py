"""The sentences of explain.py: one per reason, reader and language, and what can be done about it.

Words in braces are facts (explain.FACTS); whatever is printed is a stored input or the policy's.
The customer's sentences use no word of the house: no watch, no grace, no assessment, no override.
"""

from __future__ import annotations

Words = dict[str, dict[str, str]]

MEASURES: Words = {
    "month_average": {"zh": "月日均资产", "en": "month average of assets"},
    "month_end": {"zh": "期末资产余额", "en": "balance at the period's end"},
    "quarter_average": {"zh": "季日均资产", "en": "quarter average of assets"},
    "star_points": {"zh": "星点值", "en": "point total"},
    "composite_score": {"zh": "综合评分", "en": "composite score"},
}
HOUSEHOLD = {"zh": "家庭{measure}", "en": "household's {measure}"}
STATUSES: Words = {
    "frozen": {"zh": "账户冻结", "en": "frozen"},
    "deceased": {"zh": "已故", "en": "deceased"},
    "blacklisted": {"zh": "列入黑名单", "en": "blacklisted"},
    "closed": {"zh": "已销户", "en": "closed"},
    "active": {"zh": "按制度不参评", "en": "left out by the policy"},
}
UNKNOWN: Words = {
    "rows_in_quarantine": {
        "zh": "有数据行被隔离，待更正", "en": "rows of the bank's files are in quarantine",
    },
    "no_accounts_delivered": {"zh": "未收到账户数据", "en": "no accounts were delivered"},
    "no_balances": {"zh": "未收到余额数据", "en": "no balances were delivered"},
    "unknown_product": {"zh": "产品类别未知", "en": "a product is of no known class"},
    "history_begins_later": {
        "zh": "数据起始晚于考核期", "en": "the delivered history begins later",
    },
    "month_end_balances_only": {
        "zh": "仅有月末余额，无法计算日均", "en": "there are month-end balances only",
    },
    "missing_in_snapshot": {"zh": "时点文件中缺少该客户", "en": "missing in a file of balances"},
    "running_balance_unclear": {
        "zh": "当日流水顺序无法确定", "en": "the order of a day's bookings cannot be told",
    },
    "no_exchange_rate": {"zh": "缺少有效汇率", "en": "there is no valid exchange rate"},
    "amount_too_large": {"zh": "金额超出合理范围", "en": "an amount is beyond reason"},
    "no_transactions": {"zh": "未收到交易流水", "en": "no transactions were delivered"},
    "indicator_not_delivered": {"zh": "评分指标缺失", "en": "an indicator was not delivered"},
    "nothing_to_compare": {"zh": "比率缺少分母", "en": "a ratio has nothing to compare with"},
    "not_assessed_yet": {"zh": "尚未评定", "en": "not assessed yet"},
}  # fmt: skip
UNKNOWN_OTHERWISE = {"zh": "数据不完整", "en": "not all figures are there"}

MANAGER: Words = {
    "first_assessment": {
        "zh": "{on}首次评定：{measure}为{value}，评为{tier}，自{since}起生效",
        "en": "First assessment on {on}: the {measure} of {value} gives {tier}, in force from {since}",
    },
    "floor_kept": {
        "zh": "截至{on}，{measure}为{value}，达到{tier}门槛{floor}，等级保持",
        "en": "On {on} the {measure} of {value} keeps {tier} (floor {floor})",
    },
    "lowest_kept": {
        "zh": "截至{on}，{measure}为{value}，等级为{tier}，该等级没有门槛",
        "en": "On {on} the {measure} is {value}: {tier}, the tier without a floor",
    },
    "fails_cleared": {
        "zh": "截至{on}，{measure}为{value}，重新达到{tier}门槛{floor}，未达标次数清为{used}",
        "en": "On {on} the {measure} of {value} reaches the floor {floor} of {tier} again; failing assessments are back at {used}",
    },
    "fails_reduced": {
        "zh": "截至{on}，{measure}为{value}，达到{tier}门槛{floor}，未达标次数减至{used}/{allowed}",
        "en": "On {on} the {measure} of {value} reaches the floor {floor} of {tier}; failing assessments go down to {used} of {allowed}",
    },
    "below_floor": {
        "zh": "截至{on}，{measure}为{value}，低于{tier}门槛{floor}，第{used}次未达标（满{allowed}次降级），等级暂不变",
        "en": "On {on} the {measure} of {value} is below the floor {floor} of {tier}: failing assessment {used} of {allowed}, the tier stays for now",
    },
    "waits_for_fall_day": {
        "zh": "截至{on}，{measure}为{value}，低于{tier}门槛{floor}，{grace}缓冲已用完，仅在{fall_days}可降级",
        "en": "On {on} the {measure} of {value} is below the floor {floor} of {tier}: the grace of {grace} is used up, and the tier may fall on {fall_days} only",
    },
    "floor_reached": {
        "zh": "截至{on}，{measure}为{value}，达到{tier}门槛{floor}，由{before}升级，自{since}起生效",
        "en": "On {on} the {measure} of {value} reaches the floor {floor} of {tier}: raised from {before}, in force from {since}",
    },
    "grace_used_up": {
        "zh": "截至{on}，{measure}为{value}，低于{before}门槛{old_floor}，{grace}缓冲已用完，自{since}起降为{tier}",
        "en": "On {on} the {measure} of {value} is below the floor {old_floor} of {before}: the grace of {grace} is used up, {tier} from {since}",
    },
    "new_customer": {
        "zh": "截至{on}，{measure}为{value}，低于{tier}门槛{floor}，新客保护期{months}内不降级、不计次",
        "en": "On {on} the {measure} of {value} is below the floor {floor} of {tier}; a new customer is protected for {months}, nothing is counted",
    },
    "grandfathered": {
        "zh": "截至{on}，{measure}为{value}，低于{tier}门槛{floor}，过渡期至{protected_until}，不降级、不计次",
        "en": "On {on} the {measure} of {value} is below the floor {floor} of {tier}; tiers are protected until {protected_until}, nothing is counted",
    },
    "set_by_hand": {
        "zh": "{tier}为人工调级（已复核），自{since}起生效；按{on}数据应为{assessed}",
        "en": "{tier} was set by hand and approved, in force from {since}; by the figures of {on} alone it would be {assessed}",
    },
    "set_since": {
        "zh": "{tier}为人工调级（已复核），在{on}评定之后生效；按{on}数据应为{assessed}",
        "en": "{tier} was set by hand and approved after the assessment of {on}; by its figures alone it would be {assessed}",
    },
    "excluded": {
        "zh": "客户{status}，不参与评定，等级停留在{tier}",
        "en": "The customer is {status} and not assessed; the tier stands still at {tier}",
    },
    "measure_unknown": {
        "zh": "截至{on}，{measure}未知（{why}），等级不变：{tier}",
        "en": "The {measure} of {on} is unknown ({why}); the tier stays: {tier}",
    },
    "other_way": {
        "zh": "{on}按另一条件（{way}）评为{tier}，自{since}起生效",
        "en": "On {on} another condition ({way}) gives {tier}, in force from {since}",
    },
    "condition_missed": {
        "zh": "截至{on}，未满足{tier}的条件（{ways}），第{used}次未达标（满{allowed}次降级），等级暂不变",
        "en": "On {on} the condition of {tier} ({ways}) is not met: failing assessment {used} of {allowed}, the tier stays for now",
    },
    "condition_lost": {
        "zh": "截至{on}，未满足{before}的条件（{old_ways}），{grace}缓冲已用完，自{since}起降为{tier}",
        "en": "On {on} the condition of {before} ({old_ways}) is not met: the grace of {grace} is used up, {tier} from {since}",
    },
}

CUSTOMER: Words = {
    "first_assessment": {
        "zh": "截至{on}，您的{measure}为{value}，自{since}起享有{tier}服务",
        "en": "On {on} your {measure} is {value}: you enjoy {tier} from {since}",
    },
    "floor_kept": {
        "zh": "截至{on}，您的{measure}为{value}，继续享有{tier}服务",
        "en": "On {on} your {measure} is {value}: you continue to enjoy {tier}",
    },
    "lowest_kept": {
        "zh": "截至{on}，您的{measure}为{value}，目前等级为{tier}",
        "en": "On {on} your {measure} is {value}: your level is {tier}",
    },
    "fails_cleared": {
        "zh": "截至{on}，您的{measure}为{value}，已重新达到{tier}标准{floor}，继续享有{tier}服务",
        "en": "On {on} your {measure} of {value} meets {tier}'s {floor} again: you continue to enjoy {tier}",
    },
    "fails_reduced": {
        "zh": "截至{on}，您的{measure}为{value}，已达到{tier}标准{floor}，继续享有{tier}服务",
        "en": "On {on} your {measure} of {value} meets {tier}'s {floor}: you continue to enjoy {tier}",
    },
    "below_floor": {
        "zh": "截至{on}，您的{measure}为{value}，低于{tier}标准{floor}，目前仍享有{tier}服务",
        "en": "On {on} your {measure} of {value} is below {tier}'s {floor}; you still enjoy {tier}",
    },
    "waits_for_fall_day": {
        "zh": "截至{on}，您的{measure}为{value}，低于{tier}标准{floor}，目前仍享有{tier}服务，等级将在{fall_days}调整",
        "en": "On {on} your {measure} of {value} is below {tier}'s {floor}; you still enjoy {tier}, levels change on {fall_days}",
    },
    "floor_reached": {
        "zh": "恭喜，截至{on}您的{measure}为{value}，达到{tier}标准{floor}，自{since}起升级为{tier}",
        "en": "Congratulations: on {on} your {measure} of {value} meets {tier}'s {floor}, and you enjoy {tier} from {since}",
    },
    "grace_used_up": {
        "zh": "截至{on}，您的{measure}为{value}，已连续低于{before}标准{old_floor}，自{since}起等级调整为{tier}",
        "en": "On {on} your {measure} of {value} has stayed below {before}'s {old_floor}: your level is {tier} from {since}",
    },
    "new_customer": {
        "zh": "截至{on}，您的{measure}为{value}，低于{tier}标准{floor}，作为新客户您仍享有{tier}服务",
        "en": "On {on} your {measure} of {value} is below {tier}'s {floor}; as a new customer you still enjoy {tier}",
    },
    "grandfathered": {
        "zh": "截至{on}，您的{measure}为{value}，低于{tier}标准{floor}，在{protected_until}前您仍享有{tier}服务",
        "en": "On {on} your {measure} of {value} is below {tier}'s {floor}; you enjoy {tier} at least until {protected_until}",
    },
    "set_by_hand": {"zh": "您享有{tier}服务", "en": "You enjoy {tier}"},
    "set_since": {"zh": "您享有{tier}服务", "en": "You enjoy {tier}"},
    "excluded": {
        "zh": "您的等级目前为{tier}，暂不调整，如有疑问请联系您的网点",
        "en": "Your level remains {tier} for the time being; please ask your branch",
    },
    "measure_unknown": {
        "zh": "您的资产数据暂不完整，等级保持不变：{tier}",
        "en": "Your figures are not complete yet; your level stays: {tier}",
    },
    "other_way": {
        "zh": "您符合{way}条件，享有{tier}服务",
        "en": "You meet the condition {way} and enjoy {tier}",
    },
    "condition_missed": {
        "zh": "截至{on}，您尚未满足{tier}的条件（{ways}），目前仍享有{tier}服务",
        "en": "On {on} you do not meet {tier}'s condition ({ways}); you still enjoy {tier}",
    },
    "condition_lost": {
        "zh": "截至{on}，您未满足{before}的条件（{old_ways}），自{since}起等级调整为{tier}",
        "en": "On {on} you do not meet {before}'s condition ({old_ways}): your level is {tier} from {since}",
    },
}

OF_THE_DAY = {"zh": "按{as_of}数据，", "en": "by the figures of {as_of}, "}
"""Before what follows from the balances of the business date, where the decision is older."""
AHEAD_MANAGER: Words = {
    "keep_by_average": {
        "zh": "若要保级，自次日起再增加{gap}并保持至{until}（剩余{days}日均需达{needed}）",
        "en": "to keep {tier}, {gap} more must come in by the next day and stay until {until} (an average of {needed} over the {days} left)",
    },
    "keep_by_then": {
        "zh": "若要保级，到{until}还差{gap}",
        "en": "to keep {tier}, {gap} more must be there by {until}",
    },
    "keep_at_next": {
        "zh": "若要保级，下次评定{measure}须达到{floor}",
        "en": "to keep {tier}, the {measure} must reach {floor} at the next assessment",
    },
    "missed_by": {"zh": "本期还差{gap}", "en": "the period lacked {gap}"},
    "on_course": {
        "zh": "按目前余额，{until}可保持{tier}", "en": "on course to keep {tier} on {until}",
    },
    "reach_next": {
        "zh": "到{until}再增加{next_gap}可升至{next}",
        "en": "{next_gap} more until {until} would reach {next}",
    },
    "regain": {
        "zh": "恢复{before}须使{measure}达到{old_floor}",
        "en": "to regain {before}, the {measure} must reach {old_floor}",
    },
    "change": {
        "zh": "若无变化，自{change_on}起为{change_to}",
        "en": "if nothing happens, {change_to} from {change_on}",
    },
}  # fmt: skip
AHEAD_CUSTOMER: Words = {
    "keep_by_average": {
        "zh": "再存入{gap}并保持至{until}，即可保持{tier}（剩余{days}日均{needed}）",
        "en": "another {gap}, held until {until}, keeps {tier} (an average of {needed} over the {days} left)",
    },
    "keep_by_then": {
        "zh": "在{until}前再增加{gap}，即可保持{tier}",
        "en": "another {gap} by {until} keeps {tier}",
    },
    "keep_at_next": {
        "zh": "{measure}达到{floor}即可保持{tier}",
        "en": "a {measure} of {floor} keeps {tier}",
    },
    "reach_next": {
        "zh": "在{until}前再增加{next_gap}，即可升级为{next}",
        "en": "another {next_gap} by {until} brings you {next}",
    },
    "regain": {
        "zh": "{measure}达到{old_floor}即可恢复{before}",
        "en": "a {measure} of {old_floor} brings {before} back",
    },
}
NO_TIER = {"zh": "暂无等级", "en": "none yet"}
UNKNOWN_TIER = {"zh": "未知", "en": "unknown"}
JOIN = {"zh": "；", "en": "; "}
END = {"zh": "。", "en": "."}
