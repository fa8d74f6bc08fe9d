"""Kinds of requests. The app that owns the thing says what a kind means, when Django starts."""

from __future__ import annotations

from collections.abc import Callable, Mapping, Sequence
from dataclasses import dataclass, field
from typing import Any

from django.db.models import Q

from hengke.apps.approvals.models import Approval
from hengke.kernel.errors import Broken

Right = bool | Q
"""May somebody, always or never, or under a condition on `Approval`."""


class Later:
    """What `carry_out` gives back when a job does the work; the job then tells how it ended."""


@dataclass(frozen=True)
class Change:
    """One thing that the request changes: as it is, and as it would be."""

    label: Any
    before: Any = ""
    after: Any = ""


@dataclass(frozen=True)
class Described:
    """A request as the inbox shows it; `changes` are the detail's before and after."""

    title: Any
    href: str = ""
    changes: Sequence[Change] = ()
    note: Any = ""


def title_of(name: str) -> Any:
    """What a kind is called; the name of one that no app registers any more."""
    kind = registered().get(name)
    return kind.title if kind else name


def _nothing(found: Sequence[Approval], user: Any) -> dict[int, Described]:
    return {}


def _accept(approval: Approval) -> None:
    return None


def _no_version(approval: Approval) -> str:
    return ""


def _ended(approval: Approval, by: Any) -> None:
    return None


@dataclass(frozen=True)
class Kind:
    """One kind of request. Everything that reads a subject belongs to the app that registers it.

    `may_ask(user)` and `may_decide(user)` are rights by role, before amounts and stand-ins;
    `may_see(user)` adds readers. `carry_out(approval, by)` does it, in the transaction of the yes,
    and says in a word what came of it. `version(approval)` is what the subject is now. `check`
    refuses what cannot be approved today. `ended(approval, by)` follows a no, a withdrawal and an
    expiry. `trail` begins the actions of its audit rows, `notes(approval)` are their details.
    """

    name: str
    title: Any
    may_ask: Callable[[Any], bool]
    may_decide: Callable[[Any], Right]
    carry_out: Callable[[Approval, Any], str | Later | None]
    describe: Callable[[Sequence[Approval], Any], Mapping[int, Described]] = _nothing
    may_see: Callable[[Any], Right] = field(default=lambda user: False)
    version: Callable[[Approval], str] = _no_version
    check: Callable[[Approval], None] = _accept
    ended: Callable[[Approval, Any], None] = _ended
    trail: str = "approval"
    notes: Callable[[Approval], dict[str, Any]] = field(default=lambda approval: {})


_REGISTERED: dict[str, Kind] = {}


def register(kind: Kind) -> None:
    """Called from the app's `ready()`; the same name twice is a mistake of the code."""
    known = _REGISTERED.setdefault(kind.name, kind)
    if known is not kind:
        raise Broken(f"two kinds of approval are called {kind.name!r}")


def registered() -> Mapping[str, Kind]:
    return dict(_REGISTERED)


def of(name: str) -> Kind:
    if name not in _REGISTERED:
        raise Broken(f"no app registered the kind of approval {name!r}")
    return _REGISTERED[name]


def condition(right: Right) -> Q | None:
    """A right as a condition; None where there is none, an empty one where it always holds."""
    if isinstance(right, Q):
        return right
    return Q() if right else None
