"""Codes of recommendation in the reader's language, and the tone that carries each."""

from __future__ import annotations

from typing import Any

from django.utils.translation import get_language
from django.utils.translation import gettext_lazy as _

from hengke.apps.recommendation.models import Answer, Wish
from hengke.engine.rules.features import FAMILY_WORDS
from hengke.web.composition import Chip

SHOWS = {
    "best": _("Best product of each"), "triggered": _("Something happened"),
    "expired": _("Assessment has run out"), "notices": _("Above the level"),
}  # fmt: skip
STATES = {
    "valid": Chip(_("assessment valid"), "ok"),
    "expired": Chip(_("assessment has run out"), "warn"),
    "dated_ahead": Chip(_("assessment dated ahead"), "crit"),
    "too_often": Chip(_("assessed too often"), "crit"),
    "undated": Chip(_("assessment without a day"), "warn"),
    "not_assessed": Chip(_("not assessed"), "warn"),
}
WHY_NOT = {
    "no_standing": _("No night has judged this customer yet."),
    "off_the_shelf": _("The product is not offered today."),
    "barred": _("The customer's status allows no offers."),
    "not_rated": _("The product carries no risk rating."),
    "minor": _("The customer is a minor."),
    "age_unknown": _("The customer's age is unknown."),
    "not_assessed": _("The customer has no risk assessment."),
    "undated": _("The customer's risk assessment has no day."),
    "dated_ahead": _("The customer's risk assessment is dated in the future."),
    "too_often": _("The customer was assessed more often than is allowed."),
    "expired": _("The customer's risk assessment has run out."),
    "above_level": _("The product's risk is above the customer's level."),
}
ASSESS = _("Have the customer assessed first; the next night reads it.")
WHY_NOT_TRIED = {
    "too_few_taken": _("Too few products were taken since to try the model on."),
    "too_few_holders": _("Too few customers held two products then: there was no model."),
    "no_shelf": _("No product that is delivered stands on the shelf."),
}
WHY_NO_RANKER = {
    **WHY_NOT_TRIED,
    "too_short": _("History is too short: what was taken is known of fewer than two such times."),
    "nobody_took": _("Nobody took a product in the times before."),
    "not_better": _("It is not surely better than the plain ways."),
}
SPEAKS = {
    "taken": _("what customers took"), "items": _("the products held"),
    "shares": _("the share of the family"),
}  # fmt: skip
WAY_OUT = {
    "no_standing": _("Wait for the next run."),
    "off_the_shelf": _("Choose another product."),
    "not_rated": _("Ask product management for the rating."),
    "age_unknown": _("Complete the date of birth in the record."),
    "not_assessed": ASSESS, "undated": ASSESS, "expired": ASSESS,
    "dated_ahead": _("Have the day of the assessment corrected."),
    "too_often": _("Wait until the limit of assessments allows another one."),
    "above_level": _("Offer a product within the level."),
}  # fmt: skip
PRODUCT_STATES = {
    "offered": Chip(_("on offer"), "ok"),
    "no_rating": Chip(_("no risk rating"), "crit"),
    "not_delivered": Chip(_("not among the products delivered"), "crit"),
    "suspended": Chip(_("suspended"), "warn"),
    "closed": Chip(_("closed")),
    "not_yet": Chip(_("not yet")),
    "over": Chip(_("over")),
    "on_no_shelf": Chip(_("on no shelf")),
}
CAUSES = {
    "product_rose": _("The product was rated higher"),
    "customer_fell": _("The customer was assessed lower"),
    "both": _("Product rated higher, customer assessed lower"),
    "held": _("No change is known: bought above the level"),
}
VALUE_BASES = {
    "product_rank": _("mean of a year, holders of the product in the same tier"),
    "product_scaled": _("mean of a year of the product, scaled to the tier"),
    "rank": _("mean of a year, holders of the family in the same tier"),
    "scaled": _("mean of a year of the family, scaled to the tier"),
    "own_product_rank": _("own assets × share and margin of holders in the same tier"),
    "own_product": _("own assets × share and margin of all holders: few are of the tier"),
    "own_rank": _("own assets × share and margin of the family in the same tier"),
    "own": _("own assets × share and margin of the family: few hold the product"),
    "no_assets": _("nothing: no assets to place"),
    "assets_unknown": _("unknown: the customer's assets are unknown"),
    "few": _("unknown: too few hold it to tell"),
    "no_value": _("unknown: no value was computed"),
}
PROPENSITY_BASES = {
    "product": _("from the products held"),
    "share": _("few hold it: the share of the same tier"),
    "taken": _("to take it soon: from the products held and the groups the customer is of"),
    "taken_share": _("to take it soon; few took it: the share of the same tier"),
}
CHANNELS = {
    "counter": _("counter"), "mobile": _("mobile bank"), "online": _("online bank"),
    "manager": _("manager"),
}  # fmt: skip
REFUSALS = {
    "no_need": _("No need"), "return_too_low": _("Return too low"),
    "too_risky": _("Too risky"), "elsewhere": _("Has it elsewhere"),
    "later_perhaps": _("Not now"), "other": _("Another reason"),
}  # fmt: skip
ANSWERS = {
    Answer.SHOWN: Chip(Answer.SHOWN.label, "info"),
    Answer.ACCEPTED: Chip(Answer.ACCEPTED.label, "ok"),
    Answer.REFUSED: Chip(Answer.REFUSED.label),
    Answer.LATER: Chip(Answer.LATER.label, "warn"),
}
WISHES = {
    Wish.REQUESTED: Chip(Wish.REQUESTED.label, "info"),
    Wish.APPROVED: Chip(Wish.APPROVED.label, "ok"),
    Wish.REJECTED: Chip(Wish.REJECTED.label, "crit"),
    Wish.EXPIRED: Chip(Wish.EXPIRED.label),
}


def state(code: str | None) -> Chip:
    return STATES.get(code or "not_assessed", Chip(code))


def family(code: str | None) -> str:
    zh, en = FAMILY_WORDS.get(code or "", ("", code or ""))
    return zh if chinese() else en


def in_words(one: Any) -> str:
    """The name that a policy gives in both languages."""
    return str(one.zh if chinese() else one.en)


def channels(text: str | None) -> list[Any]:
    return [CHANNELS.get(one, one) for one in (text or "").split()]


def chinese() -> bool:
    return (get_language() or "").startswith("zh")
