"""Where building meets what is wished for, and where it misses it: zones with their lift."""

from collections import Counter
from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from datetime import date, datetime

from django.core.cache import cache
from django.utils import timezone
from django.utils.translation import gettext as _

from demand.answers.arithmetic.suppression import shown_cells
from demand.needs.models import Need
from demand.needs.vocabulary import Kind
from demand.snapshots.reads import samples_are_shown
from demand.talk.models import Remark
from demand.talk.vocabulary import Saying, State
from marketplace.offers.models import Offer
from marketplace.opportunities.arithmetic.zones import Zone, lift
from marketplace.opportunities.models import Feasibility, Outcome
from marketplace.opportunities.reads import Placed, placed
from marketplace.opportunities.vocabulary import Place, Side
from marketplace.pages.pictures import Corner, Picture, Spot, plane
from marketplace.pages.wording import number, percent

# Every need would take seconds: what few want has too few wishes to be placed anyway.
MOST_NEEDS = 500
KEPT_SECONDS = 300


@dataclass(frozen=True, slots=True)
class ZoneCount:
    """How many needs stand in a zone, and how much is built for them.

    Needs are public, and so is where they stand; supply is None where it is hidden,
    and then its share and the lift are too.
    """

    zone: Place
    need_count: int
    need_share: float | None
    supply_count: int | None
    supply_share: float | None
    lift: float | None


@dataclass(frozen=True, slots=True)
class Zones:
    """All zones at one moment. `looked_at_count` needs were looked at, the most wanted first."""

    is_sample: bool
    counted_at: datetime
    looked_at_count: int
    rating_count: int
    zones: list[ZoneCount]
    needs: list[Placed]

    @property
    def border_count(self) -> int:
        return sum(each.standing.is_border for each in self.needs)

    @property
    def sure_count(self) -> int:
        return len(self.needs) - self.border_count

    @property
    def untold_count(self) -> int:
        """How many have too few wishes or ratings to be placed."""
        return self.looked_at_count - len(self.needs)


def zones(today: date) -> Zones:
    """Place the most wanted open needs, at most once in five minutes. Seven queries."""
    samples = samples_are_shown()
    key = f"zones-{samples}-{today}"
    found: Zones | None = cache.get(key)
    if found is None:
        found = _read(samples=samples, today=today)
        cache.set(key, found, KEPT_SECONDS)
    return found


def _read(*, samples: bool, today: date) -> Zones:
    wanted = Need.objects.listed().open_on(today).filter(is_sample=samples)
    # A rule asks nothing of a machine: nobody can say how far it can be built.
    needs = wanted.exclude(kind=Kind.INSTITUTION).select_related("demand", "detail")
    looked_at = list(needs.order_by("-demand__co_sign_count", "-id")[:MOST_NEEDS])
    told = [each for each in placed(looked_at) if each.standing.is_told]
    ratings = Feasibility.objects.filter(developer__organisation__is_sample=samples)
    return Zones(
        is_sample=samples,
        counted_at=timezone.now(),
        looked_at_count=len(looked_at),
        rating_count=ratings.count(),
        zones=_counted(told, _supply([each.need for each in told])),
        needs=told,
    )


def _counted(told: Sequence[Placed], supply: Mapping[int, int]) -> list[ZoneCount]:
    needs: Counter[Zone] = Counter()
    built: Counter[Zone] = Counter()
    for each in told:
        if each.standing.zone:
            needs[each.standing.zone] += 1
            built[each.standing.zone] += supply.get(each.need.pk, 0)
    lifts = lift(built, {zone: needs[zone] for zone in Zone})
    shown = shown_cells({zone: built[zone] for zone in Zone})
    return [
        ZoneCount(
            zone=Place(zone),
            need_count=needs[zone],
            need_share=_share(needs[zone], needs.total()),
            supply_count=shown[zone],
            supply_share=None if shown[zone] is None else _share(built[zone], built.total()),
            lift=None if shown[zone] is None else lifts.get(zone),
        )
        for zone in Zone
    ]


def _share(count: int, total: int) -> float | None:
    return count / total if total else None


def _supply(needs: Sequence[Need]) -> Counter[int]:
    """Count what is built for each need: by whom, once each, and products that exist already.

    An offer counts once its hour is over; before, that it is there is nobody's business.
    """
    offered = Offer.objects.unsealed().filter(round__need__in=needs)
    told = Outcome.objects.filter(need__in=needs, side=Side.BUILDER)
    builders = {*offered.values_list("round__need", "developer")}
    builders |= {*told.values_list("need", "developer")}
    existing = Remark.objects.filter(need__in=needs, kind=Saying.EXISTS, state=State.SHOWN)
    products = {*existing.values_list("need", "product")}
    return Counter(need for need, _maker in [*builders, *products])


def zones_picture(read: Zones) -> Picture:
    """Draw the needs on the plane; the table counts them zone by zone."""
    spots = [
        Spot(each.standing.wish or 0, each.standing.feasibility or 0, each.standing.is_border)
        for each in read.needs
    ]
    header = (
        _("Zone"),
        _("Needs"),
        _("Of needs"),
        _("Built or offered"),
        _("Of what is built"),
        _("Lift"),
    )
    corners = [Corner(str(each.zone.label), _cells(each)) for each in read.zones]
    border = Corner(_("On the border"), (number(read.border_count), *["–"] * 4))
    return plane(spots, [*corners, border], key="zones", header=header)


def _cells(each: ZoneCount) -> tuple[str, ...]:
    return (
        number(each.need_count),
        "–" if each.need_share is None else percent(each.need_share),
        _("hidden") if each.supply_count is None else number(each.supply_count),
        "–" if each.supply_share is None else percent(each.supply_share),
        "–" if each.lift is None else f"{each.lift:.2f}",
    )
