"""What customers need, as people noticed it: one row per customer, class and time of need."""

from __future__ import annotations

from django.db import models
from django.db.models import Q
from django.utils.translation import gettext_lazy as _

from hengke.apps.needs.person import person
from hengke.web.sealed import SealedText


class Nature(models.TextChoices):
    """Did the customer say so, or does somebody conclude it?"""

    EXPLICIT = "explicit", _("Explicit")
    LATENT = "latent", _("Latent")


class Source(models.TextChoices):
    """From where the need is known."""

    TALK = "talk", _("Talk with the customer")
    QUESTIONNAIRE = "questionnaire", _("Questionnaire")
    INTERVIEW = "interview", _("Interview")
    BEHAVIOUR = "behaviour", _("Behaviour")
    LIFE_EVENT = "life_event", _("Event of life")
    COMPLAINT = "complaint", _("Complaint or suggestion")
    PREDICTION = "prediction", _("Prediction")


class Status(models.TextChoices):
    """Where a need stands; the first two wait for an answer."""

    OPEN = "open", _("Waits for an answer")
    UNDER_WAY = "under_way", _("Under way")
    MET = "met", _("Met")
    DECLINED = "declined", _("Declined")
    MISTAKE = "mistake", _("Recorded by mistake")


UNMET = (Status.OPEN, Status.UNDER_WAY)


class Need(models.Model):
    """One need of one customer. `need_class` is one of the needs policy's; the evidence is sealed,
    for it may name anybody. Of one class a number has one unmet need at a time."""

    customer_id = models.TextField()
    need_class = models.TextField()
    nature = models.TextField(choices=Nature)
    source = models.TextField(choices=Source)
    evidence = SealedText("note")
    noticed_on = models.DateField()
    status = models.TextField(choices=Status, default=Status.OPEN)
    owner = person()
    recorded_by = person()
    recorded_at = models.DateTimeField()
    changed_at = models.DateTimeField()

    class Meta:
        indexes = [
            models.Index(fields=["customer_id", "-id"], name="needs_of_customer"),
            models.Index(fields=["status", "need_class"], name="needs_by_status"),
        ]
        constraints = [
            models.CheckConstraint(condition=~Q(need_class=""), name="needs_need_has_a_class"),
            models.CheckConstraint(
                condition=Q(status__in=[one.value for one in Status]), name="needs_need_status"
            ),
            models.CheckConstraint(
                condition=Q(nature__in=[one.value for one in Nature]), name="needs_need_nature"
            ),
            models.UniqueConstraint(
                fields=["customer_id", "need_class"],
                condition=Q(status__in=[one.value for one in UNMET]),
                name="needs_need_unmet_once",
            ),
        ]

    def __str__(self) -> str:
        return f"{self.customer_id} {self.need_class} {self.status}"


from hengke.apps.needs.idea_models import (  # noqa: E402, F401  # Django looks here
    CashYear,
    Factor,
    Idea,
)
from hengke.apps.needs.interview_models import (  # noqa: E402, F401  # Django looks here
    Interview,
    Reply,
)
from hengke.apps.needs.latent_models import (  # noqa: E402, F401  # Django looks here
    LatentNeed,
)
from hengke.apps.needs.outlook_models import (  # noqa: E402, F401  # Django looks here
    Demand,
    Outlook,
    OutlookKind,
)
from hengke.apps.needs.plan_models import (  # noqa: E402, F401  # Django looks here
    Plan,
    PlanItem,
    PlanNeed,
)
from hengke.apps.needs.survey_models import (  # noqa: E402, F401  # Django looks here
    Answer,
    Feature,
    Survey,
)
