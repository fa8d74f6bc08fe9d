"""Identifiers of published customers are sealed where they lie, with their blind indexes.

Nothing is lost between an upgrade and the next night: names stay readable and customers are found.
What the old columns left in the pages of a SQLite file goes with `care.0003_vacuumed`.
"""

import django.db.models.deletion
import hengke.web.sealed
from django.conf import settings
from django.db import migrations, models

from hengke.kernel import clock
from hengke.pipelines.protection.identifiers import KEYS, Fingerprints
from hengke.pipelines.protection.ring import load_or_make
from hengke.pipelines.protection.sealing import Sealer

AT_ONCE = 2_000
SEALED = ("name", "id_number", "phone", "email", "address")


def seal(apps, schema_editor):
    """Row by row in large steps: plain text becomes a token, and its fingerprints stand beside."""
    where = schema_editor.connection.alias
    if not apps.get_model("customers", "Customer").objects.using(where).exists():
        return
    ring = load_or_make(settings.HENGKE_HOME, now=clock.now())
    sealer, prints = Sealer(ring), Fingerprints(ring)
    keys = [column for kind in SEALED for column in KEYS[kind]]
    wanted = ", ".join(f"{column} = %s" for column in (*SEALED, *keys))
    update = f"UPDATE customers_customer SET {wanted} WHERE customer_id = %s"
    with schema_editor.connection.cursor() as cursor:
        last = ""
        while rows := _after(cursor, last):
            last = rows[-1][0]
            columns = _sealed(rows, sealer) + _found_by(rows, prints)
            numbers = [row[0] for row in rows]
            cursor.executemany(update, list(zip(*columns, numbers, strict=True)))


def _after(cursor, last):
    columns = ", ".join(SEALED)
    cursor.execute(
        f"SELECT customer_id, {columns} FROM customers_customer WHERE customer_id > %s "
        f"ORDER BY customer_id LIMIT {AT_ONCE}",
        [last],
    )
    return cursor.fetchall()


def _texts(rows, place):
    return [row[place] or None for row in rows]


def _sealed(rows, sealer):
    return [sealer.seal_all(_texts(rows, place)) for place in range(1, len(SEALED) + 1)]


def _found_by(rows, prints):
    found = []
    for place, kind in enumerate(SEALED, start=1):
        found += prints.all(kind, _texts(rows, place))
    return found


class Migration(migrations.Migration):

    dependencies = [
        ('customers', '0003_record'),
        migrations.swappable_dependency(settings.AUTH_USER_MODEL),
    ]

    operations = [
        migrations.CreateModel(
            name='Unmasking',
            fields=[
                ('id', models.BigAutoField(auto_created=True, primary_key=True, serialize=False, verbose_name='ID')),
                ('customer_id', models.TextField()),
                ('field', models.TextField()),
                ('purpose', models.TextField()),
                ('note', hengke.web.sealed.SealedText('note', blank=True, default='')),
                ('at', models.DateTimeField()),
            ],
        ),
        migrations.RemoveIndex(
            model_name='customer',
            name='cust_rm_name',
        ),
        migrations.RemoveIndex(
            model_name='customer',
            name='cust_branch_name',
        ),
        migrations.RemoveIndex(
            model_name='customer',
            name='cust_initials',
        ),
        migrations.RemoveIndex(
            model_name='customer',
            name='cust_name',
        ),
        migrations.RemoveIndex(
            model_name='customer',
            name='cust_phone_tail',
        ),
        migrations.RemoveIndex(
            model_name='customer',
            name='cust_rm_full_name',
        ),
        migrations.RemoveIndex(
            model_name='customer',
            name='cust_branch_full_name',
        ),
        migrations.RemoveField(
            model_name='customer',
            name='initials',
        ),
        migrations.RemoveField(
            model_name='customer',
            name='phone_tail',
        ),
        migrations.AddField(
            model_name='customer',
            name='email_key',
            field=models.TextField(blank=True, null=True),
        ),
        migrations.AddField(
            model_name='customer',
            name='id_number_key',
            field=models.TextField(blank=True, null=True),
        ),
        migrations.AddField(
            model_name='customer',
            name='id_number_tail_key',
            field=models.TextField(blank=True, null=True),
        ),
        migrations.AddField(
            model_name='customer',
            name='initials_key',
            field=models.TextField(blank=True, null=True),
        ),
        migrations.AddField(
            model_name='customer',
            name='initials_stem_key',
            field=models.TextField(blank=True, null=True),
        ),
        migrations.AddField(
            model_name='customer',
            name='name_key',
            field=models.TextField(blank=True, null=True),
        ),
        migrations.AddField(
            model_name='customer',
            name='name_stem_key',
            field=models.TextField(blank=True, null=True),
        ),
        migrations.AddField(
            model_name='customer',
            name='phone_key',
            field=models.TextField(blank=True, null=True),
        ),
        migrations.AddField(
            model_name='customer',
            name='phone_tail_key',
            field=models.TextField(blank=True, null=True),
        ),
        migrations.AddField(
            model_name='customer',
            name='surname_key',
            field=models.TextField(blank=True, null=True),
        ),
        # the columns stay what they are, texts; only what stands in them changes
        migrations.SeparateDatabaseAndState(state_operations=[
            migrations.AlterField(
                model_name='customer',
                name='address',
                field=hengke.web.sealed.SealedText('address', blank=True, null=True),
            ),
            migrations.AlterField(
                model_name='customer',
                name='email',
                field=hengke.web.sealed.SealedText('email', blank=True, null=True),
            ),
            migrations.AlterField(
                model_name='customer',
                name='id_number',
                field=hengke.web.sealed.SealedText('id_number', blank=True, null=True),
            ),
            migrations.AlterField(
                model_name='customer',
                name='name',
                field=hengke.web.sealed.SealedText('name', blank=True, null=True),
            ),
            migrations.AlterField(
                model_name='customer',
                name='phone',
                field=hengke.web.sealed.SealedText('phone', blank=True, null=True),
            ),
        ]),
        migrations.RunPython(seal, migrations.RunPython.noop),
        migrations.AddIndex(
            model_name='customer',
            index=models.Index(fields=['name_key'], name='cust_name_key'),
        ),
        migrations.AddIndex(
            model_name='customer',
            index=models.Index(fields=['name_stem_key'], name='cust_name_stem_key'),
        ),
        migrations.AddIndex(
            model_name='customer',
            index=models.Index(fields=['surname_key'], name='cust_surname_key'),
        ),
        migrations.AddIndex(
            model_name='customer',
            index=models.Index(fields=['branch_id', 'surname_key'], name='cust_branch_surname_key'),
        ),
        migrations.AddIndex(
            model_name='customer',
            index=models.Index(fields=['initials_key'], name='cust_initials_key'),
        ),
        migrations.AddIndex(
            model_name='customer',
            index=models.Index(fields=['initials_stem_key'], name='cust_initials_stem_key'),
        ),
        migrations.AddIndex(
            model_name='customer',
            index=models.Index(fields=['id_number_key'], name='cust_id_number_key'),
        ),
        migrations.AddIndex(
            model_name='customer',
            index=models.Index(fields=['id_number_tail_key'], name='cust_id_number_tail_key'),
        ),
        migrations.AddIndex(
            model_name='customer',
            index=models.Index(fields=['phone_key'], name='cust_phone_key'),
        ),
        migrations.AddIndex(
            model_name='customer',
            index=models.Index(fields=['phone_tail_key'], name='cust_phone_tail_key'),
        ),
        migrations.AddIndex(
            model_name='customer',
            index=models.Index(fields=['email_key'], name='cust_email_key'),
        ),
        migrations.AddField(
            model_name='unmasking',
            name='by',
            field=models.ForeignKey(on_delete=django.db.models.deletion.PROTECT, related_name='+', to=settings.AUTH_USER_MODEL),
        ),
        migrations.AddIndex(
            model_name='unmasking',
            index=models.Index(fields=['-at'], name='unmasking_newest'),
        ),
        migrations.AddIndex(
            model_name='unmasking',
            index=models.Index(fields=['by', '-at'], name='unmasking_by'),
        ),
    ]
