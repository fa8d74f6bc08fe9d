"""The rail's entries: the rule of an item's view decides who sees it."""

from __future__ import annotations

import unicodedata
from collections.abc import Callable, Iterator
from dataclasses import dataclass, replace
from functools import cached_property, partial
from typing import Any

from django.conf import settings
from django.http import HttpRequest
from django.urls import NoReverseMatch, resolve, reverse
from django.utils.module_loading import import_string
from django.utils.translation import gettext_lazy as _

from hengke.policies.access import Scope
from hengke.web.access import may_open, reach, rule_of

MOST_IN_BAR = 5  # that a phone has room for, with the tools and the way to everything else
SEEN = "_pages_of_navigation"


@dataclass(frozen=True)
class Item:
    """One page of the rail, seen by whoever may open it; `go` is the letter after G.

    With `letter` it is a tool instead: a sheet that opens over any page, with this key.
    `initials` are those of the Chinese name, for the palette; `count` says of a user how many
    things wait on the page. A `whole` page is open to all for what is their own, but stands in the
    rail of those alone who see everybody's.
    """

    url_name: str
    label: Any
    icon: str
    group: Any = ""
    go: str = ""
    letter: str = ""
    initials: str = ""
    count: Callable[[Any], int] | None = None
    whole: bool = False


@dataclass(frozen=True)
class Entry:
    """An item as drawn for one request. `press` names a button that acts instead of a page."""

    url: str
    label: Any
    icon: str
    current: bool
    go: str
    letter: str = ""
    initials: str = ""
    counted: Callable[[], int] | None = None
    press: str = ""

    @cached_property
    def count(self) -> int:
        """How many things wait there; asked once, and only where it is drawn."""
        return self.counted() if self.counted else 0

    def answers_to(self, text: str) -> bool:
        """Named so: a part of the name, or the first initials, in any width or case."""
        wanted = plain(text)
        return bool(wanted) and (
            wanted in plain(str(self.label)) or self.initials.startswith(wanted)
        )


def plain(text: str) -> str:
    """Text without spaces, width and case: what an input method types as ＪＪ is jj."""
    return "".join(unicodedata.normalize("NFKC", text).casefold().split())


def groups(request: HttpRequest) -> list[tuple[Any, list[Entry]]]:
    """The pages this user sees, in order, by group. Of two that fit, the nearer one is current."""
    pages = [(item, entry) for item, entry in _seen(request) if not item.letter]
    here = max((entry.url for _item, entry in pages if entry.current), key=len, default="")
    found: dict[Any, list[Entry]] = {}
    for item, entry in pages:
        shown = replace(entry, current=entry.url == here)
        found.setdefault(item.group, []).append(shown)
    return list(found.items())


def bar(request: HttpRequest) -> list[Entry]:
    """The bar of a phone: the first pages; a tool and the sheet with everything stand beside."""
    shown = [entry for _group, entries in groups(request) for entry in entries]
    return shown[: MOST_IN_BAR - 1 - len(tools(request))]


def doors() -> list[Entry]:
    """What everybody can do about the own session, for the palette."""
    return [
        Entry(reverse("identity:preferences"), _("Preferences"), "settings", False, "",
              initials="phsz"),
        Entry(reverse("identity:security"), _("Log-in and security"), "shield-check", False, "",
              initials="dlyaq"),
        Entry("", _("Log out"), "log-out", False, "", initials="tcdl", press="[data-log-out]"),
    ]  # fmt: skip


def found(request: HttpRequest, text: str) -> list[Entry]:
    """Pages of the rail, and the own doors, that are called so."""
    pages = [entry for _group, entries in groups(request) for entry in entries]
    return [entry for entry in [*pages, *doors()] if entry.answers_to(text)]


def tools(request: HttpRequest) -> list[Entry]:
    """The sheets this user can open from anywhere."""
    return [entry for item, entry in _seen(request) if item.letter]


def _seen(request: HttpRequest) -> list[tuple[Item, Entry]]:
    """Found once per request: the rail, the bar of a phone and the sheets all ask for it."""
    found: list[tuple[Item, Entry]] | None = getattr(request, SEEN, None)
    if found is None:
        found = list(_looked_for(request))
        setattr(request, SEEN, found)
    return found


def _looked_for(request: HttpRequest) -> Iterator[tuple[Item, Entry]]:
    for item in import_string(settings.HENGKE_NAVIGATION):
        try:
            entry = _entry(item, request)
        except NoReverseMatch:
            continue  # the page is still being built
        if _opens(request.user, item, entry):
            yield item, entry


def _opens(user: Any, item: Item, entry: Entry) -> bool:
    rule = rule_of(resolve(entry.url).func)
    if rule is None or not may_open(user, rule):
        return False
    return not item.whole or reach(user, rule.action) == Scope.ALL


def _entry(item: Item, request: HttpRequest) -> Entry:
    url = reverse(item.url_name)
    here = request.path == url or (url != "/" and request.path.startswith(url))
    counted = partial(item.count, request.user) if item.count else None
    return Entry(url, item.label, item.icon, here, item.go, item.letter, item.initials, counted)
