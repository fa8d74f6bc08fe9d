
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
            name='Figure',
            fields=[
                ('id', models.BigAutoField(auto_created=True, primary_key=True, serialize=False, verbose_name='ID')),
                ('as_of', models.DateField()),
                ('known_at', models.TextField()),
                ('run_id', models.TextField()),
                ('policy', models.TextField()),
                ('figure', models.TextField()),
                ('subject', models.TextField()),
                ('rank', models.BigIntegerField(null=True)),
                ('part', models.BigIntegerField(null=True)),
                ('whole', models.BigIntegerField(null=True)),
                ('value', models.FloatField(null=True)),
                ('low', models.FloatField(null=True)),
                ('high', models.FloatField(null=True)),
                ('state', models.TextField(null=True)),
                ('reason', models.TextField(null=True)),
                ('needed', models.BigIntegerField(null=True)),
                ('from_on', models.DateField(null=True)),
                ('until_on', models.DateField(null=True)),
                ('tier_version', models.TextField(null=True)),
                ('policy_version', models.TextField(null=True)),
            ],
            options={
                'constraints': [models.UniqueConstraint(fields=('policy', 'figure', 'subject'), name='criteria_figure_once')],
            },
        ),
        migrations.CreateModel(
            name='Floor',
            fields=[
                ('id', models.BigAutoField(auto_created=True, primary_key=True, serialize=False, verbose_name='ID')),
                ('as_of', models.DateField()),
                ('known_at', models.TextField()),
                ('run_id', models.TextField()),
                ('policy', models.TextField()),
                ('candidate', models.TextField()),
                ('rank', models.BigIntegerField()),
                ('tier', models.TextField()),
                ('floor_minor', models.BigIntegerField(null=True)),
                ('changed', models.BigIntegerField(null=True)),
                ('customers', models.BigIntegerField(null=True)),
                ('aum_minor', models.BigIntegerField(null=True)),
                ('near', models.BigIntegerField(null=True)),
                ('near_of', models.BigIntegerField(null=True)),
                ('back', models.BigIntegerField(null=True)),
                ('crossings', models.BigIntegerField(null=True)),
                ('moved', models.BigIntegerField(null=True)),
                ('covered', models.BigIntegerField(null=True)),
                ('broken', models.BigIntegerField(null=True)),
                ('tier_version', models.TextField(null=True)),
                ('policy_version', models.TextField(null=True)),
            ],
            options={
                'constraints': [models.UniqueConstraint(fields=('policy', 'candidate', 'rank'), name='criteria_floor_once')],
            },
        ),
        migrations.CreateModel(
            name='Month',
            fields=[
                ('id', models.BigAutoField(auto_created=True, primary_key=True, serialize=False, verbose_name='ID')),
                ('as_of', models.DateField()),
                ('known_at', models.TextField()),
                ('run_id', models.TextField()),
                ('policy', models.TextField()),
                ('assessed_on', models.DateField()),
                ('rank', models.BigIntegerField()),
                ('tier', models.TextField()),
                ('customers', models.BigIntegerField(null=True)),
                ('effective', models.BigIntegerField(null=True)),
                ('overridden', models.BigIntegerField(null=True)),
                ('aum_minor', models.BigIntegerField(null=True)),
                ('aum_unknown', models.BigIntegerField(null=True)),
                ('tier_version', models.TextField(null=True)),
                ('policy_version', models.TextField(null=True)),
            ],
            options={
                'constraints': [models.UniqueConstraint(fields=('policy', 'assessed_on', 'rank'), name='criteria_month_once')],
            },
        ),
        migrations.CreateModel(
            name='Review',
            fields=[
                ('id', models.BigAutoField(auto_created=True, primary_key=True, serialize=False, verbose_name='ID')),
                ('policy', models.TextField()),
                ('assessed_on', models.DateField()),
                ('as_of', models.DateField()),
                ('run_id', models.TextField()),
                ('tier_version', models.TextField()),
                ('policy_version', models.TextField()),
                ('warnings', models.BigIntegerField()),
                ('unknown', models.BigIntegerField()),
                ('figures', models.TextField()),
                ('remark', models.TextField()),
                ('reviewed_at', models.DateTimeField()),
                ('next_due_on', models.DateField()),
                ('reviewed_by', models.ForeignKey(on_delete=django.db.models.deletion.PROTECT, related_name='+', to=settings.AUTH_USER_MODEL)),
            ],
        ),
        migrations.CreateModel(
            name='Proposal',
            fields=[
                ('id', models.BigAutoField(auto_created=True, primary_key=True, serialize=False, verbose_name='ID')),
                ('policy', models.TextField()),
                ('assessed_on', models.DateField()),
                ('run_id', models.TextField()),
                ('tier_version', models.TextField()),
                ('candidate', models.TextField()),
                ('terms', models.TextField()),
                ('job_id', models.TextField()),
                ('made_at', models.DateTimeField()),
                ('state', models.TextField(choices=[('tried', 'Tried'), ('asked', 'Asked'), ('approved', 'Approved'), ('rejected', 'Rejected'), ('ended', 'Ended')], default='tried')),
                ('starts_on', models.DateField(null=True)),
                ('approval_id', models.BigIntegerField(null=True)),
                ('made_by', models.ForeignKey(on_delete=django.db.models.deletion.PROTECT, related_name='+', to=settings.AUTH_USER_MODEL)),
                ('review', models.ForeignKey(null=True, on_delete=django.db.models.deletion.PROTECT, related_name='proposals', to='criteria.review')),
            ],
        ),
        migrations.AddConstraint(
            model_name='review',
            constraint=models.UniqueConstraint(fields=('policy', 'assessed_on'), name='criteria_review_once'),
        ),
        migrations.AddConstraint(
            model_name='review',
            constraint=models.CheckConstraint(condition=models.Q(('remark', ''), _negated=True), name='criteria_review_has_remark'),
        ),
        migrations.AddIndex(
            model_name='proposal',
            index=models.Index(fields=['policy', 'job_id'], name='criteria_proposal_job'),
        ),
        migrations.AddConstraint(
            model_name='proposal',
            constraint=models.UniqueConstraint(fields=('policy', 'assessed_on', 'terms'), name='criteria_proposal_once'),
        ),
        migrations.AddConstraint(
            model_name='proposal',
            constraint=models.CheckConstraint(condition=models.Q(('state', 'tried'), models.Q(('approval_id__isnull', False), ('review__isnull', False), ('starts_on__isnull', False)), _connector='OR'), name='criteria_proposal_asked_of_review'),
        ),
    ]
