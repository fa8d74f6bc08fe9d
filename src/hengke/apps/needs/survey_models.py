"""KANO surveys: features asked about, and paired answers of respondents, who are codes."""

from __future__ import annotations

from django.db import models
from django.db.models import Q

from hengke.apps.needs.idea_models import Idea
from hengke.apps.needs.person import person


class Survey(models.Model):
    title = models.TextField()
    asked_on = models.DateField()
    opened_by = person()
    opened_at = models.DateTimeField()

    class Meta:
        constraints = [models.CheckConstraint(condition=~Q(title=""), name="needs_survey_title")]

    def __str__(self) -> str:
        return self.title


class Feature(models.Model):
    """One feature of a survey; with an idea, its category counts for that idea."""

    survey = models.ForeignKey(Survey, on_delete=models.CASCADE, related_name="features")
    code = models.TextField()
    title = models.TextField()
    idea = models.ForeignKey(
        Idea, on_delete=models.SET_NULL, null=True, blank=True, related_name="features"
    )

    class Meta:
        constraints = [
            models.UniqueConstraint(fields=["survey", "code"], name="needs_feature_once"),
            models.UniqueConstraint(
                fields=["survey", "idea"], condition=Q(idea__isnull=False),
                name="needs_feature_per_idea",
            ),
            models.CheckConstraint(
                condition=~Q(code="") & ~Q(title=""), name="needs_feature_has_words"
            ),
        ]  # fmt: skip

    def __str__(self) -> str:
        return f"{self.survey_id} {self.code}"


class Answer(models.Model):
    """One respondent's pair of answers about one feature, 1 (like) to 5 (dislike)."""

    feature = models.ForeignKey(Feature, on_delete=models.CASCADE, related_name="answers")
    respondent = models.TextField()
    functional = models.IntegerField()
    dysfunctional = models.IntegerField()

    class Meta:
        constraints = [
            models.UniqueConstraint(fields=["feature", "respondent"], name="needs_answer_once"),
            models.CheckConstraint(
                condition=Q(functional__in=[1, 2, 3, 4, 5], dysfunctional__in=[1, 2, 3, 4, 5]),
                name="needs_answer_in_range",
            ),
        ]

    def __str__(self) -> str:
        return f"{self.feature_id} {self.respondent}"
