from django.db import migrations

REFUSE = """
    create trigger receipts_never_change before update on consent_receipt
        for each row when (old is distinct from new) execute function areba_never_changes();
"""


class Migration(migrations.Migration):
    dependencies = [("consent", "0001_initial"), ("library", "0008_terms_never_change")]

    operations = [
        migrations.RunSQL(REFUSE, "drop trigger receipts_never_change on consent_receipt")
    ]
