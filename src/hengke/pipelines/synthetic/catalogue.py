"""What the bank sells: codes, names, terms and rates, and who is inclined to hold what."""

from __future__ import annotations

from dataclasses import dataclass
from functools import cache

import numpy as np
import pyarrow as pa

from hengke.engine.schemas import LIABILITY_FAMILIES

TERM, OPEN, POLICY, CURRENT, DEBT = "term", "open", "policy", "current", "debt"


@dataclass(frozen=True)
class Product:
    """`step` and `minimum` in major units; `rate` per year; `days` to maturity of term products."""

    code: str
    name: str
    family: str
    style: str
    risk: str | None
    rate: float = 0.0
    days: int = 0
    minimum: int = 0
    step: int = 100
    currency: str = "CNY"
    popularity: float = 1.0


P = Product
PRODUCTS = (
    P("D001", "活期存款", "demand_deposit", CURRENT, "R1", 0.0010),
    P("D011", "美元活期存款", "demand_deposit", OPEN, "R1", 0.0005, 0, 200, 100, "USD", 0.60),
    P("D012", "港币活期存款", "demand_deposit", OPEN, "R1", 0.0005, 0, 1_000, 100, "HKD", 0.25),
    P("D013", "欧元活期存款", "demand_deposit", OPEN, "R1", 0.0001, 0, 200, 100, "EUR", 0.15),
    P("T003", "整存整取 3 个月", "term_deposit", TERM, "R1", 0.0090, 91, 1_000, 1_000, "CNY", 0.9),
    P("T006", "整存整取 6 个月", "term_deposit", TERM, "R1", 0.0110, 182, 1_000, 1_000, "CNY", 1.0),
    P("T012", "整存整取 1 年", "term_deposit", TERM, "R1", 0.0135, 365, 1_000, 1_000, "CNY", 1.6),
    P("T024", "整存整取 2 年", "term_deposit", TERM, "R1", 0.0150, 730, 1_000, 1_000, "CNY", 0.8),
    P("T036", "整存整取 3 年", "term_deposit", TERM, "R1", 0.0190, 1_095, 1_000, 1_000, "CNY", 0.9),
    P("T106", "美元定期 6 个月", "term_deposit", TERM, "R1", 0.0280, 182, 2_000, 1_000, "USD"),
    P("T112", "美元定期 1 年", "term_deposit", TERM, "R1", 0.0300, 365, 2_000, 1_000, "USD"),
    P("C012", "大额存单 1 年", "certificate", TERM, "R1", 0.0160, 365, 200_000, 10_000, "CNY", 1.2),
    P("C024", "大额存单 2 年", "certificate", TERM, "R1", 0.0175, 730, 200_000, 10_000),
    P("C036", "大额存单 3 年", "certificate", TERM, "R1", 0.0215, 1_095, 200_000, 10_000),
    P("G030", "汇享结构性存款 31 天", "structured_deposit", TERM, "R2", 0.0190, 31, 10_000, 10_000),
    P("G090", "汇享结构性存款 91 天", "structured_deposit", TERM, "R2", 0.0210, 91, 10_000, 10_000),
    P("G180", "汇享结构性存款 182 天", "structured_deposit", TERM, "R2", 0.0225, 182, 10_000,
      10_000),
    P("W001", "日日盈现金管理", "wealth", OPEN, "R1", 0.0, 0, 100, 100),
    P("W007", "周周享开放净值", "wealth", OPEN, "R2", 0.0, 0, 1_000, 100),
    P("W090", "稳盈 90 天封闭净值", "wealth", TERM, "R2", 0.0230, 90, 10_000, 1_000, "CNY", 1.4),
    P("W180", "稳盈 180 天封闭净值", "wealth", TERM, "R2", 0.0250, 180, 10_000, 1_000, "CNY", 1.3),
    P("W360", "安享 360 天封闭净值", "wealth", TERM, "R2", 0.0275, 360, 10_000, 1_000),
    P("W540", "进取 540 天固收增强", "wealth", TERM, "R3", 0.0320, 540, 10_000, 1_000, "CNY", 0.6),
    P("F001", "中短债基金", "fund", OPEN, "R2", 0.0, 0, 100, 100, "CNY", 1.3),
    P("F002", "均衡混合基金", "fund", OPEN, "R3", 0.0, 0, 100, 100),
    P("F003", "沪深指数基金", "fund", OPEN, "R4", 0.0, 0, 100, 100),
    P("F004", "科技成长股票基金", "fund", OPEN, "R5", 0.0, 0, 100, 100, "CNY", 0.5),
    P("I001", "鑫享年金保险", "insurance", POLICY, "R1", 0.0200, 0, 5_000, 1_000),
    P("I002", "传世终身寿险", "insurance", POLICY, "R2", 0.0225, 0, 20_000, 1_000, "CNY", 0.6),
    P("X001", "臻享集合资金信托", "trust", TERM, "R4", 0.0480, 540, 1_000_000, 100_000),
    P("X002", "臻享固收信托 12 个月", "trust", TERM, "R3", 0.0420, 365, 1_000_000, 100_000),
    P("B003", "储蓄国债 3 年", "bond", TERM, "R1", 0.0193, 1_095, 100, 1_000),
    P("B005", "储蓄国债 5 年", "bond", TERM, "R1", 0.0200, 1_826, 100, 1_000),
    P("M001", "积存金", "metal", OPEN, "R3", 0.0, 0, 500, 100),
    P("S001", "第三方存管证券资金", "securities", OPEN, "R4", 0.0, 0, 500, 100),
    P("L001", "个人住房贷款", "loan", DEBT, None, 0.0330),
    P("L002", "个人消费贷款", "loan", DEBT, None, 0.0360),
    P("L003", "小微企业经营贷款", "loan", DEBT, None, 0.0355),
    P("K001", "衡客信用卡", "credit_card", DEBT, None, 0.1500),
    P("K002", "衡客生活信用卡", "credit_card", DEBT, None, 0.1500),  # new: nobody holds it yet
    P("K003", "衡客分期信用卡", "credit_card", DEBT, None, 0.1500),
)  # fmt: skip
CODES = tuple(product.code for product in PRODUCTS)


@dataclass(frozen=True)
class Inclination:
    """How likely each band holds one of `codes`; `more`: chance of a second and a third of it."""

    codes: tuple[str, ...]
    likely: tuple[float, ...]
    size: float
    more: tuple[float, ...] = ()
    firms: float = 0.0  # factor for firms


INCLINATIONS = (
    Inclination(("T003", "T006", "T012", "T024", "T036"), (0.05, 0.38, 0.62, 0.65, 0.55, 0.45), 1.2,
                (0.35, 0.5), 0.8),
    Inclination(("C012", "C024", "C036"), (0, 0, 0.20, 0.50, 0.60, 0.55), 2.6, (0.35,), 0.8),
    Inclination(("G030", "G090", "G180"), (0, 0.02, 0.12, 0.32, 0.45, 0.50), 1.4, (0.25,), 1.2),
    Inclination(("W090", "W180", "W360", "W540"), (0, 0.08, 0.42, 0.66, 0.78, 0.80), 1.5,
                (0.45, 0.5), 0.2),
    Inclination(("W001", "W007"), (0.07, 0.26, 0.45, 0.50, 0.50, 0.50), 0.8, (), 0.8),
    Inclination(("F001", "F002", "F003", "F004"), (0.04, 0.12, 0.30, 0.45, 0.50, 0.60), 0.6,
                (0.3,)),
    Inclination(("I001", "I002"), (0, 0.02, 0.16, 0.30, 0.35, 0.40), 0.8),
    Inclination(("X001", "X002"), (0, 0, 0, 0.05, 0.35, 0.65), 2.0, (0.4,)),
    Inclination(("B003", "B005"), (0, 0.04, 0.10, 0.12, 0.08, 0.05), 0.9),
    Inclination(("M001",), (0.004, 0.02, 0.05, 0.07, 0.08, 0.10), 0.4),
    Inclination(("S001",), (0.015, 0.05, 0.10, 0.15, 0.20, 0.25), 0.6),
    Inclination(("D011", "D012", "D013"), (0.003, 0.015, 0.05, 0.14, 0.30, 0.50), 0.4, (0.2,), 1.5),
    Inclination(("T106", "T112"), (0, 0.004, 0.025, 0.08, 0.20, 0.35), 0.7, (), 1.0),
)  # fmt: skip
CASH_SIZE = (6.0, 2.2, 1.1, 0.7, 0.6, 0.5)  # the current account's share, in the same measure


def index(code: str) -> int:
    """The number of a product; arrays hold numbers, deliveries codes."""
    return CODES.index(code)


@cache
def is_asset() -> np.ndarray:
    return ~np.isin(column("family"), LIABILITY_FAMILIES)


@cache
def column(name: str) -> np.ndarray:
    """One attribute of all products, by product number."""
    return np.array([getattr(product, name) for product in PRODUCTS])


@cache
def risk_number() -> np.ndarray:
    """1 to 5 for R1 to R5; 0 for debts."""
    return np.array([int(product.risk[1]) if product.risk else 0 for product in PRODUCTS])


def product_columns() -> dict[str, pa.Array]:
    return {
        "product_id": pa.array(CODES),
        "name": pa.array([product.name for product in PRODUCTS]),
        "family": pa.array([product.family for product in PRODUCTS]),
        "risk_level": pa.array([product.risk for product in PRODUCTS], pa.string()),
        "currency": pa.array([product.currency for product in PRODUCTS]),
    }
