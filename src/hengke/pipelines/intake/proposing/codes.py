"""Codes that banks use, and the contract's word for each; others are left to a person."""

from __future__ import annotations

CODES: dict[tuple[str, str], dict[str, str]] = {
    ("customers", "gender"): {
        "男": "male", "女": "female", "m": "male", "f": "female", "male": "male",
        "female": "female", "1": "male", "2": "female",
    },
    ("customers", "kind"): {
        "个人": "person", "对私": "person", "自然人": "person", "p": "person", "person": "person",
        "individual": "person", "retail": "person", "对公": "institution", "企业": "institution",
        "公司": "institution", "机构": "institution", "单位": "institution",
        "corporate": "institution", "company": "institution", "institution": "institution",
    },
    ("customers", "status"): {
        "正常": "active", "active": "active", "冻结": "frozen", "frozen": "frozen",
        "死亡": "deceased", "deceased": "deceased", "黑名单": "blacklisted",
        "blacklisted": "blacklisted", "销户": "closed", "closed": "closed",
    },
    ("customers", "risk_level"): {
        "保守型": "C1", "稳健型": "C2", "平衡型": "C3", "成长型": "C4", "进取型": "C5",
        **{f"c{n}": f"C{n}" for n in range(1, 6)},
    },
    ("customers", "income_level"): {
        "低": "low", "中": "middle", "高": "high", "low": "low", "middle": "middle", "high": "high",
    },
    ("accounts", "status"): {
        "正常": "open", "有效": "open", "open": "open", "active": "open", "销户": "closed",
        "结清": "closed", "已销户": "closed", "closed": "closed",
    },
    ("account_holders", "role"): {
        "所有人": "owner", "主": "owner", "主持有人": "owner", "owner": "owner", "primary": "owner",
        "共有人": "joint", "联名": "joint", "joint": "joint", "共同": "joint",
        "授权人": "disponent", "代理人": "disponent", "disponent": "disponent",
    },
    ("relations", "kind"): {
        "家庭": "household", "配偶": "spouse", "父母": "parent", "子女": "parent", "集团": "group",
        "担保": "guarantor", "担保人": "guarantor", "股东": "shareholder",
        **{word: word for word in ("household", "spouse", "parent", "group", "guarantor",
                                   "shareholder", "disponent")},
    },
    ("organisation", "kind"): {
        "机构": "branch", "支行": "branch", "分行": "branch", "网点": "branch", "branch": "branch",
        "员工": "staff", "客户经理": "staff", "staff": "staff", "employee": "staff",
    },
    ("products", "risk_level"): {f"r{n}": f"R{n}" for n in range(1, 6)},
}  # fmt: skip
CURRENCIES = {
    "人民币": "CNY", "rmb": "CNY", "156": "CNY", "01": "CNY", "美元": "USD", "840": "USD",
    "港币": "HKD", "344": "HKD", "欧元": "EUR", "978": "EUR", "日元": "JPY", "392": "JPY",
    "英镑": "GBP", "826": "GBP",
}  # fmt: skip
POSITIVE = ("c", "cr", "credit", "贷", "贷方", "收", "收入", "in", "+", "deposit")
NEGATIVE = ("d", "dr", "debit", "借", "借方", "支", "付", "支出", "out", "-", "withdrawal")
YES = ("1", "y", "yes", "true", "是")
FAMILIES = (
    ("certificate", ("大额存单", "certificate")),
    ("structured_deposit", ("结构性", "structured")),
    ("demand_deposit", ("活期", "demand", "current", "checking", "savings", "结算", "通知")),
    ("term_deposit", ("定期", "定存", "整存", "term", "fixed", "time deposit")),
    ("wealth", ("理财", "wealth", "资管")),
    ("fund", ("基金", "fund")),
    ("insurance", ("保险", "年金", "insurance")),
    ("trust", ("信托", "trust")),
    ("bond", ("国债", "债券", "bond")),
    ("metal", ("贵金属", "黄金", "积存金", "gold", "metal")),
    ("securities", ("证券", "股票", "securities")),
    ("credit_card", ("信用卡", "credit card", "creditcard")),
    ("loan", ("贷", "按揭", "loan", "mortgage")),
    ("demand_deposit", ("存款", "deposit")),
)
"""Read in order: a credit card is found before a loan, a certificate before other deposits."""


def family_of(text: str) -> str | None:
    """The asset class that a product's code or name betrays."""
    lowered = text.lower()
    found = (name for name, marks in FAMILIES if any(mark in lowered for mark in marks))
    return next(found, None)
