from django.db import migrations


class Migration(migrations.Migration):
    """Of its own: it can wait until no process of the release before is left."""

    dependencies = [
        ('talk', '0003_shortfalls_said_so_far'),
    ]

    operations = [
        migrations.RemoveField(
            model_name='remark',
            name='shortfall',
        ),
    ]
