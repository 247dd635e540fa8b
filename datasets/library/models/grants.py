"""Permissions to take data that is not open: asked, answered, taken back."""

from datetime import datetime
from typing import Self

from django.db import models
from django.db.models import F, Q
from django.db.models.functions import Now
from django.utils.translation import gettext_lazy as _

from datasets.library.vocabulary import GrantState, Use
from marketplace.accounts.models import Organisation, User

HOME = "JP"


class GrantQuerySet(models.QuerySet["Grant"]):
    def in_force(self, now: datetime) -> Self:
        """Keep what has not ended, and was given for the country where its holder still is."""
        given = self.filter(state=GrantState.GIVEN, expires_at__gt=now)
        return given.filter(country=F("organisation__country"))

    def lapsed(self, now: datetime) -> Self:
        """Keep what was given and is in force no more, by its end or by a move."""
        moved = ~Q(country=F("organisation__country"))
        return self.filter(Q(expires_at__lte=now) | moved, state=GrantState.GIVEN)

    def for_list(self) -> Self:
        return self.select_related("organisation", "dataset__organisation")

    def of(self, organisation: Organisation) -> Self:
        """Keep those that an organisation asked for, and those that are its own to answer."""
        return self.filter(Q(organisation=organisation) | Q(dataset__organisation=organisation))


class Grant(models.Model):
    """One organisation's permission to take a data set, with its purpose and its end.

    A row keeps what was said when: a refusal or a permission taken back stays, and the
    next request is a row of its own.
    """

    dataset = models.ForeignKey("library.Dataset", models.CASCADE, related_name="grants")
    organisation = models.ForeignKey(Organisation, models.CASCADE, related_name="grants")
    use = models.CharField(_("what kind of use"), max_length=8, choices=Use)
    purpose = models.CharField(_("what for"), max_length=400)
    # As it was when asked: after a move a new permission must be asked for.
    country = models.CharField(max_length=2)
    abroad_agreed = models.BooleanField(_("we agree that it leaves the country"), default=False)
    state = models.CharField(max_length=8, choices=GrantState, default=GrantState.ASKED)
    asked_by = models.ForeignKey(User, models.PROTECT, related_name="+")
    asked_at = models.DateTimeField(db_default=Now())
    answered_by = models.ForeignKey(User, models.PROTECT, null=True, blank=True, related_name="+")
    answered_at = models.DateTimeField(null=True, blank=True)
    answer = models.CharField(_("your answer"), max_length=400, blank=True)
    expires_at = models.DateTimeField(_("until"), null=True, blank=True)

    objects = GrantQuerySet.as_manager()

    class Meta:
        indexes = [models.Index(fields=["dataset", "-asked_at"], name="grants_of_a_dataset")]
        constraints = [
            models.UniqueConstraint(
                fields=["dataset", "organisation"],
                condition=Q(state__in=[GrantState.ASKED, GrantState.GIVEN]),
                name="grant_is_asked_once_at_a_time",
            ),
            models.CheckConstraint(
                condition=Q(state=GrantState.ASKED, answered_by=None, answered_at=None)
                | (
                    ~Q(state=GrantState.ASKED)
                    & Q(answered_by__isnull=False, answered_at__isnull=False)
                ),
                name="grant_answered_says_by_whom",
            ),
            models.CheckConstraint(
                condition=~Q(state=GrantState.GIVEN) | Q(expires_at__isnull=False),
                name="grant_given_has_an_end",
            ),
            models.CheckConstraint(
                condition=~Q(state=GrantState.GIVEN) | Q(country=HOME) | Q(abroad_agreed=True),
                name="grant_to_abroad_was_agreed_to",
                violation_error_message=_("Say that you agree that the data leaves the country."),
            ),
            models.CheckConstraint(condition=~Q(purpose=""), name="grant_says_what_for"),
        ]

    def __str__(self) -> str:
        return f"{self.organisation} for {self.dataset}"

    @property
    def is_abroad(self) -> bool:
        return self.country != HOME
