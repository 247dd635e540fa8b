"""What the pages and the API show of a need with its answers: one reading for both."""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass, replace
from datetime import date, datetime
from typing import TYPE_CHECKING, Any
from uuid import UUID

from django.db.models import Exists, OuterRef, QuerySet
from django.http import HttpRequest

from demand.answers.arithmetic.suppression import shown_cells
from demand.answers.models import Answer, Appeal, Publication, Revision
from demand.answers.reads.listing import NEWEST, with_demand
from demand.answers.reads.prices import ladder, size
from demand.answers.vocabulary import Level
from demand.details.reads import Details, details_of
from demand.mandates.reads import holds_mandates
from demand.needs.models import Need
from demand.needs.reads.telling import (
    acceptance,
    acceptance_sentence,
    in_english,
    proof_sentence,
)
from demand.operations.models import Operation
from demand.operations.reads import own_operations
from demand.operations.vocabulary import Tier
from marketplace.accounts.models import User
from marketplace.accounts.reads import acting_organisation
from marketplace.pages.pictures import Picture, Rung, demand_curve

if TYPE_CHECKING:
    from django_stubs_ext import StrPromise

FEWEST_PRICES = 5
CO_SIGNS = [level for level in Level if level != Level.REFUSES]


@dataclass(frozen=True, slots=True)
class Discount:
    """Why one's own answer does not count in full: it looks like one hand with others.

    Units: size in answers, weight 0–1.
    """

    size: int
    weight: float
    is_waiting: bool
    was_left: bool


@dataclass(frozen=True, slots=True)
class Reading:
    """A need with all that its page tells one reader.

    `is_open_book` says whether others' answers are shown: not to an operation that
    has not answered, whose own price would lean on theirs, unless it asks to peek.
    `is_open` says whether the need takes answers, `moving` which answer of one's own to
    a need that was merged into this one waits for one's word.
    """

    need: Need
    counts: dict[str, int]
    own: Answer | None
    publication: Publication | None
    is_open_book: bool
    is_open: bool
    details: Details
    ladder: list[dict[str, Any]]
    moving: Answer | None = None
    discount: Discount | None = None

    @property
    def in_english(self) -> str:
        return in_english(self.need)

    @property
    def criterion(self) -> str:
        """What good enough means to who builds it, in words; blank if it was not said."""
        hits, trials = self.need.acceptance_hits, self.need.acceptance_trials
        asked = acceptance(self.need)
        if asked is None or hits is None or trials is None:
            return ""
        return acceptance_sentence(asked, hits=hits, trials=trials)

    @property
    def proof(self) -> str:
        """How many trials would show it, in words; blank where that cannot be told."""
        asked = acceptance(self.need)
        return proof_sentence(asked) if asked else ""

    def picture(self) -> Picture | None:
        """Draw the curve that was published last; None where the reader is shown none."""
        if self.publication is None or not self.is_open_book:
            return None
        rungs = [
            Rung(point["price"], *(point["buyers"][end] for end in ("low", "estimate", "high")))
            for point in self.publication.points()
        ]
        return demand_curve(rungs, key=self.need.slug, best=self.publication.best_rung)

    @property
    def missing_prices(self) -> int:
        """How many more priced answers a first curve needs, at least."""
        return max(0, FEWEST_PRICES - self.counts["priced"])

    @property
    def levels(self) -> list[tuple["StrPromise", int]]:
        """Say how serious the co-signs are, as far as the counts may be shown."""
        shown = level_counts(self.counts)
        counted = [(level.label, shown[level.lower()]) for level in CO_SIGNS]
        return [(label, count) for label, count in counted if count is not None]

    @property
    def tiers(self) -> list[tuple["StrPromise", int]]:
        """Say how sure one can be of who co-signed, as far as the counts may be shown."""
        shown = tier_counts(self.need.demand.tier_counts)
        counted = [(tier.label, shown[tier]) for tier in reversed(Tier)]
        return [(label, count) for label, count in counted if count is not None]

    @property
    def discounted(self) -> int:
        return round(self.need.demand.discounted_count)

    @property
    def own_total(self) -> int | None:
        """What the reader's own answer comes to at most. Units: yen with tax per period."""
        if self.own is None or self.own.cap is None or self.own.quantity is None:
            return None
        return round(self.own.cap * self.own.quantity)

    @property
    def own_size(self) -> str:
        return size(self.need, self.own.quantity if self.own else None)


def level_counts(counts: Mapping[str, int]) -> dict[str, int | None]:
    """Give the counts of a need that may be shown: its totals, and levels that are not small.

    A need that was never summarised has none.
    """
    levels = shown_cells({level.lower(): counts.get(level.lower(), 0) for level in CO_SIGNS})
    return {name: counts.get(name, 0) for name in ("co_signs", "refuses", "priced")} | levels


def tier_counts(counts: Mapping[str, int]) -> dict[str, int | None]:
    """Give the co-signs by tier that may be shown; a need never summarised has none."""
    return shown_cells({tier.value: counts.get(tier, 0) for tier in Tier})


def reading(
    need: Need,
    operation: Operation | None,
    *,
    on: date,
    peeks: bool = False,
    reader: User | None = None,
) -> Reading:
    """Read a need for one reader. Eight to ten queries whatever the number of answers."""
    own, moving = (None, None) if operation is None else _own(need, operation)
    if own and reader:
        own = as_seen_by(reader, own, own.changed_at)
    if moving and reader and not reader.may_see_price_of(moving.changed_at):
        moving = None
    known = own.quantity if own else None
    quantity = known or (operation.size_in(need.thing) if operation else None)
    return Reading(
        need=need,
        counts=Answer.objects.counting_for(need).counts(),
        own=own,
        publication=Publication.objects.latest_of(need.pk),
        is_open_book=peeks or own is not None,
        is_open=need.is_open_on(on) and (need.canonical_id is None or own is not None),
        details=details_of(need),
        ladder=ladder(need, quantity),
        moving=moving,
        discount=_discount(own) if own else None,
    )


def _discount(own: Answer) -> Discount | None:
    """Say why an answer does not count in full; a query more only where it does not."""
    trace = getattr(own, "trace", None)
    if trace is None or trace.weight == 1:
        return None
    decided = list(own.appeals.values_list("decided_at", flat=True))
    return Discount(
        size=trace.hand_size,
        weight=trace.weight,
        is_waiting=None in decided,
        was_left=any(decided),
    )


def waiting_appeals() -> QuerySet[Appeal]:
    """List what moderators have to decide, the oldest first. One query."""
    waiting = Appeal.objects.waiting().order_by("made_at", "id")
    return waiting.select_related(
        "answer__need", "answer__operation__organisation", "answer__trace"
    )


def _own(need: Need, operation: Operation) -> tuple[Answer | None, Answer | None]:
    """Find one's answer to a need and, where there is none, one that may move here."""
    mine = Answer.objects.standing().select_related("trace")
    if own := mine.filter(need=need, operation=operation).first():
        return own, None
    return None, next((each for each in waiting_to_move(operation) if _goes_to(each, need)), None)


def waiting_to_move(operation: Operation) -> list[Answer]:
    """List one's priced answers whose need was merged, and that wait for one's word. One query.

    What one says there by itself counts there: nothing has to move.
    """
    there = Answer.objects.standing().filter(need=OuterRef("need__canonical"), operation=operation)
    merged = Answer.objects.priced().filter(operation=operation, need__canonical__isnull=False)
    waiting = merged.exclude(Exists(there)).select_related("need__canonical")
    return [each for each in waiting.order_by("-changed_at", "-id") if each.waits_for_word]


def _goes_to(answer: Answer, need: Need) -> bool:
    return answer.need.canonical_id == need.pk


def as_seen_by[Said: (Answer, Revision)](reader: User, said: Said, moment: datetime) -> Said:
    """Take the prices out of what was said before an account was opened anew by a slip."""
    if not reader.may_see_price_of(moment):
        said.cap = said.lowest_no = said.premium_lost = None
        said.sales_lost = said.hours_lost = None
    return said


@dataclass(frozen=True, slots=True)
class Whose:
    """In whose name a request answers, out of `choices`.

    A phone that several share asks each time anew, and shows nobody's answer until it is told.
    """

    operation: Operation | None
    choices: Sequence[Operation]
    may_enter_for_others: bool
    is_named: bool

    @property
    def is_asked(self) -> bool:
        several = len(self.choices) > 1 or (self.may_enter_for_others and bool(self.choices))
        return several and not self.is_named


def whose(request: HttpRequest, *, on: date) -> Whose:
    """Read in whose name a request answers; at most three queries."""
    if not isinstance(request.user, User):
        return Whose(None, [], may_enter_for_others=False, is_named=False)
    mine = own_operations(request.user)
    others = holds_mandates(acting_organisation(request), on=on)
    code = request.POST.get("who") or request.GET.get("for")
    named = next((one for one in mine if one.organisation.slug == code), None)
    read = Whose(named, mine, may_enter_for_others=others, is_named=named is not None)
    return read if named or read.is_asked else replace(read, operation=next(iter(mine), None))


def likely_operation(need: Need) -> dict[str, str]:
    """Tell what is likely true of an operation with this need, for its registration."""
    return {"sector": need.sector, "prefecture": need.prefecture, "products": need.product}


def posted_with(key: str, operation: Operation) -> Need | None:
    """Find the need that an operation has posted with a key, whatever stands in its place."""
    try:
        return Need.objects.filter(posting_key=UUID(key), posted_by=operation).first()
    except ValueError:
        return None


def own_needs_and_answers(operation: Operation, reader: User) -> dict[str, Any]:
    """Gather what one's own page shows of demand. Two queries."""
    answers = Answer.objects.standing().filter(operation=operation).select_related("need__demand")
    return {
        "needs": with_demand().visible().filter(posted_by=operation).order_by(*NEWEST),
        "answers": [
            as_seen_by(reader, answer, answer.changed_at)
            for answer in answers.order_by("-changed_at", "-id")
        ],
    }
