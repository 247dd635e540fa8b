"""How an answer came, as far as it is kept, and what its owner says to a discount."""

from collections import Counter
from collections.abc import Sequence
from datetime import datetime, timedelta
from typing import Self

from django.db import models
from django.db.models import Exists, OuterRef, Q
from django.utils.translation import gettext_lazy as _

from demand.answers.arithmetic.rings import weight_in
from demand.answers.models.answer import Answer, AnswerQuerySet
from demand.operations.models import Vouching
from marketplace.accounts.models import User

# A network's key is forgotten then; what it led to stays.
KEPT_FOR = timedelta(days=90)


class TraceQuerySet(models.QuerySet["Trace"]):
    def leave(self, answer: Answer, *, network_key: str, at: datetime) -> None:
        """Write down how an answer came, where anything is known of it. One query at most."""
        if network_key:
            self.bulk_create(
                [self.model(answer=answer, network_key=network_key, at=at)],
                update_conflicts=True,
                unique_fields=["answer"],
                update_fields=["network_key", "at", "hand", "hand_size"],
            )

    def of_counted(self, answers: AnswerQuerySet) -> Self:
        """Keep those of the answers that count, with who entered them, by answer."""
        counted = self.filter(answer__in=answers.counted().values("pk"))
        return counted.select_related("answer__answered_by").order_by("pk")

    def write_hands(self, traces: Sequence["Trace"], hands: Sequence[int | None]) -> None:
        """Write down whose hand each answer looks like, and how large it is, where that changed.

        One query at most.
        """
        sizes, changed = Counter(hands), []
        for trace, hand in zip(traces, hands, strict=True):
            found = (hand, 1 if hand is None else sizes[hand])
            if found != (trace.hand, trace.hand_size):
                trace.hand, trace.hand_size = found
                changed.append(trace)
        self.bulk_update(changed, ["hand", "hand_size"])

    def with_standing(self) -> Self:
        """Tell of each whether it is clear: vouched for, or cleared by a moderator."""
        vouched = Vouching.objects.standing().filter(operation=OuterRef("answer__operation"))
        cleared = Appeal.objects.filter(answer=OuterRef("answer"), is_lifted=True)
        return self.annotate(is_clear=Exists(vouched) | Exists(cleared))

    def forget_networks(self, *, now: datetime) -> int:
        """Forget from which network old answers came; whose hand they looked like stays."""
        return self.filter(at__lt=now - KEPT_FOR).exclude(network_key="").update(network_key="")


class Trace(models.Model):
    """From where and when an answer came, and whose hand it looks like."""

    answer = models.OneToOneField(Answer, models.CASCADE, primary_key=True, related_name="trace")
    # Keyed with a salt that is itself forgotten after a day: it tells sameness alone.
    network_key = models.CharField(max_length=32, blank=True)
    at = models.DateTimeField()
    # The lowest number of an answer in the same hand, and how many are in it.
    hand = models.BigIntegerField(null=True)
    hand_size = models.PositiveIntegerField(default=1)

    is_clear: bool  # told by with_standing()

    objects = TraceQuerySet.as_manager()

    class Meta:
        constraints = [
            models.CheckConstraint(
                condition=Q(hand=None, hand_size=1) | Q(hand__isnull=False, hand_size__gte=1),
                name="trace_of_no_hand_stands_alone",
            )
        ]
        # Partial: only networks that are still known are ever looked for to be forgotten.
        indexes = [
            models.Index(fields=["at"], name="networks_still_known", condition=~Q(network_key=""))
        ]

    def __str__(self) -> str:
        return f"{self.answer} at {self.at:%Y-%m-%d %H:%M}"

    @property
    def weight(self) -> float:
        """What the answer counts for, 0–1."""
        return 1.0 if self.hand is None else weight_in(self.hand_size)


class AppealQuerySet(models.QuerySet["Appeal"]):
    def waiting(self) -> Self:
        return self.filter(decided_at=None)


class Appeal(models.Model):
    """Whoever is discounted says that it is wrong; a moderator lifts it or leaves it."""

    answer = models.ForeignKey(Answer, models.CASCADE, related_name="appeals")
    words = models.CharField(_("why it should count in full"), max_length=400)
    made_by = models.ForeignKey(User, models.PROTECT, related_name="+")
    made_at = models.DateTimeField()
    decided_by = models.ForeignKey(User, models.PROTECT, null=True, blank=True, related_name="+")
    decided_at = models.DateTimeField(null=True, blank=True)
    is_lifted = models.BooleanField(default=False)

    objects = AppealQuerySet.as_manager()

    class Meta:
        constraints = [
            models.UniqueConstraint(
                fields=["answer"],
                condition=Q(decided_at=None),
                name="an_answer_has_one_appeal_waiting",
            ),
            models.CheckConstraint(
                condition=Q(decided_at=None, decided_by=None, is_lifted=False)
                | Q(decided_at__isnull=False, decided_by__isnull=False),
                name="appeal_is_decided_by_somebody",
            ),
            models.CheckConstraint(condition=~Q(words=""), name="appeal_says_why"),
        ]

    def __str__(self) -> str:
        return f"{self.answer}: {self.words}"
