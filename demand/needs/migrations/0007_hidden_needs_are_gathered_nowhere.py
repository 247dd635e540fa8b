from django.db import migrations


def release(apps, schema_editor):
    """Take hidden needs out of what stands for them: their answers counted there."""
    needs = apps.get_model("needs", "Need").objects
    needs.filter(hidden_at__isnull=False, canonical__isnull=False).update(canonical=None)


class Migration(migrations.Migration):

    dependencies = [
        ('needs', '0006_keep_links_apart_from_what_stands'),
    ]

    operations = [
        migrations.RunPython(release, migrations.RunPython.noop),
    ]
