"""The page of all groups: the map, what each is like, and how their number was chosen."""

from __future__ import annotations

import json
from collections.abc import Mapping
from dataclasses import dataclass
from typing import Any

from django.utils.translation import gettext as _

from hengke.apps.clustering import permissions, queries, words
from hengke.apps.clustering.charts import Spot, field_map
from hengke.apps.clustering.models import Cluster, Model


@dataclass(frozen=True)
class Group:
    """One line of the page. `customers` and `aum_minor` are of the books that the reader sees."""

    cluster: int
    title: str
    told: list[str]
    customers: int
    share: float | None
    aum_minor: int | None
    each_minor: int | None


def context(user: Any) -> dict[str, Any]:
    """What clustering/groups.html accepts; `own`: the sums are of the reader's books, while what
    sets groups apart and how they were found is of the whole bank."""
    model = queries.model()
    if model is None or model.model is None:
        return {"model": model, "reason": _reason(model), "groups": []}
    names = queries.names()
    groups = _groups(list(queries.clusters()), queries.counted(user), names)
    return {
        "model": model,
        "why": words.WHY.get(model.why or "", model.why),
        "lacking": words.features(model.lacking),
        "groups": groups,
        "none": queries.counted(user).get(0, (0, None))[0],
        "map": _map(model, groups) if permissions.sees_all(user) else None,
        "own": not permissions.sees_all(user),
        "tries": queries.tries(),
    }


def _reason(model: Model | None) -> Any:
    if model is None:
        return _("It needs a night that groups customers.")
    return words.REASONS.get(model.reason or "", model.reason)


def _groups(
    found: list[Cluster], counted: Mapping[int, tuple[int, int | None]], names: Mapping[int, str]
) -> list[Group]:
    whole = sum(n for n, _sum in counted.values())
    return [_group(one, *counted.get(one.cluster, (0, None)), whole, names) for one in found]


def _group(
    one: Cluster, customers: int, aum_minor: int | None, whole: int, names: Mapping[int, str]
) -> Group:
    return Group(
        cluster=one.cluster,
        title=words.title(one.cluster, names),
        told=words.told(one.words),
        customers=customers,
        share=customers / whole if whole else None,
        aum_minor=aum_minor,
        each_minor=None if aum_minor is None or not customers else round(aum_minor / customers),
    )


def _map(model: Model, groups: list[Group]) -> Any:
    spots = [Spot(one.x, one.y, one.cluster, one.customers or 0) for one in queries.fields()]
    axes = json.loads(model.axes or "{}")
    across, up = (" · ".join(words.feature(name) for name in axes.get(axis, ())) for axis in "xy")
    titles = {one.cluster: one.title for one in groups}
    return field_map(spots, titles, across=across, up=up, label=_("Map of groups"))
