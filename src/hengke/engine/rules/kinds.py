"""What a value of the expression language can be.

Money is whole minor units in tables and yuan in what people write; `number` is what a person has
written and has no unit yet: beside money it is yuan.
"""

from __future__ import annotations

from enum import StrEnum


class Kind(StrEnum):
    MONEY = "money"
    RATIO = "ratio"
    COUNT = "count"
    DATE = "date"
    TEXT = "text"
    FLAG = "flag"
    NUMBER = "number"
    NULL = "null"


IBIS_TYPES = {
    Kind.MONEY: "int64", Kind.RATIO: "float64", Kind.COUNT: "int64", Kind.DATE: "date",
    Kind.TEXT: "string", Kind.FLAG: "boolean", Kind.NUMBER: "float64", Kind.NULL: "boolean",
}  # fmt: skip
"""How a column of a kind lies in a table. What is computed of money may be floating."""
NUMERIC = frozenset({Kind.MONEY, Kind.RATIO, Kind.COUNT, Kind.NUMBER})
PLAIN_NUMBERS = frozenset({Kind.RATIO, Kind.COUNT, Kind.NUMBER})
"""Numbers without a currency; they compare with each other."""
LARGEST = 10**15
"""Of a value that is computed with, in minor units: what is beyond it is unknown, as it would leave
64 bits sooner or later, on some engines with an error that ends the whole statement."""
