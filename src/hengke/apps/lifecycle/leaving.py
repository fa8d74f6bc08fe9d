"""How probably customers leave: one customer for the panel, counts and reasons for the page."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import date
from typing import Any

from django.conf import settings
from django.db.models import Count, Max, Q, QuerySet, Sum
from django.utils.translation import get_language

from hengke.apps.lifecycle import leaving_words, queries
from hengke.apps.lifecycle.models import Leaving
from hengke.policies.churn import ChurnPolicy, load
from hengke.web import formats

MODEL = "model"


@dataclass(frozen=True)
class Outlook:
    """What is said of one customer. `unknown`: why there is no probability. `policy` None: it has
    changed since, so nothing is said of what leaving means."""

    row: Leaving
    reasons: Sequence[str]
    unknown: Any
    policy: ChurnPolicy | None

    @property
    def by_model(self) -> bool:
        return self.row.method == MODEL

    @property
    def share(self) -> float:
        """By which part the average must be lower; only where there is a policy."""
        return 0.0 if self.policy is None else float(self.policy.fall_share)

    @property
    def least_loss(self) -> Any:
        """And by which amount: a number of a rule, shown whole to everybody."""
        least = None if self.policy is None else self.policy.least_loss_minor
        return formats.amount(least, get_language() or "")

    @property
    def others(self) -> int | None:
        """Of a hundred customers scored, so many leave less probably."""
        place = self.row.percentile
        return None if place is None else min(place, 100) - 1


def outlook(customer_id: str) -> Outlook | None:
    """Of a customer already found through `visible_to`; None where no night has scored."""
    row = Leaving.objects.filter(customer_id=customer_id).first()
    return None if row is None else _told(row)


def outlooks(customer_ids: Sequence[str]) -> dict[str, Outlook]:
    """Of the customers of a list that was found through `visible`."""
    rows = Leaving.objects.filter(customer_id__in=list(customer_ids))
    return {row.customer_id: _told(row) for row in rows}


def summed(rows: QuerySet[Leaving]) -> dict[str, Any]:
    """How many are listed, and the balance expected to go with them: the sum of probability x
    average. `cut`: the probability from which they are listed; None where no night has scored.
    Where nobody is, `known` and `unknown` say of how many that can be told, and `by_model` whether
    a model told it."""
    found = rows.filter(listed=1).aggregate(
        customers=Count("pk"), at_risk=Sum("at_risk_minor"), on=Max("as_of"),
        decides=Max("decides_on"),
    )  # fmt: skip
    on = found["on"] or rows.order_by().values_list("as_of", flat=True).first()
    cut = None if on is None else float(_policy(on).cut)
    told = {} if found["customers"] or on is None else _told_of(rows)
    return {**found, **told, "scored": on is not None, "cut": cut}


def _told_of(rows: QuerySet[Leaving]) -> dict[str, Any]:
    found = rows.aggregate(
        everybody=Count("pk"), known=Count("probability"),
        models=Count("pk", filter=Q(method=MODEL)),
    )  # fmt: skip
    return {
        "known": found["known"],
        "unknown": found["everybody"] - found["known"],
        "by_model": found["models"] > 0,
    }


def listed(user: Any) -> QuerySet[Leaving]:
    """Customers from the policy's cut on, whom the person may read."""
    return queries.leaving(user).filter(listed=1)


def _told(row: Leaving) -> Outlook:
    policy = _policy(row.as_of)
    return Outlook(
        row,
        leaving_words.sentences(row.reasons),
        leaving_words.unknown(row.unknown_reason),
        policy if policy.version == row.policy_version else None,
    )


def _policy(on: date) -> ChurnPolicy:
    home = settings.HENGKE_HOME
    return load(on=on, own=None if home is None else home.churn_policies)
