"""The list of findings, each with what one can do about it."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass
from typing import Any
from urllib.parse import urlencode

from django.urls import reverse
from django.utils.translation import gettext_lazy as _

from hengke.apps.identity import api as identity
from hengke.apps.needs import api as needs
from hengke.apps.statistics import queries, words
from hengke.apps.statistics.models import Finding
from hengke.engine.statistics.columns import APART, EVERYBODY, PAIR, TREND
from hengke.engine.statistics.series import SERIES
from hengke.web import formats

KINDS: Mapping[str, Any] = {
    TREND: _("keeps moving"), APART: _("unlike the others"), PAIR: _("together"),
}  # fmt: skip
TITLE_LENGTH = 120
LEAST = 0.0001
BUILD, WEIGH = "tagging.build", "needs.weigh"


@dataclass(frozen=True)
class Line:
    """One finding; `studio` and `figures` are addresses, empty where there is none for the
    reader."""

    row: Finding
    sentence: str
    kind: Any
    need: str
    false: str
    title: str
    studio: str
    figures: str


def context(user: Any, asked: Mapping[str, str]) -> dict[str, Any]:
    """What statistics/findings.html accepts."""
    scopes = queries.scopes(user)
    if not scopes:
        return {"scope": None}
    branch = asked.get("branch")
    scope = next((one for one in scopes if one.branch_id == branch), scopes[0])
    names = words.branch_names([one.branch_id for one in scopes])
    rows = list(queries.findings(user).filter(branch_id=scope.branch_id))
    titles = {code: needs.class_title(code) for code in {one.need for one in rows if one.need}}
    builds = identity.may(user, BUILD)
    lines = [_line(one, titles, builds=builds) for one in rows]
    return {
        "scope": scope,
        "why": words.reason(scope.reason),
        "elsewhere": branch is not None and branch != scope.branch_id,
        "branches": [(one.branch_id, words.scope(one.branch_id, names)) for one in scopes],
        "moves": [one for one in lines if one.row.kind != PAIR],
        "pairs": [one for one in lines if one.row.kind == PAIR],
        "can_weigh": identity.may(user, WEIGH),
    }


def _line(row: Finding, titles: Mapping[str, str], *, builds: bool) -> Line:
    sentence = (row.sentence_en if words.english() else row.sentence_zh) or ""
    return Line(
        row=row,
        sentence=sentence,
        kind=KINDS.get(row.kind, row.kind),
        need=titles.get(row.need or "", ""),
        false=_percent(row.discovery),
        title=sentence[:TITLE_LENGTH],
        studio=_studio(row) if builds and row.expression else "",
        figures=_figures(row),
    )


def _percent(part: float | None) -> str:
    """So small a part that it would be told as 0 is told as below the least."""
    if part is not None and part < LEAST:
        return f"< {formats.percent(LEAST, 2)}"
    return formats.percent(part, 2) or "–"


def _studio(row: Finding) -> str:
    query = urlencode({"expression": row.expression})
    return f"{reverse('tagging:new-segment')}?{query}"


def _figures(row: Finding) -> str:
    if row.kind == PAIR or row.series not in SERIES:
        return ""
    query = {"branch": row.branch_id, "by": row.grouping, "feature": SERIES[row.series].feature}
    if row.grouping != EVERYBODY:
        query["group"] = row.slice
    return f"{reverse('statistics:figures')}?{urlencode(query)}"
