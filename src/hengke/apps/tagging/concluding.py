"""Tags whose rule concludes a need: which class of needs each names."""

from __future__ import annotations

from datetime import date

from hengke.apps.tagging import definitions
from hengke.apps.tagging.models import Tag
from hengke.kernel import clock


def concluding(on: date | None) -> list[tuple[Tag, str]]:
    """The tags of the shown run whose rule concludes a need, each with the class of needs."""
    if on is None:
        return []
    classes = {one.code: one.need for one in definitions.library(on).tags if one.need}
    return [(one, classes[one.pk]) for one in Tag.objects.filter(pk__in=classes)]


def classes() -> list[tuple[str, str, str]]:
    """Code and titles (zh, en) of the classes of needs that a rule may conclude."""
    rules = definitions.needs_policy(clock.day(clock.now()))
    return [(code, one.title("zh"), one.title("en")) for code, one in rules.classes.items()]
