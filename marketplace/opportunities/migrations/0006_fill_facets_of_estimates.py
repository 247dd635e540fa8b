"""Write down of each estimate where its need stands."""

from django.db import migrations
from django.db.models import OuterRef, Subquery


def fill(apps, schema_editor):
    need = apps.get_model("needs", "Need").objects.filter(pk=OuterRef("need_id"))
    apps.get_model("opportunities", "Estimate").objects.update(
        sector=Subquery(need.values("sector")), prefecture=Subquery(need.values("prefecture"))
    )


class Migration(migrations.Migration):
    dependencies = [("opportunities", "0005_facets_of_estimates")]

    operations = [migrations.RunPython(fill, migrations.RunPython.noop)]
