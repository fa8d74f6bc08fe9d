"""What tables, amounts and forms of days are called where a sentence names them.

In English by the codes that mappings are written with; in Chinese by words, for who reads a page.
"""

from __future__ import annotations

from hengke.kernel.sentences import in_language, sentence
from hengke.pipelines.intake.reasons import Reason
from hengke.pipelines.intake.sql_text import literal

TABLES = {
    "organisation": sentence("organisation"),
    "customers": sentence("customers"),
    "relations": sentence("relations"),
    "products": sentence("products"),
    "accounts": sentence("accounts"),
    "account_holders": sentence("account_holders"),
    "balances": sentence("balances"),
    "transactions": sentence("transactions"),
    "loan_status": sentence("loan_status"),
    "digital_events": sentence("digital_events"),
    "market_rates": sentence("market_rates"),
    "product_ratings": sentence("product_ratings"),
    "risk_assessments": sentence("risk_assessments"),
}
AMOUNTS = {
    "rows": sentence("rows"),
    "balance": sentence("balance"),
    "principal": sentence("principal"),
    "outstanding": sentence("outstanding"),
    "amount": sentence("amount"),
}
OF_DAYS = {
    "%Y": "YYYY", "%y": "YY", "%m": "MM", "%d": "DD", "%H": "HH", "%M": "MM", "%S": "SS",
    "%j": "DDD", "%f": "ffffff",
}  # fmt: skip


def table(name: str) -> str:
    """For a part of a sentence."""
    return TABLES.get(name, name)


def amount(column: str) -> str:
    word = column.removesuffix("_minor")
    return AMOUNTS.get(word, word)


def of_table(name: str) -> Reason:
    """For a part of a reason."""
    return Reason(literal(name), literal(in_language(table(name), "zh")))


def of_days(formats: list[str]) -> Reason:
    """`%Y-%m-%d` is how a mapping writes it; YYYY-MM-DD is read by anybody."""
    told = ", ".join(formats)
    read = told
    for mark, letters in OF_DAYS.items():
        read = read.replace(mark, letters)
    return Reason(literal(told), literal(read))
