"""The list behind each number of the page of results: what was shown to whom, and the answer."""

from __future__ import annotations

from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass, field
from typing import Any
from urllib.parse import urlencode

from django.db.models import QuerySet
from django.utils.translation import gettext as _

from hengke.apps.customers import api as customers
from hengke.apps.recommendation import gating, queries, rates, words
from hengke.apps.recommendation.models import Answer, Outcome
from hengke.apps.recommendation.result_words import list_word, policy_word, tier_names
from hengke.web import paging

ROWS = 25
NONE = "-"
"""What stands in the address for a group without a value: tier unknown, no model."""
OPEN = "open"
ANSWERS: Mapping[str, tuple[Answer, ...]] = {
    "accepted": (Answer.ACCEPTED,),
    "refused": (Answer.REFUSED,),
    OPEN: (Answer.SHOWN, Answer.LATER),
}
COLUMNS = {
    "tier": "tier", "policy": "policy_version", "model": "model_version", "product": "product_id",
    "named": "product_name", "list": "personalised", "answer": "answer",
}  # fmt: skip
"""What may stand in the address, and the column it chooses by."""
LISTS = {"scored": True, "fixed": False}
LONGEST = 200


@dataclass(frozen=True)
class Filters:
    """What the address asks for. `problems` says what of it was not understood and left out."""

    chosen: Mapping[str, str] = field(default_factory=dict)
    problems: tuple[str, ...] = ()

    def query(self, **changes: str) -> str:
        asked = {**self.chosen, **changes}
        return f"?{urlencode({name: asked[name] for name in COLUMNS if asked.get(name)})}"

    def narrow(self, rows: QuerySet[Outcome]) -> QuerySet[Outcome]:
        for name, value in self.chosen.items():
            if name == "answer":
                rows = rows.filter(answer__in=ANSWERS[value])
            elif name == "list":
                rows = rows.filter(personalised=LISTS[value])
            else:
                rows = rows.filter(**{COLUMNS[name]: "" if value == NONE else value})
        return rows


@dataclass(frozen=True)
class Row:
    """One showing. `name` is masked for mere readers; `page` is the number under which the
    customer's page opens, empty where the person may not open it."""

    one: Outcome
    name: str
    page: str
    tier: str

    @property
    def chip(self) -> Any:
        return words.ANSWERS[Answer(self.one.answer)]

    @property
    def refusal(self) -> Any:
        return words.REFUSALS.get(self.one.refusal, self.one.refusal)

    @property
    def policy(self) -> str:
        return policy_word(self.one.policy_version)

    @property
    def source(self) -> str:
        return list_word(self.one.personalised)


def of_group(group: Mapping[str, Any]) -> Filters:
    """The filters that find what one group of `rates.rates` counted."""
    names = {column: name for name, column in COLUMNS.items()}
    scored = {value: word for word, value in LISTS.items()}
    return Filters({
        names[column]: scored[value] if column == "personalised" else value or NONE
        for column, value in group.items()
    })  # fmt: skip


def read(address: Mapping[str, str]) -> Filters:
    """Of an address; a value that nothing can be stored under is told and left out."""
    chosen, problems = {}, []
    known: Mapping[str, Mapping[str, Any]] = {"answer": ANSWERS, "list": LISTS}
    for name in COLUMNS:
        value = address.get(name, "")
        if name in known and value and value not in known[name]:
            problems.append(_not_understood(name, value))
        elif len(value) > LONGEST or "\x00" in value:
            problems.append(_not_understood(name, value[:20].replace("\x00", "")))
        elif value:
            chosen[name] = value
    return Filters(chosen, tuple(problems))


def context(user: Any, address: Mapping[str, str]) -> dict[str, Any]:
    """What recommendation/shown.html accepts: three queries of rows and names, one of the count."""
    filters, names = read(address), tier_names()
    days = gating.day_of(customers.business_date()).policy.model.showing_days
    found = filters.narrow(rates.counted(queries.outcomes(user), days=days))
    page = paging.page(
        found.select_related("shown_by", "answered_by"), sort="-id", key="id", size=ROWS,
        cursor=address.get("after"),
    )  # fmt: skip
    count, more = paging.capped_count(found)
    return {
        "filters": filters, "active": list(_active(filters, names)), "answers": _answers(filters),
        "page": page, "rows": _rows(page.rows, user, names), "count": count, "more": more,
        "days": days,
    }  # fmt: skip


def _rows(those: Sequence[Outcome], user: Any, names: Mapping[str, str]) -> list[Row]:
    """A number merged away is named as it is, and leads to the page of whom it belongs to."""
    numbers = {one.customer_id for one in those}
    survivors = customers.survivors_of(numbers)
    known = customers.in_reach(user).in_bulk(list(numbers | set(survivors.values())))
    return [
        Row(
            one,
            customers.shown_name(known[one.customer_id], user)
            if one.customer_id in known
            else one.customer_id,
            next(iter({survivors.get(one.customer_id, one.customer_id)} & set(known)), ""),
            _tier(one.tier, names),
        )
        for one in those
    ]


def _answers(filters: Filters) -> list[tuple[str, str, bool]]:
    """Label, address and whether it is chosen, of each answer that can be asked for."""
    labels = {
        "": _("All shown"), "accepted": Answer.ACCEPTED.label, "refused": Answer.REFUSED.label,
        OPEN: _("No answer yet, or later"),
    }  # fmt: skip
    chosen = filters.chosen.get("answer", "")
    return [(str(labels[one]), filters.query(answer=one), one == chosen) for one in labels]


def _active(filters: Filters, names: Mapping[str, str]) -> Iterator[tuple[str, str]]:
    """The chips above the list: what is chosen, and the address without it."""
    for name, value in filters.chosen.items():
        if name == "named" and "product" in filters.chosen:
            continue
        gone = {name: "", "named": ""} if name == "product" else {name: ""}
        yield _chip(name, value, filters, names), filters.query(**gone)


def _chip(name: str, value: str, filters: Filters, names: Mapping[str, str]) -> str:
    if name == "answer":
        return next(label for label, _to, chosen in _answers(filters) if chosen)
    if name == "list":
        return list_word(LISTS[value])
    if name == "tier":
        return _tier("" if value == NONE else value, names)
    if name == "policy":
        return policy_word(value)
    if name == "model":
        return _("without a model") if value == NONE else _("model %(name)s") % {"name": value}
    return filters.chosen.get("named", value)


def _tier(code: str, names: Mapping[str, str]) -> str:
    return names.get(code, code) or _("tier unknown")


def _not_understood(name: str, value: str) -> str:
    text = _("“%(value)s” is nothing that “%(name)s” can be; it was left out.")
    return text % {"value": value, "name": name}
