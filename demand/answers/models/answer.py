"""Answers: who would buy what, and up to which price."""

from datetime import datetime
from typing import Self

from django.contrib.postgres.fields import ArrayField
from django.db import models
from django.db.models import Case, Count, F, Q, Value, When
from django.db.models.functions import Now
from django.utils.translation import gettext_lazy as _

from demand.answers.arithmetic.rings import FEWEST_IN_A_HAND
from demand.answers.vocabulary import OLD_AFTER, PROMISES, Level, Lost, Reason
from demand.mandates.models import Mandate
from demand.needs.models import Need
from demand.operations.models import Operation, tier_of
from demand.operations.vocabulary import Tier
from marketplace.accounts.models import User

PRICED = Q(cap__isnull=False) & ~Q(level=Level.REFUSES)

# The field in which an answer tells what it loses.
LOST_IN: dict[str, str] = {Lost.HOURS: "hours_lost", Lost.SALES: "sales_lost"}

type Contributor = tuple[str, int]


def contributor(operation_id: int, *, hand: int | None, agent: int | None) -> Contributor:
    """Name whose voice an answer is: the operation's, the hand's that it looks like, or the
    agent's that entered it, with all that it entered for others.
    """
    if agent is not None:
        return ("agent", agent)
    return ("operation", operation_id) if hand is None else ("hand", hand)


class AnswerQuerySet(models.QuerySet["Answer"]):
    def standing(self) -> Self:
        return self.filter(withdrawn_at=None)

    def counted(self) -> Self:
        """Keep those that count: of two answers of one merged farm only the later."""
        return self.standing().filter(set_aside_at=None)

    def co_signs(self) -> Self:
        return self.counted().exclude(level=Level.REFUSES)

    def priced(self) -> Self:
        return self.counted().filter(PRICED)

    def settle_twins(self) -> None:
        """Set all but the latest answer of each merged farm aside, and take others back in.

        Which of these answers counts is worked out anew from who is merged now, so that
        parting restores what merging changed. Three queries.
        """
        standing = self.standing()
        twins = standing.filter(operation__head__isnull=False).order_by("-changed_at", "-id")
        latest: dict[int | None, int] = {}
        earlier: list[int] = []
        for pk, head in twins.values_list("pk", "operation__head"):
            if latest.setdefault(head, pk) != pk:
                earlier.append(pk)
        answers = Answer.objects
        aside = set(standing.filter(set_aside_at__isnull=False).values_list("pk", flat=True))
        answers.filter(pk__in=aside.difference(earlier)).update(set_aside_at=None)
        answers.filter(pk__in=set(earlier) - aside).update(set_aside_at=Now())

    def telling_premiums(self) -> Self:
        """Keep those who refuse to have it automated and tell what they would lose."""
        refusals = self.counted().filter(reason=Reason.NOT_AUTOMATED)
        return refusals.filter(premium_lost__isnull=False).order_by("id")

    def telling_losses(self, lost: str) -> Self:
        """Keep the co-signs that tell how much a rule or procedure costs them."""
        return self.co_signs().filter(**{f"{LOST_IN[lost]}__isnull": False}).order_by("id")

    def about_needs_of(self, operation_id: int) -> list[int]:
        """List the needs that an operation has answered. One query."""
        return list(self.filter(operation=operation_id).values_list("need", flat=True))

    def tier_counts(self) -> dict[str, int]:
        """Count the co-signs by how sure others can be of who they are. One query."""
        tiers = self.co_signs().values_list(tier_of("operation__")).annotate(n=Count("id"))
        return dict.fromkeys(Tier.values, 0) | dict(tiers.order_by())

    def counting_for(self, need: Need) -> Self:
        """Keep what counts for a need: its answers, and what has moved here from merged needs.

        An interest or a refusal moves by itself, a price once its owner lets it. An
        operation that answered several of the needs counts once, by its answer to this
        one or else by the latest. One query more, to see whether any need is merged.
        """
        if not Need.objects.filter(canonical=need).exists():
            return self.filter(need=need)
        moved = Q(need__canonical=need) & (~PRICED | Q(counts_for__contains=[need.pk]))
        here_first = Case(When(need=need, then=Value(0)), default=Value(1))
        gathered = Answer.objects.standing().filter(Q(need=need) | moved)
        once = gathered.order_by("operation_id", here_first, "-changed_at", "-id")
        return self.filter(pk__in=once.distinct("operation_id").values("pk"))

    def promising(self) -> Self:
        """Keep those that an offer can bind: they promise, and say up to which price."""
        return self.priced().filter(level__in=PROMISES)

    def of_whole_voices(self) -> Self:
        """Leave out what looks like one hand with others, until somebody vouches for it."""
        return self.exclude(trace__hand_size__gte=FEWEST_IN_A_HAND)

    def bind(self, now: datetime) -> int:
        """Hold answers to what they say, until they are released."""
        return self.update(bound_at=now)

    def release(self) -> int:
        return self.update(bound_at=None)

    def counts(self) -> dict[str, int]:
        """Count answers by level, with the totals of co-signs and of refusals. One query."""
        levels = {level.lower(): Count("id", filter=Q(level=level)) for level in Level.values}
        counted: dict[str, int] = self.counted().aggregate(
            priced_count=Count("id", filter=PRICED), **levels
        )
        counted["priced"] = counted.pop("priced_count")
        counted["co_signs"] = sum(counted[level.lower()] for level in Level.values[1:])
        return counted


class Answer(models.Model):
    """One operation's answer to a need. Its cap is confidential."""

    need = models.ForeignKey(Need, models.CASCADE, related_name="answers")
    operation = models.ForeignKey(Operation, models.CASCADE, related_name="answers")
    level = models.CharField(_("how serious"), max_length=11, choices=Level)
    cap = models.PositiveIntegerField(_("at most, with tax"), null=True, blank=True)
    quantity = models.DecimalField(
        _("quantity"), max_digits=10, decimal_places=2, null=True, blank=True
    )
    certainty = models.PositiveSmallIntegerField(_("chance of buying"), null=True, blank=True)
    # Asked instead of a price where a rule or procedure stands in the way.
    hours_lost = models.PositiveIntegerField(_("hours lost a year"), null=True, blank=True)
    sales_lost = models.PositiveBigIntegerField(_("sales lost a year"), null=True, blank=True)
    reason = models.CharField(_("why not"), max_length=13, choices=Reason, blank=True)
    note = models.CharField(_("in your words"), max_length=400, blank=True)
    # With `cap` the interval in which the price lies: highest yes, lowest no.
    lowest_no = models.PositiveIntegerField(_("no longer at"), null=True, blank=True)
    # What automation would cost whoever does not want it; in the need's unit, as prices are.
    premium_lost = models.PositiveIntegerField(_("brand premium lost"), null=True, blank=True)
    answered_by = models.ForeignKey(User, models.PROTECT, related_name="+")
    # Whose permission it was entered under; none where the operation spoke for itself.
    mandate = models.ForeignKey(Mandate, models.RESTRICT, null=True, blank=True, related_name="+")
    answered_at = models.DateTimeField(db_default=Now())
    changed_at = models.DateTimeField(db_default=Now())
    withdrawn_at = models.DateTimeField(null=True, blank=True)
    # Needs into which its own was merged: where its owner lets the price count, and where not.
    counts_for = ArrayField(models.BigIntegerField(), default=list, blank=True, editable=False)
    kept_from = ArrayField(models.BigIntegerField(), default=list, blank=True, editable=False)
    # Since when a later answer of the same merged farm counts instead.
    set_aside_at = models.DateTimeField(null=True, blank=True)
    # Set while a commitment rests on it: meanwhile it is neither changed nor withdrawn.
    bound_at = models.DateTimeField(null=True, blank=True)

    objects = AnswerQuerySet.as_manager()

    class Meta:
        constraints = [
            models.UniqueConstraint(
                fields=["need", "operation"],
                name="an_operation_answers_a_need_once",
                violation_error_message=_("Your operation has answered already."),
            ),
            models.CheckConstraint(
                condition=Q(level__in=Level.values), name="answer_level_is_known"
            ),
            models.CheckConstraint(
                condition=Q(cap=None) | Q(cap__gte=0),
                name="answer_cap_is_not_negative",
                violation_error_message=_("A price cannot be below zero."),
            ),
            models.CheckConstraint(
                condition=Q(quantity=None) | Q(quantity__gt=0),
                name="answer_quantity_is_more_than_nothing",
                violation_error_message=_("The quantity must be more than zero."),
            ),
            models.CheckConstraint(
                condition=Q(certainty=None) | Q(certainty__lte=10),
                name="answer_certainty_is_0_to_10",
                violation_error_message=_("Choose a number from 0 to 10."),
            ),
            models.CheckConstraint(
                condition=(Q(level=Level.REFUSES, cap=None) & Q(reason__in=Reason.values))
                | (~Q(level=Level.REFUSES) & Q(reason="")),
                name="answer_refuses_with_a_reason_and_no_price",
                violation_error_message=_("Say why you would not buy it."),
            ),
            models.CheckConstraint(
                condition=~Q(reason=Reason.OTHER) | ~Q(note=""),
                name="answer_says_what_else_is_the_reason",
                violation_error_message=_("Write your reason in a few words."),
            ),
            models.CheckConstraint(
                condition=Q(level__in=[Level.REFUSES, Level.INTEREST])
                | Q(cap__isnull=False, quantity__isnull=False)
                | Q(cap=None, quantity=None),
                name="answer_price_and_quantity_go_together",
            ),
            models.CheckConstraint(
                # Said outright: a comparison with nothing passes a check.
                condition=Q(lowest_no=None)
                | Q(cap=None, level=Level.REFUSES, reason=Reason.PRICE)
                | Q(cap__isnull=False, lowest_no__gt=F("cap")),
                name="answer_says_no_above_its_yes",
                violation_error_message=_(
                    "The price at which you no longer buy must be above the one at which you do."
                ),
            ),
            models.CheckConstraint(
                condition=Q(premium_lost=None) | Q(reason=Reason.NOT_AUTOMATED),
                name="answer_loses_a_premium_only_by_automation",
                violation_error_message=_(
                    "A brand premium is asked only of those who do not want it automated."
                ),
            ),
            models.CheckConstraint(
                condition=Q(bound_at=None)
                | Q(
                    withdrawn_at=None,
                    level__in=PROMISES,
                    cap__isnull=False,
                    quantity__isnull=False,
                ),
                name="answer_that_is_bound_stands_and_promises",
            ),
        ]

    def __str__(self) -> str:
        return f"{self.operation}: {self.need}"

    @property
    def is_priced(self) -> bool:
        return self.cap is not None and self.withdrawn_at is None

    @property
    def waits_for_word(self) -> bool:
        """Whether its owner has not said yet if the price counts where its need has gone."""
        gone_to = self.need.canonical_id
        return gone_to is not None and gone_to not in {*self.counts_for, *self.kept_from}

    def may_be_replaced_by(self, agent_id: int) -> bool:
        """Tell whether an agent entered it and nobody has taken it over since."""
        entered = self.mandate is not None and self.mandate.agent_id == agent_id
        return entered and self.bound_at is None

    def is_old_at(self, moment: datetime) -> bool:
        return self.is_priced and self.changed_at < moment - OLD_AFTER
