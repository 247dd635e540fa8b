"""What follows from news of a need or a developer: estimates and matches, computed anew."""

import logging
from dataclasses import replace
from typing import Any

from celery import shared_task
from django.db import OperationalError
from django.utils import timezone

from demand.needs.models import Need
from demand.snapshots.arithmetic.population import Stratum, share_of_eligible
from marketplace.changes.reads import follow
from marketplace.developers.models import Developer
from marketplace.opportunities import reads
from marketplace.opportunities.arithmetic import estimate as arithmetic
from marketplace.opportunities.arithmetic.payoff import Market, PricePoint
from marketplace.opportunities.arithmetic.priors import TYPICAL, Beta, Priors, Triangular
from marketplace.opportunities.models import Estimate, Match, Tally
from marketplace.opportunities.reads import DEVELOPERS_READER, Facts
from marketplace.opportunities.vocabulary import Obstacle

logger = logging.getLogger(__name__)

NOUNS = ("need", "publication", "dataset")
# A transaction that holds the log back is over in a moment: look again after it.
SOON = 0.2
# How far below and above the best price a buyer may come to pay: assumed.
PRICE_SPREAD = (0.75, 1.25)
# More buyers than there are farms, boats and woods in the country: no number would do.
MOST_BUYERS = 1_000_000
# Seeds of one need lie this far apart: it is never published so often.
SEEDS_PER_NEED = 10_000
# So many are counted live on every page without anybody waiting.
FEW = 2_000


@shared_task(acks_late=True, autoretry_for=(OperationalError,), retry_backoff=True, time_limit=120)
def follow_changes() -> None:
    """Estimate every need of which there is news since this was last done."""
    if follow("marketplace.opportunities", NOUNS, _heed):
        follow_changes.apply_async(countdown=SOON)


@shared_task(acks_late=True, autoretry_for=(OperationalError,), retry_backoff=True, time_limit=60)
def estimate(need_id: int) -> None:
    """Compute one need's estimate from what is public, and store it unless a newer one is there."""
    read_at = timezone.now()
    need = Need.objects.select_related("demand").filter(id=need_id).first()
    if need is None:
        logger.info("Need %s is gone: there is nothing to estimate.", need_id)
        return
    facts = reads.facts_of(need)
    price = facts.yearly_price
    found = _priced(facts, price) if price else _unpriced(facts)
    Estimate.objects.keep(need, read_at=read_at, **found)


@shared_task(acks_late=True, autoretry_for=(OperationalError,), retry_backoff=True, time_limit=120)
def follow_developers() -> None:
    """Match every developer of whom there is news since this was last done."""
    if follow(DEVELOPERS_READER, ("developer",), match_developer):
        follow_developers.apply_async(countdown=SOON)


@shared_task(acks_late=True, autoretry_for=(OperationalError,), retry_backoff=True, time_limit=60)
def match_need(need_id: int) -> None:
    """Find the developers whom a need fits best, and put them in place of those it had."""
    need = Need.objects.select_related("estimate").filter(id=need_id).first()
    if need is None:
        logger.info("Need %s is gone: there is nothing to match.", need_id)
        return
    found = reads.matches_of_need(need, getattr(need, "estimate", None))
    Match.objects.keep_of_need(need, found)


@shared_task(acks_late=True, autoretry_for=(OperationalError,), retry_backoff=True, time_limit=60)
def match_developer(developer_id: int) -> None:
    """Find the needs that fit a developer best, and put them in place of those it had."""
    developer = Developer.objects.for_list().filter(id=developer_id).first()
    if developer is None:
        logger.info("Developer %s is gone: there is nothing to match.", developer_id)
        return
    found = reads.matches_of_developer(developer, timezone.localdate())
    Match.objects.keep_of_developer(developer, found)


@shared_task(acks_late=True, autoretry_for=(OperationalError,), retry_backoff=True, time_limit=300)
def recount() -> None:
    """Count the opportunities of every facet anew, where counting them live would take long."""
    if Tally.objects.exists() or Estimate.objects.count() > FEW:
        Tally.objects.renew(today=timezone.localdate(), now=timezone.now())


def _heed(need_id: int) -> None:
    try:
        estimate(need_id)
        match_need(need_id)
    except OperationalError:
        raise
    except Exception:
        # It fails again in a job of its own, where it holds up no other need.
        logger.exception("Need %s could not be estimated or matched.", need_id)
        estimate.delay(need_id)
        match_need.delay(need_id)


def _priced(facts: Facts, yearly_price: int) -> dict[str, Any]:
    number = facts.publication.number if facts.publication else 0
    document = arithmetic.estimate(
        _market(facts),
        seed=facts.need.pk * SEEDS_PER_NEED + number,
        priced_count=facts.priced_count,
        priors=_priors(facts, yearly_price),
        blocked=facts.is_blocked,
        places=facts.place_changes,
    ).as_document()
    payoff = document["payoff"] or {}
    missing = document["commitments_missing"]
    if missing is not None and missing > MOST_BUYERS:
        missing = None
    return {
        "publication": facts.publication,
        **{f"npv_{rank}": payoff.get(rank) for rank in ("p5", "p50", "p95")},
        "positive_share": payoff.get("positive_share"),
        "missing_commitments": missing,
        "obstacle": _obstacle(facts, document, missing),
        "inputs": facts.as_document(),
        "result": document,
        "code_version": arithmetic.CODE_VERSION,
    }


def _market(facts: Facts) -> Market:
    buyers = facts.told.buyers if facts.told else {}
    return Market(
        in_hand_buyers=facts.buyers_in_hand,
        eligible_count=facts.need.eligible_count,
        eligible_source=facts.need.eligible_source,
        labels_in_hand=facts.label_count,
        rungs=tuple(PricePoint(facts.yearly(price), count) for price, count in buyers.items()),
    )


def _priors(facts: Facts, yearly_price: int) -> Priors:
    """Replace what a typical developer would assume by what is known of this market."""
    low, high = (yearly_price * factor for factor in PRICE_SPREAD)
    priors = replace(TYPICAL, price=Triangular(low, yearly_price, high))
    if not (facts.need.eligible_count and facts.buyers_in_hand):
        return priors
    everywhere = Stratum(facts.need.eligible_count, facts.asked_count, facts.priced_count)
    paying_share = facts.buyers_in_hand / facts.priced_count
    share = share_of_eligible([everywhere], paying_share=paying_share)
    return replace(priors, share=Beta(share.paid, share.unpaid))


def _obstacle(facts: Facts, document: dict[str, Any], missing: int | None) -> str:
    """Name what stands in the way; where no number of buyers would do, it is the price.

    Below five prices nothing tells how much a rule costs: that it is there is enough.
    """
    if missing is None:
        return Obstacle.PRICE
    found: str | None = document["obstacle"]
    if found or not facts.is_blocked:
        return found or (Obstacle.DEMAND if missing else "")
    return Obstacle.REGULATION


def _unpriced(facts: Facts) -> dict[str, Any]:
    """Estimate nothing where a rule stands in the way: it is not a product that would pay."""
    return {
        "publication": None,
        **dict.fromkeys(("npv_p5", "npv_p50", "npv_p95", "positive_share")),
        "missing_commitments": None,
        "obstacle": Obstacle.REGULATION,
        "inputs": facts.as_document(),
        "result": {"version": arithmetic.CODE_VERSION, "payoff": None},
        "code_version": arithmetic.CODE_VERSION,
    }
