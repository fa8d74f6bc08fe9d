"""Which of the first line of a file people may see: a file without a header shows data there.

A heading is shown whole where the mapping or the contract knows it, or where it is a word that
headers usually have; any other as a refused value is (shown_values): as it came only where it
cannot be of a person, else as a mask.
"""

from __future__ import annotations

import re
from collections.abc import Collection, Iterable, Sequence
from difflib import SequenceMatcher
from functools import cache

from hengke.engine.schemas import CONTRACT
from hengke.kernel.errors import Refused
from hengke.kernel.sentences import sentence
from hengke.pipelines.intake import looks
from hengke.pipelines.intake.shown_values import FEW_DIGITS, loose

CLOSE = 0.8
"""How near a heading of a known header must come to be a slip of the pen."""
FEW = 20
"""More columns are not listed."""
JOINED = re.compile(r"[A-Za-z]{2,}(_[A-Za-z0-9]{1,12})+")
"""How programs call columns (CUST_NM); believed only among headings that are known."""
OTHERS = ("备注", "说明", "序号", "编号", "remark", "remarks", "comment", "no", "seq", "op")


def shown(names: Sequence[str], *, known: Collection[str] = (), checked: bool = False) -> list[str]:
    """The headings as people may see them, in their order. `checked`: they are of a line that has
    every column that the mapping needs, and so is a header."""
    header = checked or is_header(names, known=known)
    return [
        name if _is_known(name, known) or (header and _is_likely(name, known)) else loose(name)
        for name in names
    ]


def is_header(names: Sequence[str], *, known: Collection[str] = ()) -> bool:
    """At least half of the line are words that a header has."""
    return bool(names) and 2 * sum(_is_known(name, known) for name in names) >= len(names)


def missing_refused(
    needed: Iterable[str],
    present: Sequence[str],
    *,
    file: str,
    source: str,
    known: Collection[str] = (),
    delimiter: str = "",
) -> None:
    """Refuse a file that lacks a column; `delimiter` is the one it was split by, if by any."""
    asked = list(needed)
    absent = next((name for name in asked if name not in present), None)
    if absent is None:
        return
    words = {*known, *asked}
    if len(present) == 1 and len(asked) > 1 and delimiter:
        raise Refused(
            '{file} has one column where source "{source}" needs several: no "{delimiter}" stands '
            "in its first line.",
            next_step="Set the delimiter of this source, or have the file exported with this one.",
            file=file,
            source=source,
            delimiter=delimiter,
        )
    if not any(_is_known(name, words) for name in present):
        raise Refused(
            '{file} has no column "{name}", which the mapping names for source "{source}": '
            "{columns} found, and none has a heading that is known. The first line looks like "
            "data, as if the header were missing.",
            next_step="Have it delivered with its header, or set header = false and "
            "names = [...] for this source.",
            file=file,
            name=absent,
            source=source,
            columns=_columns(len(present)),
        )
    raise Refused(
        '{file} has no column "{name}", which the mapping names for source "{source}". {hint}',
        next_step="Correct the mapping, or have the column delivered.",
        file=file,
        name=absent,
        source=source,
        hint=hint(absent, present, known=words),
    )


def hint(word: str, names: Sequence[str], *, known: Collection[str] = ()) -> str:
    """ "Did you mean x?", or what there is, as far as it may be seen."""
    seen = shown(names, known=known)
    whole = [name for name, told in zip(names, seen, strict=True) if name == told]
    if close := _nearest(word, whole):
        return sentence('Did you mean "{word}"?', word=close)
    listed = ", ".join(seen[:FEW]) + (", …" if len(seen) > FEW else "")
    return sentence("{columns} found: {listed}.", columns=_columns(len(names)), listed=listed)


def _columns(count: int) -> str:
    return sentence("1 column") if count == 1 else sentence("{count:,} columns", count=count)


def _is_known(name: str, known: Collection[str]) -> bool:
    if name in known:
        return True
    from hengke.pipelines.intake.proposing.words import readings  # it imports the mapping's parts

    whole, *parts = readings(name) or [""]
    return whole in _usual() or (len(parts) > 1 and all(part in _usual() for part in parts))


def _is_likely(name: str, known: Collection[str]) -> bool:
    if looks.kind_of(name) or sum(sign.isdigit() for sign in name) > FEW_DIGITS:
        return False
    return bool(
        JOINED.fullmatch(name)
        or looks.secret(name)
        or (_nearest(name, known) and not _has_digits(name))
    )


def _nearest(word: str, names: Collection[str]) -> str:
    found = [(SequenceMatcher(None, word.lower(), name.lower()).ratio(), name) for name in names]
    ratio, name = max(found, default=(0.0, ""))
    return name if ratio >= CLOSE else ""


def _has_digits(name: str) -> bool:
    return any(sign.isdigit() for sign in name)


@cache
def _usual() -> frozenset[str]:
    from hengke.pipelines.intake.proposing.words import plain, words_for

    columns = [(table, one.name) for table, schema in CONTRACT.items() for one in schema.columns]
    words = {word for table, column in columns for word in words_for(table, column)}
    words |= {plain(word) for word in (*looks.SECRET_WORDS, *looks.CARD_WORDS, *OTHERS)}
    return frozenset(words)
