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


def one_of(raw: Table, key: str, choices: Collection[str], default: str, *, where: str) -> Any:
    value = raw.get(key, default)
    if value not in choices:
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
    if scaled != scaled.to_integral_value():
        raise PolicyError(f"{where}: {value!r} has more than two decimals")
    return int(scaled)


def fraction(value: Any, *, where: str) -> Fraction:
    return Fraction(number(value, where=where))


def whole(raw: Table, key: str, default: int, *, where: str, least: int = 0) -> int:
    value = raw.get(key, default)
    if isinstance(value, bool) or not isinstance(value, int) or value < least:
        raise PolicyError(f"{where}: {key} must be a whole number from {least}, got {value!r}")
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
