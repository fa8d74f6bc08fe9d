"""The catalogue: families, groups and tags with what each says, how many have it, what changed."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from datetime import date
from itertools import groupby
from typing import Any

from hengke.apps.customers import api as customers
from hengke.apps.tagging import catalogue_choice, definitions, permissions, queries, words
from hengke.apps.tagging.models import Tag, Turn
from hengke.kernel import clock
from hengke.kernel.errors import PolicyError
from hengke.policies import tagging as policies
from hengke.web.sentences import said


@dataclass(frozen=True)
class Line:
    """One tag. `customers` is None where nobody has counted: then it is unknown."""

    tag: Tag
    title: str
    sentence: str | None
    owner: Any
    customers: int | None
    turn: Turn | None


@dataclass(frozen=True)
class Family:
    code: str
    title: Any
    groups: list[tuple[str, bool, list[Line]]]


@dataclass(frozen=True)
class Ahead:
    """A tag whose file is there and which no run has computed yet."""

    code: str
    title: str
    rule: str | None
    family: Any
    since: Any


def context(user: Any, address: Mapping[str, str]) -> dict[str, Any]:
    """What tagging/tags.html accepts; customers are counted of the tags that are shown."""
    known, choice = queries.tags(), catalogue_choice.read(address)
    found = catalogue_choice.found(known, choice)
    page = catalogue_choice.page(found, choice)
    lines = _lines(user, page.rows)
    return {
        "choice": choice,
        "kinds": catalogue_choice.kinds(found, choice),
        "page": page,
        "families": [one for one in _families(lines) if one.groups],
        "as_of": customers.business_date(),
        "shown": len(known),
        **_ahead(known),
        "waiting": [_asked(one) for one in definitions.waiting(user, clock.now())],
        "can_define": permissions.can_define(user),
        "can_build": permissions.can_build(user),
    }


def _asked(approval: Any) -> dict[str, Any]:
    """A definition that waits for a second person."""
    payload = approval.payload
    title = queries.in_the_readers_language(payload)
    return {
        "number": approval.pk, "title": title, "family": words.family(payload["family"]),
        "since": date.fromisoformat(payload["since"]), "rule": payload["rule"],
        "by": approval.asked_by, "at": approval.asked_at,
    }  # fmt: skip


def line(user: Any, tag: Tag) -> Line:
    return _lines(user, [tag])[0]


def _lines(user: Any, known: Sequence[Tag]) -> list[Line]:
    counts = queries.numbers_per_tag(user, known)
    turns = queries.turns(customers.business_date())
    return [
        Line(
            one, queries.title(one), queries.sentence(one), words.owner(one.owner),
            counts.get(one.code, 0), turns.get(one.code),
        )
        for one in known
    ]  # fmt: skip


def _families(lines: list[Line]) -> list[Family]:
    return [
        Family(code, words.family(code), _groups([one for one in lines if one.tag.family == code]))
        for code in policies.FAMILIES
    ]


def _groups(lines: list[Line]) -> list[tuple[str, bool, list[Line]]]:
    found = []
    for _, some in groupby(lines, key=lambda one: one.tag.tag_group):
        group = list(some)
        first = group[0].tag
        title = first.group_zh if words.zh() else first.group_en
        found.append((title, bool(first.exclusive), group))
    return found


def _ahead(known: list[Tag]) -> dict[str, Any]:
    """What the next run computes anew; a file that contradicts itself is shown with its mistake."""
    on = customers.business_date()
    if on is None:
        return {"ahead": [], "problem": ""}
    try:
        library = definitions.library(on)
    except PolicyError as problem:
        return {"ahead": [], "problem": said(problem.message)}
    shown = {one.policy_version for one in known}
    new = [one for one in library.tags if one.version not in shown]
    return {
        "ahead": [
            Ahead(one.code, one.zh if words.zh() else one.en, one.rule,
                  words.family(one.family), one.since)
            for one in new
        ],
        "problem": "",
    }  # fmt: skip
