"""Features of what customers ask, look at and say: enquiries and preferences."""

from __future__ import annotations

from collections.abc import Mapping

from hengke.engine.enquiries.columns import COUNTED, column
from hengke.engine.preferences.columns import PRODUCTS
from hengke.engine.rules.catalogue import Feature
from hengke.engine.rules.kinds import Kind

ENQUIRIES, PREFERENCES, RISK = "enquiries", "preferences", "risk_profiles"
DAYS_WORDS = {30: "三十天", 90: "九十天"}
SUBJECT_WORDS = {
    "deposits": ("存款利率", "deposits"),
    "wealth": ("理财与基金", "wealth products and funds"),
    "loans": ("贷款", "loans"),
    "fx": ("外汇汇率", "exchange rates"),
    "insurance": ("保险", "insurance"),
    "transfers": ("转账", "transfers"),
    "service": ("客户服务", "service"),
    "leaving": ("销户与转出", "closing accounts"),
}
CHANNEL_WORDS = {"phone": "电话", "visit": "面谈", "message": "短信或消息"}
HOUR_WORDS = {
    "workday_morning": "工作日上午", "workday_afternoon": "工作日下午",
    "workday_evening": "工作日晚间", "weekend": "周末",
}  # fmt: skip
TOPIC_WORDS = {
    "deposits": ("存款", "deposits"), "wealth": ("理财", "wealth products"),
    "insurance": ("保险", "insurance"), "loans": ("贷款", "loans"), "cards": ("信用卡", "cards"),
    "market": ("市场资讯", "market news"), "events": ("客户活动", "events"),
}  # fmt: skip
GOAL_WORDS = {
    "education": ("子女教育", "education of children"), "pension": ("养老", "a pension"),
    "home": ("购房", "a home"), "health": ("健康医疗", "health"), "travel": ("旅行", "travel"),
    "business": ("创业经营", "a business"), "succession": ("财富传承", "succession"),
}  # fmt: skip

ASKED = tuple(
    Feature(f"enquiries_{subject}_{days}d", Kind.COUNT,
            f"近{DAYS_WORDS[days]}{SUBJECT_WORDS[subject][0]}咨询查询次数",
            f"enquiries about {SUBJECT_WORDS[subject][1]} in {days} days", ENQUIRIES,
            column=column(subject, days))
    for subject, days in COUNTED
)  # fmt: skip

PROFILED = (
    Feature("risk_preference", Kind.TEXT, "风险偏好类型", "type of risk preference", RISK,
            column="preference", freshness="delivery",
            choices={"conservative": "保守型", "steady": "稳健型", "aggressive": "进取型"}),
    Feature("risk_knowledge", Kind.TEXT, "风险认知水平", "knowledge of risks", RISK,
            column="knowledge", freshness="delivery",
            choices={"low": "低", "medium": "中", "high": "高"}),
    Feature("risk_expires_on", Kind.DATE, "风险评估有效期至", "last day of the risk assessment",
            RISK, column="expires_on", data_class="C1"),
)  # fmt: skip


def _said(name: str, zh: str, en: str, not_zh: str, not_en: str) -> Feature:
    return Feature(name, Kind.FLAG, zh, en, PREFERENCES, not_zh=not_zh, not_en=not_en)


def preferred(families: Mapping[str, tuple[str, str]]) -> tuple[Feature, ...]:
    """Features of preferences, product classes in these words (Chinese, English). A flag is unknown
    where nothing of its kind was said."""
    return (
        Feature("prefers_channel", Kind.TEXT, "偏好的联系渠道", "preferred way of contact",
                PREFERENCES, column="channel", choices=CHANNEL_WORDS),
        Feature("prefers_hours", Kind.TEXT, "偏好的联系时段", "preferred time of contact",
                PREFERENCES, column="hours", choices=HOUR_WORDS),
        *(_said(f"topic_{code}", f"希望了解{zh}", f"wants to hear about {en}", f"未提出了解{zh}",
                f"did not name {en} among topics")
          for code, (zh, en) in TOPIC_WORDS.items()),
        *(_said(f"interest_{code}", f"对{families[code][0]}感兴趣",
                f"is interested in {families[code][1]}", f"未提出对{families[code][0]}感兴趣",
                f"did not name {families[code][1]} among interests") for code in PRODUCTS),
        *(_said(f"goal_{code}", f"以{zh}为目标", f"has the goal of {en}", f"未提出{zh}目标",
                f"did not name the goal of {en}")
          for code, (zh, en) in GOAL_WORDS.items()),
    )  # fmt: skip
