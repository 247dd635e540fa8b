"""One need weighed against many developers at once: the sums of `matching`, as arrays."""

import math
from collections import Counter
from collections.abc import Callable, Collection, Sequence
from dataclasses import dataclass
from itertools import chain
from typing import TYPE_CHECKING

import numpy as np
from numpy import bool_, float64, int64
from numpy.typing import NDArray

from marketplace.developers.arithmetic.matching import (
    UNKNOWN,
    WEIGHTS,
    Offered,
    Rarity,
    Term,
    Wanted,
    pieces,
)

if TYPE_CHECKING:
    from scipy.sparse import csr_array

type Array = NDArray[float64]
type Mask = NDArray[bool_]


@dataclass(frozen=True, slots=True)
class Words:
    """The developers' texts: how often each has each piece, and how long it is by rarity.

    Shapes: counts (pieces, developers), sparse, 1 + ln of each count; lengths (developers,).
    """

    places: dict[str, int]
    rarity: Rarity
    counts: "csr_array"
    lengths: Array

    @classmethod
    def of(cls, texts: Sequence[str], rarity: Rarity) -> "Words":
        from scipy.sparse import csr_array

        found = [Counter(pieces(text)) for text in texts]
        places = {piece: n for n, piece in enumerate(dict.fromkeys(chain.from_iterable(found)))}
        rows = [places[piece] for counted in found for piece in counted]
        owners = np.repeat(np.arange(len(texts)), [len(counted) for counted in found])
        values = 1 + np.log([n for counted in found for n in counted.values()])
        counts = csr_array((values, (rows, owners)), shape=(len(places), len(texts)))
        weights = np.array([rarity[piece] for piece in places])
        return cls(places, rarity, counts, np.sqrt((counts**2).T @ weights**2))

    def similarity(self, text: str) -> Array:
        """Compare one text with all of them: the cosine of their weighted pieces."""
        from scipy.sparse import csr_array

        counted = {piece: 1 + math.log(n) for piece, n in Counter(pieces(text)).items()}
        length = math.sqrt(sum((n * self.rarity[piece]) ** 2 for piece, n in counted.items()))
        shared = [piece for piece in counted if piece in self.places]
        if not shared:
            return np.zeros(len(self.lengths))
        weights = [counted[piece] * self.rarity[piece] ** 2 for piece in shared]
        places = [self.places[piece] for piece in shared]
        row = csr_array((weights, ([0] * len(places), places)), shape=(1, self.counts.shape[0]))
        products = (row @ self.counts).toarray()[0]
        lengths = self.lengths * length
        cosines = np.divide(products, lengths, out=np.zeros(len(lengths)), where=lengths > 0)
        return np.asarray(np.minimum(cosines, 1))


@dataclass(frozen=True, slots=True)
class Named:
    """Which of a few words (tasks, devices, sectors …) each developer names, a bit each."""

    bits: dict[str, int]
    masks: NDArray[int64]

    @classmethod
    def of(cls, named: Sequence[Collection[str]]) -> "Named":
        words = dict.fromkeys(chain.from_iterable(named))
        bits = {word: 1 << place for place, word in enumerate(words)}
        return cls(bits, np.array([sum(bits[word] for word in {*each}) for each in named], int64))

    @property
    def counts(self) -> NDArray[int64]:
        return np.bitwise_count(self.masks).astype(int64)

    def shared(self, words: Collection[str]) -> NDArray[int64]:
        """Count how many of these words each names."""
        wanted = sum(self.bits.get(word, 0) for word in {*words})
        return np.bitwise_count(self.masks & wanted).astype(int64)

    def all_or_one_of(self, word: str) -> Mask:
        """Tell who names the word, or names none at all and takes every one."""
        return np.asarray((self.masks == 0) | (self.shared([word]) > 0))


@dataclass(frozen=True, slots=True)
class Weighed:
    """One need against the crowd. Shapes: values (terms, developers), barred (developers,)."""

    values: Array
    barred: Mask

    @property
    def scores(self) -> Array:
        return np.array([WEIGHTS[term] for term in Term]) @ self.values

    def best(self, most: int) -> NDArray[int64]:
        """Place those who fit best first; nobody with a hard reason against."""
        free = np.flatnonzero(~self.barred)
        scores = self.scores[free]
        if len(free) > most:
            top = np.argpartition(-scores, most)[:most]
            free, scores = free[top], scores[top]
        return np.asarray(free[np.lexsort((free, -scores))])


@dataclass(frozen=True, slots=True)
class Crowd:
    """Many developers side by side. Made once, and again when one of them changes."""

    words: Words
    tasks: Named
    devices: Named
    sectors: Named
    prefectures: Named
    purposes: NDArray[np.str_]
    free_capacity: NDArray[int64]
    least_payoff: NDArray[int64]
    track: Array
    may_contract: Mask

    @classmethod
    def of(cls, developers: Sequence[Offered], rarity: Rarity) -> "Crowd":
        def each(read: Callable[[Offered], Collection[str]]) -> Named:
            return Named.of([read(one) for one in developers])

        return cls(
            words=Words.of([one.text for one in developers], rarity),
            tasks=each(lambda one: one.tasks),
            devices=each(lambda one: one.devices),
            sectors=each(lambda one: one.sectors),
            prefectures=each(lambda one: one.prefectures),
            purposes=np.array([one.purpose for one in developers]),
            free_capacity=np.array([one.free_capacity for one in developers]),
            least_payoff=np.array([one.least_payoff for one in developers]),
            track=np.array(
                [(1 + one.accepted) / (2 + one.accepted + one.failed) for one in developers]
            ),
            may_contract=np.array([one.may_contract for one in developers]),
        )

    def weigh(self, need: Wanted, *, positive_shares: Array | None = None) -> Weighed:
        """Weigh a need against everybody, term by term, as `matching.match` does one by one.

        Shapes: positive_shares (developers,), at each one's own costs; the need's own
        share stands in where it is left out.
        """
        payoff: Array | float = UNKNOWN if need.positive_share is None else need.positive_share
        if positive_shares is not None:
            payoff = positive_shares
        region = self.sectors.all_or_one_of(need.sector).astype(float)
        region += self.prefectures.all_or_one_of(need.prefecture)
        values = {
            Term.TEXT: self.words.similarity(need.text),
            Term.OVERLAP: self._overlap(need.tasks),
            Term.DEVICE: self._device_fit(need.devices),
            Term.PAYOFF: payoff,
            Term.TRACK: self.track,
            Term.REGION: region / 2,
        }
        rows = [np.broadcast_to(values[term], len(self.track)) for term in Term]
        return Weighed(np.array(rows), self._barred(need))

    def _overlap(self, tasks: Collection[str]) -> Array:
        shared = self.tasks.shared(tasks)
        together = self.tasks.counts + len({*tasks}) - shared
        shares = np.divide(shared, together, out=np.zeros(len(shared)), where=together > 0)
        return np.asarray(shares)

    def _device_fit(self, wanted: Collection[str]) -> Array:
        if not wanted:
            return np.where(self.devices.masks > 0, 1.0, UNKNOWN)
        return np.asarray(self.devices.shared(wanted) / len({*wanted}))

    def _barred(self, need: Wanted) -> Mask:
        barred = (self.free_capacity < 1) | (not need.is_open)
        if need.payoff_p95 is not None:
            barred |= need.payoff_p95 < self.least_payoff
        if need.purposes is not None:
            barred |= ~np.isin(self.purposes, ["", *need.purposes])
        if need.takes_grant:
            barred |= ~self.may_contract
        return np.asarray(barred)
