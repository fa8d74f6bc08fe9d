"""What customers answered when they were asked: on paper, face to face, by telephone."""

from __future__ import annotations

from django.db import models
from django.db.models import Q
from django.utils.translation import gettext_lazy as _

from hengke.apps.needs.person import person
from hengke.web.sealed import SealedText


class Way(models.TextChoices):
    QUESTIONNAIRE = "questionnaire", _("Questionnaire")
    FACE = "face", _("Face to face")
    PHONE = "phone", _("By telephone")


class Interview(models.Model):
    """One customer asked once, by one of the needs policy's questionnaires. Rows are never
    rewritten; a mistake is withdrawn."""

    customer_id = models.TextField()
    questionnaire = models.TextField()
    way = models.TextField(choices=Way)
    held_on = models.DateField()
    recorded_by = person()
    recorded_at = models.DateTimeField()
    withdrawn_at = models.DateTimeField(null=True)

    class Meta:
        indexes = [models.Index(fields=["customer_id", "-id"], name="needs_interview_of")]
        constraints = [
            models.CheckConstraint(
                condition=Q(way__in=[one.value for one in Way]), name="needs_interview_way"
            )
        ]

    def __str__(self) -> str:
        return f"{self.customer_id} {self.questionnaire} {self.held_on}"


class Reply(models.Model):
    """The answer to one question: yes or no, 1 to 5, or words; sealed like everything said."""

    interview = models.ForeignKey(Interview, on_delete=models.CASCADE, related_name="replies")
    question = models.TextField()
    answer = SealedText("note")

    class Meta:
        constraints = [
            models.UniqueConstraint(fields=["interview", "question"], name="needs_reply_once")
        ]

    def __str__(self) -> str:
        return f"{self.interview_id} {self.question}"
