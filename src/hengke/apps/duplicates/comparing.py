"""Two customers side by side, read for a pair that the reader may see."""

from __future__ import annotations

from collections.abc import Container, Mapping
from dataclasses import dataclass, replace
from datetime import datetime
from typing import Any

from django.conf import settings
from django.utils.crypto import salted_hmac
from django.utils.translation import gettext as _

from hengke.apps.customers.api import record_reading
from hengke.apps.duplicates import survivorship
from hengke.apps.duplicates.survivorship import BY_HAND, MERGED, OTHER, Choice, Side
from hengke.kernel import clock
from hengke.kernel.errors import Refused
from hengke.policies.duplicates import survivorship as policies
from hengke.policies.duplicates.survivorship import Survivorship


@dataclass(frozen=True)
class Compared:
    """Who stays, who goes, whose value of each field counts; `why` the survivor survives."""

    stays: Side
    goes: Side
    why: str
    choices: Mapping[str, Choice]
    rule: Survivorship

    def outcome(self) -> dict[str, str]:
        return survivorship.outcome(self.stays, self.goes, self.choices)

    def by_field(self) -> dict[str, str]:
        return {name: choice.side for name, choice in self.choices.items()}

    def grounds(self) -> dict[str, str]:
        """Why whose value counts, by field; codes only."""
        return {name: choice.why for name, choice in self.choices.items()}

    def taken(self) -> list[str]:
        """Fields whose value comes from who goes, and is not the survivor's anyway."""
        found = self.outcome()
        return [
            name
            for name, choice in self.choices.items()
            if choice.side == MERGED and found[name] != self.stays.lines[name].text
        ]

    def decided(
        self, why: str | None, grounds: Mapping[str, str], *, laid_over: Container[str]
    ) -> Compared:
        """The same as it was when it was decided, before values were laid over the survivor; what
        a request of an earlier release does not say is as of today."""
        lines = {
            name: self.stays.own[name] if name in laid_over else line
            for name, line in self.stays.lines.items()
        }
        choices = {
            name: replace(choice, why=grounds.get(name, choice.why))
            for name, choice in self.choices.items()
        }
        stays = replace(self.stays, lines=lines)
        return replace(self, stays=stays, choices=choices, why=why or self.why)

    def version(self) -> str:
        """A keyed digest of all that was compared: another one as soon as anything changes."""
        told = [
            (side.number, name, line.text, line.state)
            for side in (self.stays, self.goes)
            for name, line in side.lines.items()
        ]
        return salted_hmac("duplicates.compared", repr(told)).hexdigest()[:32]


def rule(now: datetime) -> Survivorship:
    own = settings.HENGKE_HOME.policies / "duplicates"
    return policies.load(on=clock.day(now), own=own)


def compared(
    one: str,
    other: str,
    *,
    now: datetime,
    stays: str = "",
    by_hand: Mapping[str, str] | None = None,
) -> Compared:
    """By the rule in force, with what a person chose otherwise. Whoever asks has seen to it that
    both customers may be read. Refused where a third number is to stay."""
    held = rule(now)
    sides = {number: side(number, now=now) for number in (one, other)}
    if stays and stays not in sides:
        raise Refused(
            _("Only one of the two numbers can stay."), next_step=_("Choose one of the two.")
        )
    number, why = survivorship.survivor(sides[one], sides[other], held)
    if stays and stays != number:
        number, why = stays, BY_HAND
    goes = other if number == one else one
    chosen = survivorship.choices(sides[number], sides[goes], held, by_hand or {})
    return Compared(sides[number], sides[goes], why, chosen, held)


def side(number: str, *, now: datetime) -> Side:
    of, day = record_reading.whole(number), clock.day(now)
    own = survivorship.names(record_reading.lines(of, on=day, now=now, merged=False))
    return Side(of, survivorship.names(record_reading.lines(of, on=day, now=now)), own)


def previewed(one: str, other: str, chosen: Mapping[str, str], *, now: datetime) -> Compared:
    """What is chosen in the address. Where the number that stays was exchanged (`before` is the one
    that stayed on the page), values chosen by hand stay chosen, and the rest is the rule's."""
    stays, before = chosen.get("stays", ""), chosen.get("before", "")
    by_hand = chosen_of(chosen)
    if before and stays and before != stays:
        shown = compared(one, other, now=now, stays=before, by_hand=by_hand)
        by_hand = {
            name: OTHER[choice.side]
            for name, choice in shown.choices.items()
            if choice.why == BY_HAND
        }
    return compared(one, other, now=now, stays=stays, by_hand=by_hand)


def chosen_of(request: Mapping[str, Any]) -> dict[str, str]:
    """What a person chose, out of a form: `field-phone=merged`."""
    return {
        key.removeprefix("field-"): str(value)
        for key, value in request.items()
        if key.startswith("field-")
    }
