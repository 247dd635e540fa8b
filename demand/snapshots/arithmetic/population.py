"""From the few who answered to all who could use it: three numbers, never one alone."""

from collections import defaultdict
from collections.abc import Iterable, Sequence
from dataclasses import dataclass, replace
from typing import NamedTuple

import numpy as np

from demand.answers.arithmetic.calibration import Beta
from demand.answers.arithmetic.draws import Array

# Who comes here is not the average farm: of the rate seen, so much holds beyond (仮定).
SELECTION = Beta(2, 6)
# How many answers from everywhere the overall rate is worth in each stratum (仮定).
POOLED_ANSWERS = 10
# A stratum with fewer answers has no rate of its own: it joins its region.
FEWEST_ANSWERS = 5
EVERYWHERE = ""
Z95 = 1.959963984540054


class NobodyAsked(ValueError):
    """Without anybody who saw the need there is no rate to carry further."""


@dataclass(frozen=True, slots=True)
class Stratum:
    """Operations alike in sector, region and size. Units: operations.

    Asked are those who saw the need and said what they would do, never the census;
    exposed are all who saw it; eligible are all who could use it, None where nobody
    knows how many that are.
    """

    eligible_count: int | None
    asked_count: int
    co_signer_count: int
    exposed_count: int = 0
    region: str = EVERYWHERE

    @property
    def seen_count(self) -> int:
        """Count who saw it: whoever answered did, too."""
        return max(self.exposed_count, self.asked_count)


class Band(NamedTuple):
    """An estimate with its 90 % band. Units: operations."""

    estimate: float
    low: float
    high: float


@dataclass(frozen=True, slots=True)
class Reach:
    """Who would pay: of those in hand, of those who saw it, of all who could use it.

    Units: operations; co_sign_share is of those asked, with Wilson's 95 % interval. The
    population is None where the number of the eligible is not known: no other figure
    stands in for it.
    """

    asked_count: int
    seen_count: int
    eligible_count: int | None
    co_sign_share: tuple[float, float, float]
    in_hand: float
    exposed: Band
    population: Band | None


def reach(
    strata: Sequence[Stratum], *, paying_share: float, eligible_count: int | None = None
) -> Reach:
    """Tell how many would pay, in three widening circles.

    paying_share is the mean chance that a co-signer really pays, 0–1; eligible_count is
    of all strata together, where it is not known of each.

    Raises: NobodyAsked.
    Source: science.md, section 3.
    """
    told = collapsed(strata)
    whole = _joined(told, by_region=False)[0] if told else Stratum(None, 0, 0)
    if not whole.asked_count:
        raise NobodyAsked("No operation was asked in any stratum")
    asked, co_signers = whole.asked_count, whole.co_signer_count
    known = whole.eligible_count is not None
    sized = told if known else [replace(whole, eligible_count=eligible_count)]
    return Reach(
        asked_count=asked,
        seen_count=whole.seen_count,
        eligible_count=whole.eligible_count if known else eligible_count,
        co_sign_share=(co_signers / asked, *wilson(co_signers, asked)),
        in_hand=paying_share * co_signers,
        exposed=_exposed(told, paying_share),
        population=_population(sized, paying_share),
    )


def _exposed(strata: Sequence[Stratum], paying_share: float) -> Band:
    saw = [replace(stratum, eligible_count=stratum.seen_count) for stratum in strata]
    low, high = np.quantile(post_stratified_draws(saw), (0.05, 0.95))
    estimate = post_stratified(saw)
    ends = min(float(low), estimate), max(float(high), estimate)
    return Band(*(paying_share * count for count in (estimate, *ends)))


def _population(strata: Sequence[Stratum], paying_share: float) -> Band | None:
    eligible = _eligible_count(strata)
    if eligible is None:
        return None
    share = share_of_eligible(strata, paying_share=paying_share)
    return Band(*(eligible * part for part in (share.mean, *share.interval())))


def collapsed(strata: Iterable[Stratum]) -> list[Stratum]:
    """Join strata with fewer than five answers to the others of their region.

    A region that is still too small joins everybody else that is; if that is too small as
    well, all are one.
    """
    large, small = _parted(strata)
    regions, rest = _parted(_joined(small, by_region=True))
    everywhere = _joined(rest, by_region=False)
    if everywhere and everywhere[0].asked_count < FEWEST_ANSWERS:
        return _joined([*large, *regions, *everywhere], by_region=False)
    return [*large, *regions, *everywhere]


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
    sizes = [stratum.eligible_count or 0 for stratum in strata]
    rates = [_rate(stratum, overall) for stratum in strata]
    weights = [size / sum(sizes) for size in sizes]
    mean = sum(weight * rate.mean for weight, rate in zip(weights, rates, strict=True))
    variance = sum(weight**2 * rate.variance for weight, rate in zip(weights, rates, strict=True))
    return _times(SELECTION, mean * paying_share, variance * paying_share**2)


def wilson(hits: int, trials: int, z: float = Z95) -> tuple[float, float]:
    """Bound a share by Wilson's interval, 95 % unless said. Source: Wilson 1927."""
    share = hits / trials
    middle = (share + z * z / (2 * trials)) / (1 + z * z / trials)
    half = (
        z * np.sqrt(share * (1 - share) / trials + z * z / (4 * trials**2)) / (1 + z * z / trials)
    )
    return max(float(middle - half), 0.0), min(float(middle + half), 1.0)


def post_stratified(strata: Sequence[Stratum]) -> float:
    """Carry each stratum's own rate to its eligible: Σ N x / n. Units: operations."""
    return sum((s.eligible_count or 0) * s.co_signer_count / s.asked_count for s in strata)


def post_stratified_draws(strata: Sequence[Stratum], *, draws: int = 20_000) -> Array:
    """Draw the same sum, with Jeffreys' prior on each rate. Shapes: (draws,)."""
    # One seed for all: the same strata give the same band.
    generator = np.random.default_rng(1)
    total = np.zeros(draws)
    for stratum in strata:
        hits, misses = stratum.co_signer_count, stratum.asked_count - stratum.co_signer_count
        total += (stratum.eligible_count or 0) * generator.beta(hits + 0.5, misses + 0.5, draws)
    return total


def _eligible_count(strata: Sequence[Stratum]) -> int | None:
    """Add up the eligible; one unknown part makes the whole unknown."""
    counts = [stratum.eligible_count for stratum in strata]
    known = [count for count in counts if count is not None]
    return sum(known) if known and len(known) == len(counts) else None


def _parted(strata: Iterable[Stratum]) -> tuple[list[Stratum], list[Stratum]]:
    listed = list(strata)
    large = [stratum for stratum in listed if stratum.asked_count >= FEWEST_ANSWERS]
    return large, [stratum for stratum in listed if stratum.asked_count < FEWEST_ANSWERS]


def _joined(strata: Iterable[Stratum], *, by_region: bool) -> list[Stratum]:
    groups: defaultdict[str, list[Stratum]] = defaultdict(list)
    for stratum in strata:
        groups[stratum.region if by_region else EVERYWHERE].append(stratum)
    return [
        Stratum(
            eligible_count=_eligible_count(group),
            asked_count=sum(stratum.asked_count for stratum in group),
            co_signer_count=sum(stratum.co_signer_count for stratum in group),
            exposed_count=sum(stratum.seen_count for stratum in group),
            region=region,
        )
        for region, group in groups.items()
    ]


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
