"""Which columns of the delivered files a target's rules name."""

from __future__ import annotations

import re

from hengke.pipelines.intake.mapping import Target


def columns_named(target: Target) -> list[str]:
    """Every column named, also `file.month`: what the source's pattern catches in a file's name."""
    named: list[str] = [*target.only, *target.deleted]
    for rule in target.columns.values():
        named += [rule.column, *rule.first_of, rule.debit, rule.credit, rule.plus_months]
        named += re.findall(r"\{([^{}]+)\}", rule.text)
        named += [rule.sign.column] if rule.sign else []
    return [column for column in dict.fromkeys(named) if column]


def columns_needed(target: Target) -> list[str]:
    """Columns that the file itself must have."""
    return [column for column in columns_named(target) if not column.startswith("file.")]
