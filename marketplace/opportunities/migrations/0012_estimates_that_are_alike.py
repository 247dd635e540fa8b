"""Let Postgres learn that estimates alike in one rank are alike in the next.

Without it a page in the midst of equals is taken for a few rows and sorts thousands.
"""

from django.db import migrations

LEARN = """
CREATE STATISTICS estimates_that_are_alike (dependencies, mcv)
ON obstacle, rank_missing, rank_payoff, rank_chance FROM opportunities_estimate
"""
FORGET = "DROP STATISTICS estimates_that_are_alike"


class Migration(migrations.Migration):
    dependencies = [("opportunities", "0011_indexes_of_the_whole_order")]

    operations = [migrations.RunSQL(LEARN, FORGET)]
