"""What an enquiries policy is, and which is in force: `<name>/<from>.toml`, the bank's own first.

A bank's file with the same name and date replaces the shipped one; any other date is added.
"""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass
from datetime import date
from pathlib import Path

from hengke.kernel.errors import PolicyError
from hengke.policies import dated, fields

SHIPPED = Path(__file__).parent
STANDARD = "standard"
SUBJECTS = (
    "deposits", "wealth", "loans", "fx", "insurance", "transfers", "service", "leaving",
)  # fmt: skip
"""Each is two features of the expression language: enquiries of 30 and of 90 days."""


@dataclass(frozen=True)
class EnquiriesPolicy:
    """`kinds`: events that are an enquiry; `subjects`: subject -> topics of such events, a topic in
    several at will. A subject without topics is one that the bank's events do not tell of."""

    version: str
    source: str
    kinds: tuple[str, ...]
    subjects: Mapping[str, tuple[str, ...]]

    def __post_init__(self) -> None:
        if not self.kinds:
            raise PolicyError("enquiries policy: '{key}' is empty", key="kinds")


def load(name: str = STANDARD, *, on: date, own: Path | None = None) -> EnquiriesPolicy:
    """The policy of this name in force on the day; before its first file, the first file."""
    return dated.load(SHIPPED, name, parse, on=on, own=own)


def parse(text: str, *, name: str, since: date) -> EnquiriesPolicy:
    """A policy from the text of its file; every mistake is refused with its place."""
    table = dated.table(text, ("source", "kinds", "subjects"), name=name)
    raw = fields.needed(table, "subjects", where=name)
    subjects = fields.check_keys(raw, SUBJECTS, where="subjects")
    return EnquiriesPolicy(
        version=dated.version(text, name=name, since=since),
        source=fields.text(table, "source", where=name),
        kinds=fields.texts(table, "kinds", where=name),
        subjects={
            one: fields.texts(subjects, one, where="subjects") if one in subjects else ()
            for one in SUBJECTS
        },
    )
