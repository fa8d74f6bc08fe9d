"""The functions of the language: what they take, what they give, what they are for."""

from __future__ import annotations

from dataclasses import dataclass

from hengke.engine.rules.kinds import Kind


@dataclass(frozen=True)
class Function:
    """`takes`: the kind of each argument. Functions of any number of arguments of one kind, or that
    name something (`names`), are checked by a rule of their own."""

    name: str
    takes: tuple[Kind, ...]
    gives: Kind
    form: str
    zh: str
    en: str
    names: bool = False


_ALL = (
    Function("has", (Kind.TEXT,), Kind.FLAG, "has('fund')", "是否持有该类产品",
             "whether the customer owns a product of the class", names=True),
    Function("balance_of", (Kind.TEXT,), Kind.MONEY, "balance_of('fund')", "该类产品的余额",
             "what the customer owns of the class, in home currency", names=True),
    Function("tag", (Kind.TEXT,), Kind.FLAG, "tag('vip')", "是否带有该标签",
             "whether the customer has the tag", names=True),
    Function("segment", (Kind.TEXT,), Kind.FLAG, "segment('young savers')", "是否属于该客群",
             "whether the customer belongs to the segment", names=True),
    Function("days_since", (Kind.DATE,), Kind.COUNT, "days_since(opened_on)",
             "该日期至业务日期的天数", "days from the date to the business date"),
    Function("days_until", (Kind.DATE,), Kind.COUNT, "days_until(maturing_on)",
             "业务日期至该日期的天数", "days from the business date to the date"),
    Function("year", (Kind.DATE,), Kind.COUNT, "year(birth_date)", "年份", "the year of the date"),
    Function("month", (Kind.DATE,), Kind.COUNT, "month(birth_date)", "月份",
             "the month of the date, 1 to 12"),
    Function("abs", (Kind.NUMBER,), Kind.NUMBER, "abs(aum_trend_6m)", "绝对值",
             "the number without its sign"),
    Function("coalesce", (), Kind.NULL, "coalesce(aum, 0)", "首个非空值",
             "the first of the values that is known"),
    Function("lower", (Kind.TEXT,), Kind.TEXT, "lower(industry)", "英文字母转小写",
             "the text with A to Z in small letters"),
    Function("contains", (Kind.TEXT, Kind.TEXT), Kind.FLAG, "contains(occupation, '教师')",
             "文本包含", "whether the text has the second one in it"),
    Function("starts_with", (Kind.TEXT, Kind.TEXT), Kind.FLAG, "starts_with(branch_id, 'B0')",
             "文本开头为", "whether the text begins with the second one"),
)  # fmt: skip
FUNCTIONS = {one.name: one for one in _ALL}
