"""Overrides that wait for a decision get their request in the one inbox; none of them is lost."""

from datetime import timedelta

from django.db import migrations
from django.utils import timezone

DAYS = 30


def hand_over(apps, schema_editor):
    override = apps.get_model("tiering", "TierOverride")
    approval = apps.get_model("approvals", "Approval")
    database = schema_editor.connection.alias
    for one in override.objects.using(database).filter(status="requested").order_by("pk"):
        approval.objects.using(database).create(
            kind="tiering.override", subject_type="customer", subject_id=one.customer_id,
            slot=f"{one.policy}:{one.customer_id}", asked_by_id=one.requested_by_id,
            asked_at=one.requested_at, reason=one.reason, state="waiting",
            expires_at=timezone.now() + timedelta(days=DAYS),
            payload={
                "override": one.pk, "policy": one.policy, "tier": one.tier,
                "until": one.until.isoformat(),
            },
        )


def take_back(apps, schema_editor):
    apps.get_model("approvals", "Approval").objects.filter(kind="tiering.override").delete()


class Migration(migrations.Migration):
    dependencies = [("tiering", "0003_whole_bank"), ("approvals", "0001_initial")]
    operations = [migrations.RunPython(hand_over, take_back)]
