"""Log-ins against the log: role, reach and state in force are those that the last row gave.

Every action that changes them leaves a row, so a difference was made past the actions, with SQL.
What the log never told of a log-in (one of an older release) is not compared.
"""

from __future__ import annotations

from collections.abc import Mapping
from typing import Any

from django.contrib.auth import get_user_model

from hengke.apps.audit.models import Entry, Link
from hengke.apps.audit.verdict import PEOPLE, Fault, Verdict, fault
from hengke.kernel.sentences import sentence

CREATED, ROLE, CHANGED = "identity.user_created", "identity.role_changed", "identity.user_changed"
STATES = {"identity.user_deactivated": False, "identity.user_reactivated": True}
REACH = ("org_id", "branch_id")
Told = dict[str, tuple[Any, int]]
"""What the log last said of one log-in: by field its value, and the row that said it."""


def check(verdict: Verdict) -> None:
    told = _told()
    people = get_user_model().objects.order_by("pk")
    fields = ("role", *REACH, "is_active")
    made = {name for name, said in told.items() if CREATED in said}
    first = people.filter(username__in=made).values_list("pk", flat=True).first()
    for row in people.values("pk", "username", *fields):
        said = told.get(row["username"], {})
        for name in fields:
            if name in said and said[name][0] != row[name]:
                verdict.faults.append(_differs(row["username"], name, row[name], *said[name]))
        if first is not None and row["pk"] > first and row["username"] not in made:
            verdict.notes.append(
                sentence("The log does not say who made the log-in {name}.", name=row["username"])
            )


def _told() -> dict[str, Told]:
    """By log-in, the newest of what each row said."""
    rows = Entry.objects.filter(action__in=(CREATED, ROLE, CHANGED, *STATES)).order_by("pk")
    found: dict[str, Told] = {}
    for pk, action, name, details in rows.values_list("pk", "action", "target", "details"):
        said = found.setdefault(name, {})
        said.update((field, (value, pk)) for field, value in _says(action, details).items())
    return found


def _says(action: str, details: Mapping[str, Any]) -> dict[str, Any]:
    if action in STATES:
        return {"is_active": STATES[action]}
    if action == CHANGED:
        return {name: details[name] for name in REACH if name in details}
    said = {"role": details["role"]} if "role" in details else {}
    return {**said, CREATED: True} if action == CREATED else said


def _differs(username: str, field: str, now: Any, said: Any, entry: int) -> Fault:
    number = Link.objects.filter(entry_id=entry).values_list("number", flat=True).first()
    return fault(
        PEOPLE, number or entry,
        "Log-in {name}: {field} is {now}, and row {place}, the last one about it, says {said}: it "
        "was changed past the log.", name=username, field=field, now=repr(now), said=repr(said),
    )  # fmt: skip
