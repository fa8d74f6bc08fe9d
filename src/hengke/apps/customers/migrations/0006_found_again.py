"""Identifiers that people entered are found by a blind index, also those of an earlier release."""

from django.conf import settings
from django.db import migrations, models

from hengke.kernel.errors import Refused
from hengke.pipelines.protection import ring
from hengke.pipelines.protection.identifiers import KEYS, Fingerprints
from hengke.pipelines.protection.sealing import Sealer

AT_ONCE = 500
KINDS = {
    "name": "name", "id_number": "id_number", "phone": "phone", "phone_second": "phone",
    "email": "email",
}  # fmt: skip


def index(apps, schema_editor):
    """What does not open with the keys that are here is left without an index."""
    model = apps.get_model("customers", "Observation")
    rows = model.objects.using(schema_editor.connection.alias).filter(field__in=KINDS)
    rows = rows.exclude(value="").order_by("pk")
    if not rows.exists() or not settings.HENGKE_HOME.key_ring.exists():
        return
    keys = ring.load(settings.HENGKE_HOME)
    sealer, prints = Sealer(keys), Fingerprints(keys)
    last = 0
    while found := list(rows.filter(pk__gt=last)[:AT_ONCE]):
        last = found[-1].pk
        for row in found:
            kind = KINDS[row.field]
            try:
                text = sealer.open(row.value)
            except Refused:
                continue
            row.value_key = prints.of(kind, text)[KEYS[kind][0]] or ""
        model.objects.using(schema_editor.connection.alias).bulk_update(found, ["value_key"])


class Migration(migrations.Migration):

    dependencies = [
        ('customers', '0005_merged'),
        migrations.swappable_dependency(settings.AUTH_USER_MODEL),
    ]

    operations = [
        migrations.AddField(
            model_name='observation',
            name='value_key',
            field=models.TextField(blank=True, default=''),
        ),
        migrations.AddIndex(
            model_name='observation',
            index=models.Index(condition=models.Q(('value_key', ''), _negated=True), fields=['value_key', 'field'], name='observation_found'),
        ),
        migrations.RunPython(index, migrations.RunPython.noop, elidable=True),
    ]
