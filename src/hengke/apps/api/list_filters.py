"""The filters of the customer list as parameters with types; the list itself reads the address.

Every field of workbench/list_fields.py is one, so that the page and the API cannot drift apart.
What the page leaves out and names, a program is refused for.
"""

from __future__ import annotations

from datetime import date
from typing import Annotated, Any, Literal

from django.http import HttpRequest
from django.utils.translation import gettext as _
from ninja import Field, Schema
from pydantic import create_model

from hengke.apps.api.problems import Trouble
from hengke.apps.api.words import Word
from hengke.apps.tiering import api as tiering
from hengke.apps.workbench import api as workbench

Amount = Annotated[str, Field(pattern=r"^[0-9]{1,15}(\.[0-9]{1,2})?$", examples=["500000"])]
Share = Annotated[str, Field(pattern=r"^(100|[0-9]{1,2})(\.[0-9]{1,2})?$", examples=["50"])]
OF_KIND: dict[str, Any] = {
    "text": Annotated[str, Field(max_length=60, pattern=r"^[^\x00-\x1f\x7f]*$")],
    "tier": Word,
    "tag": Word,
    "day": date,
    "money": Amount,
    "number": Annotated[int, Field(ge=0, le=99_999)],
    "share": Share,
}


def _one_of(values: Any) -> Any:
    return Literal[tuple(values)]


class MainFilters(Schema):
    """The filters that stand above the list, and its order."""

    q: str | None = Field(
        None, max_length=60, pattern=r"^[^\x00]*$",
        description="Name, initials, number or last digits of the telephone.",
    )  # fmt: skip
    policy: Word | None = Field(None, description="Tier policy; the first one without it.")
    tier: list[Word] | None = Field(None, description="Effective tiers, any of them.")
    was: Word | None = Field(None, description="Tier before the last assessment.")
    risk: bool | None = Field(None, description="At risk of a lower tier.")
    falls: bool | None = Field(None, description="Of those, who falls if nothing happens.")
    maturing: _one_of(workbench.MATURING_DAYS) | None = Field(None, description="Days.")  # type: ignore[valid-type]
    quiet: _one_of(workbench.QUIET_DAYS) | None = Field(None, description="Days.")  # type: ignore[valid-type]
    branch: Word | None = None
    manager: Word | None = Field(None, description="Staff number; - for nobody.")
    kind: _one_of(workbench.KINDS) | None = None  # type: ignore[valid-type]
    status: _one_of(workbench.STATUSES) | None = None  # type: ignore[valid-type]
    aum_from: Amount | None = None
    aum_to: Amount | None = None
    sort: _one_of(workbench.SORTS) | None = None  # type: ignore[valid-type]
    dir: Literal["asc", "desc"] | None = None


def _more() -> dict[str, Any]:
    found: dict[str, Any] = {}
    for field in workbench.list_fields.FIELDS:
        kind = _one_of(field.choices) if field.kind == "choice" else OF_KIND[field.kind]
        names = [f"{field.name}_from", f"{field.name}_to"] if field.is_range else [field.name]
        found |= dict.fromkeys(names, (kind | None, None))
    return found


ListFilters: Any = create_model("ListFilters", __base__=MainFilters, **_more())


def understood(request: HttpRequest) -> Any:
    """The list's own filters; refused where the page would leave something out."""
    sent = request.GET.copy()
    for name in ("risk", "falls"):
        if name in sent:
            sent[name] = (
                "1" if str(sent[name]).lower() in ("1", "true", "yes", "on", "t", "y") else ""
            )
    filters = workbench.read_filters(sent, request.user)
    if filters.problems:
        raise Trouble(422, " ".join(str(one) for one in filters.problems))
    return filters


def has_tiers(ladder: tiering.Ladder | None, *tiers: str | None) -> None:
    """Refuse a tier that the policy does not have: an empty list would say that nobody is there."""
    if any(tier and (ladder is None or ladder.step(tier) is None) for tier in tiers):
        raise Trouble(422, _("The policy has no such tier."), next_step=_("Ask for its ladder."))
