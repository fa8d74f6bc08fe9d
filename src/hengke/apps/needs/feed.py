"""Unmet needs by segment, for whoever designs products: how many customers, with which assets.

Grouped once in the database, by all dimensions together, and added up here for each. No group is
shown that is smaller than the policy's least, nor one that the others give away. Who wants no
personalised processing is not counted. A customer with needs under two merged numbers is one.
What the register holds and what rules of the night concluded beyond it are told apart, each by
groups of its own: nobody is counted twice in a class.
"""

from __future__ import annotations

from collections.abc import Callable, Mapping
from dataclasses import dataclass
from datetime import date
from typing import Any

from django.db.models import (
    Case,
    CharField,
    Count,
    Exists,
    Min,
    OuterRef,
    Q,
    QuerySet,
    Subquery,
    Sum,
    When,
)
from django.db.models import Value as Literal
from django.utils.translation import gettext as _

from hengke.apps.customers import api as customers
from hengke.apps.identity import api as identity
from hengke.apps.needs import permissions, policy, queries, weighing, words
from hengke.apps.needs.idea_models import Idea
from hengke.apps.needs.models import UNMET, LatentNeed, Need
from hengke.apps.privacy import api as privacy
from hengke.apps.tiering import api as tiering
from hengke.engine.needs import groups
from hengke.kernel.periods import add_months
from hengke.policies.needs import NeedsPolicy

UNKNOWN, INSTITUTION = "unknown", "institution"
Sizes = dict[str, dict[str, "Size"]]
Found = QuerySet[Any, Any]
"""One row per class and customer, of the register or of the night."""


@dataclass(frozen=True)
class Size:
    """How many customers; assets of those whose assets are known."""

    customers: int
    known: int
    assets_minor: int | None

    def __add__(self, other: Size) -> Size:
        """Assets stay unknown where those of both are."""
        sums = [one for one in (self.assets_minor, other.assets_minor) if one is not None]
        return Size(
            self.customers + other.customers, self.known + other.known, sum(sums) if sums else None
        )


@dataclass(frozen=True)
class Line:
    """One group of a dimension; assets None where they are unknown or would tell of few."""

    name: Any
    customers: int
    assets_minor: int | None


@dataclass(frozen=True)
class Cut:
    """One class by one dimension."""

    name: Any
    lines: list[Line]


@dataclass(frozen=True)
class Entry:
    """One class of needs with its size, its segments and the ideas that answer it."""

    code: str
    title: str
    level: int | None
    category: Any
    size: Line
    cuts: list[Cut]
    ideas: list[Idea]


def context(user: Any, rules: NeedsPolicy) -> dict[str, Any]:
    """Classes by number of customers: recorded ones, and those that rules concluded. Those below
    the least are counted, not named."""
    day, least = customers.business_date(), rules.feed.least_customers
    ideas = weighing.live()
    entries, hidden = _entries(_recorded(user), ideas, user, rules, day)
    inferred, hidden_inferred = _entries(_inferred(user), ideas, user, rules, day)
    return {
        "entries": entries,
        "hidden": hidden,
        "inferred": inferred,
        "hidden_inferred": hidden_inferred,
        "least": least,
        "as_of": day,
        "can_weigh": permissions.can_weigh(user),
    }


def _entries(
    found: Found, ideas: list[Idea], user: Any, rules: NeedsPolicy, day: date | None
) -> tuple[list[Entry], int]:
    """The largest first, and how many classes are too small to be named."""
    totals, cuts = _grouped(found, user, rules, day)
    entries = [
        _entry(code, size, cuts, ideas, rules)
        for code, size in totals.items()
        if size.customers >= rules.feed.least_customers
    ]
    entries.sort(key=lambda one: (-one.size.customers, one.code))
    return entries, len(totals) - len(entries)


def _recorded(user: Any) -> Found:
    """Unmet needs of the register."""
    rows = queries.needs(user, permissions.READ_FEED).filter(privacy.ranked(), status__in=UNMET)
    return Need.objects.filter(pk__in=_firsts(rows.annotate(who=customers.answering())))


def _inferred(user: Any) -> Found:
    """What rules concluded of classes that the register does not know of the customer, met or
    not, under any number."""
    rows = LatentNeed.objects.filter(queries.reached(user, permissions.READ_FEED), privacy.ranked())
    rows = rows.annotate(who=customers.answering())
    known = Need.objects.filter(need_class=OuterRef("need_class"))
    behind = customers.numbers_behind(OuterRef(OuterRef("who")))
    rows = rows.exclude(Exists(known.filter(customer_id=OuterRef("who"))))
    rows = rows.exclude(Exists(known.filter(customer_id__in=behind)))
    return LatentNeed.objects.filter(pk__in=_firsts(rows))


def _firsts(rows: Any) -> Any:
    """One row per class and customer (`who`): of merged numbers, and of several rules, the older
    row."""
    each = rows.order_by().values("need_class", "who")
    return each.annotate(first=Min("pk")).values("first")


Words = Callable[[str], Any]
Named = tuple[Any, Sizes, Words]


def _grouped(
    rows: Found, user: Any, rules: NeedsPolicy, day: date | None
) -> tuple[dict[str, Size], list[Named]]:
    """Sizes of the classes, and by every dimension that the reader may see: its name, its sizes,
    the words of its groups."""
    ladder = next(iter(tiering.ladders()), None) if tiering.can_read(user) else None
    columns: dict[str, Any] = {"branch": _of_customer("branch_id")}
    if ladder is not None:
        columns["tier"] = _tier(ladder)
    if day is not None:
        columns["age"] = _band(rules, day)
    found = _counted(rows, columns)
    totals = {code: size for (code, _all), size in _rolled(found, None).items()}
    sizes = {name: _by_class(_rolled(found, name)) for name in columns}
    cuts: list[Named] = []
    if ladder is not None:
        cuts.append((_("Tier"), sizes["tier"], _tier_words(ladder)))
    cuts.append((_("Branch"), sizes["branch"], _branch_words(sizes["branch"])))
    if day is not None:
        cuts.append((_("Age"), sizes["age"], _band_words(rules)))
    return totals, cuts


def _counted(rows: Found, columns: Mapping[str, Any]) -> list[dict[str, Any]]:
    """Customers, and assets where they are known, by class and all columns at once."""
    rows = rows.order_by()
    cut = {f"cut_{name}": group for name, group in columns.items()}
    grouped = rows.annotate(held=_of_customer("aum_minor"), **cut).values("need_class", *cut)
    return list(grouped.annotate(size=Count("pk"), known=Count("held"), sum=Sum("held")))


def _rolled(found: list[dict[str, Any]], column: str | None) -> dict[tuple[str, str], Size]:
    """By class and group of one column; of none, by class alone."""
    sizes: dict[tuple[str, str], Size] = {}
    for row in found:
        group = "" if column is None else row[f"cut_{column}"] or UNKNOWN
        key, size = (row["need_class"], group), Size(row["size"], row["known"], row["sum"])
        sizes[key] = sizes[key] + size if key in sizes else size
    return sizes


def _by_class(sizes: Mapping[tuple[str, str], Size]) -> Sizes:
    found: Sizes = {}
    for (code, group), size in sizes.items():
        found.setdefault(code, {})[group] = size
    return found


def _of_customer(column: str) -> Subquery:
    rows = customers.Customer.objects.filter(pk=OuterRef("customer_id"))
    return Subquery(rows.values(column)[:1])


def _tier(ladder: tiering.Ladder) -> Subquery:
    positions = tiering.Position.objects.filter(
        policy=ladder.policy, customer_id=OuterRef("customer_id")
    )
    return Subquery(positions.values("effective_tier")[:1])


def _band(rules: NeedsPolicy, day: date) -> Subquery:
    """The first age of the band; of nobody whose day of birth is unknown."""
    ages = (0, *rules.feed.age_bands)
    born = [When(birth_date__lte=add_months(day, -12 * age), then=Literal(str(age)))
            for age in reversed(ages)]  # fmt: skip
    band = Case(
        When(Q(kind=INSTITUTION), then=Literal(INSTITUTION)),
        *born,
        default=Literal(UNKNOWN),
        output_field=CharField(),
    )
    rows = customers.Customer.objects.filter(pk=OuterRef("customer_id"))
    return Subquery(rows.annotate(band=band).values("band")[:1])


def _tier_words(ladder: tiering.Ladder) -> Words:
    def word(code: str) -> Any:
        step = ladder.step(code)
        return step.name if step else _("unknown")

    return word


def _branch_words(sizes: Sizes) -> Words:
    codes = {code for groups_ in sizes.values() for code in groups_}
    names = identity.unit_names(sorted(codes))
    unnamed = {customers.UNASSIGNED_BRANCH: _("no branch named"), UNKNOWN: _("unknown")}
    return lambda code: unnamed.get(code) or names.get(code, code)


def _band_words(rules: NeedsPolicy) -> Words:
    ages = (0, *rules.feed.age_bands)

    def word(code: str) -> Any:
        if code == INSTITUTION:
            return _("institutions")
        if code == UNKNOWN:
            return _("age unknown")
        first = int(code)
        later = [age for age in ages if age > first]
        return f"{first}–{later[0] - 1}" if later else _("%(age)d and older") % {"age": first}

    return word


def _entry(
    code: str, whole: Size, cuts: list[Named], ideas: list[Idea], rules: NeedsPolicy
) -> Entry:
    known, least = rules.classes.get(code), rules.feed.least_customers
    return Entry(
        code=code,
        title=policy.class_title(code, rules),
        level=known.level if known else None,
        category=words.CATEGORIES[known.category] if known else "",
        size=Line("", whole.customers, whole.assets_minor if whole.known >= least else None),
        cuts=[
            Cut(name, lines(sizes.get(code, {}), word, least=least)) for name, sizes, word in cuts
        ],
        ideas=[one for one in ideas if one.need_class == code],
    )


def lines(sizes: Mapping[str, Size], word: Words, *, least: int) -> list[Line]:
    """Groups that may be shown and the rest. Assets are told where each line knows those of enough
    customers, or of none: else one could be reckoned from the others."""
    kept = groups.shown({code: one.customers for code, one in sizes.items()}, least=least)
    found = [(word(code), sizes[code]) for code in kept]
    hidden = [one for code, one in sizes.items() if code not in kept]
    if hidden and kept:
        found.append((_("all others"), sum(hidden[1:], hidden[0])))
    tells = all(size.known == 0 or size.known >= least for _name, size in found)
    return [Line(name, one.customers, one.assets_minor if tells else None) for name, one in found]
