from django.db import migrations

REFUSE = """
    create function areba_never_changes() returns trigger language plpgsql as $$
    begin
        raise exception '% never change: what somebody agreed to stays as it was', tg_table_name
            using errcode = 'integrity_constraint_violation';
    end $$;
    create trigger terms_never_change before update on library_terms
        for each row when (old is distinct from new) execute function areba_never_changes();
"""
ALLOW = """
    drop trigger terms_never_change on library_terms;
    drop function areba_never_changes();
"""


class Migration(migrations.Migration):
    dependencies = [("library", "0007_terms_record_and_withdrawn_versions")]

    operations = [migrations.RunSQL(REFUSE, ALLOW)]
