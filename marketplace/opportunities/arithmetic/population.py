"""How many of those who could use a product will ever pay, told by the few who were asked."""

from collections.abc import Sequence
from dataclasses import dataclass

from marketplace.opportunities.arithmetic.priors import Beta

# Who comes here is not the average farm: of the rate seen, so much holds beyond (仮定).
SELECTION = Beta(2, 6)
# How many answers from everywhere the overall rate is worth in each stratum (仮定).
POOLED_ANSWERS = 10


class NobodyAsked(ValueError):
    """Without anybody who saw the need there is no rate to carry further."""


@dataclass(frozen=True, slots=True)
class Stratum:
    """Operations alike in sector, region and size. Units: operations.

    Asked are those who could use it and saw the need, never the census.
    """

    eligible_count: int
    asked_count: int
    co_signer_count: int


def share_of_eligible(strata: Sequence[Stratum], *, paying_share: float) -> Beta:
    """Believe which share of the eligible will ever pay: selection × rate × kept promises.

    Each stratum's rate is drawn towards the overall one; paying_share is the mean chance
    that a co-signer really pays, 0–1. The product of the beliefs is itself nearly a beta,
    and is told as the one with its mean and variance.

    Raises: NobodyAsked.
    Source: science.md, section 3.
    """
    asked = sum(stratum.asked_count for stratum in strata)
    if not asked:
        raise NobodyAsked("No operation was asked in any stratum")
    overall = (sum(stratum.co_signer_count for stratum in strata) + 0.5) / (asked + 1)
    eligible = sum(stratum.eligible_count for stratum in strata)
    rates = [(stratum.eligible_count / eligible, _rate(stratum, overall)) for stratum in strata]
    mean = sum(weight * rate.mean for weight, rate in rates)
    variance = sum(weight**2 * rate.variance for weight, rate in rates)
    return _times(SELECTION, mean * paying_share, variance * paying_share**2)


def _rate(stratum: Stratum, overall: float) -> Beta:
    return Beta(
        overall * POOLED_ANSWERS + stratum.co_signer_count,
        (1 - overall) * POOLED_ANSWERS + stratum.asked_count - stratum.co_signer_count,
    )


def _times(belief: Beta, mean: float, variance: float) -> Beta:
    """Multiply a belief by an independent one and match a beta to the moments."""
    together = belief.mean * mean
    second = (belief.variance + belief.mean**2) * (variance + mean**2)
    weight = together * (1 - together) / (second - together**2) - 1
    return Beta(together * weight, (1 - together) * weight)
