"""Who reads a page, what day it is for the desk, and the scheme by which tiers are called."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import date
from typing import Any

from django.http import HttpRequest

from hengke.apps.care import api as care
from hengke.apps.customers import api as customers
from hengke.apps.tiering import api as tiering
from hengke.kernel import clock


@dataclass(frozen=True)
class Reader:
    """Asked once per page. `ladder` None: no scheme was published yet, or the reader may not read
    tiers; a page then has none."""

    user: Any
    today: date
    ladder: tiering.Ladder | None
    ladders: tuple[tiering.Ladder, ...] = ()

    @property
    def as_of(self) -> date | None:
        """The date of the data, as a page says it; None before anything was published."""
        return customers.business_date()

    @property
    def policy(self) -> str:
        return self.ladder.policy if self.ladder else ""

    @property
    def role(self) -> str:
        return getattr(self.user, "role", "")


def reader_of(request: HttpRequest, *, policy: str = "") -> Reader:
    """The named scheme, else the home's first."""
    return reader_for(request.user, policy=policy)


def reader_for(user: Any, *, policy: str = "") -> Reader:
    """The same, of a person without a page."""
    ladders = tuple(tiering.ladders()) if tiering.can_read(user) else ()
    first = next(iter(ladders), None)
    ladder = next((one for one in ladders if one.policy == policy), first)
    return Reader(user, care.today(clock.now()), ladder, ladders)
