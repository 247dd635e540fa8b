"""Links that join one need to another, and what became of them. The log is public."""

from typing import Self

from django.db import models
from django.db.models import F, Q
from django.db.models.functions import Now
from django.utils.translation import gettext_lazy as _

from demand.needs.models import Need
from marketplace.accounts.models import Organisation, User


class MergeQuerySet(models.QuerySet["Merge"]):
    def open(self) -> Self:
        """Keep what is proposed or stands."""
        return self.filter(ended_at=None)

    def joined(self) -> Self:
        return self.open().filter(joined_at__isnull=False)

    def proposed(self) -> Self:
        return self.open().filter(joined_at=None)

    def visible_to(self, user: User | None) -> Self:
        """Leave out what would tell of a need that is hidden, but for moderators."""
        if user is not None and user.is_staff:
            return self
        return self.filter(need__hidden_at=None, into__hidden_at=None)

    def of(self, need: Need) -> Self:
        """Keep what a need was ever merged by, or merged others by."""
        return self.filter(Q(need=need) | Q(into=need))

    def for_list(self) -> Self:
        return self.select_related(
            *("need__posted_by__organisation", "into__posted_by__organisation", "into__canonical"),
            *("proposed_for", "seconded_for"),
        )


class Merge(models.Model):
    """One need said to be the same as another: proposed, joined, and ended again if wrong.

    While it is joined, `Need.merged_into` is its link. Nothing is moved, so that ending it
    gives back what was there.
    """

    need = models.ForeignKey(Need, models.CASCADE, related_name="merges")
    into = models.ForeignKey(Need, models.CASCADE, related_name="merges_into")
    reason = models.CharField(_("why they are the same"), max_length=400)
    proposed_by = models.ForeignKey(User, models.PROTECT, related_name="+")
    proposed_for = models.ForeignKey(
        Organisation, models.SET_NULL, null=True, blank=True, related_name="+"
    )
    proposed_at = models.DateTimeField(db_default=Now())
    # The second voice; a moderator is their own.
    seconded_by = models.ForeignKey(User, models.PROTECT, null=True, blank=True, related_name="+")
    seconded_for = models.ForeignKey(
        Organisation, models.SET_NULL, null=True, blank=True, related_name="+"
    )
    joined_at = models.DateTimeField(null=True, blank=True)
    ended_by = models.ForeignKey(User, models.PROTECT, null=True, blank=True, related_name="+")
    ended_at = models.DateTimeField(null=True, blank=True)

    objects = MergeQuerySet.as_manager()

    class Meta:
        constraints = [
            models.CheckConstraint(
                condition=~Q(need=F("into")),
                name="merge_joins_two_different_needs",
                violation_error_message=_("A need cannot be merged into itself."),
            ),
            models.UniqueConstraint(
                fields=["need"],
                condition=Q(ended_at=None, joined_at__isnull=False),
                name="a_need_is_merged_into_one",
            ),
            models.UniqueConstraint(
                fields=["need", "into"],
                condition=Q(ended_at=None),
                name="a_merge_is_proposed_once",
            ),
            models.CheckConstraint(
                condition=Q(joined_at=None, seconded_by=None)
                | Q(joined_at__isnull=False, seconded_by__isnull=False),
                name="merge_is_joined_by_a_second_voice",
            ),
            models.CheckConstraint(
                condition=Q(ended_at=None, ended_by=None)
                | Q(ended_at__isnull=False, ended_by__isnull=False),
                name="merge_is_ended_by_somebody",
            ),
            models.CheckConstraint(condition=~Q(reason=""), name="merge_has_a_reason"),
        ]

    def __str__(self) -> str:
        return f"{self.need} → {self.into}"

    @property
    def is_open(self) -> bool:
        return self.ended_at is None

    @property
    def is_joined(self) -> bool:
        return self.is_open and self.joined_at is not None

    @property
    def is_proposed(self) -> bool:
        return self.is_open and self.joined_at is None
