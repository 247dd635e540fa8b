"""Regulations: what stands in the way without being a machine's fault."""

from django.db import models
from django.db.models import Q
from django.urls import reverse
from django.utils.translation import gettext_lazy as _

from demand.needs.vocabulary import RegulationLevel
from marketplace.accounts.models import new_slug

MOST_TITLES = 500


class RegulationQuerySet(models.QuerySet["Regulation"]):
    def titles(self) -> "models.QuerySet[Regulation, str]":
        """List what is registered by how people call it, to choose from while typing."""
        return self.order_by("title").values_list("title", flat=True).distinct()[:MOST_TITLES]

    def is_known_by(self, title: str) -> bool:
        """Tell whether a title alone says which regulation is meant. One query."""
        return self.filter(title=title).count() == 1

    def named(self, *, title: str, text_number: str, level: str, owner: str) -> "Regulation":
        """Find a regulation by how people call it, or register it.

        Without a number it is the one of that title, if there is only one.
        Raises: ValidationError, field by field.
        """
        alike = list(self.filter(title=title).order_by("id")[:2])
        if not text_number and len(alike) == 1:
            return alike[0]
        new = Regulation(title=title, text_number=text_number, level=level, owner=owner)
        new.full_clean(validate_unique=False, validate_constraints=False)
        return self.get_or_create(
            title=title, text_number=text_number, defaults={"level": level, "owner": owner}
        )[0]


class Regulation(models.Model):
    """An article, standard or procedure that blocks needs, and what its owner says to that."""

    slug = models.SlugField(unique=True, default=new_slug)
    title = models.CharField(_("rule or procedure"), max_length=120)
    text_number = models.CharField(_("number of the text"), max_length=80, blank=True)
    level = models.CharField(_("kind of text"), max_length=14, choices=RegulationLevel)
    owner = models.CharField(_("office in charge"), max_length=80)
    reply = models.TextField(_("what the office says"), max_length=2000, blank=True)
    replied_on = models.DateField(_("on which day"), null=True, blank=True)

    objects = RegulationQuerySet.as_manager()

    class Meta:
        constraints = [
            models.UniqueConstraint(
                fields=["title", "text_number"], name="a_regulation_is_registered_once"
            ),
            models.CheckConstraint(
                condition=Q(level__in=RegulationLevel.values) & ~Q(title="") & ~Q(owner=""),
                name="regulation_has_title_level_and_owner",
            ),
            models.CheckConstraint(
                condition=Q(reply="", replied_on=None)
                | (~Q(reply="") & Q(replied_on__isnull=False)),
                name="regulation_reply_has_its_day",
                violation_error_message=_("Write the reply and its day, both."),
            ),
        ]

    def __str__(self) -> str:
        return f"{self.title} {self.text_number}".strip()

    def get_absolute_url(self) -> str:
        return reverse("regulation", args=[self.slug])
