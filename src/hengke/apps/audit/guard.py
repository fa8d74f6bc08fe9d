"""What an audit row may hold: ids, codes and numbers; no line breaks, no contact data.

A name cannot be told from a code by looking at it, so tests search the rows that every action
leaves for the names of a bank; what can be told is refused here.
"""

from __future__ import annotations

import re
import unicodedata
from collections.abc import Collection, Mapping
from typing import Any

from django.utils.translation import gettext as _

from hengke.kernel.errors import Broken, Refused

LONGEST_ID, LONGEST_TEXT, DEEPEST = 200, 2_000, 4
ASIDE = frozenset({"Cc", "Cf", "Cs", "Co", "Zl", "Zp"})
"""Unicode's kinds of letters that break a line, turn its direction, or show nothing."""
PERSON = (
    r"(?<![0-9A-Za-z_@.-])(?:\+?86[ -]?)?1[3-9]\d[ -]?\d{4}[ -]?\d{4}(?![0-9A-Za-z_])"  # mobile
    r"|(?<![0-9A-Za-z_])[1-9]\d{5}(?:19|20)\d{2}[01]\d[0-3]\d{4}[\dXx](?![0-9A-Za-z_])"  # ID card
    r"|[\w.+-]+@[\w-]+(?:\.[\w-]+)+"  # e-mail
)
CARD = r"(?<![0-9A-Za-z_])(?:\d{4}[ -]?){3,4}\d{3,4}(?![0-9A-Za-z_])"
CONTACT = re.compile(f"{PERSON}|{CARD}")
IDS = frozenset(
    {"after", "asked_by", "before", "follow_up", "merged", "on_behalf_of", "other", "survivor",
     "task"}
)  # fmt: skip
"""Details that are ids like the target: a bank's own numbers may look like telephones or cards."""
TYPED = {
    **dict.fromkeys(("channel", "field", "filters", "folder", "mapping"), CONTACT),
    "reference": re.compile(PERSON),
}
"""Details that come from a form, and what they must not hold; a case may have a number as long as
that of a card."""


def one_line(text: str) -> str:
    """The text as one line: whatever breaks or hides is a space, as in `a b`."""
    return " ".join(
        "".join(" " if unicodedata.category(one) in ASIDE else one for one in text).split(" ")
    ).strip()


def identifier(text: Any) -> str:
    """A target: the bank's own number or a code."""
    found = one_line(str(text))
    if len(found) > LONGEST_ID:
        raise Broken("an audit row names what it is about by an id, not by a text")
    return found


def reason(text: str, ids: Collection[str] = ()) -> str:
    """What a person typed; contact data belong elsewhere, and the row can never be mended.

    `ids` are those of the row, which the text may name whatever they look like.
    """
    found = one_line(text)[:LONGEST_TEXT]
    if CONTACT.search(_without(found, ids)):
        raise Refused(
            _(
                "A reason stays in the audit log for ever: it must not hold a telephone number, an "
                "identity or card number, or an e-mail address."
            ),
            next_step=_("Leave them out; the row names its customer by number."),
        )
    return found


def names_person(text: str) -> bool:
    """A telephone, an identity number or an e-mail address stands in it; the number of a case or
    of a paper may be as long as that of a card."""
    return bool(TYPED["reference"].search(one_line(text)))


def details(values: dict[str, Any]) -> dict[str, Any]:
    """Codes and whole numbers, also in lists and tables of them."""
    named = {one_line(str(key)): value for key, value in values.items()}
    return {name: _detail(name, value, 1) for name, value in named.items()}


def ids_of(target: str, kept: Mapping[str, Any]) -> set[str]:
    """The ids that a row names: its target, and the parts of its details that are ids."""
    values = [target, *(value for name, value in kept.items() if name in IDS)]
    return {part for one in values if isinstance(one, str) for part in (one, *one.split(":"))}


def _without(text: str, ids: Collection[str]) -> str:
    for one in ids:
        if CONTACT.search(one):
            text = re.sub(rf"(?<![0-9A-Za-z_]){re.escape(one)}(?![0-9A-Za-z_])", "#", text)
    return text


def _detail(name: str, value: Any, depth: int) -> Any:
    if depth > DEEPEST:
        raise Broken("details of an audit row are nested too deeply")
    if value is None or isinstance(value, bool | int):
        return value
    if isinstance(value, dict):
        named = {one_line(str(key)): one for key, one in value.items()}
        return {
            key: _detail(name if name in TYPED else key, one, depth + 1)
            for key, one in named.items()
        }
    if isinstance(value, list | tuple):
        return [_detail(name, one, depth + 1) for one in value]
    if isinstance(value, str):
        return _text(name, one_line(value))
    raise Broken(f"details of an audit row hold codes and whole numbers, not {type(value)}")


def _text(name: str, found: str) -> str:
    if name in TYPED:
        return _typed(found, TYPED[name])
    if name in IDS and " " not in found:
        return identifier(found)
    if len(found) > LONGEST_ID or CONTACT.search(found):
        raise Broken("details of an audit row hold codes and numbers, never texts or contact data")
    return found


def _typed(found: str, forbidden: re.Pattern[str]) -> str:
    if len(found) > LONGEST_TEXT:
        raise Refused(
            _("This is too long for the audit log, which keeps it for ever."),
            next_step=_("Say it in fewer words, or with fewer filters."),
        )
    if forbidden.search(found):
        raise Refused(
            _(
                "“%(text)s” stays in the audit log for ever, and looks like a telephone number, an "
                "identity or card number, or an e-mail address."
            )
            % {"text": found[:LONGEST_ID]},
            next_step=_("Write it another way: a case by its number, a list by its filters."),
        )
    return found
