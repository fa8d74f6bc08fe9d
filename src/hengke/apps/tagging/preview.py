"""What a rule means and for how many it holds, while somebody is writing it."""

from __future__ import annotations

from typing import Any

from django.utils.translation import get_language

from hengke.apps.tagging import asking, queries
from hengke.kernel.errors import Refused
from hengke.web.sentences import said


def context(
    text: str, user: Any, *, action: str, name: str = "", against: str = ""
) -> dict[str, Any]:
    """The context of the fragment: `empty`, or `problem`, or `found` with sentence and numbers, or
    `refusal` where the worker gives no answer."""
    if not text.strip():
        return {"empty": True}
    try:
        found = asking.examined(text, name=name)
        if not found["valid"]:
            return {"problem": problem(found["problem"])}
        other = queries.segments().filter(name=against).first() if against else None
        counted = asking.counted(
            text, user, against=other.expression if other else "", action=action
        )
    except Refused as refusal:
        return refused(refusal)
    return {**told(found, counted), "other": other}


def refused(refusal: Refused) -> dict[str, Any]:
    """The worker gives no answer."""
    return {"refusal": {"message": said(refusal.message), "next_step": said(refusal.next_step)}}


def told(found: dict[str, Any], counted: dict[str, Any]) -> dict[str, Any]:
    """Sentence and numbers of a rule that is one."""
    language = "zh" if (get_language() or "zh").startswith("zh") else "en"
    return {
        "found": counted,
        "sentence": found["sentence"][language],
        "notes": [said(one) for one in found["notes"]],
        "missing": [{**one, "reason": said(one["reason"])} for one in counted["missing"]],
    }


def meant(text: str, user: Any, *, action: str) -> dict[str, Any]:
    """The sentence of a rule (zh, en), for how many it holds (customers) of whom (of) and on which
    day (as_of); empty for no rule, and where the worker gives no answer."""
    if not text.strip():
        return {}
    try:
        found = asking.examined(text)
        if not found["valid"]:
            return {}
        counted = asking.counted(text, user, action=action)
    except Refused:
        return {}
    return {
        **found["sentence"], "customers": counted["true"], "of": counted["customers"],
        "as_of": asking.business_date().isoformat(),
    }  # fmt: skip


def problem(found: dict[str, Any]) -> dict[str, Any]:
    """What is wrong with a text, in the reader's language."""
    return {**found, **{part: said(found[part]) for part in ("message", "next_step")}}
