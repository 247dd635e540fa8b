from decimal import Decimal

from django.db import migrations

# As in the vocabulary of needs when the columns came.
PER_YEAR = {"YEAR": 1, "MONTH": 12, "SEASON": 1, "USE": 12, "ONCE": Decimal(1) / 7}


def yearly_yen(curve, group, period):
    best = curve[group]["best_rung"]
    if best is None:
        return 0
    return round(curve[group]["revenue"]["estimate"][curve["rungs"].index(best)] * PER_YEAR[period])


def fill(apps, schema_editor):
    """Read off the curves that were published before what later ones hold beside theirs."""
    publications = apps.get_model("answers", "Publication").objects
    for published in publications.filter(firm_count=None).select_related("need").iterator():
        publications.filter(pk=published.pk).update(
            stated_yen=yearly_yen(published.curve, "stated", published.need.period),
            firm_yen=yearly_yen(published.curve, "firm", published.need.period),
            firm_count=published.curve["firm"]["answer_count"],
        )


class Migration(migrations.Migration):

    dependencies = [
        ('answers', '0007_yen_of_a_publication'),
    ]

    operations = [
        migrations.RunPython(fill, migrations.RunPython.noop),
    ]
