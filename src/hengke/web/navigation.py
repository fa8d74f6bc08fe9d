"""The rail's entries: an item knows its page, its icon and the roles that see it."""

from __future__ import annotations

from dataclasses import dataclass
from typing import Any

from django.conf import settings
from django.http import HttpRequest
from django.urls import NoReverseMatch, reverse
from django.utils.module_loading import import_string


@dataclass(frozen=True)
class Item:
    """One page of the rail. `roles` empty means everybody; `go` is the letter after G."""

    url_name: str
    label: Any
    icon: str
    group: Any = ""
    roles: tuple[str, ...] = ()
    go: str = ""


@dataclass(frozen=True)
class Entry:
    """An item as drawn for one request."""

    url: str
    label: Any
    icon: str
    current: bool
    go: str


def groups(request: HttpRequest) -> list[tuple[Any, list[Entry]]]:
    """The items this user sees, in order, by group."""
    role = getattr(request.user, "role", "")
    found: dict[Any, list[Entry]] = {}
    for item in import_string(settings.HENGKE_NAVIGATION):
        if item.roles and role not in item.roles:
            continue
        try:
            found.setdefault(item.group, []).append(_entry(item, request))
        except NoReverseMatch:
            continue  # the page is still being built
    return list(found.items())


def _entry(item: Item, request: HttpRequest) -> Entry:
    url = reverse(item.url_name)
    here = request.path == url or (url != "/" and request.path.startswith(url))
    return Entry(url, item.label, item.icon, here, item.go)
