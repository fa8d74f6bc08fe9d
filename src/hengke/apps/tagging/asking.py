"""What is asked of the resident worker about rules, with what the workbench alone knows."""

from __future__ import annotations

from collections.abc import Collection, Iterable, Mapping, Sequence
from dataclasses import dataclass
from datetime import date
from typing import Any

from django.conf import settings
from django.utils.translation import gettext as _

from hengke.apps.customers import api as customers
from hengke.apps.identity import api as identity
from hengke.apps.privacy import api as privacy
from hengke.apps.tagging import queries
from hengke.apps.tagging.models import Tag
from hengke.apps.tagging.permissions import READ
from hengke.engine.rules.errors import LISTS
from hengke.kernel.errors import NotComputed
from hengke.kernel.sentences import recalled
from hengke.pipelines import api

SECONDS = 10.0
"""Somebody waits before the page for it; hanging up ends the question."""
PREDICTED = ("fall_probability", "churn_probability", "churn_percentile", "balance_at_risk")
"""Features that are predictions: who wants no personalised processing is in no list by them."""


@dataclass(frozen=True)
class Meant:
    """Which customers an answer may be about: those of the person's reach, now."""

    within: Sequence[str] | None
    without: Sequence[str]


def meant(user: Any, action: str = READ) -> Meant:
    """Of the whole bank, everybody but numbers merged away and restricted customers; else the
    numbers of the book."""
    if identity.scope_of(user, action) is not identity.Scope.ALL:
        found = customers.visible_to(user, action).order_by("pk")
        return Meant(list(found.values_list("pk", flat=True)), ())
    away = set(customers.merged_away().values_list("customer_id", flat=True))
    restricted = privacy.outside_ranking()[1] if privacy.listed(user) else set()
    return Meant(None, sorted(away | restricted))


def examined(text: str, *, name: str = "") -> dict[str, Any]:
    """What a rule means: `valid`, sentence (zh, en), columns, tags, segments, notes; or `problem`
    with message, next_step, listed (is the way out the list of names), start, end and marked."""
    return _meaning(_ask("tag_check", expression=text, name=name, segments=_segments()))


def counted(text: str, user: Any, *, against: str = "", action: str = READ) -> dict[str, Any]:
    """customers, true, unknown, share, missing; beside another rule also other and both."""
    asked: dict[str, Any] = {"against": against} if against else {}
    return _numbers(
        _ask("tag_count", expression=text, **asked, **_known(user, action, text, against))
    )


def page(
    text: str, user: Any, *, limit: int, after: str = "", action: str = READ
) -> dict[str, Any]:
    """`meaning` as of `examined`; of a rule that is one also `numbers` as of `counted`, and the
    first `customers` behind `after` with the `reasons` of each: one question for all of it."""
    paging: dict[str, Any] = {"after": after, "limit": limit}
    answer = _ask("tag_page", expression=text, **paging, **_known(user, action, text))
    _meaning(answer["meaning"])
    if "numbers" in answer:
        _numbers(answer["numbers"])
    return answer


def members(
    text: str, user: Any, *, after: str = "", limit: int | None = None, action: str = READ
) -> dict[str, Any]:
    """customers (their numbers, in order), as_of, run_id, known_at."""
    paging: dict[str, Any] = {"after": after, "limit": limit}
    return _ask("tag_members", expression=text, **paging, **_known(user, action, text))


def reasons(text: str, numbers: Collection[str]) -> dict[str, Any]:
    """For customers already found through `visible_to`: number to holds and reasons; each reason in
    zh and en, with the values of the features that it read."""
    known = {
        "segments": _segments(), "by_hand": _by_hand(_texts(text)), "within": sorted(numbers),
    }  # fmt: skip
    return dict(_ask("tag_reasons", expression=text, **known)["customers"])


def business_date() -> date:
    """The day of the run that is shown; every question is about it."""
    found = customers.business_date()
    if found is None:
        raise NotComputed(
            _("Nothing was published yet."), next_step=_("Run a night and publish it first.")
        )
    return found


def _meaning(answer: dict[str, Any]) -> dict[str, Any]:
    """With its sentences as the reader's language has them."""
    made = answer.pop("sentences", {})
    answer["notes"] = [recalled(one, made) for one in answer.get("notes", [])]
    if "problem" in answer:
        problem = answer["problem"]
        problem |= {part: recalled(problem[part], made) for part in ("message", "next_step")}
        problem["listed"] = problem["next_step"] in LISTS
        problem["next_step"] = way_out(problem["next_step"])
    return answer


def way_out(next_step: str) -> str:
    """Where it is a list of what a rule can name, the one on the page."""
    if next_step not in LISTS:
        return next_step
    return _("“What a rule can name”, below the rule, lists every name.")


def _numbers(answer: dict[str, Any]) -> dict[str, Any]:
    made = answer.pop("sentences", {})
    for one in answer["missing"]:
        one["reason"] = recalled(one["reason"], made)
    return answer


def _ask(question: str, **params: Any) -> dict[str, Any]:
    return api.ask(settings.HENGKE_HOME, question, timeout=SECONDS, as_of=business_date(), **params)


def _known(user: Any, action: str, *texts: str) -> dict[str, Any]:
    found = meant(user, action)
    without = set(found.without)
    if any(name in one for one in _texts(*texts) for name in PREDICTED):
        without |= privacy.outside_ranking()[0]
    return {
        "segments": _segments(),
        "by_hand": _by_hand(_texts(*texts)),
        "within": found.within,
        "without": sorted(without),
    }


def _segments() -> Mapping[str, str]:
    return dict(queries.segments().values_list("name", "expression"))


def _texts(*texts: str) -> list[str]:
    """The texts with those of all segments, where one of them names a segment."""
    named = any("segment" in one.lower() for one in texts)
    return [*texts, *(_segments().values() if named else ())]


def of_the_workbench(text: str) -> tuple[Mapping[str, str], Mapping[str, Sequence[str]]]:
    """The rules of all segments by name, and who has which of the tags by hand that the text names,
    for a command that asks the lake itself."""
    return _segments(), _by_hand(_texts(text))


def _by_hand(texts: Iterable[str]) -> dict[str, list[str]]:
    """Who has which tag by hand, of the tags that a text names."""
    whole = " ".join(texts)
    codes = [
        code
        for code in Tag.objects.filter(rule__isnull=True).values_list("code", flat=True)
        if f"'{code}'" in whole
    ]
    found: dict[str, list[str]] = {code: [] for code in codes}
    rows = queries.current_by_hand().filter(code__in=codes)
    for code, number in rows.values_list("code", "customer_id"):
        found[code].append(number)
    return found
