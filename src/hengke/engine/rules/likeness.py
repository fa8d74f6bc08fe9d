"""Which names a name that does not exist may have meant.

Names are compared word by word, in any order: a word counts where it is the same or a slip of the
pen away, never because some letters happen to stand in both. What a name means in plain words
counts beside it, a little less. Rather nothing is said than something far off.
"""

from __future__ import annotations

import re
from collections.abc import Collection, Iterable, Mapping, Sequence
from difflib import SequenceMatcher

MOST = 3
"""So many are named; of more that are equally like, none."""
LIKE = 0.6
"""From this part of the words on, a name is like another."""
BEHIND = 0.8
"""What reaches less than this part of the likeliest is not named beside it."""
SLIP = 0.8
"""From this part of the letters on, a word is another one with a slip of the pen."""
SWAPPED, SHORTENED = 0.9, 0.85
MEANT = 0.9
"""What plain words count beside a name."""
LONGEST = 80
"""A longer name is like none: no feature has one, and comparing it would take seconds."""
LETTERS = 3
"""A word of fewer is the same or another one."""
VOWELS = frozenset("aeiou")
WORD = re.compile(r"[^\W_]+")
EMPTY = frozenset({"the", "of", "a", "in", "that", "with", "these", "for"})

Bag = Sequence[str]


def alike(
    name: str, known: Collection[str], meanings: Mapping[str, Sequence[str]] | None = None
) -> list[str]:
    """At most `MOST` of the known names, the likeliest first, of equals by name. `meanings`: what
    they mean in plain words, one phrase or several."""
    if len(name) > LONGEST:
        return []
    asked, said = _words(name), meanings or {}
    scored = {one: _likeness(asked, one, said.get(one, ())) for one in known}
    least = max(LIKE, BEHIND * max(scored.values(), default=0.0))
    found: list[str] = []
    for score in sorted({score for score in scored.values() if score >= least}, reverse=True):
        equals = sorted(one for one, reached in scored.items() if reached == score)
        if len(found) + len(equals) > MOST:
            break
        found += equals
    return found


def _likeness(asked: Bag, name: str, phrases: Iterable[str]) -> float:
    """0 to 1: the part of the words of both that stand in the other, by the name or its meaning."""
    words = _words(name)
    by_meaning = (
        MEANT * _shared(asked, [one for one in _words(told) if one not in EMPTY])
        for told in phrases
    )
    run_together = _slip("".join(asked), "".join(words)) if 1 in (len(asked), len(words)) else 0.0
    return round(max(_shared(asked, words), run_together, *by_meaning, 0.0), 6)


def _words(text: str) -> list[str]:
    return WORD.findall(text.lower())


def _shared(left: Bag, right: Bag) -> float:
    """Each word meets at most one of the other side, the closest first."""
    pairs = sorted(
        ((_same(one, other), at, to) for at, one in enumerate(left) for to, other in
         enumerate(right)), reverse=True,
    )  # fmt: skip
    met, taken, total = set(), set(), 0.0
    for score, at, to in pairs:
        if score and at not in met and to not in taken:
            met.add(at)
            taken.add(to)
            total += score
    return 2 * total / (len(left) + len(right)) if total else 0.0


def _same(one: str, other: str) -> float:
    if one == other:
        return 1.0
    short, long = sorted((one, other), key=len)
    if len(short) < LETTERS:
        return 0.0
    return _slip(short, long) or (SHORTENED if _shortened(short, long) else 0.0)


def _slip(one: str, other: str) -> float:
    if sorted(one) == sorted(other) and one != other:
        return SWAPPED
    found = SequenceMatcher(None, one, other).ratio()
    return found if found >= SLIP else 0.0


def _shortened(short: str, long: str) -> bool:
    """prob of probability, or avg of average: the beginning, or the first letter and consonants."""
    if long.startswith(short):
        return True
    rest = iter(long[1:])
    bare = not VOWELS & set(short[1:])
    return bare and short[0] == long[0] and all(letter in rest for letter in short[1:])
