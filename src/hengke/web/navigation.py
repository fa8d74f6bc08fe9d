"""The rail's entries: an item knows its page, its icon and the roles that see it."""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import dataclass, replace
from typing import Any

from django.conf import settings
from django.http import HttpRequest
from django.urls import NoReverseMatch, reverse
from django.utils.module_loading import import_string

MOST_IN_BAR = 5  # that a phone has room for


@dataclass(frozen=True)
class Item:
    """One page of the rail. `roles` empty means everybody; `go` is the letter after G.

    With `letter` it is a tool instead: a sheet that opens over any page, with this key.
    """

    url_name: str
    label: Any
    icon: str
    group: Any = ""
    roles: tuple[str, ...] = ()
    go: str = ""
    letter: str = ""


@dataclass(frozen=True)
class Entry:
    """An item as drawn for one request."""

    url: str
    label: Any
    icon: str
    current: bool
    go: str
    letter: str = ""


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
    """The bar of a phone: the first group; whoever has one page there gets the others as well."""
    shown = [entries for _group, entries in groups(request)]
    first = shown[0] if shown else []
    return first if len(first) > 1 else [entry for one in shown for entry in one][:MOST_IN_BAR]


def tools(request: HttpRequest) -> list[Entry]:
    """The sheets this user can open from anywhere."""
    return [entry for item, entry in _seen(request) if item.letter]


def _seen(request: HttpRequest) -> Iterator[tuple[Item, Entry]]:
    role = getattr(request.user, "role", "")
    for item in import_string(settings.HENGKE_NAVIGATION):
        if item.roles and role not in item.roles:
            continue
        try:
            yield item, _entry(item, request)
        except NoReverseMatch:
            continue  # the page is still being built


def _entry(item: Item, request: HttpRequest) -> Entry:
    url = reverse(item.url_name)
    here = request.path == url or (url != "/" and request.path.startswith(url))
    return Entry(url, item.label, item.icon, here, item.go, item.letter)
