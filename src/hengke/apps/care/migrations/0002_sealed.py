"""What people noted about customers is sealed where it lies: in contacts, and in the tasks that
contacts set."""

import json

import hengke.web.sealed
from django.conf import settings
from django.db import migrations

from hengke.kernel import clock
from hengke.pipelines.protection.ring import load_or_make
from hengke.pipelines.protection.sealing import Sealer, is_sealed

FROM_PERSON = "person"


def seal(apps, schema_editor):
    where = schema_editor.connection.alias
    contacts = apps.get_model("care", "Contact").objects.using(where).exclude(note="")
    promises = apps.get_model("care", "Task").objects.using(where).filter(origin=FROM_PERSON)
    if not contacts.exists() and not promises.exists():
        return
    sealer = Sealer(load_or_make(settings.HENGKE_HOME, now=clock.now()))
    for contact in contacts.iterator():
        contact.note = sealer.seal(contact.note)
        contact.save(update_fields=["note"])
    for task in promises.iterator():
        params = json.loads(task.params or "{}")
        if params.get("note") and not is_sealed(params["note"]):
            params["note"] = sealer.seal(params["note"])
            task.params = json.dumps(params, ensure_ascii=False)
            task.save(update_fields=["params"])


class Migration(migrations.Migration):

    dependencies = [
        ('care', '0001_initial'),
    ]

    operations = [
        migrations.RunPython(seal, migrations.RunPython.noop),
        # the column stays what it is, a text; only what stands in it changes
        migrations.SeparateDatabaseAndState(state_operations=[
            migrations.AlterField(
                model_name='contact',
                name='note',
                field=hengke.web.sealed.SealedText('note', blank=True, default=''),
            ),
        ]),
    ]
