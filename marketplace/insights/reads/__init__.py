"""What the board says as a whole: one reading for the page, programs, spreadsheets and paper."""

from dataclasses import dataclass
from datetime import date, timedelta

from django.core.cache import cache
from django.utils import timezone
from django.utils.translation import gettext as _

from demand.answers.arithmetic.suppression import shown_cells
from demand.answers.vocabulary import Level, Reason
from demand.operations.vocabulary import Prefecture
from demand.snapshots import reads as snapshots
from demand.snapshots.models import IndexHour
from demand.snapshots.reads import Attendance, Product, TopNeed
from marketplace.insights.reads.blocking import Blocking, blocking
from marketplace.insights.reads.evidence import evidence
from marketplace.insights.reads.hours import Hours, hours
from marketplace.insights.reads.zones import Zones, zones, zones_picture
from marketplace.insights.vocabulary import MORE
from marketplace.pages.pictures import Picture, tile_map, trend
from marketplace.pages.pictures.lines import TrendWords
from marketplace.pages.pictures.places import MapWords
from marketplace.pages.wording import MAN, number

__all__ = [
    "Insights",
    "Why",
    "Zones",
    "co_signs",
    "evidence",
    "insights",
    "pictures",
    "zones",
    "zones_picture",
]

DAYS = 365
MOST_NEEDS = 10
# Between two hours of the index only the last answers are missing: nobody waits for them.
KEPT_SECONDS = 300


@dataclass(frozen=True, slots=True)
class Why:
    """A reason for refusing with how many give it; None where the count is hidden."""

    reason: Reason
    count: int | None

    @property
    def sentence(self) -> str:
        if not self.count:
            return ""
        return str(MORE[self.reason] % {"number": self.count, "count": number(self.count)})


@dataclass(frozen=True, slots=True)
class Insights:
    """What the whole board says at one hour. `latest` is None before the first count.

    Units: of the index as in IndexHour; prefectures in co-signs, None where hidden.
    """

    is_sample: bool
    days: list[IndexHour]
    prefectures: dict[str, int | None]
    needs: list[TopNeed]
    reasons: list[Why]
    products: list[Product]
    sectors: list[Attendance]
    blocking: list[Blocking]
    hours: list[Hours]

    @property
    def latest(self) -> IndexHour | None:
        return self.days[-1] if self.days else None

    @property
    def levels(self) -> list[tuple[Level, int | None]]:
        """Say how serious the co-signs are, as far as the counts may be shown."""
        if self.latest is None:
            return []
        levels = [level for level in Level if level != Level.REFUSES]
        names = {level: f"{level.lower()}_count" for level in levels}
        shown = shown_cells({name: getattr(self.latest, name) for name in names.values()})
        return [(level, shown[name]) for level, name in names.items()]

    @property
    def co_sign_count(self) -> int:
        return co_signs(self.latest) if self.latest else 0


def co_signs(hour: IndexHour) -> int:
    counts = (hour.interest_count, hour.would_buy_count, hour.conditional_count, hour.letter_count)
    return sum(counts)


def insights(today: date) -> Insights:
    """Read the whole board, at most once in five minutes."""
    samples = snapshots.samples_are_shown()
    key = f"insights-{samples}-{today}"
    found: Insights | None = cache.get(key)
    if found is None:
        found = _read(samples=samples, today=today)
        cache.set(key, found, KEPT_SECONDS)
    return found


def _read(*, samples: bool, today: date) -> Insights:
    reasons = snapshots.refusals_by_reason(samples=samples)
    ranked = sorted(reasons.items(), key=lambda row: -(row[1] or 0))
    return Insights(
        is_sample=samples,
        days=snapshots.index_by_day(samples=samples, since=today - timedelta(days=DAYS)),
        prefectures=snapshots.co_signs_by_prefecture(samples=samples),
        needs=snapshots.top_needs(MOST_NEEDS, samples=samples, today=today),
        reasons=[Why(reason, count) for reason, count in ranked],
        products=snapshots.products(samples=samples),
        sectors=snapshots.attendance(samples=samples),
        blocking=blocking(samples=samples),
        hours=hours(samples=samples),
    )


def pictures(read: Insights) -> dict[str, Picture]:
    """Draw what is better seen than read."""
    drawn = {}
    if len(read.days) > 1:
        days = [(timezone.localdate(hour.at), hour) for hour in read.days]
        drawn["co_signs"] = trend(
            [(day, co_signs(hour)) for day, hour in days],
            key="co-signs",
            words=TrendWords(title=_("Answers that want it"), value=_("Answers")),
        )
        drawn["firm"] = trend(
            [(day, round(hour.firm_yen / MAN)) for day, hour in days],
            key="firm",
            words=TrendWords(title=_("Firm demand"), value=_("In 10,000 yen a year, with tax")),
        )
    names = {code: str(Prefecture(code).label) for code in Prefecture.values}
    drawn["map"] = tile_map(
        read.prefectures,
        key="map",
        names=names,
        words=MapWords(title=_("Where the answers are"), count=_("Answers that want it")),
    )
    return drawn
