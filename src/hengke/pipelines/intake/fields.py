"""Strict reading of TOML tables: every key is asked for, wrong ones are named with their place."""

from __future__ import annotations

from collections.abc import Iterable
from difflib import get_close_matches
from typing import Any

from hengke.kernel.errors import Refused
from hengke.kernel.sentences import sentence

CORRECT_IT = sentence("Correct the mapping file.")


def nearest(word: str, known: Iterable[str]) -> str:
    """ "Did you mean x?", or a list of what there is."""
    choices = [str(choice) for choice in known]
    folded = {choice.lower(): choice for choice in choices}
    close = get_close_matches(word.lower(), folded, n=1, cutoff=0.6)
    if close:
        return sentence('Did you mean "{word}"?', word=folded[close[0]])
    if not choices:
        return sentence("There is nothing to choose from.")
    return sentence("There is: {known}.", known=", ".join(choices))


class Fields:
    """One TOML table. Ask for each key you know, then `done()` refuses the rest."""

    def __init__(self, raw: object, where: str) -> None:
        self.where = where
        if not isinstance(raw, dict):
            raise Refused(
                "{where} must be a table of settings, not {raw}.", where=where, raw=repr(raw)
            )
        self.raw: dict[str, Any] = dict(raw)
        self.asked: list[str] = []

    def refuse(self, message: str, *, next_step: str = CORRECT_IT, **parts: object) -> Refused:
        """To be raised; `parts` are those of the message and of the next step."""
        what = sentence(message, **parts)
        return Refused(
            "{where}: {what}",
            next_step=sentence(next_step, **parts),
            where=self.where,
            what=what,
        )

    def take(self, key: str, kind: type | tuple[type, ...], default: Any = None) -> Any:
        self.asked.append(key)
        value = self.raw.pop(key, None)
        if value is None:
            return default
        flag_for_number = isinstance(value, bool) and kind is int
        if not isinstance(value, kind) or flag_for_number:
            names = kind if isinstance(kind, tuple) else (kind,)
            wanted = _either([_WORDS.get(name, name.__name__) for name in names])
            raise self.refuse(
                '"{key}" must be {wanted}, not {value}.', key=key, wanted=wanted, value=repr(value)
            )
        return value

    def text(self, key: str, default: str = "") -> str:
        return str(self.take(key, (str, int), default))

    def needed(self, key: str) -> str:
        value = self.text(key)
        if not value:
            raise self.refuse('"{key}" is missing.', key=key)
        return value

    def choice(self, key: str, choices: Iterable[str], default: str) -> Any:
        value = self.text(key, default)
        if value not in choices:
            raise self.refuse(
                '"{key}" cannot be "{value}". {hint}',
                key=key,
                value=value,
                hint=nearest(value, choices),
            )
        return value

    def flag(self, key: str, default: bool = False) -> bool:
        return bool(self.take(key, bool, default))

    def number(self, key: str, default: int = 0) -> int:
        return int(self.take(key, int, default))

    def texts(self, key: str) -> tuple[str, ...]:
        """A list of texts; a single text counts as a list of one."""
        value = self.take(key, (str, int, list), [])
        return tuple(str(item) for item in (value if isinstance(value, list) else [value]))

    def numbers(self, key: str) -> tuple[int, ...]:
        value = self.take(key, list, [])
        if not all(isinstance(item, int) and item > 0 for item in value):
            raise self.refuse('"{key}" must be a list of whole numbers above zero.', key=key)
        return tuple(value)

    def some_of(self, key: str, choices: Iterable[str]) -> tuple[str, ...]:
        values = self.texts(key)
        for value in values:
            if value not in choices:
                raise self.refuse(
                    '"{key}" cannot hold "{value}". {hint}',
                    key=key,
                    value=value,
                    hint=nearest(value, choices),
                )
        return values

    def table(self, key: str) -> dict[str, Any] | None:
        value = self.take(key, dict)
        return value

    def tables(self, key: str) -> list[Fields]:
        items = self.take(key, list, [])
        return [Fields(item, f"{self.where}, {key} {n}") for n, item in enumerate(items, 1)]

    def lists(self, key: str) -> dict[str, tuple[str, ...]]:
        """A table whose values are lists of texts, such as `only = { type = ["OWNER"] }`."""
        inner = Fields(self.table(key) or {}, f"{self.where}, {key}")
        return {name: inner.texts(name) for name in list(inner.raw)}

    def done(self) -> None:
        for key in self.raw:
            raise self.refuse(
                '"{key}" is not a setting here. {hint}', key=key, hint=nearest(key, self.asked)
            )


_WORDS = {
    str: sentence("text"), int: sentence("a whole number"), bool: sentence("true or false"),
    list: sentence("a list"), dict: sentence("a table"),
}  # fmt: skip


def _either(words: list[str]) -> str:
    first, *others = words
    for other in others:
        first = sentence("{first} or {other}", first=first, other=other)
    return first
