"""Offers and their immutable versions."""

from datetime import date, datetime
from typing import Self

from django.contrib.postgres.fields import ArrayField
from django.core.validators import MinValueValidator, RegexValidator
from django.db import models
from django.db.models import F, Prefetch, Q
from django.db.models.functions import Now
from django.utils.translation import gettext_lazy as _

from datasets.library import models as library
from demand.operations.vocabulary import Prefecture
from marketplace.accounts.models import Organisation, User
from marketplace.changes.models import Change
from marketplace.developers.models import Developer
from marketplace.offers.arithmetic.hours import last_day
from marketplace.offers.models.rounds import Round
from marketplace.offers.vocabulary import AGREED, ERRORS, NEXT, RUNNING, SEALED, Metric, State

MOST_VERSIONS = 3
SLOWEST_PAYMENT_DAYS = 60
INVOICE_NUMBER = r"^T\d{13}$"
PAYS_WITHIN_60 = _("Paid work is paid within 60 days at the latest.")


class WrongState(Exception):
    """An offer cannot go where somebody wants it from where it stands."""

    code = "wrong_state"
    detail = _("This cannot be done now: the offer has moved on. Look at it again.")


class OfferQuerySet(models.QuerySet["Offer"]):
    def whole(self) -> Self:
        """Take each with its need, its maker, and its versions, the last one first."""
        versions = Version.objects.order_by("-number")
        return self.select_related(
            "round__need", "developer__organisation", "last_version"
        ).prefetch_related(Prefetch("versions", versions))

    def unsealed(self) -> Self:
        """Keep what everybody may know of: handed in, and its hour is over."""
        return self.filter(round__opened_at__isnull=False, handed_in_at__isnull=False)

    def move(
        self,
        offer: "Offer",
        to: State,
        *,
        now: datetime,
        by: User | None = None,
        note: str = "",
    ) -> None:
        """Move an offer to another state, and write down who did. The caller holds its row.

        Raises: WrongState.
        """
        was = State(offer.state)
        if to not in NEXT[was] or (was == State.DISPUTED and offer.disputed_by_id):
            raise WrongState
        offer.state, offer.moved_at = to, now
        offer.save()
        Transition.objects.create(
            offer=offer, from_state=was, to_state=to, by=by, note=note, at=now
        )
        if was in SEALED and to in SEALED:
            return  # A sealed offer is not even news: the log is public.
        Change.objects.record(noun="offer", key=offer.pk, kind=to.lower())
        if (was in RUNNING) != (to in RUNNING):
            running = self.model.objects.filter(developer=offer.developer_id, state__in=RUNNING)
            Developer.objects.occupy(offer.developer_id, running=running.count())


class Offer(models.Model):
    """One developer's offer in one round: its versions before the hour, its fate after it.

    Units: cleared_price in yen with tax per unit of the need.
    """

    round = models.ForeignKey(Round, models.CASCADE, related_name="offers")
    developer = models.ForeignKey(Developer, models.PROTECT, related_name="offers")
    state = models.CharField(max_length=13, choices=State, default=State.DRAFT)
    moved_at = models.DateTimeField(db_default=Now())
    # Restricted, not protected: with the offer itself its versions may go.
    last_version = models.ForeignKey("Version", models.RESTRICT, null=True, related_name="+")
    handed_in_at = models.DateTimeField(null=True, blank=True)
    cleared_price = models.PositiveIntegerField(null=True, blank=True)
    cooling_until = models.DateTimeField(null=True, blank=True)
    # What was measured in the end: a lower bound where more is better, else an upper one.
    measured = models.DecimalField(max_digits=12, decimal_places=4, null=True, blank=True)
    # Who holds the outcome for wrong, and may let that go.
    disputed_by = models.ForeignKey(
        Organisation, models.PROTECT, null=True, blank=True, related_name="+"
    )

    objects = OfferQuerySet.as_manager()

    class Meta:
        constraints = [
            models.UniqueConstraint(
                fields=["round", "developer"], name="a_developer_offers_once_in_a_round"
            ),
            models.CheckConstraint(
                condition=Q(state__in=State.values), name="offer_state_is_known"
            ),
            models.CheckConstraint(
                condition=Q(cleared_price=None, cooling_until=None)
                | Q(
                    cleared_price__isnull=False,
                    cooling_until__isnull=False,
                    handed_in_at__isnull=False,
                    last_version__isnull=False,
                ),
                name="offer_that_cleared_was_handed_in_and_has_a_cooling_off",
            ),
            models.CheckConstraint(
                condition=~Q(state__in=[State.THRESHOLD_MET, *AGREED, State.ACCEPTED])
                | Q(cleared_price__isnull=False),
                name="offer_that_is_agreed_has_its_price",
            ),
            models.CheckConstraint(
                condition=Q(measured=None) | ~Q(state__in=[*SEALED, State.THRESHOLD_MET]),
                name="offer_is_measured_after_it_was_agreed",
            ),
            models.CheckConstraint(
                condition=Q(state=State.DISPUTED, disputed_by__isnull=False)
                | (~Q(state=State.DISPUTED) & Q(disputed_by=None)),
                name="offer_is_disputed_by_somebody",
            ),
        ]

    def __str__(self) -> str:
        return f"{self.developer}: {self.round.need}"

    @property
    def terms(self) -> "Version":
        """The version that counts: the last one."""
        if self.last_version is None:
            raise WrongState
        return self.last_version

    @property
    def last_cooling_day(self) -> date | None:
        return last_day(self.cooling_until) if self.cooling_until else None

    @property
    def is_sealed(self) -> bool:
        return self.state in SEALED

    @property
    def versions_left(self) -> int:
        return MOST_VERSIONS - (self.last_version.number if self.last_version else 0)


class Version(models.Model):
    """What a developer offers; never changed once written.

    Units: fixed_cost in yen without tax; unit_cost and lowest_price in yen without tax
    per unit of the need; threshold 0–1, or in the label's own unit for an error.
    """

    offer = models.ForeignKey(Offer, models.CASCADE, related_name="versions")
    number = models.PositiveSmallIntegerField()
    fixed_cost = models.PositiveBigIntegerField(_("fixed cost to recover"))
    unit_cost = models.PositiveIntegerField(_("cost per unit"), default=0)
    lowest_price = models.PositiveIntegerField(_("lowest price per unit"), default=0)
    least_operations = models.PositiveIntegerField(
        _("buyers at least"), default=1, validators=[MinValueValidator(1)]
    )
    metric = models.CharField(_("measured by"), max_length=11, choices=Metric)
    threshold = models.DecimalField(_("promised quality"), max_digits=12, decimal_places=4)
    judged_by = models.CharField(_("judged on which labels"), max_length=200)
    judged_on = models.ForeignKey(
        library.Dataset, models.SET_NULL, null=True, blank=True, related_name="+"
    )
    delivered_on = models.DateField(_("delivered by"))
    tried_until = models.DateField(_("tried until"))
    prefectures = ArrayField(
        models.CharField(max_length=2, choices=Prefecture), blank=True, default=list
    )
    place_changes = models.CharField(_("changes to the place"), max_length=400, blank=True)
    paid_work = models.CharField(_("paid labelling or trials"), max_length=400, blank=True)
    payment_days = models.PositiveSmallIntegerField(_("paid within"), null=True, blank=True)
    invoice_number = models.CharField(
        _("qualified invoice number"),
        max_length=14,
        blank=True,
        validators=[RegexValidator(INVOICE_NUMBER, _("Write T and thirteen digits."))],
    )
    valid_until = models.DateField(_("holds until"))
    made_by = models.ForeignKey(User, models.PROTECT, related_name="+")
    made_at = models.DateTimeField(db_default=Now())

    class Meta:
        constraints = [
            models.UniqueConstraint(
                fields=["offer", "number"], name="versions_of_an_offer_are_numbered"
            ),
            models.CheckConstraint(
                condition=Q(number__gte=1, number__lte=MOST_VERSIONS),
                name="offer_has_three_versions_at_most",
                violation_error_message=_("An offer has three versions at most."),
            ),
            models.CheckConstraint(
                condition=Q(metric__in=Metric.values), name="version_metric_is_known"
            ),
            models.CheckConstraint(
                condition=Q(threshold__gt=0) & (Q(metric__in=ERRORS) | Q(threshold__lte=1)),
                name="version_promises_a_share_or_an_error",
                violation_error_message=_("Write a share above 0 and up to 1, or an error."),
            ),
            models.CheckConstraint(
                condition=Q(least_operations__gte=1), name="version_wants_one_buyer_at_least"
            ),
            models.CheckConstraint(
                condition=Q(tried_until__gte=F("delivered_on")),
                name="version_is_tried_after_delivery",
                violation_error_message=_("The trial cannot end before the delivery."),
            ),
            models.CheckConstraint(
                condition=Q(paid_work="", payment_days=None)
                | (
                    ~Q(paid_work="")
                    & Q(
                        payment_days__isnull=False,
                        payment_days__gte=1,
                        payment_days__lte=SLOWEST_PAYMENT_DAYS,
                    )
                ),
                name="version_pays_work_within_sixty_days",
                violation_error_message=PAYS_WITHIN_60,
            ),
            models.CheckConstraint(
                condition=Q(invoice_number="") | Q(invoice_number__regex=INVOICE_NUMBER),
                name="version_invoice_number_is_t_and_thirteen_digits",
                violation_error_message=_("Write T and thirteen digits."),
            ),
        ]

    def __str__(self) -> str:
        return f"{self.offer} #{self.number}"

    def is_met_by(self, measured: object) -> bool:
        """Tell whether a bound keeps the promise: at least it, or at most it for an error."""
        if self.metric in ERRORS:
            return bool(measured <= self.threshold)  # type: ignore[operator]
        return bool(measured >= self.threshold)  # type: ignore[operator]


class Transition(models.Model):
    """One move of an offer, and whose it was; nobody's where the rule did it. Append-only."""

    offer = models.ForeignKey(Offer, models.CASCADE, related_name="transitions")
    from_state = models.CharField(max_length=13, choices=State)
    to_state = models.CharField(max_length=13, choices=State)
    by = models.ForeignKey(User, models.PROTECT, null=True, related_name="+")
    note = models.CharField(max_length=400, blank=True)
    at = models.DateTimeField(db_default=Now())

    def __str__(self) -> str:
        return f"{self.offer}: {self.from_state} to {self.to_state}"
