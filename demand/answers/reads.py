"""What the pages and the API show of needs with their answers: one reading for both."""

from collections.abc import Mapping
from dataclasses import dataclass
from typing import TYPE_CHECKING, Any

from django.db.models import Q, QuerySet

from demand.answers.models import Answer, Publication
from demand.answers.vocabulary import Level
from demand.needs.models import Need
from demand.operations.models import Operation

NEWEST = ("-posted_at", "-id")
MOST_WANTED = ("-demand__co_sign_count", "-id")
if TYPE_CHECKING:
    from django_stubs_ext import StrPromise

FACETS = ("sector", "prefecture", "kind")
FEWEST_PRICES = 5


def needs(asked: Mapping[str, str]) -> QuerySet[Need]:
    """List needs with their demand, narrowed by what is asked."""
    listed = Need.objects.for_list().select_related("demand").filter(demand__isnull=False)
    listed = listed.filter(**{name: asked[name] for name in FACETS if asked.get(name)})
    for word in asked.get("q", "").split():
        listed = listed.filter(
            Q(title__icontains=word) | Q(story__icontains=word) | Q(product__icontains=word)
        )
    return listed


def order(asked: Mapping[str, str]) -> tuple[str, ...]:
    return MOST_WANTED if asked.get("sort") == "wanted" else NEWEST


def newest_needs(count: int) -> list[Need]:
    return list(needs({}).order_by(*NEWEST)[:count])


@dataclass(frozen=True, slots=True)
class Reading:
    """A need with all that its page tells one reader.

    `is_open_book` says whether others' answers are shown: not to an operation that
    has not answered, whose own price would lean on theirs.
    """

    need: Need
    counts: dict[str, int]
    own: Answer | None
    publication: Publication | None
    is_open_book: bool

    @property
    def missing_prices(self) -> int:
        """How many more priced answers a first curve needs, at least."""
        return max(0, FEWEST_PRICES - self.counts["priced"])

    @property
    def levels(self) -> list[tuple["StrPromise", int]]:
        return [(Level(name).label, self.counts[name.lower()]) for name in Level.values]


def reading(need: Need, operation: Operation | None, *, peeks: bool = False) -> Reading:
    """Read a need for one reader. Four queries whatever the number of answers."""
    answers = Answer.objects.filter(need=need)
    own = answers.standing().filter(operation=operation).first() if operation else None
    return Reading(
        need=need,
        counts=answers.counts(),
        own=own,
        publication=Publication.objects.latest_of(need.pk),
        is_open_book=peeks or own is not None,
    )


def own_needs_and_answers(operation: Operation) -> dict[str, Any]:
    """Gather what one's own page shows of demand. Two queries."""
    answers = Answer.objects.standing().filter(operation=operation).select_related("need__demand")
    return {
        "needs": needs({}).filter(posted_by=operation).order_by(*NEWEST),
        "answers": answers.order_by("-changed_at", "-id"),
    }
