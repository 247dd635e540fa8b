"""Two invented offers whose hour has come: one clears, and its farms think it over."""

from collections.abc import Iterable
from datetime import timedelta
from decimal import Decimal

from django.utils import timezone

from demand.needs.models import Need
from marketplace.developers.models import Developer
from marketplace.offers.actions import make_offer
from marketplace.offers.arithmetic.hours import day_of
from marketplace.offers.models import Round
from marketplace.offers.reads import promising
from marketplace.offers.tasks import open_offers

# So little that a handful of farms bears the first; the second asks for too much.
FIXED_COSTS = (12_000, 9_000_000)


def load(needs: Iterable[Need]) -> None:
    """Offer for the need that most have promised to buy for, and open the offers."""
    need = max(needs, key=lambda each: promising(each).count())
    now = timezone.now()
    day = day_of(now)
    developers = Developer.objects.filter(organisation__is_sample=True).order_by("id")
    for developer, fixed_cost in zip(developers, FIXED_COSTS, strict=False):
        make_offer(
            need=need,
            developer=developer,
            by=developer.organisation.members.earliest("id"),
            now=now,
            fixed_cost=fixed_cost,
            metric="ACCURACY",
            threshold=Decimal("0.96"),
            judged_by="買い手の現場で集めて封印した記録200件",
            delivered_on=day + timedelta(days=180),
            tried_until=day + timedelta(days=300),
            valid_until=day + timedelta(days=90),
        )
    coming = Round.objects.get(need=need)
    Round.objects.filter(pk=coming.pk).update(hour=now)
    open_offers(coming.pk)
