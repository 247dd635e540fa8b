from django.db import migrations
from django.db.models import F


def mark(apps, schema_editor):
    """Count what changes of a published premium from its publication; have losses told once.

    Until now every publication made its premium anew. Needs whose losses were summed up live
    are named in the log, so that the reader of answers tells them by the new rule.
    """
    publications = apps.get_model("answers", "Publication").objects
    publications.filter(curve__premium__isnull=False).exclude(curve__premium=None).update(
        premium_read_up_to=F("last_revision_id")
    )
    needs = apps.get_model("needs", "Need").objects.filter(kind="INSTITUTION", canonical=None)
    changes = apps.get_model("changes", "Change").objects
    for key in needs.values_list("pk", flat=True).iterator():
        changes.create(noun="answer", key=key, kind="recounted")


class Migration(migrations.Migration):

    dependencies = [
        ('answers', '0010_tell_losses_and_carry_premiums'),
        ('changes', '__first__'),
    ]

    operations = [
        migrations.RunPython(mark, migrations.RunPython.noop),
    ]
