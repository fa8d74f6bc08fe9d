"""What a capability hands to the pages that compose it: columns of a list, panels of a page.

`workbench` asks each app's `api.columns(customer_ids, user=...)` and `api.panel(customer, user)`;
it draws what comes back and knows nothing of what is inside.
"""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass, field
from typing import Any


@dataclass(frozen=True)
class Chip:
    """A word and its tone ("", info, ok, warn, crit); the tone never stands without the word."""

    label: Any
    kind: str = ""


@dataclass(frozen=True)
class Column:
    """One column of a customer list: a ready cell (text or safe HTML) per customer number.

    A customer without a cell is unknown to the capability; the list shows a dash with `unknown`
    as the reason. `sort` names the list's order that this column shows.
    """

    key: str
    label: Any
    cells: Mapping[str, Any]
    number: bool = False
    sort: str = ""
    unknown: Any = ""


@dataclass(frozen=True)
class Panel:
    """One panel of a customer's page: a template fragment and its context."""

    key: str
    title: Any
    template: str
    context: Mapping[str, Any] = field(default_factory=dict)
