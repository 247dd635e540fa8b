"""What adds up, as far as it may be shown: small cells are hidden before they leave here."""

from collections import Counter
from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from datetime import date
from typing import TYPE_CHECKING, NamedTuple

from django.db.models import Count, Exists, OuterRef, Q, Sum
from django.db.models.functions import TruncDate

from demand.answers.arithmetic.suppression import FEWEST_SHOWN, shown_cells
from demand.answers.models import PRICED, Answer, Demand, Publication
from demand.answers.vocabulary import Level, Reason
from demand.needs.models import Need, Sighting
from demand.operations.models import Operation
from demand.operations.vocabulary import Prefecture, Sector
from demand.snapshots.models import CensusFigure, IndexHour, Snapshot
from demand.snapshots.vocabulary import REGION_OF

if TYPE_CHECKING:
    from demand.snapshots.arithmetic.population import Reach, Stratum

CO_SIGNS = [f"{level.lower()}_count" for level in Level if level != Level.REFUSES]
MOST_PRODUCTS = 12
OTHERS = ""


def samples_are_shown() -> bool:
    """Tell whether the samples stand in, which they do until one need is real."""
    return not Need.objects.filter(is_sample=False).exists()


def index_by_day(*, samples: bool, since: date) -> list[IndexHour]:
    """Take the last hour of each day of the index. One query."""
    hours = IndexHour.objects.filter(is_sample=samples, at__date__gte=since)
    return list(hours.annotate(day=TruncDate("at")).order_by("day", "-at").distinct("day"))


def co_signs_by_prefecture(*, samples: bool) -> dict[str, int | None]:
    """Count co-signs by the prefecture of the operations; None where a count is hidden."""
    rows = Snapshot.objects.of(samples=samples).standing("prefecture")
    counted = {row["cell__prefecture"]: sum(row[name] for name in CO_SIGNS) for row in rows}
    return shown_cells({code: counted.get(code, 0) for code in Prefecture.values})


def refusals_by_reason(*, samples: bool) -> dict[Reason, int | None]:
    """Count refusals by their reason; None where a count is hidden."""
    (row,) = Snapshot.objects.of(samples=samples).standing()
    shown = shown_cells({reason: row[f"{reason.lower()}_refusal_count"] for reason in Reason})
    return {reason: shown[reason] for reason in Reason}


@dataclass(frozen=True, slots=True)
class Product:
    """Who wants a machine's help with a product, and who wants it made by people.

    By hand are those who refuse for not wanting it automated; None where it is hidden.
    """

    name: str
    need_count: int
    wanted_count: int
    by_hand_count: int | None


class _Line(NamedTuple):
    name: str
    needs: int
    wanted: int
    refused: int
    by_hand: int


def products(*, samples: bool) -> list[Product]:
    """List the most wanted products, the others in one line. Two queries."""
    demand = Demand.objects.filter(need__in=Need.objects.listed().filter(is_sample=samples))
    wanted = demand.values("need__product").annotate(
        needs=Count("need"), wanted=Sum("co_sign_count"), refused=Sum("refusal_count")
    )
    rows = list(wanted.order_by("-wanted", "need__product"))
    refusing = Answer.objects.counted().filter(reason=Reason.NOT_AUTOMATED, need__is_sample=samples)
    by_hand = Counter(dict(refusing.values_list("need__product").annotate(Count("id"))))
    lines = [
        _Line(name, row["needs"], row["wanted"], row["refused"], by_hand[name])
        for row in rows
        for name in (row["need__product"],)
    ]
    if len(lines) > MOST_PRODUCTS:
        lines = [*lines[: MOST_PRODUCTS - 1], _together(lines[MOST_PRODUCTS - 1 :])]
    shown = _shown_by_hand({line.name: (line.by_hand, line.refused) for line in lines})
    return [Product(line.name, line.needs, line.wanted, shown[line.name]) for line in lines]


def _together(lines: Sequence[_Line]) -> _Line:
    """Add lines up to one that has no name."""
    return _Line(
        OTHERS,
        needs=sum(line.needs for line in lines),
        wanted=sum(line.wanted for line in lines),
        refused=sum(line.refused for line in lines),
        by_hand=sum(line.by_hand for line in lines),
    )


def _shown_by_hand(counted: Mapping[str, tuple[int, int]]) -> dict[str, int | None]:
    """Hide small counts, and those that a need's own number of refusals would give away."""
    cells = {}
    for name, (by_hand, refused) in counted.items():
        beside = shown_cells({"by hand": by_hand, "other": refused - by_hand})
        # As small: what is hidden beside the other reasons is hidden among the products.
        cells[name] = by_hand if beside["by hand"] is not None else 1
    return shown_cells(cells)


@dataclass(frozen=True, slots=True)
class Attendance:
    """How many operations of a sector speak here, beside how many there are."""

    sector: Sector
    operation_count: int | None
    census: CensusFigure | None


def attendance(*, samples: bool) -> list[Attendance]:
    """Set the operations of each sector beside the latest official figure. Two queries."""
    here = Operation.objects.filter(organisation__is_sample=samples)
    counted = Counter(dict(here.values_list("sector").annotate(Count("id"))))
    figures = CensusFigure.objects.national().filter(measure__contains="entities")
    census = {figure.sector: figure for figure in figures}
    shown = shown_cells({sector: counted[sector] for sector in Sector})
    return [Attendance(sector, shown[sector], census.get(sector)) for sector in Sector]


@dataclass(frozen=True, slots=True)
class TopNeed:
    """A need with what is firm of it. Units: firm_yen a year with tax."""

    need: Need
    publication: Publication
    reach: "Reach | None"

    @property
    def firm_yen(self) -> int:
        return self.publication.firm_yen or 0


def top_needs(count: int, *, samples: bool, today: date) -> list[TopNeed]:
    """List the open needs with the largest firm demand, each with its three numbers."""
    latest = Publication.objects.order_by("need_id", "-number").distinct("need_id")
    published = Publication.objects.filter(
        id__in=latest.values("id"),
        need__in=Need.objects.listed().open_on(today).filter(is_sample=samples),
        # Fewer than three firm answers are a small cell.
        firm_count__gte=FEWEST_SHOWN,
        firm_yen__gt=0,
    )
    found = list(published.select_related("need").order_by("-firm_yen", "-need_id")[:count])
    reached = reaches(found)
    return [TopNeed(p.need, p, reached.get(p.need_id)) for p in found]


def reaches(publications: Sequence[Publication]) -> dict[int, "Reach"]:
    """Tell of each need how many would pay, in hand, exposed and in the country. Three queries.

    The chance that a co-signer pays is the publication's own, so that nothing moves between
    two publications but who saw the need and who refused.
    """
    from demand.snapshots.arithmetic.population import NobodyAsked, reach

    needs = [publication.need for publication in publications]
    strata = _strata(needs)
    told = {}
    for publication in publications:
        need = publication.need
        stated = publication.curve["stated"]
        best = stated["best_rung"]
        place = publication.curve["rungs"].index(best) if best else 0
        paying = stated["buyers"]["estimate"][place] / publication.priced_count if best else 0.0
        try:
            told[need.pk] = reach(
                strata[need.pk], paying_share=paying, eligible_count=need.eligible_count
            )
        except NobodyAsked:
            continue
    return told


def _strata(needs: Sequence[Need]) -> dict[int, "list[Stratum]"]:
    """Part the operations that saw each need by prefecture. Sizes of farms are not asked."""
    from demand.snapshots.arithmetic.population import Stratum

    asked, seen, eligible = _asked(needs), _seen(needs), _eligible(needs)
    strata: dict[int, list[Stratum]] = {need.pk: [] for need in needs}
    for need_id, code in sorted({*asked, *seen, *eligible}):
        answered_count, asked_count, priced_count = asked.get((need_id, code), (0, 0, 0))
        strata[need_id].append(
            Stratum(
                eligible_count=eligible.get((need_id, code)),
                asked_count=asked_count,
                co_signer_count=priced_count,
                exposed_count=answered_count + seen.get((need_id, code), 0),
                region=REGION_OF[code],
            )
        )
    return strata


def _asked(needs: Sequence[Need]) -> dict[tuple[int, str], tuple[int, int, int]]:
    """Count who answered, who said what they would do about a price, and who named one."""
    rows = (
        Answer.objects.counted()
        .filter(need__in=needs)
        .values_list("need_id", "operation__prefecture")
        .annotate(
            all_count=Count("id"),
            asked_count=Count("id", filter=PRICED | Q(level=Level.REFUSES)),
            named_count=Count("id", filter=PRICED),
        )
    )
    return {(need_id, code): (all_, asked, priced) for need_id, code, all_, asked, priced in rows}


def _seen(needs: Sequence[Need]) -> dict[tuple[int, str], int]:
    """Count who saw a need and has not answered."""
    answered = Answer.objects.standing().filter(
        need=OuterRef("need"), operation=OuterRef("operation")
    )
    silent = Sighting.objects.filter(~Exists(answered), need__in=needs)
    rows = silent.values_list("need_id", "operation__prefecture").annotate(Count("operation"))
    return {(need_id, code): count for need_id, code, count in rows}


def _eligible(needs: Sequence[Need]) -> dict[tuple[int, str], int]:
    """Find what an official table of just this product says of each prefecture."""
    figures = CensusFigure.objects.filter(product__in={need.product for need in needs})
    figures = figures.exclude(product="").exclude(prefecture="").order_by("year")
    told = {(f.sector, f.product, f.prefecture): f.value for f in figures}
    return {
        (need.pk, code): value
        for (sector, product, code), value in told.items()
        for need in needs
        if (need.sector, need.product) == (sector, product)
    }
