"""What an audit row may hold: ids, codes and numbers; no line breaks, no contact data.

A name cannot be told from a code by looking at it, so tests search the rows that every action
leaves for the names of a bank; what can be told is refused here.
"""

from __future__ import annotations

import re
import unicodedata
from typing import Any

from django.utils.translation import gettext as _

from hengke.kernel.errors import Broken, Refused

LONGEST_ID, LONGEST_TEXT, DEEPEST = 200, 2_000, 4
ASIDE = frozenset({"Cc", "Cf", "Cs", "Co", "Zl", "Zp"})
"""Unicode's kinds of letters that break a line, turn its direction, or show nothing."""
CONTACT = re.compile(
    r"(?<![0-9A-Za-z_@.-])(?:\+?86[ -]?)?1[3-9]\d[ -]?\d{4}[ -]?\d{4}(?![0-9A-Za-z_])"  # mobile
    r"|(?<![0-9A-Za-z_])[1-9]\d{5}(?:19|20)\d{2}[01]\d[0-3]\d{4}[\dXx](?![0-9A-Za-z_])"  # ID card
    r"|(?<![0-9A-Za-z_])(?:\d{4}[ -]?){3,4}\d{3,4}(?![0-9A-Za-z_])"  # bank card
    r"|[\w.+-]+@[\w-]+(?:\.[\w-]+)+"  # e-mail
)


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


def reason(text: str) -> str:
    """What a person typed; contact data belong elsewhere, and the row can never be mended."""
    found = one_line(text)[:LONGEST_TEXT]
    if CONTACT.search(found):
        raise Refused(
            _(
                "A reason stays in the audit log for ever: it must not hold a telephone number, an "
                "identity or card number, or an e-mail address."
            ),
            next_step=_("Leave them out; name the customer by number."),
        )
    return found


def details(values: dict[str, Any]) -> dict[str, Any]:
    """Codes and whole numbers, also in lists and tables of them."""
    return {one_line(str(key)): _detail(value, 1) for key, value in values.items()}


def _detail(value: Any, depth: int) -> Any:
    if depth > DEEPEST:
        raise Broken("details of an audit row are nested too deeply")
    if value is None or isinstance(value, bool | int):
        return value
    if isinstance(value, dict):
        return {one_line(str(key)): _detail(one, depth + 1) for key, one in value.items()}
    if isinstance(value, list | tuple):
        return [_detail(one, depth + 1) for one in value]
    if isinstance(value, str):
        return _code(value)
    raise Broken(f"details of an audit row hold codes and whole numbers, not {type(value)}")


def _code(text: str) -> str:
    found = one_line(text)
    if len(found) > LONGEST_ID or CONTACT.search(found):
        raise Broken("details of an audit row hold codes and numbers, never texts or contact data")
    return found
