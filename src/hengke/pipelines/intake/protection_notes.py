"""What an import says about protection: columns it dropped or sealed unasked, numbers in clear."""

from __future__ import annotations

from collections.abc import Iterator, Mapping

from hengke.kernel.sentences import sentence
from hengke.pipelines.intake import looks
from hengke.pipelines.intake.candidates import Candidates
from hengke.pipelines.intake.headings import shown
from hengke.pipelines.intake.received import Received
from hengke.pipelines.intake.sql_text import name
from hengke.pipelines.intake.workspace import Workspace

LOOKED_AT = 1_000
KINDS = (("card", sentence("bank cards")), ("id_number", sentence("identity documents")))
IN_CLEAR = {"accounts": ("account_id",), "customers": ("customer_id",)}
"""Numbers that tables are joined by; they stay as they are."""


def protection_notes(
    workspace: Workspace, tables: Mapping[str, Candidates], received: Received
) -> Iterator[str]:
    for file, raw in zip(received.files, received.raw, strict=True):
        if raw.dropped:
            yield sentence(
                "{file}: {columns} looks like authentication data (C3) and was dropped while "
                'reading; if it is not, say [sources.classes] "COLUMN" = "plain".',
                file=file.name,
                columns=", ".join(shown(raw.dropped, checked=True)),
            )
        if raw.hidden:
            yield sentence(
                "{file}: {columns} is not mapped and looks like identifiers; it was sealed.",
                file=file.name,
                columns=", ".join(shown(raw.hidden, checked=True)),
            )
    for table, columns in IN_CLEAR.items():
        for column in columns if table in tables else ():
            yield from _in_clear(workspace, table, column)


def _in_clear(workspace: Workspace, table: str, column: str) -> Iterator[str]:
    own = name(column)
    rows = workspace.rows(
        f"SELECT {own} FROM new_{table} WHERE {own} IS NOT NULL LIMIT {LOOKED_AT}"
    )
    kinds = [looks.kind_of(str(value)) for (value,) in rows]
    for kind, what in KINDS:
        if rows and 2 * kinds.count(kind) >= len(rows):
            yield sentence(
                "{table}.{column} looks like numbers of {what}; it is the number by which tables "
                "are joined, so it stays in clear. Map an internal number to it, and the other "
                "one to {better}.",
                table=table,
                column=column,
                what=what,
                better="accounts.card_number" if kind == "card" else "customers.id_number",
            )
