"""What a customer may be offered today: the scored list, or the shelf in its fixed order."""

from __future__ import annotations

from datetime import date
from typing import Any

from django.http import HttpRequest
from ninja import Field, Router, Schema

from hengke.apps.api.amounts import Money, money
from hengke.apps.api.customers import found
from hengke.apps.api.operations import reads
from hengke.apps.api.words import Key
from hengke.apps.identity import api as identity
from hengke.apps.recommendation import api as recommendation
from hengke.policies.recommendation.groups import ASSETS

router = Router(tags=["Customers"])
PPM = 1_000_000


class Scored(Schema):
    """The four numbers; their product is the score. Absent on the plain shelf."""

    value: Money = Field(..., description="What the product would bring in a year.")
    value_basis: str | None = Field(None, examples=["rank"])
    volume: Money | None = Field(
        None, description="Assumed to be placed; null where value is not told from own assets."
    )
    share: float | None = Field(
        None, description="Of own assets; null with a volume: the smallest amount sold.",
        examples=[0.24],
    )  # fmt: skip
    margin: float | None = Field(None, description="Of a year.", examples=[0.0087])
    upkeep: Money | None = Field(None, description="value = volume x margin - upkeep")
    propensity: float | None = Field(None, examples=[0.042])
    propensity_basis: str | None = Field(None, examples=["product"])
    context: float = Field(..., examples=[1.3])
    lever: float = Field(..., examples=[1.0])
    score: Money
    signals: list[str] = Field(default_factory=list, examples=[["money_matures"]])
    levers: list[str] = Field(default_factory=list)
    because: list[str] = Field(default_factory=list, description="Codes of products held.")
    group: str = Field(
        "",
        description="Group of the customer that speaks most for it, as assets:1000000:5000000 "
        "(from, below; minor units, years or numbers); without its bounds for who sees bands.",
    )
    model_version: str | None = None


class OfferOut(Schema):
    """One product that passes the gate of suitability today."""

    product: str = Field(..., examples=["T012"])
    name: str = Field(..., examples=["Term deposit"])
    family: str | None = Field(None, examples=["term_deposit"])
    risk: str | None = Field(None, description="Empty: nothing is invested.", examples=["R1"])
    older_customers_procedure: bool | None = Field(False, description="Null: the age is unknown.")
    scored: Scored | None = None


class OffersOut(Schema):
    """What may be shown to one customer on the day."""

    on: date
    personalised: bool = Field(
        ..., description="False: the customer wants no personalised processing."
    )
    level: str | None = Field(None, description="Of the assessment that counts.", examples=["C3"])
    policy_version: str
    offers: list[OfferOut]


@reads(router, "/customers/{path:customer_id}/recommendations", OffersOut,
       right=recommendation.READ, name="customer-recommendations")  # fmt: skip
def recommendations(request: HttpRequest, customer_id: Key) -> OffersOut:
    """What a customer may be offered today.

    Judged by the gate of suitability on the day of the call. Who has personalised processing
    switched off gets the shelf of the tier in its fixed order, without numbers.
    """
    owner = found(request, customer_id, recommendation.READ)
    told = recommendation.offers_of(owner)
    level = told.standing.level if told.standing else None
    return OffersOut(
        on=told.day.on,
        personalised=told.personalised,
        level=None if level is None else f"C{level}",
        policy_version=told.day.policy.version,
        offers=[_offer(one, request.user, owner.currency) for one in told.rows],
    )


def _offer(one: recommendation.Offer, user: Any, currency: str | None) -> OfferOut:
    product = one.product
    return OfferOut(
        product=product.product_id,
        name=one.name,
        family=product.family,
        risk=None if product.risk is None else f"R{product.risk}",
        older_customers_procedure=one.procedure,
        scored=_scored(one.scored, user, currency) if one.scored else None,
    )


def _scored(row: recommendation.Recommendation, user: Any, currency: str | None) -> Scored:
    return Scored(
        value=money(user, row.value_minor, currency, unknown=row.value_basis or "no_value"),
        value_basis=row.value_basis,
        volume=None if row.volume_minor is None else money(user, row.volume_minor, currency),
        share=_part(row.share_ppm),
        margin=_part(row.margin_ppm),
        upkeep=None if row.upkeep_minor is None else money(user, row.upkeep_minor, currency),
        propensity=_part(row.propensity_ppm),
        propensity_basis=row.propensity_basis,
        context=(row.context_ppm or PPM) / PPM,
        lever=(row.lever_ppm or PPM) / PPM,
        score=money(user, row.score_minor, currency, unknown=row.value_basis or "no_value"),
        signals=(row.signals or "").split(),
        levers=(row.levers or "").split(),
        because=(row.because or "").split(),
        group=_group(user, row.of_group or ""),
        model_version=row.model_version,
    )


def _group(user: Any, code: str) -> str:
    """Between which assets it lies is for who sees amounts as they are."""
    name = code.partition(":")[0]
    whole = name != ASSETS or identity.view_of(user, "financial") is identity.View.CLEAR
    return code if whole else name


def _part(ppm: int | None) -> float | None:
    return None if ppm is None else ppm / PPM
