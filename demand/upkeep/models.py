"""What was asked again of whoever posted or answered long ago."""

from datetime import datetime
from typing import Any, Self

from django.db import models
from django.db.models import Exists, F, Max, OuterRef, Q, Subquery
from django.db.models.functions import Greatest, Now
from django.utils import timezone

from demand.answers.models import Answer, Revision
from demand.answers.vocabulary import OLD_AFTER
from demand.needs.models import Need, NeedQuerySet
from demand.talk.models import Remark
from demand.upkeep.vocabulary import PATIENCE, TRIED_FOR, UNTOUCHED
from marketplace.pages.letters import Letter, LetterQuerySet


class AskedQuerySet(LetterQuerySet["Asked"]):
    def waiting(self) -> Self:
        return self.filter(answered_at=None)

    def out_of_patience(self, now: datetime) -> Self:
        """Keep what nobody answered in time: from the letter on, or where none ever got through."""
        told = Q(mailed_at__lt=now - PATIENCE)
        unreachable = Q(mailed_at=None, asked_at__lt=now - TRIED_FOR - PATIENCE)
        return self.waiting().filter(told | unreachable, need__isnull=False)

    def letters(self, now: datetime) -> Self:
        """Keep the questions about which a poster has still to be written to."""
        fresh = self.waiting().filter(need__isnull=False, asked_at__gte=now - TRIED_FOR)
        return fresh.to_send(now)


class Asked(Letter):
    """One question: is this need still wanted, or is this price still meant?"""

    need = models.ForeignKey(Need, models.CASCADE, null=True, blank=True, related_name="asked")
    answer = models.ForeignKey(Answer, models.CASCADE, null=True, blank=True, related_name="asked")
    asked_at = models.DateTimeField(db_default=Now())
    answered_at = models.DateTimeField(null=True, blank=True)

    objects = AskedQuerySet.as_manager()

    class Meta:
        constraints = [
            models.CheckConstraint(
                condition=Q(need=None, answer__isnull=False) | Q(need__isnull=False, answer=None),
                name="asked_is_about_a_need_or_an_answer",
            ),
            models.UniqueConstraint(
                fields=["need"],
                condition=Q(answered_at=None, need__isnull=False),
                name="a_need_is_asked_for_once",
            ),
            models.UniqueConstraint(
                fields=["answer"],
                condition=Q(answered_at=None, answer__isnull=False),
                name="an_answer_is_asked_again_once",
            ),
        ]

    def __str__(self) -> str:
        return f"asked for {self.need or self.answer}"


def _latest(rows: "models.QuerySet[Any]", moment: str) -> Subquery:
    found = rows.order_by().values("need").annotate(latest=Max(moment)).values("latest")
    return Subquery(found)


def _touched(needs: NeedQuerySet) -> Any:
    """Add when each need was last touched: posted, answered, spoken of, or asked for and kept."""
    of_this = {"need": OuterRef("pk")}
    answers = Revision.objects.filter(answer__need=OuterRef("pk")).annotate(need=F("answer__need"))
    return needs.annotate(
        touched_at=Greatest(
            "posted_at",
            _latest(answers, "at"),
            _latest(Remark.objects.filter(**of_this), "said_at"),
            _latest(Asked.objects.filter(**of_this, answered_at__isnull=False), "answered_at"),
        )
    )


def untouched_needs(now: datetime) -> "models.QuerySet[Need]":
    """Find listed, open needs that nobody touched for a year and that are not asked for yet."""
    old = (
        Need.objects.listed().open_on(timezone.localdate(now)).filter(posted_at__lt=now - UNTOUCHED)
    )
    asked = Asked.objects.waiting().filter(need=OuterRef("pk"))
    found: models.QuerySet[Need] = _touched(old.exclude(Exists(asked))).filter(
        touched_at__lt=now - UNTOUCHED
    )
    return found


def touched_since_asked() -> "models.QuerySet[Need]":
    """Find needs that somebody touched after they were asked for: that is an answer too."""
    asked = Asked.objects.waiting().filter(need=OuterRef("pk")).values("asked_at")[:1]
    waiting = Need.objects.annotate(asked_at=Subquery(asked)).filter(asked_at__isnull=False)
    found: models.QuerySet[Need] = _touched(waiting).filter(touched_at__gt=F("asked_at"))
    return found


def old_prices(now: datetime) -> "models.QuerySet[Answer]":
    """Find priced answers to open needs, given over a year ago, that are not asked again yet."""
    asked = Asked.objects.waiting().filter(answer=OuterRef("pk"))
    # A need is open by the day in Japan, as it is to whoever answers.
    is_open = Need.objects.visible().open_on(timezone.localdate(now))
    answers = Answer.objects.priced().filter(changed_at__lt=now - OLD_AFTER, need__in=is_open)
    return answers.exclude(Exists(asked))
