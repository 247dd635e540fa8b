from django.db import migrations, models


class Migration(migrations.Migration):

    dependencies = [
        ('needs', '0007_hidden_needs_are_gathered_nowhere'),
    ]

    operations = [
        migrations.AddConstraint(
            model_name='need',
            constraint=models.CheckConstraint(condition=models.Q(('canonical', None), ('hidden_at', None), _connector='OR'), name='need_that_is_hidden_is_gathered_nowhere'),
        ),
    ]
