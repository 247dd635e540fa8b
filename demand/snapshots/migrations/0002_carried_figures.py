import csv
from pathlib import Path

from django.db import migrations

CARRIED = Path(__file__).parent.parent / "census" / "figures.csv"
COPIED = ("table", "measure", "sector", "prefecture", "year", "value", "unit", "precision", "source")


def load(apps, schema_editor):
    """Load what Areba brings with it; `load_census` does the same again where the file changed."""
    figure = apps.get_model("snapshots", "CensusFigure")
    with CARRIED.open(encoding="utf-8") as lines:
        figure.objects.bulk_create(
            figure(**{name: row[name] for name in COPIED}, is_processed=bool(row["processed"]))
            for row in csv.DictReader(lines)
        )


class Migration(migrations.Migration):

    dependencies = [
        ('snapshots', '0001_initial'),
    ]

    operations = [
        migrations.RunPython(load, migrations.RunPython.noop),
    ]
