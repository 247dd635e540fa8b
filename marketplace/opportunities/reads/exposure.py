"""What a developer is shown: the list in its order, and needs that too few have seen."""

from collections.abc import Mapping, Sequence
from dataclasses import replace
from datetime import date

from django.db.models import Q

from marketplace.developers.arithmetic.matching import GOOD
from marketplace.developers.models import Developer
from marketplace.opportunities.arithmetic.exposure import EVERY, FLOOR, with_floor
from marketplace.opportunities.models import Estimate, Impression
from marketplace.opportunities.reads.listing import FIT, opportunities
from marketplace.opportunities.reads.reading import Opportunity, together


def shown_to(
    developer: Developer | None, rows: Sequence[Estimate], asked: Mapping[str, str], today: date
) -> list[Opportunity]:
    """Read a page of the list for its reader; by fit, every fifth place goes to a need with
    the fewest eyes on it this week, of those that fit.

    Costs one query more by fit, and none otherwise.
    """
    if developer is None or asked.get("sort") != FIT:
        return together(rows, developer)
    fitting = opportunities(asked, today, developer).filter(Q(match_score__gte=GOOD))
    fewest = Impression.objects.fewest_first(fitting, today, FLOOR)
    neglected = list(fewest.exclude(pk__in=[row.pk for row in rows])[: len(rows) // (EVERY - 1)])
    places = with_floor(rows, neglected)
    read = together([place.held_by for place in places], developer)
    return [
        replace(each, is_lifted=place.is_lifted) for each, place in zip(read, places, strict=True)
    ]
