"""Which way opened the assessed tier: the main measure or an alternative of the policy."""

from django.db import migrations, models


class Migration(migrations.Migration):
    dependencies = [("tiering", "0001_initial")]

    operations = [
        migrations.AddField(
            model_name="assessment",
            name="qualified_by",
            field=models.TextField(null=True),
        )
    ]
