"""All developers side by side, kept in a worker's memory until one of them changes."""

from dataclasses import dataclass
from datetime import date
from functools import lru_cache

import numpy as np
from django.db.models import Q
from django.utils import timezone
from numpy import int64
from numpy.typing import NDArray

from demand.needs.models import Need
from marketplace.changes.models import Cursor
from marketplace.developers.arithmetic.crowd import Crowd
from marketplace.developers.arithmetic.matching import Term
from marketplace.developers.models import Developer
from marketplace.developers.reads import Fit, offered, rarity, wanted
from marketplace.opportunities.arithmetic.own_costs import own_positive_shares
from marketplace.opportunities.models import Estimate, Match
from marketplace.opportunities.reads.matching import known, own

# Who follows the log of developers: its cursor tells which of them were heeded.
DEVELOPERS_READER = "marketplace.opportunities.developers"
# So many developers are told of one need, and so many needs are kept for one developer.
MOST_DEVELOPERS, MOST_NEEDS = 50, 200
# A changed profile is weighed against the newest needs of its kind, in a few seconds.
MOST_CANDIDATES = 3_000
MOST_SHOWN = 20


@dataclass(frozen=True, slots=True)
class Side:
    """The developers, and what their work costs them. Shapes: (developers,) each."""

    crowd: Crowd
    keys: NDArray[int64]
    person_month: NDArray[int64]
    label: NDArray[int64]


def matches_of_need(need: Need, estimate: Estimate | None) -> list[Match]:
    """Weigh a need against every developer, and keep those whom it fits best."""
    side = _side()
    if side is None:
        return []
    share = estimate.positive_share if estimate else None
    seen = wanted(need, **known(estimate))
    shares = None
    if estimate and share is not None:
        shares = own_positive_shares(estimate.result, side.person_month, side.label)
    weighed = side.crowd.weigh(seen, positive_shares=shares)
    scores = weighed.scores
    return [
        Match(
            need=need,
            developer_id=int(side.keys[place]),
            score=float(scores[place]),
            values=weighed.values[:, place].tolist(),
        )
        for place in weighed.best(MOST_DEVELOPERS)
    ]


def matches_of_developer(developer: Developer, today: date) -> list[Match]:
    """Weigh a developer against the newest needs that share a task, and keep the best."""
    weighed = [
        (need, own(need, getattr(need, "estimate", None), developer).fit)
        for need in _candidates(developer, today)
    ]
    free = [(need, fit) for need, fit in weighed if not fit.hindrances]
    best = sorted(free, key=lambda pair: (-pair[1].score, -pair[0].pk))[:MOST_NEEDS]
    return [_match(need, developer, fit) for need, fit in best]


def _candidates(developer: Developer, today: date) -> list[Need]:
    needs = Need.objects.listed().filter(
        Q(open_until=None) | Q(open_until__gte=today),
        closed_at=None,
        tasks__overlap=developer.tasks,
    )
    if developer.sectors:
        needs = needs.filter(sector__in=developer.sectors)
    newest = needs.select_related("estimate").order_by("-posted_at", "-id")
    return list(newest[:MOST_CANDIDATES])


def _match(need: Need, developer: Developer, fit: Fit) -> Match:
    values = {reason.criterion.value: reason.value for reason in fit.reasons}
    return Match(
        need=need,
        developer=developer,
        score=fit.score,
        values=[values[str(term)] for term in Term],
    )


def builders_of(need: Need) -> list[Match]:
    """List the developers whom a need fits, the best first: for those who wait for it."""
    matches = need.matches.good().select_related("developer__organisation")
    return list(matches.order_by("-score", "developer_id")[:MOST_SHOWN])


def _side() -> Side | None:
    heeded = Cursor.objects.filter(reader=DEVELOPERS_READER).values_list("change_id", flat=True)
    return _sides(heeded.first() or 0, timezone.now().strftime("%Y-%m-%d %H"))


@lru_cache(maxsize=1)
def _sides(_heeded: int, _hour: str) -> Side | None:
    """Lay the developers out: again when one has changed, and hourly for the rarity of words."""
    found = list(Developer.objects.order_by("id"))
    if not found:
        return None
    return Side(
        crowd=Crowd.of([offered(developer) for developer in found], rarity()),
        keys=np.array([developer.pk for developer in found]),
        person_month=np.array([developer.person_month_cost for developer in found]),
        label=np.array([developer.label_cost for developer in found]),
    )
