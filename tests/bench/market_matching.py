"""How soon a changed need is weighed against twenty thousand developers, and how well.

The world is generated: developers and needs have hidden interests, which show in their
words and tasks. It tells whether matching finds what was put in, and no more.
"""

import random
import statistics
import time
from collections.abc import Iterator, Sequence
from dataclasses import dataclass

import numpy as np
from numpy import float64
from numpy.typing import NDArray

from marketplace.developers.arithmetic.crowd import Crowd
from marketplace.developers.arithmetic.matching import Offered, Rarity, Wanted, pieces
from tests.bench.figures import Figure
from tests.bench.ranking import ndcg

DEVELOPERS = 20_000
TIMED_NEEDS = 60
JUDGED_NEEDS = 200
JUDGED_DEVELOPERS = 400
INTERESTS = (
    *("いちご 葉 病気", "乳牛 発情 体温", "定置網 魚種 重さ", "丸太 材積 径級", "茶 摘採 時期"),
    *("水稲 水位 水温", "牡蠣 へい死 海水", "りんご 摘果 着果", "豚 咳 音", "椎茸 温度 湿度"),
)
FILLER = [
    "写真で",
    "知りたい",
    "予測",
    "現場",
    "小型",
    "AI",
    "model",
    "センサー",
    "記録",
    "見分ける",
    "数える",
    "知らせる",
]
TASKS = ("DOCUMENT", "PERCEPTION", "PLANNING", "MANIPULATION")
SECTORS = ("AGRICULTURE", "LIVESTOCK", "FISHERY", "AQUACULTURE", "FORESTRY")

type Array = NDArray[float64]


@dataclass(frozen=True, slots=True)
class World:
    """Needs and developers with hidden interests. Shapes: wishes and skills (…, interests)."""

    needs: list[Wanted]
    developers: list[Offered]
    affinity: Array

    @classmethod
    def generated(cls, need_count: int, developer_count: int, seed: int) -> "World":
        chance = random.Random(seed)
        rng = np.random.default_rng(seed)
        wishes = rng.dirichlet([0.15] * len(INTERESTS), need_count)
        skills = rng.dirichlet([0.3] * len(INTERESTS), developer_count)
        needs = [
            Wanted(
                text=_words(chance, wish),
                tasks=[TASKS[int(wish.argmax()) % len(TASKS)]],
                sector=SECTORS[int(wish.argmax()) % len(SECTORS)],
                prefecture=f"{chance.randrange(1, 48):02}",
                positive_share=chance.random(),
            )
            for wish in wishes
        ]
        developers = [
            Offered(
                text=_words(chance, skill),
                tasks=[TASKS[int(skill.argmax()) % len(TASKS)]],
                devices=["PHONE"],
                sectors=chance.choice([(), (SECTORS[int(skill.argmax()) % len(SECTORS)],)]),
                prefectures=(),
            )
            for skill in skills
        ]
        return cls(needs, developers, wishes @ skills.T)

    def rarity(self) -> Rarity:
        return Rarity.of([need.text for need in self.needs[:300]])


def _words(chance: random.Random, weights: Array) -> str:
    said = chance.choices(INTERESTS, weights=weights.tolist(), k=3)
    return " ".join(chance.choice(each.split()) for each in said) + " ".join(
        chance.choices(FILLER, k=8)
    )


def measure() -> Iterator[Figure]:
    yield from _speed()
    yield from _quality()


def _speed() -> Iterator[Figure]:
    world = World.generated(TIMED_NEEDS, DEVELOPERS, seed=1)
    crowd = Crowd.of(world.developers, world.rarity())
    own = np.random.default_rng(2).random(DEVELOPERS)
    took, bare = [], []
    for need in world.needs:
        began = time.perf_counter()
        crowd.weigh(need, positive_shares=own).best(50)
        took.append(time.perf_counter() - began)
        bare.append(_bare_product(crowd, need))
    yield Figure("market.rematch", 1000 * statistics.median(took), "ms", 40)
    yield Figure(
        "market.rematch_against_product", statistics.median(took) / statistics.median(bare), "×", 8
    )


def _bare_product(crowd: Crowd, need: Wanted) -> float:
    """Time the sparse product of one need's pieces with all developers', and nothing else."""
    from scipy.sparse import csr_array

    places = [crowd.words.places[p] for p in {*pieces(need.text)} if p in crowd.words.places]
    row = csr_array(
        (np.ones(len(places)), ([0] * len(places), places)), shape=(1, len(crowd.words.places))
    )
    began = time.perf_counter()
    _ = row @ crowd.words.counts
    return time.perf_counter() - began


def _quality() -> Iterator[Figure]:
    """Compare with random, popularity and text alone; better than the best of them holds."""
    world = World.generated(JUDGED_NEEDS, JUDGED_DEVELOPERS, seed=3)
    crowd = Crowd.of(world.developers, world.rarity())
    weighed = [crowd.weigh(need) for need in world.needs]
    rng = np.random.default_rng(4)
    popularity = world.affinity.mean(axis=0)
    ways: dict[str, list[Array]] = {
        "match": [each.scores for each in weighed],
        "random": [rng.random(JUDGED_DEVELOPERS) for _ in weighed],
        "popularity": [popularity for _ in weighed],
        "text": [each.values[0] for each in weighed],
    }
    gains = {way: _mean_ndcg(world.affinity, scores) for way, scores in ways.items()}
    found = {way: _mean_recall(world.affinity, scores) for way, scores in ways.items()}
    for name, scored in (("ndcg10", gains), ("recall20", found)):
        rival = max(value for way, value in scored.items() if way != "match")
        yield Figure(f"market.{name}_best_rival_of_generated", rival, "share", scored["match"])
    yield Figure("market.exposure_gini", _gini(ways["match"]), "share", 1)


def _mean_ndcg(affinity: Array, scores: Sequence[Array]) -> float:
    return statistics.fmean(
        ndcg([float(true[place]) for place in np.argsort(-given)[:10]], best=true.tolist())
        for true, given in zip(affinity, scores, strict=True)
    )


def _mean_recall(affinity: Array, scores: Sequence[Array]) -> float:
    """Find which share of the twenty best are among the twenty shown."""
    return statistics.fmean(
        len({*np.argsort(-true)[:20]} & {*np.argsort(-given)[:20]}) / 20
        for true, given in zip(affinity, scores, strict=True)
    )


def _gini(scores: Sequence[Array]) -> float:
    """Tell how unevenly the twenty places of each need fall to developers: 0 even, 1 to one."""
    shown = np.zeros(JUDGED_DEVELOPERS)
    for given in scores:
        shown[np.argsort(-given)[:20]] += 1
    rising = np.sort(shown)
    places = np.arange(1, len(rising) + 1)
    return float((2 * places - len(rising) - 1) @ rising / (len(rising) * rising.sum()))
