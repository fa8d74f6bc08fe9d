"""The bank contract as a page of text: what a mapping can fill."""

from __future__ import annotations

from hengke.engine.schemas import CONTRACT, Column, TableSchema
from hengke.pipelines.intake.mapping_file import MAPPED_TABLES

INTRODUCTION = """\
The bank contract: tables and columns that a mapping can fill.
* must be filled; k is part of the key. Amounts (_minor) are given in the unit that the mapping
names (yuan unless it says fen or wan), shares as ratio or percent, rates in percent. What is not
delivered stays unknown, it never becomes zero.
"""


def contract_text() -> str:
    """Every table in the order of loading, with grain, columns, references."""
    return "\n".join([INTRODUCTION, *(_table(CONTRACT[name]) for name in MAPPED_TABLES)])


def _table(schema: TableSchema) -> str:
    width = max(len(column.name) for column in schema.delivered)
    lines = [f"{schema.name}: {schema.grain}"]
    lines += [_column(column, schema, width) for column in schema.delivered]
    lines += [
        f"    {reference.column} must be found in {reference.table}"
        for reference in schema.references
    ]
    return "\n".join(lines) + "\n"


def _column(column: Column, schema: TableSchema, width: int) -> str:
    marks = ("*" if column.required else " ") + ("k" if column.name in schema.key else " ")
    choices = f" [{' | '.join(column.choices)}]" if column.choices else ""
    kept = " (kept sealed)" if column.identifier else ""
    return f"  {marks} {column.name:<{width}}  {column.type:<9}  {column.meaning}{kept}{choices}"
