"""Reading single values out of a policy file, each with an error that names the place."""

from __future__ import annotations

import re
from collections.abc import Collection, Mapping
from decimal import Decimal, InvalidOperation
from difflib import get_close_matches
from fractions import Fraction
from typing import Any

from hengke.kernel.errors import PolicyError
from hengke.kernel.money import MINOR_PER_MAJOR
from hengke.kernel.sentences import sentence
from hengke.policies.families import FAMILIES

Table = Mapping[str, Any]
MOST = 10_000
"""Largest count or permille: anything beyond is a slip of the pen."""
WORD = re.compile(r"[a-z][a-z0-9_]*")
MOST_HUNDREDTHS = 10**14
"""A floor of a thousand billion: with weights and days it still fits into 64 bits."""


def check_keys(raw: Any, allowed: Collection[str], *, where: str) -> Table:
    """The table itself, when every key in it is known."""
    if not isinstance(raw, Mapping):
        raise PolicyError("{where} must be a table, got {raw}", where=where, raw=repr(raw))
    for key in raw:
        if key not in allowed:
            hint = _nearest(key, sorted(allowed))
            raise PolicyError("{where}: unknown key '{key}'", next_step=hint, where=where, key=key)
    return raw


def needed(raw: Table, key: str, *, where: str) -> Any:
    if key not in raw:
        raise PolicyError("{where}: '{key}' is missing", where=where, key=key)
    return raw[key]


def text(raw: Table, key: str, default: str | None = None, *, where: str) -> str:
    """A text that is not empty; without a default it must be there."""
    value = needed(raw, key, where=where) if default is None else raw.get(key, default)
    if not isinstance(value, str) or (default is None and not value.strip()):
        raise PolicyError(
            "{where}: {key} must be a text, got {value}", where=where, key=key, value=repr(value)
        )
    return value


def word(raw: Table, *, where: str) -> str:
    """The `name` that results carry: small letters, digits and underscores."""
    name = text(raw, "name", where=where)
    if not WORD.fullmatch(name):
        raise PolicyError(
            "{where}: the name {name} must be small letters, digits and underscores",
            next_step="Write the words for people in zh and en.",
            where=where,
            name=repr(name),
        )
    return name


def tables(raw: Table, key: str, *, where: str) -> list[Any]:
    """The tables under the key, written as [[key]]; none when it is absent."""
    value = raw.get(key, [])
    if not isinstance(value, list):
        raise PolicyError(
            "{where}: write {key} as a list of tables, got {value}",
            where=where,
            key=key,
            value=repr(value),
        )
    return value


def amounts(raw: Table, key: str, *, where: str) -> dict[str, int]:
    """A table of names and amounts, in hundredths."""
    value = raw.get(key, {})
    if not isinstance(value, Mapping):
        raise PolicyError(
            "{where}: {key} must be a table of names and amounts, got {value}",
            where=where,
            key=key,
            value=repr(value),
        )
    return {name: hundredths(one, where=f"{where}.{key}.{name}") for name, one in value.items()}


def one_of(raw: Table, key: str, choices: Collection[str], default: str, *, where: str) -> Any:
    value = raw.get(key, default)
    if not isinstance(value, str) or value not in choices:
        raise PolicyError(
            "{where}: {key} = {value} is not known",
            next_step="Choose one of: {choices}.",
            where=where,
            key=key,
            value=repr(value),
            choices=", ".join(choices),
        )
    return value


def number(value: Any, *, where: str) -> Decimal:
    """A decimal written as text or whole number; floats are refused, they are not exact."""
    if isinstance(value, bool) or not isinstance(value, (str, int)):
        raise PolicyError(
            "{where}: write the number as text, got {value}", where=where, value=repr(value)
        )
    try:
        parsed = Decimal(value)
    except InvalidOperation as error:
        raise PolicyError(
            "{where}: {value} is not a number", where=where, value=repr(value)
        ) from error
    if not parsed.is_finite():
        raise PolicyError("{where}: {value} is not a number", where=where, value=repr(value))
    return parsed


def hundredths(value: Any, *, where: str) -> int:
    """Money, points or scores in hundredths; a third decimal is refused, not rounded."""
    scaled = number(value, where=where) * MINOR_PER_MAJOR
    if abs(scaled) > MOST_HUNDREDTHS:
        raise PolicyError(
            "{where}: {value} is beyond what sums can hold", where=where, value=repr(value)
        )
    if scaled != scaled.to_integral_value():
        raise PolicyError(
            "{where}: {value} has more than two decimals", where=where, value=repr(value)
        )
    return int(scaled)


def fraction(value: Any, *, where: str) -> Fraction:
    return Fraction(number(value, where=where))


def needed_fraction(raw: Table, key: str, *, where: str) -> Fraction:
    return fraction(needed(raw, key, where=where), where=f"{where}.{key}")


def part(raw: Table, key: str, *, where: str) -> Fraction:
    """A share that may be nothing and may be all."""
    found = needed_fraction(raw, key, where=where)
    if not 0 <= found <= 1:
        raise PolicyError("{where}: {key} must be 0 to 1", where=where, key=key)
    return found


def true_part(raw: Table, key: str, *, where: str) -> Fraction:
    """A share that is neither nothing nor all."""
    found = needed_fraction(raw, key, where=where)
    if not 0 < found < 1:
        raise PolicyError("{where}: {key} must lie between 0 and 1", where=where, key=key)
    return found


def whole(raw: Table, key: str, default: int, *, where: str, least: int = 0) -> int:
    value = raw.get(key, default)
    whole_number = isinstance(value, int) and not isinstance(value, bool)
    if not whole_number or not least <= value <= MOST:
        raise PolicyError(
            "{where}: {key} must be a whole number from {least} to {most}, got {value}",
            where=where,
            key=key,
            least=least,
            most=MOST,
            value=repr(value),
        )
    return value


def yes_or_no(raw: Table, key: str, *, where: str) -> bool:
    value = raw.get(key, False)
    if not isinstance(value, bool):
        raise PolicyError(
            "{where}: {key} must be true or false, got {value}",
            where=where,
            key=key,
            value=repr(value),
        )
    return value


def texts(raw: Table, key: str, *, where: str) -> tuple[str, ...]:
    value = raw.get(key, [])
    if not isinstance(value, list) or not all(isinstance(item, str) for item in value):
        raise PolicyError(
            "{where}: {key} must be a list of texts, got {value}",
            where=where,
            key=key,
            value=repr(value),
        )
    return tuple(value)


def families(value: Collection[str], *, where: str) -> tuple[str, ...]:
    """Names of asset classes, each one known."""
    for family in value:
        if family not in FAMILIES:
            raise PolicyError(
                "{where}: unknown asset class '{family}'",
                next_step=_nearest(family, FAMILIES),
                where=where,
                family=family,
            )
    return tuple(value)


def _nearest(word: str, known: Collection[str]) -> str:
    near = get_close_matches(word, known, n=1)
    if near:
        return sentence("Did you mean '{word}'?", word=near[0])
    return sentence("Known: {known}.", known=", ".join(known))
