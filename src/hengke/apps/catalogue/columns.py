"""What the catalogue says of one column, and of one table."""

from __future__ import annotations

from dataclasses import dataclass


@dataclass(frozen=True)
class Column:
    """`identifier` is the kind of what is in it (name, phone, …), `sealed` enciphered at rest,
    `index` a fingerprint by which an identifier is found."""

    name: str
    data_class: str
    identifier: str = ""
    sealed: bool = False
    index: bool = False
    meaning: str = ""


@dataclass(frozen=True)
class Table:
    """`place` is database, silver or gold."""

    place: str
    name: str
    columns: tuple[Column, ...]

    @property
    def worst(self) -> str:
        """The class of its most sensitive column."""
        return max(column.data_class for column in self.columns)
