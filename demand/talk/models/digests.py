"""Letters that gather the news of what somebody follows, a week at most in each."""

from datetime import datetime, timedelta
from typing import Any

from django.db import models
from django.db.models import F, Max, OuterRef, Q, Subquery
from django.db.models.functions import Now

from demand.talk.models.following import Follow
from demand.talk.vocabulary import State
from marketplace.accounts.models import User
from marketplace.pages.letters import Letter, LetterQuerySet

APART = timedelta(days=7)


class DigestQuerySet(LetterQuerySet["Digest"]):
    def write(self, until: datetime) -> None:
        """Write a letter to whoever has news and had none for a week. Two queries.

        `until` is the end of a day, the same for all who write that day: then a letter
        that is written twice is one.
        """
        last = Digest.objects.filter(user=OuterRef("user")).order_by().values("user")
        told = Subquery(last.annotate(latest=Max("until")).values("latest"))
        unheard = Q(told=None) | Q(told__lte=until - APART, said_at__gt=F("told"))
        readers = _with_news(until).annotate(told=told).filter(unheard)
        self.bulk_create(
            [
                Digest(user_id=user, since=since, until=until)
                for user, since in readers.values_list("user", "told").order_by("user").distinct()
            ],
            ignore_conflicts=True,
        )


def _with_news(until: datetime) -> "models.QuerySet[Follow, Any]":
    """Pair who may be written to with what others have said of needs that they follow."""
    reachable = Q(user__is_active=True, user__email__isnull=False, user__silence=None)
    # Named first: a condition that is turned round would ask of all remarks at once.
    paired = Follow.objects.annotate(
        speaker=F("need__remarks__author"),
        said_at=F("need__remarks__said_at"),
        state=F("need__remarks__state"),
    )
    said = Q(state=State.SHOWN, said_at__gte=F("since"), said_at__lte=until)
    return paired.filter(reachable, said, ~Q(speaker=F("user")), need__hidden_at=None)


class Digest(Letter):
    """One letter to one reader: what was said after `since` and up to `until`."""

    user = models.ForeignKey(User, models.CASCADE, related_name="digests")
    # None in the first letter: everything since the reader follows.
    since = models.DateTimeField(null=True, blank=True)
    until = models.DateTimeField()

    objects = DigestQuerySet.as_manager()

    class Meta:
        constraints = [
            models.UniqueConstraint(
                fields=["user", "until"], name="a_reader_is_told_once_of_each_time"
            ),
            models.UniqueConstraint(
                fields=["user"],
                condition=Q(mailed_at=None),
                name="a_reader_waits_for_one_digest",
            ),
            models.CheckConstraint(
                condition=Q(since=None) | Q(since__lt=F("until")),
                name="digest_ends_after_it_begins",
            ),
        ]

    def __str__(self) -> str:
        return f"Digest for {self.user} until {self.until:%Y-%m-%d}"


class Silence(models.Model):
    """Somebody wants no such letters. Whoever has none is written to."""

    user = models.OneToOneField(User, models.CASCADE, primary_key=True, related_name="silence")
    since = models.DateTimeField(db_default=Now())

    def __str__(self) -> str:
        return f"No letters for {self.user}"
