"""What customers said, and were told, is sealed where it lies."""

import hengke.web.sealed
from django.conf import settings
from django.db import migrations

from hengke.kernel import clock
from hengke.pipelines.protection.ring import load_or_make
from hengke.pipelines.protection.sealing import Sealer, is_sealed

FIELDS = ("said", "explanation", "answer")


def seal(apps, schema_editor):
    rows = apps.get_model("privacy", "Request").objects.using(schema_editor.connection.alias)
    if not rows.exists():
        return
    sealer = Sealer(load_or_make(settings.HENGKE_HOME, now=clock.now()))
    for row in rows.iterator():
        for name in FIELDS:
            text = getattr(row, name)
            if text and not is_sealed(text):
                setattr(row, name, str(sealer.seal(text)))
        row.save(update_fields=FIELDS)


def _sealed(name):
    return migrations.AlterField(
        model_name='request',
        name=name,
        field=hengke.web.sealed.SealedText('note', blank=True, default=''),
    )


class Migration(migrations.Migration):

    dependencies = [
        ('privacy', '0001_initial'),
    ]

    operations = [
        migrations.RunPython(seal, migrations.RunPython.noop),
        # the columns stay what they are, texts; only what stands in them changes
        migrations.SeparateDatabaseAndState(state_operations=[_sealed(name) for name in FIELDS]),
    ]
