"""A title stands once among the live ideas of a class. Where two have it, the later ones take their
number into the title, so that nothing is lost."""

import django.db.models.functions.text
from django.conf import settings
from django.db import migrations, models


def told_apart(apps, schema_editor):
    ideas = apps.get_model("needs", "Idea").objects.exclude(stage="dropped")
    rows = ideas.annotate(low=django.db.models.functions.text.Lower("title")).order_by("pk")
    taken = set()
    for idea in rows:
        key = (idea.low, idea.need_class)
        if key in taken:
            idea.title = f"{idea.title} ({idea.pk})"
            idea.save(update_fields=["title"])
        taken.add(key)


class Migration(migrations.Migration):
    dependencies = [
        ("needs", "0007_drift"),
        migrations.swappable_dependency(settings.AUTH_USER_MODEL),
    ]

    operations = [
        migrations.RunPython(told_apart, migrations.RunPython.noop),
        migrations.AddConstraint(
            model_name="idea",
            constraint=models.UniqueConstraint(
                django.db.models.functions.text.Lower("title"),
                models.F("need_class"),
                condition=models.Q(("stage", "dropped"), _negated=True),
                name="needs_idea_live_once",
            ),
        ),
    ]
