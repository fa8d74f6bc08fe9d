"""Ideas: what the bank could offer for a class of needs, what it costs and brings, what speaks for
and against it. No customer is in here."""

from __future__ import annotations

from django.db import models
from django.db.models import Q
from django.db.models.functions import Lower
from django.utils.translation import gettext_lazy as _

from hengke.apps.needs.person import person


class Stage(models.TextChoices):
    """Where an idea stands; one that was dropped is on no list."""

    PROPOSED = "proposed", _("Proposed")
    BUILDING = "building", _("Being built")
    OFFERED = "offered", _("Offered")
    DROPPED = "dropped", _("Dropped")


class Idea(models.Model):
    """One idea. `met`: customers have what it would give them, today. Of one class of needs a title
    stands once among those that were not dropped."""

    need_class = models.TextField()
    title = models.TextField()
    stage = models.TextField(choices=Stage, default=Stage.PROPOSED)
    met = models.BooleanField(default=False)
    opened_by = person()
    opened_at = models.DateTimeField()

    class Meta:
        constraints = [
            models.CheckConstraint(
                condition=Q(stage__in=[one.value for one in Stage]), name="needs_idea_stage"
            ),
            models.CheckConstraint(
                condition=~Q(title="") & ~Q(need_class=""), name="needs_idea_has_words"
            ),
            models.UniqueConstraint(
                Lower("title"),
                "need_class",
                condition=~Q(stage=Stage.DROPPED),
                name="needs_idea_live_once",
            ),
        ]

    def __str__(self) -> str:
        return self.title


class CashYear(models.Model):
    """What one year of an idea costs and brings, in hundredths of the home currency."""

    idea = models.ForeignKey(Idea, on_delete=models.CASCADE, related_name="years")
    year = models.IntegerField()
    cost_minor = models.BigIntegerField()
    benefit_minor = models.BigIntegerField()

    class Meta:
        constraints = [
            models.UniqueConstraint(fields=["idea", "year"], name="needs_cash_year_once"),
            models.CheckConstraint(
                condition=Q(year__gte=0, cost_minor__gte=0, benefit_minor__gte=0),
                name="needs_cash_not_negative",
            ),
        ]

    def __str__(self) -> str:
        return f"{self.idea_id} {self.year}"


class FactorKind(models.TextChoices):
    STRENGTH = "S", _("Strength")
    WEAKNESS = "W", _("Weakness")
    OPPORTUNITY = "O", _("Opportunity")
    THREAT = "T", _("Threat")


class Factor(models.Model):
    """One factor of an idea's SWOT: weight in permille of its side, rating 1 to 4."""

    idea = models.ForeignKey(Idea, on_delete=models.CASCADE, related_name="factors")
    kind = models.TextField(choices=FactorKind)
    text = models.TextField()
    weight_permille = models.IntegerField()
    rating = models.IntegerField()

    class Meta:
        constraints = [
            models.CheckConstraint(
                condition=Q(
                    kind__in=[one.value for one in FactorKind], weight_permille__gte=1,
                    weight_permille__lte=1000, rating__gte=1, rating__lte=4,
                ),
                name="needs_factor_in_range",
            )
        ]  # fmt: skip

    def __str__(self) -> str:
        return f"{self.kind} {self.text}"
