"""Reading single values out of a policy file, each with an error that names the place."""

from __future__ import annotations

from collections.abc import Collection, Mapping
from decimal import Decimal, InvalidOperation
from difflib import get_close_matches
from fractions import Fraction
from typing import Any

from hengke.kernel.errors import PolicyError
from hengke.kernel.money import MINOR_PER_MAJOR
from hengke.policies.families import FAMILIES

Table = Mapping[str, Any]
MOST = 10_000
"""Largest count or permille: anything beyond is a slip of the pen."""
MOST_HUNDREDTHS = 10**14
"""A floor of a thousand billion: with weights and days it still fits into 64 bits."""


def check_keys(raw: Any, allowed: Collection[str], *, where: str) -> Table:
    """The table itself, when every key in it is known."""
    if not isinstance(raw, Mapping):
        raise PolicyError(f"{where} must be a table, got {raw!r}")
    for key in raw:
        if key not in allowed:
            near = get_close_matches(key, allowed, n=1)
            hint = f"Did you mean {near[0]!r}?" if near else f"Known: {', '.join(sorted(allowed))}."
            raise PolicyError(f"{where}: unknown key {key!r}", next_step=hint)
    return raw


def needed(raw: Table, key: str, *, where: str) -> Any:
    if key not in raw:
        raise PolicyError(f"{where}: {key!r} is missing")
    return raw[key]


def text(raw: Table, key: str, default: str | None = None, *, where: str) -> str:
    """A text that is not empty; without a default it must be there."""
    value = needed(raw, key, where=where) if default is None else raw.get(key, default)
    if not isinstance(value, str) or (default is None and not value.strip()):
        raise PolicyError(f"{where}: {key} must be a text, got {value!r}")
    return value


def tables(raw: Table, key: str, *, where: str) -> list[Any]:
    """The tables under the key, written as [[key]]; none when it is absent."""
    value = raw.get(key, [])
    if not isinstance(value, list):
        raise PolicyError(f"{where}: write {key} as a list of tables, got {value!r}")
    return value


def amounts(raw: Table, key: str, *, where: str) -> dict[str, int]:
    """A table of names and amounts, in hundredths."""
    value = raw.get(key, {})
    if not isinstance(value, Mapping):
        raise PolicyError(f"{where}: {key} must be a table of names and amounts, got {value!r}")
    return {name: hundredths(one, where=f"{where}.{key}.{name}") for name, one in value.items()}


def one_of(raw: Table, key: str, choices: Collection[str], default: str, *, where: str) -> Any:
    value = raw.get(key, default)
    if not isinstance(value, str) or value not in choices:
        raise PolicyError(
            f"{where}: {key} = {value!r} is not known",
            next_step=f"Choose one of: {', '.join(choices)}.",
        )
    return value


def number(value: Any, *, where: str) -> Decimal:
    """A decimal written as text or whole number; floats are refused, they are not exact."""
    if isinstance(value, bool) or not isinstance(value, (str, int)):
        raise PolicyError(f"{where}: write the number as text, got {value!r}")
    try:
        parsed = Decimal(value)
    except InvalidOperation as error:
        raise PolicyError(f"{where}: {value!r} is not a number") from error
    if not parsed.is_finite():
        raise PolicyError(f"{where}: {value!r} is not a number")
    return parsed


def hundredths(value: Any, *, where: str) -> int:
    """Money, points or scores in hundredths; a third decimal is refused, not rounded."""
    scaled = number(value, where=where) * MINOR_PER_MAJOR
    if abs(scaled) > MOST_HUNDREDTHS:
        raise PolicyError(f"{where}: {value!r} is beyond what sums can hold")
    if scaled != scaled.to_integral_value():
        raise PolicyError(f"{where}: {value!r} has more than two decimals")
    return int(scaled)


def fraction(value: Any, *, where: str) -> Fraction:
    return Fraction(number(value, where=where))


def whole(raw: Table, key: str, default: int, *, where: str, least: int = 0) -> int:
    value = raw.get(key, default)
    whole_number = isinstance(value, int) and not isinstance(value, bool)
    if not whole_number or not least <= value <= MOST:
        raise PolicyError(
            f"{where}: {key} must be a whole number from {least} to {MOST}, got {value!r}"
        )
    return value


def yes_or_no(raw: Table, key: str, *, where: str) -> bool:
    value = raw.get(key, False)
    if not isinstance(value, bool):
        raise PolicyError(f"{where}: {key} must be true or false, got {value!r}")
    return value


def texts(raw: Table, key: str, *, where: str) -> tuple[str, ...]:
    value = raw.get(key, [])
    if not isinstance(value, list) or not all(isinstance(item, str) for item in value):
        raise PolicyError(f"{where}: {key} must be a list of texts, got {value!r}")
    return tuple(value)


def families(value: Collection[str], *, where: str) -> tuple[str, ...]:
    """Names of asset classes, each one known."""
    for family in value:
        if family not in FAMILIES:
            near = get_close_matches(family, FAMILIES, n=1)
            hint = f"Did you mean {near[0]!r}?" if near else f"Known: {', '.join(FAMILIES)}."
            raise PolicyError(f"{where}: unknown asset class {family!r}", next_step=hint)
    return tuple(value)
