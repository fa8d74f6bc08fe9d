
import django.db.models.deletion
from django.conf import settings
from django.db import migrations, models


class Migration(migrations.Migration):

    initial = True

    dependencies = [
        migrations.swappable_dependency(settings.AUTH_USER_MODEL),
    ]

    operations = [
        migrations.CreateModel(
            name='AssetPoint',
            fields=[
                ('as_of', models.DateField(null=True)),
                ('known_at', models.TextField(blank=True, null=True)),
                ('run_id', models.TextField(blank=True, null=True)),
                ('pk', models.CompositePrimaryKey('customer_id', 'point_on', blank=True, editable=False, primary_key=True, serialize=False)),
                ('customer_id', models.TextField()),
                ('point_on', models.DateField()),
                ('aum_minor', models.BigIntegerField(null=True)),
                ('month_average_minor', models.BigIntegerField(null=True)),
            ],
            options={
                'abstract': False,
            },
        ),
        migrations.CreateModel(
            name='BookPoint',
            fields=[
                ('as_of', models.DateField(null=True)),
                ('known_at', models.TextField(blank=True, null=True)),
                ('run_id', models.TextField(blank=True, null=True)),
                ('pk', models.CompositePrimaryKey('branch_id', 'manager_id', 'point_on', blank=True, editable=False, primary_key=True, serialize=False)),
                ('branch_id', models.TextField()),
                ('manager_id', models.TextField()),
                ('point_on', models.DateField()),
                ('customers', models.BigIntegerField(null=True)),
                ('aum_minor', models.BigIntegerField(null=True)),
                ('deposit_average_minor', models.BigIntegerField(null=True)),
            ],
            options={
                'abstract': False,
            },
        ),
        migrations.CreateModel(
            name='Holding',
            fields=[
                ('as_of', models.DateField(null=True)),
                ('known_at', models.TextField(blank=True, null=True)),
                ('run_id', models.TextField(blank=True, null=True)),
                ('pk', models.CompositePrimaryKey('customer_id', 'account_id', blank=True, editable=False, primary_key=True, serialize=False)),
                ('customer_id', models.TextField()),
                ('account_id', models.TextField()),
                ('product_id', models.TextField(blank=True, null=True)),
                ('product_name', models.TextField(blank=True, null=True)),
                ('family', models.TextField(blank=True, null=True)),
                ('role', models.TextField(blank=True, null=True)),
                ('share_ppm', models.BigIntegerField(null=True)),
                ('currency', models.TextField(blank=True, null=True)),
                ('balance_minor', models.BigIntegerField(null=True)),
                ('home_minor', models.BigIntegerField(null=True)),
                ('balance_date', models.DateField(null=True)),
                ('opened_on', models.DateField(null=True)),
                ('matures_on', models.DateField(null=True)),
                ('rate_e8', models.BigIntegerField(null=True)),
            ],
            options={
                'abstract': False,
            },
        ),
        migrations.CreateModel(
            name='Movement',
            fields=[
                ('as_of', models.DateField(null=True)),
                ('known_at', models.TextField(blank=True, null=True)),
                ('run_id', models.TextField(blank=True, null=True)),
                ('pk', models.CompositePrimaryKey('customer_id', 'transaction_id', blank=True, editable=False, primary_key=True, serialize=False)),
                ('customer_id', models.TextField()),
                ('transaction_id', models.TextField()),
                ('account_id', models.TextField(blank=True, null=True)),
                ('booked_on', models.DateField(null=True)),
                ('amount_minor', models.BigIntegerField(null=True)),
                ('currency', models.TextField(blank=True, null=True)),
                ('kind', models.TextField(blank=True, null=True)),
                ('channel', models.TextField(blank=True, null=True)),
                ('counterparty_kind', models.TextField(blank=True, null=True)),
            ],
            options={
                'abstract': False,
            },
        ),
        migrations.CreateModel(
            name='Assignment',
            fields=[
                ('customer_id', models.TextField(primary_key=True, serialize=False)),
                ('branch_id', models.TextField()),
                ('manager_id', models.TextField()),
                ('at', models.DateTimeField()),
                ('by', models.ForeignKey(on_delete=django.db.models.deletion.PROTECT, related_name='+', to=settings.AUTH_USER_MODEL)),
            ],
        ),
        migrations.CreateModel(
            name='Customer',
            fields=[
                ('as_of', models.DateField(null=True)),
                ('known_at', models.TextField(blank=True, null=True)),
                ('run_id', models.TextField(blank=True, null=True)),
                ('customer_id', models.TextField(primary_key=True, serialize=False)),
                ('kind', models.TextField(blank=True, null=True)),
                ('name', models.TextField(blank=True, null=True)),
                ('initials', models.TextField(blank=True, null=True)),
                ('gender', models.TextField(blank=True, null=True)),
                ('birth_date', models.DateField(null=True)),
                ('id_type', models.TextField(blank=True, null=True)),
                ('id_number', models.TextField(blank=True, null=True)),
                ('phone', models.TextField(blank=True, null=True)),
                ('phone_tail', models.TextField(blank=True, null=True)),
                ('email', models.TextField(blank=True, null=True)),
                ('address', models.TextField(blank=True, null=True)),
                ('region', models.TextField(blank=True, null=True)),
                ('occupation', models.TextField(blank=True, null=True)),
                ('industry', models.TextField(blank=True, null=True)),
                ('income_level', models.TextField(blank=True, null=True)),
                ('risk_level', models.TextField(blank=True, null=True)),
                ('risk_assessed_on', models.DateField(null=True)),
                ('id_expires_on', models.DateField(null=True)),
                ('opened_on', models.DateField(null=True)),
                ('closed_on', models.DateField(null=True)),
                ('status', models.TextField(blank=True, null=True)),
                ('branch_id', models.TextField(default='unassigned')),
                ('manager_id', models.TextField(blank=True, default='')),
                ('household_id', models.TextField(blank=True, null=True)),
                ('household_aum_minor', models.BigIntegerField(null=True)),
                ('aum_minor', models.BigIntegerField(null=True)),
                ('liability_minor', models.BigIntegerField(null=True)),
                ('currency', models.TextField(blank=True, null=True)),
            ],
            options={
                'indexes': [models.Index(fields=['manager_id', 'aum_minor', 'customer_id'], name='cust_rm_aum'), models.Index(fields=['branch_id', 'aum_minor', 'customer_id'], name='cust_branch_aum'), models.Index(fields=['aum_minor', 'customer_id'], name='cust_aum'), models.Index(fields=['manager_id', 'initials', 'customer_id'], name='cust_rm_name'), models.Index(fields=['branch_id', 'initials', 'customer_id'], name='cust_branch_name'), models.Index(fields=['initials', 'customer_id'], name='cust_initials'), models.Index(fields=['name', 'customer_id'], name='cust_name'), models.Index(fields=['phone_tail', 'customer_id'], name='cust_phone_tail'), models.Index(fields=['household_id'], name='cust_household')],
            },
        ),
        migrations.CreateModel(
            name='Relation',
            fields=[
                ('as_of', models.DateField(null=True)),
                ('known_at', models.TextField(blank=True, null=True)),
                ('run_id', models.TextField(blank=True, null=True)),
                ('pk', models.CompositePrimaryKey('customer_id', 'related_id', 'kind', blank=True, editable=False, primary_key=True, serialize=False)),
                ('customer_id', models.TextField()),
                ('related_id', models.TextField()),
                ('kind', models.TextField()),
                ('share_ppm', models.BigIntegerField(null=True)),
            ],
            options={
                'indexes': [models.Index(fields=['related_id'], name='relation_related')],
            },
        ),
    ]
