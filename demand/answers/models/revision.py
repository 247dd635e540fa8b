"""The history of answers."""

from typing import TYPE_CHECKING, Self

from django.db import models
from django.db.models import Max, OuterRef, Q, Subquery
from django.db.models.functions import Now

from demand.answers.models.answer import Answer, Contributor, contributor
from demand.answers.vocabulary import Level
from demand.mandates.models import Mandate
from demand.needs.models import Need
from marketplace.accounts.models import User

if TYPE_CHECKING:
    from demand.answers.models.demand import Publication


class RevisionQuerySet(models.QuerySet["Revision"]):
    def keep(
        self,
        answer: Answer,
        *,
        kind: str,
        by: User,
        was_priced: bool,
        moved_in: int | None = None,
    ) -> "Revision":
        """Write an answer down as it stands; `moved_in` is the other need where it came or went."""
        fields = (
            *("level", "cap", "quantity", "certainty"),
            *("lowest_no", "premium_lost"),
            *("hours_lost", "sales_lost", "reason", "note"),
        )
        return self.create(
            answer=answer,
            kind=kind,
            by=by,
            mandate=answer.mandate,
            moves_prices=was_priced or (answer.is_priced and moved_in is None),
            moved_in_id=moved_in,
            **{name: getattr(answer, name) for name in fields},
        )

    def moving_prices_of(self, need: Need, *, since: "Publication | None") -> Self:
        """Keep what could make a difference to what was published last.

        Where prices have come from merged needs, each coming and going is a move, and so
        is each change of one that has come.
        """
        moved = self.filter(answer__need=need, moves_prices=True)
        came_or_went = self.filter(moved_in=need)
        if came_or_went.exists():
            changed = self.filter(
                answer__need__canonical=need,
                answer__counts_for__contains=[need.pk],
                moves_prices=True,
            )
            # By number: one condition over three tables would read all revisions there are.
            found = moved.values("pk").union(came_or_went.values("pk"), changed.values("pk"))
            moved = self.filter(pk__in=found)
        return moved.filter(id__gt=since.last_revision_id) if since else moved

    def telling(self, name: str, need: Need, *, since: int | None) -> Self:
        """Keep what could make a difference to what was told last of a figure beside the price.

        That is each revision of an answer in which the figure comes, stands or goes. What
        merged needs bring is no move by itself: it shows when others move.
        """
        earlier = Revision.objects.filter(answer=OuterRef("answer"), id__lt=OuterRef("id"))
        merged = Need.objects.filter(canonical=need).values_list("pk", flat=True)
        found = self.filter(answer__need__in=[need.pk, *merged]).alias(
            was=Subquery(earlier.order_by("-id").values(name)[:1])
        )
        found = found.filter(Q(**{f"{name}__isnull": False}) | Q(was__isnull=False))
        return found if since is None else found.filter(id__gt=since)

    def last_number(self) -> int:
        """Give the number of the latest, 0 where there is none. One query."""
        return self.aggregate(last=Max("pk"))["last"] or 0

    def contributors(self) -> set[Contributor]:
        """Gather who moved a price, each once however often. One query.

        What was found to be one hand stays so when its answers are withdrawn, and what an
        agent entered counts as the agent, also where the operation has changed it since.
        """
        moved = self.values("answer__operation", "answer__trace__hand")
        return {
            contributor(operation, hand=hand, agent=agent)
            for operation, hand, agent in moved.annotate(agent=Max("mandate__agent")).values_list(
                "answer__operation", "answer__trace__hand", "agent"
            )
        }


class Revision(models.Model):
    """One state that an answer has had. Append-only."""

    answer = models.ForeignKey(Answer, models.CASCADE, related_name="revisions")
    kind = models.CharField(max_length=9)  # given, changed, withdrawn, confirmed, moved, returned
    level = models.CharField(max_length=11, choices=Level)
    cap = models.PositiveIntegerField(null=True)
    quantity = models.DecimalField(max_digits=10, decimal_places=2, null=True)
    certainty = models.PositiveSmallIntegerField(null=True)
    lowest_no = models.PositiveIntegerField(null=True)
    premium_lost = models.PositiveIntegerField(null=True)
    hours_lost = models.PositiveIntegerField(null=True)
    sales_lost = models.PositiveBigIntegerField(null=True)
    reason = models.CharField(max_length=13, blank=True)
    note = models.CharField(max_length=400, blank=True)
    # Whether a publication could differ for it: a price came, went or changed.
    moves_prices = models.BooleanField()
    moved_in = models.ForeignKey(Need, models.SET_NULL, null=True, blank=True, related_name="+")
    by = models.ForeignKey(User, models.PROTECT, related_name="+")
    mandate = models.ForeignKey(Mandate, models.RESTRICT, null=True, related_name="+")
    at = models.DateTimeField(db_default=Now())

    objects = RevisionQuerySet.as_manager()

    def __str__(self) -> str:
        return f"{self.answer} ({self.kind})"
