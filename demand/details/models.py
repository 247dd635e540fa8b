"""What is said of a need beyond its five screens: the work, the place, the papers, photos."""

from uuid import uuid4

from django.contrib.postgres.fields import ArrayField
from django.db import models
from django.db.models import Q
from django.db.models.functions import Now
from django.urls import reverse
from django.utils.translation import gettext_lazy as _

from demand.details.arithmetic import burden, process
from demand.details.vocabulary import (
    Actor,
    Autonomy,
    Blocker,
    Condition,
    Device,
    Holder,
    PlaceChange,
    Seniority,
)
from demand.needs.models import Need
from marketplace.accounts.models import new_slug

MOST_PHOTOS = 5
# Rows of one kind that a need may have, and how often and how long what they tell may be.
MOST_ROWS, MOST_TIMES, MOST_WATTS = 12, 100_000, 1_000_000


class Detail(models.Model):
    """What a machine would meet on the spot, and how much should stay with people."""

    need = models.OneToOneField(Need, models.CASCADE, primary_key=True, related_name="detail")
    autonomy = models.CharField(_("who does the work"), max_length=2, choices=Autonomy, blank=True)
    device = models.CharField(_("runs on"), max_length=9, choices=Device, blank=True)
    watts = models.PositiveIntegerField(_("watts at most"), null=True, blank=True)
    conditions = ArrayField(
        models.CharField(max_length=7, choices=Condition), blank=True, default=list
    )
    place_changes = ArrayField(
        models.CharField(max_length=12, choices=PlaceChange), blank=True, default=list
    )
    place_note = models.CharField(_("about the place"), max_length=200, blank=True)
    changed_at = models.DateTimeField(db_default=Now())

    class Meta:
        constraints = [
            models.CheckConstraint(
                condition=Q(autonomy__in=["", *Autonomy.values])
                & Q(device__in=["", *Device.values])
                & Q(conditions__contained_by=Condition.values)
                & Q(place_changes__contained_by=PlaceChange.values),
                name="detail_speaks_known_words",
            ),
            models.CheckConstraint(
                condition=Q(watts=None) | Q(watts__gte=1),
                name="detail_watts_are_more_than_nothing",
                violation_error_message=_("The watts must be more than zero."),
            ),
        ]

    def __str__(self) -> str:
        return f"What {self.need} asks of a machine"


class WorkStep(models.Model):
    """One step of the work as it is done today. Units: minutes each time, times a year."""

    need = models.ForeignKey(Need, models.CASCADE, related_name="work_steps")
    place = models.PositiveSmallIntegerField()
    name = models.CharField(_("step"), max_length=60)
    minutes = models.PositiveIntegerField(_("minutes each time"))
    times = models.PositiveIntegerField(_("times a year"))
    seniority = models.CharField(_("who can do it"), max_length=6, choices=Seniority)
    actor = models.CharField(_("who should do it"), max_length=7, choices=Actor)
    blocker = models.CharField(
        _("what keeps a machine from it"), max_length=8, choices=Blocker, blank=True
    )

    class Meta:
        constraints = [
            models.UniqueConstraint(
                fields=["need", "place"], name="steps_of_a_need_stand_in_order"
            ),
            models.CheckConstraint(
                condition=Q(seniority__in=Seniority.values)
                & Q(actor__in=Actor.values)
                & Q(blocker__in=["", *Blocker.values]),
                name="work_step_speaks_known_words",
            ),
            models.CheckConstraint(
                condition=Q(minutes__gte=1, times__gte=1),
                name="work_step_takes_its_time",
                violation_error_message=_("A step takes at least a minute, once a year."),
            ),
        ]

    def __str__(self) -> str:
        return f"{self.name}: {self.need}"

    @property
    def minutes_a_year(self) -> int:
        return self.minutes * self.times

    @property
    def hours_a_year(self) -> float:
        return self.minutes_a_year / process.MINUTES_PER_HOUR

    def for_process(self) -> process.Step:
        return process.Step(
            name=self.name,
            minutes=self.minutes_a_year,
            is_open=self.actor != Actor.PERSON,
            is_blocked=bool(self.blocker),
        )


class Paper(models.Model):
    """A form that an office asks for. Many needs may be about one."""

    slug = models.SlugField(unique=True, default=new_slug)
    name = models.CharField(_("form"), max_length=100)
    office = models.CharField(_("office"), max_length=100)

    class Meta:
        constraints = [
            models.UniqueConstraint(fields=["name", "office"], name="a_paper_is_registered_once"),
            models.CheckConstraint(
                condition=~Q(name="") & ~Q(office=""), name="paper_has_name_and_office"
            ),
        ]

    def __str__(self) -> str:
        return f"{self.name} ({self.office})"

    def get_absolute_url(self) -> str:
        return reverse("paper", args=[self.slug])


class Entry(models.Model):
    """One field of a form, and who holds already what it asks."""

    paper = models.ForeignKey(Paper, models.CASCADE, related_name="entries")
    name = models.CharField(_("what it asks"), max_length=60)
    holder = models.CharField(_("who has it already"), max_length=12, choices=Holder)

    class Meta:
        constraints = [
            models.UniqueConstraint(
                fields=["paper", "name"],
                name="a_paper_has_an_entry_once",
                violation_error_message=_("This field is in the list already."),
            ),
            models.CheckConstraint(
                condition=Q(holder__in=Holder.values), name="entry_holder_is_known"
            ),
        ]

    def __str__(self) -> str:
        return f"{self.name}: {self.paper}"


class FilingQuerySet(models.QuerySet["Filing"]):
    def with_entries(self) -> "FilingQuerySet":
        """Add the form, how many fields it has and how many of those somebody holds."""
        held = ~Q(paper__entries__holder=Holder.NOBODY) & Q(paper__entries__isnull=False)
        return self.select_related("paper").annotate(
            field_count=models.Count("paper__entries"),
            held_count=models.Count("paper__entries", filter=held),
        )


class Filing(models.Model):
    """How often a need's poster files a form. Units: filings a year, minutes each."""

    need = models.ForeignKey(Need, models.CASCADE, related_name="filings")
    paper = models.ForeignKey(Paper, models.PROTECT, related_name="filings")
    filings = models.PositiveIntegerField(_("filings a year"))
    minutes = models.PositiveIntegerField(_("minutes each"))

    objects = FilingQuerySet.as_manager()

    class Meta:
        constraints = [
            models.UniqueConstraint(fields=["need", "paper"], name="a_need_names_a_paper_once"),
            models.CheckConstraint(
                condition=Q(filings__gte=1, minutes__gte=1),
                name="filing_takes_its_time",
                violation_error_message=_("A form takes at least a minute, once a year."),
            ),
        ]

    def __str__(self) -> str:
        return f"{self.paper} for {self.need}"

    def for_burden(self) -> burden.Filing:
        """Needs `with_entries`."""
        return burden.Filing(
            filings=self.filings,
            minutes=self.minutes,
            field_count=self.field_count,  # type: ignore[attr-defined]
            held_count=self.held_count,  # type: ignore[attr-defined]
        )


class Photo(models.Model):
    """A photo of the trouble, made anew without its position. Its file never changes."""

    need = models.ForeignKey(Need, models.CASCADE, related_name="photos")
    key = models.UUIDField(unique=True, default=uuid4, editable=False)
    place = models.PositiveSmallIntegerField()
    width = models.PositiveIntegerField()
    height = models.PositiveIntegerField()
    added_at = models.DateTimeField(db_default=Now())

    class Meta:
        constraints = [
            # Two at once get one place: the database lets one of them through.
            models.UniqueConstraint(fields=["need", "place"], name="photos_have_their_places"),
            models.CheckConstraint(
                condition=Q(place__lt=MOST_PHOTOS), name="a_need_has_five_photos_at_most"
            ),
            models.CheckConstraint(
                condition=Q(width__gte=1, height__gte=1), name="photo_has_a_size"
            ),
        ]

    def __str__(self) -> str:
        return f"Photo {self.place + 1} of {self.need}"

    def get_absolute_url(self) -> str:
        return reverse("photo", args=[self.key])

    @property
    def file_name(self) -> str:
        """Where the storage keeps it."""
        return f"photos/{self.key}.jpg"
