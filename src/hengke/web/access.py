"""What a page asks of who opens it. Every view says so; one that does not is closed to everybody.

`@needs("customers.export")` asks for a right of the access policy, `@signed_in` for a log-in alone,
`@anybody` for nothing. `post=` names the right for requests that write, where it is another one.
"""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import dataclass
from typing import Any, TypeVar

from django.conf import settings
from django.utils.module_loading import import_string

from hengke.policies.access import Scope

View = TypeVar("View", bound=Callable[..., Any])
READING = ("GET", "HEAD", "OPTIONS")


@dataclass(frozen=True)
class Rule:
    """`action` is for reading, `writing` for everything else; empty asks for a log-in alone."""

    action: str = ""
    writing: str = ""
    open_to_all: bool = False

    def asked(self, method: str | None) -> str:
        return self.action if method in READING else self.writing

    @property
    def actions(self) -> tuple[str, ...]:
        return tuple(dict.fromkeys(action for action in (self.action, self.writing) if action))


def needs(action: str, *, post: str = "") -> Callable[[View], View]:
    return _marked(Rule(action, post or action))


def signed_in(view: View) -> View:
    return _marked(Rule())(view)


def anybody(view: View) -> View:
    """Also tells Django's own log-in middleware."""
    view.login_required = False  # type: ignore[attr-defined]
    return _marked(Rule(open_to_all=True))(view)


def rule_of(view: Callable[..., Any]) -> Rule | None:
    """The rule a view declares, under whatever it is wrapped in."""
    rule = getattr(view, "access_rule", None)
    return rule if isinstance(rule, Rule) else None


def reach(user: Any, action: str) -> Scope | None:
    """How far a right of the person reaches; the policy is asked of settings.HENGKE_ACCESS."""
    found: Scope | None = import_string(settings.HENGKE_ACCESS)(user, action)
    return found


def may_open(user: Any, rule: Rule | None, method: str = "GET") -> bool:
    """Does the person pass?"""
    if rule is None:
        return False
    if rule.open_to_all:
        return True
    asked = rule.asked(method)
    if not getattr(user, "is_authenticated", False):
        return False
    return not asked or reach(user, asked) is not None


def _marked(rule: Rule) -> Callable[[View], View]:
    def mark(view: View) -> View:
        view.access_rule = rule  # type: ignore[attr-defined]
        return view

    return mark
