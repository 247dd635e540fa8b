"""Answers that look like one hand, and what each of them still counts for.

Nobody is accused: the raw figure stands beside, the reason is told to whoever
answered, and a moderator may lift it. Caps have no part in it, so a weight tells
nothing of a price.
"""

import math
from collections import defaultdict
from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from itertools import pairwise
from typing import NamedTuple

# Two of one household may well answer together; three make a pattern.
FEWEST_IN_A_HAND = 3
# New accounts on one network, each within ten minutes of the one before, look like
# one hand; accounts that have been here for a while only within the same minute.
NEW_FOR_DAYS = 7
PATIENCE_WITH_NEW = 600.0
PATIENCE_WITH_OLD = 60.0
# Hands of new accounts on several networks at the same time are one hand that changes
# its network, if they come this close.
APART = 60.0


class Trace(NamedTuple):
    """What an answer leaves behind of how it came.

    Units: at in seconds since any fixed moment, age_days in days between the account's
    first day and the answer. The network is a key that tells only sameness, empty where
    nothing is known. Whoever is vouched for, mandated or cleared is never suspected.
    """

    at: float
    network: str
    age_days: float
    is_vouched: bool = False
    is_mandated: bool = False

    @property
    def is_suspect(self) -> bool:
        return bool(self.network) and not (self.is_vouched or self.is_mandated)

    @property
    def is_new(self) -> bool:
        return self.age_days < NEW_FOR_DAYS


@dataclass(slots=True)
class Run:
    """Answers that followed each other on one network, by their places."""

    places: list[int]
    begun: float
    ended: float
    is_new: bool


def hands(traces: Sequence[Trace]) -> list[int | None]:
    """Label answers that look like one hand: each with the first place of its hand, else None.

    Seen are many answers of one network shortly after each other, and several such
    networks at once; an answer that is alone on its network is nobody's, whatever the
    minute. A hand that takes another network for each answer is not seen.
    """
    labels: list[int | None] = [None] * len(traces)
    for places in _joined([run for run in _runs(traces) if len(run.places) >= FEWEST_IN_A_HAND]):
        for place in places:
            labels[place] = min(places)
    return labels


def weight_in(size: int) -> float:
    """Give the weight of each answer in a hand of so many: 100 answers weigh a tenth each.

    A hand of k counts for at most √k. All of one hand weigh the same, a simple fraction:
    no weight marks a single answer.
    """
    return 1.0 if size < FEWEST_IN_A_HAND else 1 / math.ceil(math.sqrt(size))


def _runs(traces: Sequence[Trace]) -> Iterator[Run]:
    """Follow the answers of each network as long as each comes soon after the one before."""
    by_network: defaultdict[str, list[int]] = defaultdict(list)
    for place, trace in enumerate(traces):
        if trace.is_suspect:
            by_network[trace.network].append(place)
    for places in by_network.values():
        places.sort(key=lambda place: (traces[place].at, place))
        run = [places[0]]
        for before, place in pairwise(places):
            if not _follows(traces[before], traces[place]):
                yield _run(run, traces)
                run = []
            run.append(place)
        yield _run(run, traces)


def _follows(before: Trace, after: Trace) -> bool:
    are_new = before.is_new and after.is_new
    return after.at - before.at <= (PATIENCE_WITH_NEW if are_new else PATIENCE_WITH_OLD)


def _run(places: list[int], traces: Sequence[Trace]) -> Run:
    are_new = all(traces[place].is_new for place in places)
    return Run(list(places), traces[places[0]].at, traces[places[-1]].at, are_new)


def _joined(runs: Sequence[Run]) -> Iterator[list[int]]:
    """Join runs of new accounts that overlap in time; leave the others as they are."""
    open_until, joined = -math.inf, list[int]()
    for run in sorted(runs, key=lambda run: (run.begun, run.places[0])):
        if not run.is_new:
            yield run.places
            continue
        if joined and run.begun - open_until > APART:
            yield joined
            joined, open_until = [], -math.inf
        joined = [*joined, *run.places]
        open_until = max(open_until, run.ended)
    if joined:
        yield joined
