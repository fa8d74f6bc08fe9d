"""One column rule as TOML, with what could not be told from the values."""

from __future__ import annotations

import json
import re
from dataclasses import dataclass
from datetime import datetime

from hengke.engine.schemas import CONTRACT
from hengke.kernel.periods import month_end
from hengke.pipelines.intake.expressions import is_identifier
from hengke.pipelines.intake.proposing.codes import (
    CODES,
    CURRENCIES,
    NEGATIVE,
    POSITIVE,
    family_of,
)
from hengke.pipelines.intake.proposing.profiles import Profile
from hengke.pipelines.intake.proposing.words import plain
from hengke.pipelines.intake.shown_values import loose

MOST_CODES = 40
FULL_WIDTH_DIGITS = "０１２３４５６７８９"


@dataclass(frozen=True)
class Rule:
    """The right side of `column = …`, and the doubt to mark it with; no text leaves it out."""

    text: str
    doubt: str = ""


def quoted(text: str) -> str:
    """A TOML string; JSON's escapes are TOML's."""
    return json.dumps(text, ensure_ascii=False)


def inline(**settings: object) -> str:
    """`{ column = "x", unit = "yuan" }`"""
    shown = ", ".join(f"{key} = {_shown(value)}" for key, value in settings.items() if value)
    return f"{{ {shown} }}"


def _shown(value: object) -> str:
    if isinstance(value, dict):
        pairs = ", ".join(f"{quoted(str(key))} = {quoted(str(v))}" for key, v in value.items())
        return f"{{ {pairs} }}"
    if isinstance(value, (list, tuple)):
        return "[" + ", ".join(quoted(str(item)) for item in value) + "]"
    return quoted(str(value))


def rule(table: str, column: str, profile: Profile) -> Rule:
    """How the contract column is made from this column of the file."""
    described = CONTRACT[table].column(column)
    if described.type == "date":
        return _date(profile)
    if described.type == "timestamp":
        return _time(profile)
    if described.type == "int64":
        return _number(table, column, profile)
    if column in ("currency", "base", "quote"):
        return _currency(profile)
    if (table, column) == ("products", "family"):
        return families(profile)
    if described.choices:
        return _codes(table, column, profile)
    wide = any(set(value) & set(FULL_WIDTH_DIGITS) for value in profile.values)
    if wide and is_identifier(column):
        return Rule(inline(column=profile.name, repair=["full_width"]))
    return Rule(quoted(profile.name))


def _date(profile: Profile) -> Rule:
    forms = profile.days or profile.times
    if forms and forms[0].startswith("%y"):
        return Rule(_two_digit_year(profile.name, forms[0]), "in which century?")
    if forms:
        doubt = "" if len(forms) == 1 else f"day or month first? it could also be {forms[1]}"
        return Rule(inline(column=profile.name, format=forms[0]), doubt)
    if profile.months:
        return Rule(
            inline(column=profile.name, format=profile.months[0], at="month_end"),
            "only a month is given: read as its last day",
        )
    if profile.has_serial_dates:
        return Rule(inline(column=profile.name, format="excel"), "serial days of a spreadsheet")
    return Rule(quoted(profile.name), "in which form are these dates?" if profile.values else "")


def _two_digit_year(column: str, form: str) -> str:
    return f"{{ column = {quoted(column)}, format = {quoted(form)}, century = 1900 }}"


def _time(profile: Profile) -> Rule:
    return Rule(inline(column=profile.name, format=profile.times[0] if profile.times else ""))


def _number(table: str, column: str, profile: Profile) -> Rule:
    repairs = list(profile.repairs or ())
    if column.endswith("_minor"):
        unit, doubt = money_unit(profile)
        return Rule(inline(column=profile.name, unit=unit, repair=repairs), doubt)
    if column == "share_ppm":
        unit = "ratio" if all(_size(value) <= 1 for value in profile.values) else "percent"
        return Rule(inline(column=profile.name, unit=unit, repair=repairs))
    if table == "market_rates" and column == "rate_e8":
        doubt = 'one unit of base in quote; interest rates: unit = "percent"'
        return Rule(inline(column=profile.name, unit="ratio", repair=repairs), doubt)
    if column == "rate_e8":
        return Rule(inline(column=profile.name, unit="percent"), "percent, or a ratio?")
    if repairs:
        return Rule(inline(column=profile.name, repair=repairs))
    return Rule(quoted(profile.name))


def _size(value: str) -> float:
    try:
        return abs(float(value))
    except ValueError:
        return 0.0


def money_unit(profile: Profile) -> tuple[str, str]:
    """The header says it, or decimals do; whole numbers alone leave it open."""
    header = plain(profile.name)
    for mark, unit in (("万元", "wan"), ("千元", "thousand"), ("元", "yuan"), ("分", "fen"),
                       ("fen", "fen"), ("cent", "fen"), ("yuan", "yuan")):  # fmt: skip
        if mark in header:
            return unit, ""
    if profile.has_decimals or not profile.values:
        return "yuan", ""
    return "yuan", "yuan, fen or wan (万元)? the amounts are whole numbers"


def _currency(profile: Profile) -> Rule:
    known = {code: CURRENCIES[code.lower()] for code in profile.codes if code.lower() in CURRENCIES}
    if not known:
        return Rule(quoted(profile.name))
    rest = {code: code for code in profile.codes if re.fullmatch("[A-Z]{3}", code)}
    return Rule(inline(column=profile.name, values={**known, **rest}))


def _codes(table: str, column: str, profile: Profile) -> Rule:
    choices = CONTRACT[table].column(column).choices
    if all(code in choices for code in profile.codes):
        return Rule(quoted(profile.name))
    words = CODES.get((table, column), {})
    known = {code: words[code.lower()] for code in profile.codes[:MOST_CODES]
             if code.lower() in words}  # fmt: skip
    known |= {code: code for code in profile.codes if code in choices}
    unknown = [code for code in profile.codes[:MOST_CODES] if code not in known]
    listed = ", ".join(map(loose, unknown[:8]))
    if not known:
        hint = f"codes of {profile.name} ({listed}); one of {', '.join(choices)}"
        return Rule("", hint)
    doubt = f"what is {listed}? one of {', '.join(choices)}" if unknown else ""
    guessed = "1" in known and column == "gender"
    doubt = doubt or ("1 male, 2 female as in GB/T 2261" if guessed else "")
    return Rule(inline(column=profile.name, values=known), doubt)


def families(profile: Profile) -> Rule:
    """Asset classes by what the codes or names of products say."""
    choices = CONTRACT["products"].column("family").choices
    if profile.codes and all(code in choices for code in profile.codes):
        return Rule(quoted(profile.name))
    known = {code: family_of(code) or "other" for code in profile.codes[: MOST_CODES * 5]}
    unknown = [code for code, family in known.items() if family == "other"]
    doubt = f"asset class of {', '.join(unknown[:8])}?" if unknown else "asset classes are a guess"
    return Rule(inline(column=profile.name, values=known), doubt)


def signed(amount: Profile, direction: Profile) -> Rule:
    """An amount whose sign follows a code in another column."""
    positive = [code for code in direction.codes if code.lower() in POSITIVE]
    negative = [code for code in direction.codes if code.lower() in NEGATIVE]
    unknown = [c for c in direction.codes[:MOST_CODES] if c not in (*positive, *negative)]
    doubt = f"into or out of the account: {', '.join(map(loose, unknown[:8]))}?" if unknown else ""
    unit, unsure = money_unit(amount)
    sign = (
        f"{{ column = {quoted(direction.name)}, positive = {_shown(positive)}, "
        f"negative = {_shown(negative)} }}"
    )
    repair = f", repair = {_shown(list(amount.repairs))}" if amount.repairs else ""
    text = f'{{ column = {quoted(amount.name)}, unit = "{unit}", sign = {sign}{repair} }}'
    return Rule(text, doubt or unsure)


def sides(debit: Profile, credit: Profile) -> Rule:
    """Debit and credit in columns of their own."""
    unit, doubt = money_unit(credit)
    repairs = sorted({*(debit.repairs or ()), *(credit.repairs or ())})
    return Rule(inline(debit=debit.name, credit=credit.name, unit=unit, repair=repairs), doubt)


def shares_by_role(role: Profile) -> Rule:
    """No column says how much: owners have the whole, those who may only use it nothing."""
    words = CODES["account_holders", "role"]
    shares = {
        code: "0" if words.get(code.lower()) == "disponent" else "100"
        for code in role.codes[:MOST_CODES]
    }
    return Rule(
        inline(column=role.name, values=shares, unit="percent"), "joint owners share an account"
    )


def ends_of_months(profile: Profile) -> bool:
    """Every day shown is the last of its month, and there are few of them."""
    if not profile.days or len(profile.codes) > 40:
        return False
    days = []
    for code in profile.codes:
        try:
            days.append(datetime.strptime(code, profile.days[0]).date())  # noqa: DTZ007
        except ValueError:
            continue
    return bool(days) and all(day == month_end(day) for day in days)
