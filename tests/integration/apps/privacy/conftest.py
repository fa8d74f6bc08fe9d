"""Customers of the small bank with tier positions, and a second business owner."""

from __future__ import annotations

from typing import Any

import pytest
from tests.integration.apps.tiering.conftest import assess, home, ladder, place

from hengke.apps.approvals.api import decide
from hengke.kernel import clock

__all__ = ["assess", "home", "ladder", "place"]


@pytest.fixture
def second(users: dict[str, Any]) -> Any:
    """Another business owner, for what the first one asked."""
    from hengke.apps.identity.models import User

    users["second"] = User.objects.create(username="second", role="business", language="en")
    return users["second"]


@pytest.fixture
def approve(users: dict[str, Any]) -> Any:
    """The business owner says yes."""

    def make(approval: Any, *, by: Any = None) -> Any:
        return decide(approval, yes=True, by=by or users["business"], now=clock.now())

    return make
