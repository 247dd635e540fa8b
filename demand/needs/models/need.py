"""Needs: what would be bought if it existed."""

import json
from datetime import date, datetime
from hashlib import blake2b
from itertools import pairwise
from typing import Self
from uuid import uuid4

from django.contrib.postgres.fields import ArrayField
from django.core.exceptions import ValidationError
from django.db import models
from django.db.models import F, Q
from django.db.models.functions import Now
from django.urls import reverse
from django.utils.translation import gettext_lazy as _

from demand.needs.models.regulation import Regulation
from demand.needs.vocabulary import Kind, Period, SharedData, Task, Thing
from demand.operations.models import Operation
from demand.operations.vocabulary import Prefecture, Sector
from marketplace.accounts.models import User, new_slug
from marketplace.accounts.vocabulary import MAY_ACT

FEWEST_RUNGS, MOST_RUNGS = 3, 7


class NeedQuerySet(models.QuerySet["Need"]):
    def open_on(self, day: date) -> Self:
        return self.filter(Q(open_until=None) | Q(open_until__gte=day), closed_at=None)

    def real_if_any(self) -> Self:
        """Leave the samples out as soon as one real need exists."""
        a_real_one = Need.objects.filter(is_sample=False)
        return self.filter(Q(is_sample=False) | ~models.Exists(a_real_one))

    def visible(self) -> Self:
        """Leave out what a moderator has hidden."""
        return self.filter(hidden_at=None)

    def listed(self) -> Self:
        """Keep what lists and counts show: nothing hidden, merged into another, or faded."""
        return self.filter(hidden_at=None, canonical=None, faded_at=None)

    def gathered_in(self, need: "Need") -> Self:
        """Keep a need and those that are merged into it, directly or not."""
        return self.filter(Q(pk=need.pk) | Q(canonical=need))

    def fix_prices(self, need: "Need", at: datetime) -> bool:
        """Note that somebody answers at these prices; False if they are others by now.

        The first answer writes, those after it only look.
        """
        same = self.filter(pk=need.pk, thing=need.thing, period=need.period, rungs=need.rungs)
        return bool(same.filter(prices_fixed_at=None).update(prices_fixed_at=at) or same.exists())

    def posted_for(self, user: User) -> Self:
        """Keep those whose poster the user may act for."""
        members = "posted_by__organisation__memberships"
        return self.filter(**{f"{members}__user": user, f"{members}__role__in": MAY_ACT})

    def for_list(self) -> Self:
        return self.select_related("posted_by__organisation")


class Need(models.Model):
    """One operation's “if it existed, we would buy it”: its own words, priced in one unit."""

    slug = models.SlugField(unique=True, default=new_slug)
    # Made with the empty form: a second tap brings the same key and makes no second need.
    posting_key = models.UUIDField(unique=True, default=uuid4, editable=False)
    kind = models.CharField(_("kind"), max_length=11, choices=Kind, default=Kind.TECHNOLOGY)
    sector = models.CharField(_("sector"), max_length=11, choices=Sector)
    product = models.CharField(_("product"), max_length=60)
    # The same word for all spellings of a product; written with the search entry.
    product_key = models.CharField(max_length=60, blank=True, editable=False, db_default="")
    prefecture = models.CharField(_("prefecture"), max_length=2, choices=Prefecture)
    # One or more; a rule or procedure asks nothing of a machine and may have none.
    tasks = ArrayField(
        models.CharField(max_length=12, choices=Task),
        verbose_name=_("what it would do"),
        blank=True,
        default=list,
    )
    title = models.CharField(_("in one line"), max_length=80)
    story = models.TextField(_("your trouble"), max_length=4000)
    acceptance_hits = models.PositiveSmallIntegerField(_("right"), null=True, blank=True)
    acceptance_trials = models.PositiveSmallIntegerField(_("out of"), null=True, blank=True)
    acceptance_note = models.CharField(_("good enough means"), max_length=200, blank=True)
    thing = models.CharField(_("per"), max_length=14, choices=Thing, blank=True)
    period = models.CharField(_("paid"), max_length=6, choices=Period, blank=True)
    rungs = ArrayField(
        models.PositiveIntegerField(), verbose_name=_("prices"), blank=True, default=list
    )
    # How many operations in the country could use it; never the all-farm figure.
    eligible_count = models.PositiveIntegerField(_("operations like yours"), null=True, blank=True)
    eligible_source = models.CharField(_("where that number is from"), max_length=200, blank=True)
    # What blocks it, whatever its kind.
    regulations = models.ManyToManyField(Regulation, related_name="needs", blank=True)
    posted_by = models.ForeignKey(Operation, models.PROTECT, related_name="needs")
    posted_at = models.DateTimeField(db_default=Now())
    open_until = models.DateField(_("wanted by"), null=True, blank=True)
    closed_at = models.DateTimeField(null=True, blank=True)
    # From then on somebody has answered in its unit and at its rungs: neither may change.
    prices_fixed_at = models.DateTimeField(null=True, blank=True, editable=False)
    is_sample = models.BooleanField(default=False)
    # What it was merged into, by a link that stands.
    merged_into = models.ForeignKey(
        "self",
        models.SET_NULL,
        null=True,
        blank=True,
        editable=False,
        db_index=False,
        related_name="merged_needs",
    )
    # The need that stands for this one: the last of a chain before whatever is hidden.
    # Worked out from the links by `links.relink`, since every list asks for it.
    canonical = models.ForeignKey(
        "self",
        models.SET_NULL,
        null=True,
        blank=True,
        editable=False,
        db_index=False,
        related_name="gathered_needs",
    )
    hidden_at = models.DateTimeField(null=True, blank=True, editable=False)
    # Written by the room that keeps data, on news of a version.
    shared_data = models.CharField(
        _("data"),
        max_length=4,
        choices=SharedData,
        default=SharedData.NONE,
        db_default=SharedData.NONE,
        editable=False,
    )
    # Nobody has touched it for long and nobody answered for it: left out of lists, not gone.
    faded_at = models.DateTimeField(null=True, blank=True, editable=False)

    objects = NeedQuerySet.as_manager()

    class Meta:
        indexes = [
            models.Index(fields=["-posted_at", "-id"], name="needs_newest_first"),
            models.Index(fields=["sector", "-posted_at", "-id"], name="needs_of_a_sector"),
            models.Index(fields=["prefecture", "-posted_at", "-id"], name="needs_of_a_prefecture"),
            models.Index(fields=["product_key", "-posted_at", "-id"], name="needs_of_a_product"),
            # Partial: few needs are merged, and only they are looked up by where they went.
            models.Index(
                fields=["canonical"],
                name="needs_gathered_in_one",
                condition=Q(canonical__isnull=False),
            ),
            models.Index(
                fields=["merged_into"],
                name="needs_merged_into_one",
                condition=Q(merged_into__isnull=False),
            ),
            # Partial: only needs with a last day are ever listed by it.
            models.Index(
                fields=["open_until", "-id"],
                name="needs_closing_soon",
                condition=Q(open_until__isnull=False, closed_at=None),
            ),
            # Partial: few needs have data, and developers list those.
            models.Index(
                fields=["-posted_at", "-id"],
                name="needs_with_data",
                condition=Q(shared_data=SharedData.SOME),
            ),
            # Partial: asked only whether any exists.
            models.Index(fields=["id"], name="needs_that_are_real", condition=Q(is_sample=False)),
        ]
        constraints = [
            models.CheckConstraint(
                condition=Q(kind__in=Kind.values)
                & Q(sector__in=Sector.values)
                & Q(prefecture__in=Prefecture.values)
                & Q(tasks__contained_by=Task.values)
                & Q(shared_data__in=SharedData.values),
                name="need_speaks_known_words",
            ),
            models.CheckConstraint(
                condition=~Q(title="") & ~Q(story=""), name="need_has_title_and_story"
            ),
            models.CheckConstraint(
                condition=Q(kind=Kind.INSTITUTION, rungs__len=0, thing="", period="")
                | (
                    ~Q(kind=Kind.INSTITUTION)
                    & Q(rungs__len__gte=FEWEST_RUNGS, rungs__len__lte=MOST_RUNGS)
                    & Q(thing__in=Thing.values, period__in=Period.values)
                ),
                name="need_has_a_price_ladder_unless_it_is_an_institution",
                violation_error_message=_(
                    "Give three to seven prices and their unit; a rule or procedure has none."
                ),
            ),
            models.CheckConstraint(
                condition=Q(acceptance_hits=None, acceptance_trials=None)
                | Q(
                    # Said outright: a comparison with nothing passes a check.
                    acceptance_hits__isnull=False,
                    acceptance_trials__isnull=False,
                    acceptance_trials__gte=1,
                    acceptance_hits__lte=F("acceptance_trials"),
                ),
                name="need_acceptance_is_hits_out_of_trials",
                violation_error_message=_("Say how many would have to be right, out of how many."),
            ),
            models.CheckConstraint(
                condition=Q(eligible_count=None, eligible_source="")
                | (Q(eligible_count__isnull=False, eligible_count__gte=1) & ~Q(eligible_source="")),
                name="need_eligible_count_has_its_source",
                violation_error_message=_("Say where the number of such operations is from."),
            ),
            models.CheckConstraint(
                condition=Q(canonical=None) | Q(hidden_at=None),
                name="need_that_is_hidden_is_gathered_nowhere",
            ),
            models.CheckConstraint(
                condition=Q(merged_into=None) | ~Q(merged_into=F("id")),
                name="need_is_not_merged_into_itself",
            ),
            models.CheckConstraint(
                condition=Q(canonical=None) | ~Q(canonical=F("id")),
                name="need_does_not_stand_for_itself",
                violation_error_message=_("A need cannot be merged into itself."),
            ),
        ]

    def __str__(self) -> str:
        return self.title

    def get_absolute_url(self) -> str:
        return reverse("need", args=[self.slug])

    def clean(self) -> None:
        """Hold the rungs to an order: whoever would buy at one buys at each below it."""
        if any(low >= high for low, high in pairwise([0, *self.rungs])):
            raise ValidationError({"rungs": _("Each price must be higher than the one before it.")})

    @property
    def asks_price(self) -> bool:
        return self.kind != Kind.INSTITUTION

    @property
    def price_key(self) -> str:
        """A short word for its unit and rungs: an answer brings the one that it was shown."""
        shown = json.dumps([self.thing, self.period, self.rungs])
        return blake2b(shown.encode(), digest_size=6).hexdigest()

    @property
    def accepts_share(self) -> float | None:
        """The share that must be right to be good enough, 0–1; None if it was not said."""
        if self.acceptance_hits is None or self.acceptance_trials is None:
            return None
        return self.acceptance_hits / self.acceptance_trials

    def is_posted_by(self, user: User) -> bool:
        """Tell whether the user may act for the operation that posted it. One query."""
        return self.posted_by.organisation.admits(user)

    def is_open_on(self, day: date) -> bool:
        return self.closed_at is None and (self.open_until is None or self.open_until >= day)
