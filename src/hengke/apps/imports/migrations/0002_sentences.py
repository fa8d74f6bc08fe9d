"""How the message and the next step of a delivery were made, so that they can be said in Chinese."""

from django.db import migrations, models


class Migration(migrations.Migration):
    dependencies = [("imports", "0001_initial")]

    operations = [
        migrations.AddField(
            model_name="delivery",
            name="sentences",
            field=models.JSONField(default=dict),
        )
    ]
