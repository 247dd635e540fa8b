from django.db import migrations

# Needs whose prices somebody had answered at before that was written down.
FIX = """
    update needs_need set prices_fixed_at = (
        select min(answered_at) from answers_answer
        where need_id = needs_need.id
        and (cap is not null or operation_id <> posted_by_id)
    ) where prices_fixed_at is null
"""


class Migration(migrations.Migration):
    dependencies = [
        ("answers", "0005_say_what_else"),
        ("needs", "0004_know_regulations_and_edits"),
    ]

    operations = [migrations.RunSQL(FIX, migrations.RunSQL.noop)]
