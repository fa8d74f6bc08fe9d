"""Figures as people read them: a value with its unit, a sentence with its parts, what it means."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from typing import Any
from urllib.parse import urlencode

from django.urls import reverse
from django.utils.translation import get_language
from django.utils.translation import gettext as _

from hengke.apps.criteria import words
from hengke.apps.criteria.models import Figure
from hengke.apps.tiering.api import Ladder
from hengke.engine.criteria import columns
from hengke.policies.criteria import CriteriaPolicy
from hengke.web import amounts, formats
from hengke.web.composition import Chip

JUDGED = (columns.WARN, columns.ACT)
RATIOS = (columns.STABILITY, columns.GINI)
OF_MONEY = (columns.ASSETS, columns.TOP, columns.KEPT, columns.MARGIN)


@dataclass(frozen=True)
class Finding:
    """One figure: `value` and `bound` as text (None unknown), `parts` what it is made of."""

    row: Figure
    title: str
    subject: str
    value: str | None
    bound: str
    parts: str
    chip: Chip
    sentence: str
    meaning: Any
    reason: str
    href: str

    @property
    def is_warning(self) -> bool:
        return self.row.state in JUDGED

    @property
    def is_unknown(self) -> bool:
        return self.row.state == columns.UNKNOWN


def findings(rows: Sequence[Figure], ladder: Ladder, rules: CriteriaPolicy | None) -> list[Finding]:
    """`rules` by which the night judged; None where they have changed since."""
    return [_finding(row, ladder, rules) for row in rows]


def by_tier(found: Sequence[Finding]) -> Mapping[int, Mapping[str, Finding]]:
    told: dict[int, dict[str, Finding]] = {}
    for one in found:
        if one.row.rank is not None:
            told.setdefault(one.row.rank, {})[one.row.figure] = one
    return told


def value(figure: str, number: float | None, ladder: Ladder) -> str | None:
    """Money per customer, a plain ratio, or a share."""
    if number is None:
        return None
    if figure == columns.MARGIN:
        return str(amounts.amount(round(number), currency=ladder.currency))
    if figure in RATIOS:
        return f"{number:.3f}"
    return formats.percent(number, 1)


def _finding(row: Figure, ladder: Ladder, rules: CriteriaPolicy | None) -> Finding:
    shown = value(row.figure, row.value, ladder)
    subject = _subject(row, ladder)
    return Finding(
        row=row,
        title=str(words.figure(row.figure)),
        subject=subject,
        value=shown,
        bound=_bound(row, ladder),
        parts=_parts(row, ladder),
        chip=words.state(row.state),
        sentence=_sentence(row, subject, shown, ladder),
        meaning=words.MEANINGS.get(row.figure, ""),
        reason=words.reason(row.reason, needed=row.needed, whole=_cases(row)),
        href=_href(row, rules),
    )


def _cases(row: Figure) -> int | None:
    """How many there are; of figures whose parts are money that is not known here."""
    return row.whole if row.figure not in OF_MONEY or row.figure == columns.MARGIN else None


def _subject(row: Figure, ladder: Ladder) -> str:
    if row.figure == columns.STABILITY:
        return _("against %(months)s months earlier") % {"months": row.subject}
    if row.figure == columns.TOP and row.subject:
        return _("the richest %(share)s") % {"share": formats.percent(float(row.subject), 1)}
    step = ladder.named(row.subject) if row.subject else None
    return step.name if step else ""


def _bound(row: Figure, ladder: Ladder) -> str:
    low, high = (value(row.figure, one, ladder) for one in (row.low, row.high))
    if low is not None and high is not None:
        return f"{low} – {high}"
    if low is not None:
        return f"≥ {low}"
    return f"≤ {high}" if high is not None else ""


def _parts(row: Figure, ladder: Ladder) -> str:
    if row.figure == columns.GINI and row.whole is not None:
        return _("%(whole)s customers whose assets are known") % {"whole": formats.count(row.whole)}
    if row.part is None or row.whole is None:
        return ""
    if row.figure == columns.MARGIN:
        return _("%(part)s of %(whole)s customers") % {
            "part": amounts.amount(row.part), "whole": formats.count(row.whole),
        }  # fmt: skip
    if row.figure in OF_MONEY:
        return f"{amounts.amount(row.part)} / {amounts.amount(row.whole)}"
    return f"{formats.count(row.part)} / {formats.count(row.whole)}"


def _sentence(row: Figure, tier: str, shown: str | None, ladder: Ladder) -> str:
    """What was found, with its parts; empty where the value is unknown."""
    if shown is None:
        return ""
    said = {
        "tier": tier, "value": shown, "bound": _bound(row, ladder).lstrip("≤≥ "),
        "part": formats.count(row.part) if row.part is not None else "",
        "whole": formats.count(row.whole) if row.whole is not None else "",
        "below": value(row.figure, row.high if row.low is None else row.low, ladder) or "–",
        "since": formats.day(row.from_on, get_language() or "", year=True) or "",
    }  # fmt: skip
    return SENTENCES[row.figure]() % said if row.figure in SENTENCES else ""


SENTENCES = {
    columns.CUSTOMERS: lambda: _(
        "%(value)s of all customers are in %(tier)s or higher (%(part)s of %(whole)s); the bounds "
        "are %(bound)s."
    ),
    columns.ASSETS: lambda: _(
        "%(value)s of all assets lie in %(tier)s or higher; the bounds are %(bound)s."
    ),
    columns.NEAR: lambda: _(
        "Of those from just below the floor of %(tier)s upwards %(value)s stand close to it "
        "(%(part)s of %(whole)s); the bound is %(bound)s."
    ),
    columns.FLICKER: lambda: _(
        "%(value)s of the crossings of the floor of %(tier)s were undone soon (%(part)s of "
        "%(whole)s since %(since)s); the bound is %(bound)s."
    ),
    columns.STABILITY: lambda: _(
        "The shares of the tiers have moved since %(since)s: PSI %(value)s; watched from %(bound)s."
    ),
    columns.GINI: lambda: _("The Gini coefficient of assets is %(value)s; the bound is %(bound)s."),
    columns.TOP: lambda: _(
        "Of all assets %(value)s are held by %(tier)s of the customers; the bound is %(bound)s."
    ),
    columns.OVERRIDES: lambda: _(
        "%(value)s of the tiers were set by hand (%(part)s of %(whole)s); the bound is %(bound)s."
    ),
    columns.MARGIN: lambda: _(
        "A customer who was in %(tier)s on %(since)s earned the bank %(value)s afterwards; one of "
        "the tier below earned %(below)s."
    ),
    columns.KEPT: lambda: _(
        "Of the assets that %(tier)s held on %(since)s %(value)s are still there; the tier below "
        "kept %(below)s."
    ),
    columns.LEFT: lambda: _(
        "Of the customers in %(tier)s on %(since)s %(value)s have left (%(part)s of %(whole)s); of "
        "the tier below %(below)s did."
    ),
}


def _href(row: Figure, rules: CriteriaPolicy | None) -> str:
    """The list or page behind a figure, where there is one."""
    asked = {"policy": row.policy, "tier": row.subject}
    if row.figure == columns.CUSTOMERS:
        return f"{reverse('criteria:customers')}?{urlencode({**asked, 'show': 'tier'})}"
    if row.figure == columns.NEAR and rules is not None:
        return f"{reverse('criteria:customers')}?{urlencode({**asked, 'show': 'near'})}"
    if row.figure == columns.OVERRIDES:
        return reverse("tiering:overrides")
    if row.figure == columns.STABILITY and row.from_on and row.until_on:
        days = {"policy": row.policy, "from": row.from_on, "to": row.until_on, "tier": "assessed"}
        return f"{reverse('tiering:migration')}?{urlencode(days)}"
    return ""
