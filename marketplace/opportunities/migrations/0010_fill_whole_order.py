"""Write down of each estimate what else the order of the list looks at."""

from datetime import date

from django.db import migrations
from django.db.models import F, OuterRef, Subquery, Value
from django.db.models.functions import Coalesce

NO_CHANCE, NEVER, FEWEST_SHOWN = -1.0, date(9999, 12, 31), 3


def fill(apps, schema_editor):
    need = apps.get_model("needs", "Need").objects.filter(pk=OuterRef("need_id"))
    published = apps.get_model("answers", "Publication").objects
    firm = published.filter(pk=OuterRef("publication_id"), firm_count__gte=FEWEST_SHOWN)
    apps.get_model("opportunities", "Estimate").objects.update(
        rank_chance=Coalesce(F("positive_share"), Value(NO_CHANCE)),
        rank_firm=Coalesce(Subquery(firm.values("firm_count")), Value(0)),
        rank_until=Coalesce(Subquery(need.values("open_until")), Value(NEVER)),
    )


class Migration(migrations.Migration):
    dependencies = [
        ("answers", "0009_answers_entered_under_a_mandate"),
        ("opportunities", "0009_whole_order"),
    ]

    operations = [migrations.RunPython(fill, migrations.RunPython.noop)]
