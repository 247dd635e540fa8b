"""Record what stands already, so that it can be scored by what comes of it."""

from django.db import migrations


def record_standing(apps, schema_editor):
    """Copy each estimate in yen into the record, once."""
    estimates = apps.get_model("opportunities", "Estimate").objects
    records = apps.get_model("opportunities", "EstimateRecord")
    standing = estimates.filter(npv_p50__isnull=False).select_related("publication")
    records.objects.bulk_create(
        [
            records(
                need_id=each.need_id,
                publication_number=each.publication.number,
                inputs=each.inputs,
                result=each.result,
                code_version=each.code_version,
                estimated_at=each.estimated_at,
            )
            for each in standing.iterator(chunk_size=500)
        ],
        ignore_conflicts=True,
        batch_size=500,
    )


class Migration(migrations.Migration):
    dependencies = [("opportunities", "0003_outcomes")]

    operations = [migrations.RunPython(record_standing, migrations.RunPython.noop)]
