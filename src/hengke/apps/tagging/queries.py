"""Reads of tags and segments. Whatever is about customers begins at whom the person may see."""

from __future__ import annotations

from collections.abc import Collection, Mapping, Sequence
from datetime import date
from typing import Any

from django.db.models import Count, Exists, OuterRef, Q, QuerySet
from django.utils.translation import get_language

from hengke.apps.customers import api as customers
from hengke.apps.identity import api as identity
from hengke.apps.tagging.models import (
    Audience,
    AudienceMember,
    CustomerTags,
    History,
    ManualTag,
    Segment,
    Tag,
    Turn,
)
from hengke.apps.tagging.permissions import READ


def in_list(code: str, column: str = "codes") -> Q:
    """The condition that a list of codes holds this one."""
    return Q(**{f"{column}__contains": f" {code} "})


def title(tag: Tag) -> str:
    return str(tag.zh if _zh() else tag.en)


def sentence(tag: Tag) -> str | None:
    return tag.sentence_zh if _zh() else tag.sentence_en


def in_the_readers_language(told: Mapping[str, Any]) -> str:
    """Of something told as `zh` and `en`."""
    return str(told["zh" if _zh() else "en"])


def _zh() -> bool:
    return (get_language() or "zh").startswith("zh")


def tags() -> list[Tag]:
    """Every tag of the run that is shown, in the library's order."""
    return list(Tag.objects.order_by("rank"))


def sentences(codes: Collection[str]) -> dict[str, str]:
    """What the rules of these tags say, in the reader's language."""
    return {one.pk: sentence(one) or title(one) for one in Tag.objects.filter(pk__in=codes)}


def titles() -> dict[str, str]:
    """What each tag of the shown run is called, in the reader's language."""
    return {one.pk: title(one) for one in tags()}


def tag(code: str) -> Tag | None:
    return Tag.objects.filter(pk=code).first()


def visible_tags(user: Any, action: str = READ) -> QuerySet[CustomerTags]:
    """Tags of the customers whom an action of the person reaches."""
    seen = customers.visible_to(user, action).filter(pk=OuterRef("customer_id"))
    return CustomerTags.objects.filter(customers.scope(user, action), Exists(seen))


def numbers_per_tag(user: Any, known: Sequence[Tag]) -> dict[str, int]:
    """How many customers of the person's reach have each tag: of the whole bank the run has counted
    them, of a book they are counted now."""
    if identity.scope_of(user, READ) is identity.Scope.ALL:
        found = {one.code: one.customers or 0 for one in known if one.rule is not None}
    else:
        rows = CustomerTags.objects.filter(customers.scope(user, READ), customers.current())
        counts = {f"n_{at}": Count("pk", filter=in_list(one.code)) for at, one in enumerate(known)}
        sums = rows.aggregate(**counts) if counts else {}
        found = {one.code: sums[f"n_{at}"] for at, one in enumerate(known)}
    return found | _numbers_by_hand(user)


def _numbers_by_hand(user: Any) -> dict[str, int]:
    rows = current_by_hand().filter(reached(user, READ)).order_by().values("code")
    counted = rows.annotate(n=Count("customer_id", distinct=True))
    return {row["code"]: row["n"] for row in counted}


def turns(on: date | None) -> dict[str, Turn]:
    """Gained and lost on the business date that is shown."""
    return {one.code: one for one in Turn.objects.filter(since=on)} if on else {}


def turns_of(code: str, most: int = 12) -> list[Turn]:
    """Gained and lost of one tag, newest first."""
    return list(Turn.objects.filter(code=code).order_by("-since")[:most])


def tags_of(numbers: Collection[str]) -> list[CustomerTags]:
    """Published tags of a customer already found through `visible_to`, under all its numbers."""
    return list(CustomerTags.objects.filter(pk__in=numbers))


def history_of(numbers: Collection[str], most: int = 50) -> list[History]:
    """When the tags became others, newest first; the first sight of a customer is no change."""
    rows = History.objects.filter(customer_id__in=numbers, codes_before__isnull=False)
    return list(rows.order_by("-since", "customer_id")[:most])


def whole_history_of(number: str) -> QuerySet[History]:
    """Every row of one number, for the copy of the own data."""
    return History.objects.filter(customer_id=number).order_by("since")


def reached(user: Any, action: str) -> Q:
    """The condition, on rows with `customer_id`, that the number lies in a book that an action of
    the person reaches. Of the whole bank each row looks for its own customer."""
    found = customers.in_reach(user, action)
    if identity.scope_of(user, action) is identity.Scope.ALL:
        return Q(Exists(found.filter(pk=OuterRef("customer_id"))))
    return Q(customer_id__in=found.values("customer_id"))


def by_hand(user: Any, action: str = READ) -> QuerySet[ManualTag]:
    return ManualTag.objects.filter(reached(user, action))


def current_by_hand(today: date | None = None) -> QuerySet[ManualTag]:
    """Tags by hand that hold on the day: neither withdrawn nor over."""
    from hengke.kernel import clock

    day = today or clock.day(clock.now())
    return ManualTag.objects.filter(withdrawn_at__isnull=True, until__gte=day)


def by_hand_of(numbers: Collection[str]) -> list[ManualTag]:
    """Of a customer already found; those that are over too, newest first."""
    rows = ManualTag.objects.filter(customer_id__in=numbers)
    return list(rows.select_related("given_by", "withdrawn_by").order_by("-pk"))


def segments() -> QuerySet[Segment]:
    """Segments that are in use. They are rules, and name nobody."""
    return Segment.objects.filter(ended_at__isnull=True).select_related("owner").order_by("title")


def audiences() -> QuerySet[Audience]:
    return Audience.objects.select_related("segment", "frozen_by").order_by("-pk")


def members(audience: Audience, user: Any) -> QuerySet[AudienceMember]:
    """Members whom the person may see."""
    seen = customers.visible_to(user, READ).filter(pk=OuterRef("customer_id"))
    return AudienceMember.objects.filter(Exists(seen), audience=audience)


def audiences_with(number: str) -> list[dict[str, Any]]:
    """For which purposes the number stands in a frozen audience, for the copy of the own data."""
    return [
        {"purpose": one.audience.purpose, "as_of": one.audience.as_of,
         "frozen_at": one.audience.frozen_at}
        for one in members_of(number)
    ]  # fmt: skip


def members_of(number: str) -> QuerySet[AudienceMember]:
    """Places of one customer in audiences."""
    return AudienceMember.objects.filter(customer_id=number).select_related("audience")
