"""Published results (engine/recommendation/columns.py), and what people did with them."""

from __future__ import annotations

from django.db import models
from django.db.models import Q

from hengke.apps.recommendation.people_models import Answer, Outcome, OwnPurchase, Wish
from hengke.web.stamped import Stamped

__all__ = [
    "Answer", "Notice", "Offered", "Outcome", "OwnPurchase", "Recommendation", "Standing", "Trial",
    "Wish",
]  # fmt: skip


class Standing(Stamped):
    """What the gate reads of one customer. Branch and manager are copied from the customer."""

    customer_id = models.TextField(unique=True)
    branch_id = models.TextField(null=True)
    manager_id = models.TextField(null=True)
    state = models.TextField(null=True)
    level = models.BigIntegerField(null=True)
    assessed_on = models.DateField(null=True)
    valid_through = models.DateField(null=True)
    times_day = models.BigIntegerField(null=True)
    times_year = models.BigIntegerField(null=True)
    level_before = models.BigIntegerField(null=True)
    person = models.BigIntegerField(null=True)
    age = models.BigIntegerField(null=True)
    status = models.TextField(null=True)
    tier = models.TextField(null=True)
    tier_rank = models.BigIntegerField(null=True)
    unmet = models.TextField(null=True)
    policy_version = models.TextField(null=True)

    class Meta:
        indexes = (
            models.Index(fields=["manager_id", "state"], name="recommendation_st_manager"),
            models.Index(fields=["branch_id", "state"], name="recommendation_st_branch"),
            models.Index(
                fields=["-tier_rank", "customer_id"],
                name="recommendation_st_assessed",
                condition=Q(level__isnull=False),
            ),
        )

    def __str__(self) -> str:
        return f"{self.customer_id} {self.state}"


class Trial(Stamped):
    """The models of the next product on a later time, beside plain ways, and which of them speaks.
    Of no customer."""

    named = models.BigIntegerField(unique=True)
    learnt_on = models.DateField()
    taken = models.BigIntegerField()
    hit_rate = models.FloatField(null=True)
    popular_hit_rate = models.FloatField(null=True)
    reason = models.TextField(null=True)
    recent_hit_rate = models.FloatField(null=True)
    ranker_hit_rate = models.FloatField(null=True)
    ranker_reason = models.TextField(null=True)
    windows = models.BigIntegerField(null=True)
    ranker_rows = models.BigIntegerField(null=True)
    speaks = models.TextField(null=True)
    policy_version = models.TextField()
    model_version = models.TextField()

    def __str__(self) -> str:
        return f"{self.learnt_on} {self.hit_rate}"


class Offered(Stamped):
    """One product that is delivered or on the shelf; `state` says whether it is offered."""

    product_id = models.TextField(unique=True)
    name = models.TextField(null=True)
    family = models.TextField(null=True)
    risk = models.BigIntegerField(null=True)
    risk_seller = models.BigIntegerField(null=True)
    risk_issuer = models.BigIntegerField(null=True)
    risk_before = models.BigIntegerField(null=True)
    risk_since = models.DateField(null=True)
    shelf = models.TextField(null=True)
    place = models.BigIntegerField(null=True)
    state = models.TextField(null=True)
    channels = models.TextField(null=True)
    holders = models.BigIntegerField(null=True)
    share_ppm = models.BigIntegerField(null=True)
    basis = models.TextField(null=True)
    policy_version = models.TextField(null=True)
    model_version = models.TextField(null=True)

    def __str__(self) -> str:
        return self.product_id


class Recommendation(Stamped):
    """One product for one customer, `place` 1 the best."""

    customer_id = models.TextField()
    branch_id = models.TextField(null=True)
    manager_id = models.TextField(null=True)
    place = models.BigIntegerField(null=True)
    product_id = models.TextField()
    product_name = models.TextField(null=True)
    family = models.TextField(null=True)
    risk = models.BigIntegerField(null=True)
    level = models.BigIntegerField(null=True)
    state = models.TextField(null=True)
    assessed_on = models.DateField(null=True)
    valid_through = models.DateField(null=True)
    senior = models.BigIntegerField(null=True)
    value_minor = models.BigIntegerField(null=True)
    value_basis = models.TextField(null=True)
    volume_minor = models.BigIntegerField(null=True)
    share_ppm = models.BigIntegerField(null=True)
    margin_ppm = models.BigIntegerField(null=True)
    upkeep_minor = models.BigIntegerField(null=True)
    propensity_ppm = models.BigIntegerField(null=True)
    propensity_basis = models.TextField(null=True)
    context_ppm = models.BigIntegerField(null=True)
    lever_ppm = models.BigIntegerField(null=True)
    score_minor = models.BigIntegerField(null=True)
    because = models.TextField(null=True)
    of_group = models.TextField(null=True)
    signals = models.TextField(null=True)
    levers = models.TextField(null=True)
    trigger = models.TextField(null=True)
    policy_version = models.TextField(null=True)
    model_version = models.TextField(null=True)

    class Meta:
        constraints = (
            models.UniqueConstraint(
                fields=["customer_id", "product_id"], name="recommendation_once"
            ),
        )
        indexes = (
            models.Index(
                fields=["-score_minor", "id"], name="recommendation_best", condition=Q(place=1)
            ),
            models.Index(
                fields=["manager_id", "-score_minor"],
                name="recommendation_manager",
                condition=Q(place=1),
            ),
            models.Index(
                fields=["branch_id", "-score_minor"],
                name="recommendation_branch",
                condition=Q(place=1),
            ),
            models.Index(
                fields=["product_id", "-score_minor", "id"], name="recommendation_product"
            ),
            models.Index(
                fields=["-score_minor", "id"],
                name="recommendation_trigger",
                condition=Q(trigger__isnull=False),
            ),
        )

    def __str__(self) -> str:
        return f"{self.customer_id} {self.product_id}"


class Notice(Stamped):
    """One product that a customer holds above the own level."""

    customer_id = models.TextField()
    branch_id = models.TextField(null=True)
    manager_id = models.TextField(null=True)
    product_id = models.TextField()
    product_name = models.TextField(null=True)
    family = models.TextField(null=True)
    risk = models.BigIntegerField(null=True)
    risk_before = models.BigIntegerField(null=True)
    level = models.BigIntegerField(null=True)
    level_before = models.BigIntegerField(null=True)
    cause = models.TextField(null=True)
    since = models.DateField(null=True)
    held_minor = models.BigIntegerField(null=True)
    policy_version = models.TextField(null=True)

    class Meta:
        constraints = (
            models.UniqueConstraint(
                fields=["customer_id", "product_id"], name="recommendation_notice_once"
            ),
        )
        indexes = (
            models.Index(fields=["-held_minor", "id"], name="recommendation_no_held"),
            models.Index(fields=["manager_id", "-held_minor"], name="recommendation_no_manager"),
            models.Index(fields=["branch_id", "-held_minor"], name="recommendation_no_branch"),
        )

    def __str__(self) -> str:
        return f"{self.customer_id} {self.product_id}"
