"""The page of one customer: what to know before calling, and one tab of detail at a time.

Every part asks only for what it shows; the number of queries does not grow with the customer.
"""

from __future__ import annotations

from collections.abc import Callable
from typing import Any

from django.utils.translation import gettext_lazy as _

from hengke.apps.behaviour import api as behaviour
from hengke.apps.care import api as care
from hengke.apps.clustering import api as clustering
from hengke.apps.customers import api as customers
from hengke.apps.duplicates import api as duplicates
from hengke.apps.forecast import api as forecast
from hengke.apps.identity import api as identity
from hengke.apps.lifecycle import api as lifecycle
from hengke.apps.needs import api as needs
from hengke.apps.recommendation import api as recommendation
from hengke.apps.tagging import api as tagging
from hengke.apps.tiering import api as tiering
from hengke.apps.value import api as value
from hengke.apps.workbench import (
    circle,
    privacy_tab,
    profile_assets,
    profile_charts,
    profile_facts,
    profile_people,
    profile_timeline,
    profile_words,
)
from hengke.apps.workbench.profile_facts import Fact
from hengke.apps.workbench.reader import Reader
from hengke.kernel import clock
from hengke.web import amounts
from hengke.web.composition import Chip

Context = dict[str, Any]
TABS = (
    ("overview", _("Overview")),
    ("holdings", _("Holdings")),
    ("value", _("Value")),
    ("behaviour", _("Behaviour")),
    ("movements", _("Movements")),
    ("timeline", _("Timeline")),
    ("tags", _("Tags")),
    ("needs", _("Needs")),
    ("recommendation", _("Recommendations")),
    ("people", _("Relations")),
    ("privacy", _("Privacy")),
)
TASKS_SHOWN = 3
AHEAD_SHOWN = 3


MAY_OPEN: dict[str, Callable[[Any], bool]] = {
    "value": value.can_read,
    "behaviour": behaviour.can_read,
    "tags": tagging.can_read,
    "needs": needs.can_read,
    "recommendation": recommendation.can_read,
}
"""Tabs that not everybody who may see the customer may open."""
STYLES = {word: f"{word}/{word}.css" for word in MAY_OPEN} | {
    "overview": "lifecycle/lifecycle.css", "tags": "tagging/tagging.css",
}  # fmt: skip


def everybody(user: Any) -> bool:
    return True


def page(customer: customers.Customer, reader: Reader, tab: str) -> Context:
    """Header, left column and the chosen tab; a tab that does not exist is the first one."""
    tabs = [one for one in TABS if MAY_OPEN.get(one[0], everybody)(reader.user)]
    chosen = tab if tab in dict(tabs) else "overview"
    position = _position(customer, reader)
    holdings = list(customers.holdings(*customer.shown_numbers))
    context = {
        **head(customer, reader, position),
        **before_calling(customer, reader, holdings),
        **_facts(customer, reader),
        "tabs": tabs,
        "tab": chosen,
        "tab_style": STYLES.get(chosen, ""),
        "tab_template": f"workbench/profile/{chosen}.html",
    }
    return context | DETAILS[chosen](customer, reader, holdings)


def preview(customer: customers.Customer, reader: Reader) -> Context:
    """The drawer beside a list: the header, what to know before calling, and the tier."""
    holdings = list(customers.holdings(*customer.shown_numbers))
    return {
        **head(customer, reader, _position(customer, reader)),
        **before_calling(customer, reader, holdings),
        "mix": _mix(holdings),
        "panel": tiering.panel(customer, reader.user, policy=reader.policy or None),
        "reads_tiers": tiering.can_read(reader.user),
    }


def head(customer: customers.Customer, reader: Reader, position: Any) -> Context:
    """Who it is, which tier, what it is worth, who is in charge."""
    names = identity.unit_names([customer.branch_id, customer.manager_id])
    reason = (position and position.unknown_reason) or profile_facts.NOT_DELIVERED
    others, hidden = customers.others_at_home(customer, reader.user)
    totals = profile_assets.totals(customer, unknown=reason, others=others, hidden=hidden)
    return {
        "customer": customer,
        "name": customers.shown_name(customer, reader.user),
        "chips": [*chips(customer), *privacy_tab.chips(customer.pk)],
        "step": reader.ladder.step(position.effective_tier) if reader.ladder and position else None,
        "position": position,
        "reader": reader,
        "today": reader.today,
        "branch": branch_name(customer, names),
        "manager": names.get(customer.manager_id, ""),
        "totals": total_rows(totals),
        "pooled": totals["household_aum"]["value"],
        "can_work": care.can_work(reader.user),
        "can_unmask": customers.can_unmask(reader.user),
        "can_assign": customers.can_assign(reader.user),
        "managers": _managers(reader),
    }


def branch_name(customer: customers.Customer, names: dict[str, str]) -> Any:
    if customer.branch_id == customers.UNASSIGNED_BRANCH:
        return _("no branch named")
    return names.get(customer.branch_id, customer.branch_id)


def before_calling(
    customer: customers.Customer, reader: Reader, holdings: list[customers.Holding]
) -> Context:
    """Why now, what was last said, and what comes due."""
    found = list(care.tasks_of(*customer.shown_numbers, day=reader.today)[: TASKS_SHOWN + 1])
    contacts = [
        row for row in care.contacts_of(*customer.shown_numbers)[:3] if row.withdrawn_at is None
    ]
    ladder = profile_assets.ladder(holdings, as_of=customer.as_of)
    return {
        "tasks": care.rows(
            found[:TASKS_SHOWN], user=reader.user, today=reader.today, ladder=reader.ladder
        ),
        "more_tasks": len(found) > TASKS_SHOWN,
        "last_contact": profile_timeline.contact_row(contacts[0], reader) if contacts else None,
        "ahead": worded(ladder["ahead"][:AHEAD_SHOWN]),
    }


def chips(customer: customers.Customer) -> list[Chip]:
    kind = [Chip(profile_words.KINDS["institution"])] if customer.kind == "institution" else []
    return kind + [
        Chip(
            profile_words.word(profile_words.FLAGS, flag),
            "crit" if flag in profile_words.CRITICAL_FLAGS else "warn",
        )
        for flag in profile_facts.flags(customer)
    ]


def fact_rows(facts: dict[str, Fact]) -> list[Context]:
    """Facts with their words, in reading order; codes become words, dates stay dates."""
    return [
        {
            **fact,
            "key": key,
            "label": profile_words.FACTS.get(key, key),
            "shown": profile_words.word(profile_words.CODES.get(key, {}), fact["value"]),
            "reason": profile_words.reason(fact.get("unknown")),
        }
        for key, fact in facts.items()
    ]


def _facts(customer: customers.Customer, reader: Reader) -> Context:
    """What is known, line by line; what is not, in one sentence."""
    rows = fact_rows(profile_facts.facts(customer, reader.user))
    return {
        "facts": [row for row in rows if row["value"] is not None],
        "unknown_facts": [row["label"] for row in rows if row["value"] is None],
    }


def total_rows(totals: dict[str, Fact]) -> list[Context]:
    return [
        {
            **fact,
            "key": key,
            "label": profile_words.TOTALS[key],
            "reason": profile_words.reason(fact.get("unknown")),
        }
        for key, fact in totals.items()
    ]


def worded(holdings: list[Context]) -> list[Context]:
    """Holdings with the words of their family and role."""
    return [
        {
            **row,
            "family_word": profile_words.word(customers.FAMILY_WORDS, row["family"]),
            "role_word": profile_words.word(profile_words.ROLES, row["role"]),
        }
        for row in holdings
    ]


def _overview(customer: customers.Customer, reader: Reader, holdings: list[Any]) -> Context:
    """Charts are for who sees amounts whole: an axis, a bar and a share tell what a band hides."""
    panel = tiering.panel(customer, reader.user, policy=reader.policy or None)
    tiers = {
        "panel": panel,
        "reads_tiers": tiering.can_read(reader.user),
        "stage": lifecycle.panel(customer, reader.user),
        "group": clustering.panel(customer, reader.user),
        "risk_profile": customers.risk_profile_of(customer.shown_numbers, reader.today),
        "wishes": customers.preferences_of(customer.shown_numbers, clock.now()),
        "can_edit": customers.can_edit(reader.user),
        "foreseen": forecast.panel(customer, reader.user),
    }
    if not amounts.are_whole():
        return tiers
    course = profile_assets.course(list(customers.asset_points(customer.pk)))
    return {
        "course": profile_charts.course(course),
        "mix": _mix(holdings),
        "maturities": profile_charts.maturities(
            profile_assets.ladder(holdings, as_of=customer.as_of)
        ),
        **tiers,
    }


def _mix(holdings: list[Any]) -> Context:
    """Nothing where amounts are not shown whole: shares tell how they stand to each other."""
    return profile_charts.mix(profile_assets.mix(holdings)) if amounts.are_whole() else {}


def _holdings(customer: customers.Customer, reader: Reader, holdings: list[Any]) -> Context:
    return {"holdings": worded(profile_assets.holding_rows(holdings))}


def _value(customer: customers.Customer, reader: Reader, holdings: list[Any]) -> Context:
    return {"value": value.panel(customer, reader.user)}


def _behaviour(customer: customers.Customer, reader: Reader, holdings: list[Any]) -> Context:
    return {"behaviour": behaviour.panel(customer, reader.user)}


def _movements(customer: customers.Customer, reader: Reader, holdings: list[Any]) -> Context:
    return {
        "movements": profile_assets.movement_rows(
            list(customers.movements(*customer.shown_numbers))
        )
    }


def _timeline(customer: customers.Customer, reader: Reader, holdings: list[Any]) -> Context:
    return {"stream": profile_timeline.stream(customer, reader)}


def _tags(customer: customers.Customer, reader: Reader, holdings: list[Any]) -> Context:
    return {"panel": tagging.panel(customer, reader.user)}


def _needs(customer: customers.Customer, reader: Reader, holdings: list[Any]) -> Context:
    return {"panel": needs.panel(customer, reader.user)}


def _recommendation(customer: customers.Customer, reader: Reader, holdings: list[Any]) -> Context:
    return {"panel": recommendation.panel(customer, reader.user)}


def _people(customer: customers.Customer, reader: Reader, holdings: list[Any]) -> Context:
    related = profile_people.related(customer, reader.user)
    return {
        "household": profile_people.household(customer, reader.user),
        "related": [
            {**one, "word": profile_words.word(profile_words.RELATIONS, one["kind"])}
            for one in related
        ],
        "in_group": any(one["kind"] in circle.GROUPING for one in related),
        "twice": duplicates.waiting_rows(customer.pk, reader.user),
    }


def _privacy(customer: customers.Customer, reader: Reader, holdings: list[Any]) -> Context:
    return privacy_tab.context(customer.pk, reader.user)


DETAILS: dict[str, Callable[[customers.Customer, Reader, list[Any]], Context]] = {
    "overview": _overview,
    "holdings": _holdings,
    "value": _value,
    "behaviour": _behaviour,
    "movements": _movements,
    "timeline": _timeline,
    "tags": _tags,
    "needs": _needs,
    "recommendation": _recommendation,
    "people": _people,
    "privacy": _privacy,
}


def _position(customer: customers.Customer, reader: Reader) -> Any:
    return tiering.position(customer.pk, policy=reader.policy) if reader.ladder else None


def _managers(reader: Reader) -> list[tuple[str, str]]:
    if not customers.can_assign(reader.user):
        return []
    return list(customers.managers(reader.user.branch_id).items())
