"""What the form of a tag of the bank's own begins with."""

from __future__ import annotations

from collections.abc import Mapping
from typing import Any

from django.utils.translation import get_language

from hengke.apps.tagging import asking, concluding, definitions


def typed(address: Mapping[str, str]) -> dict[str, Any]:
    """`?tag=` begins with the version in force of a tag that stands alone in its group, so that it
    can be changed; `?family=` with a family."""
    code = address.get("tag", "")
    known = definitions.library(asking.business_date()).get(code) if code else None
    if known is None or known.group != known.code:
        return {"family": address.get("family", "")}
    names = ("code", "family", "zh", "en", "need")
    return {**{name: getattr(known, name) for name in names}, "rule": known.rule or ""}


def needs() -> list[tuple[str, str]]:
    """The classes of needs with their titles in the reader's language."""
    zh = (get_language() or "zh").startswith("zh")
    return [(code, chinese if zh else english) for code, chinese, english in concluding.classes()]
