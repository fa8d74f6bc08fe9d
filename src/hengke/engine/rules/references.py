"""What rules may name beside features: segments and tags; and in which order to compute them.

A segment stands for its own rule. One without a rule (a frozen audience) and a tag are sets of
customers: the row of a customer holds the codes in `segments` and `tags`.
"""

from __future__ import annotations

import re
from collections.abc import Collection, Mapping, Sequence
from dataclasses import dataclass, field

from hengke.engine.rules.errors import RuleError

MOST_NESTED = 10
NAMED = re.compile(r"\b(segment|tag)\s*\(\s*'((?:[^']|'')*)'\s*\)", re.IGNORECASE)


@dataclass(frozen=True)
class References:
    """`segments`: name to expression, None where it is a frozen set; `tags`: every known code."""

    segments: Mapping[str, str | None] = field(default_factory=dict)
    tags: Collection[str] = ()


NOTHING = References()


def named(expression: str) -> tuple[tuple[str, str], ...]:
    """("segment" or "tag", name) of each that the text names, without checking it."""
    found = (
        (match[1].lower(), match[2].replace("''", "'")) for match in NAMED.finditer(expression)
    )
    return tuple(dict.fromkeys(found))


def order(rules: Mapping[tuple[str, str], str]) -> list[tuple[str, str]]:
    """("segment" or "tag", name) of every rule, each behind those that it names.

    A cycle is refused with its whole way. What a rule names and has no rule here (a manual tag, a
    frozen audience) is left out.
    """
    done: dict[tuple[str, str], None] = {}
    for one in rules:
        _visit(one, rules, done)
    return list(done)


def _visit(
    first: tuple[str, str],
    rules: Mapping[tuple[str, str], str],
    done: dict[tuple[str, str], None],
) -> None:
    """Depth first with a way of our own: a chain of a thousand rules is no thousand frames."""
    if first in done:
        return
    way, on_the_way = [(first, iter(named(rules[first])))], {first}
    while way:
        one, ahead = way[-1]
        following = next((other for other in ahead if other in rules and other not in done), None)
        if following is None:
            done[one] = None
            on_the_way.discard(one)
            way.pop()
            continue
        if following in on_the_way:
            path = [step for step, _ in way]
            raise Ring([*path[path.index(following) :], following])
        way.append((following, iter(named(rules[following]))))
        on_the_way.add(following)


class Ring(RuleError):
    """Rules that name each other: `begins` is the name of the first, `way` all of them."""

    def __init__(self, path: Sequence[tuple[str, str]]) -> None:
        self.begins = path[0][1]
        self.way = " → ".join(f"{word}('{name}')" for word, name in path)
        super().__init__(
            "These rules name each other in a circle: {path}.",
            next_step="Take the name of one of them out of the rule of another.",
            path=self.way,
        )
