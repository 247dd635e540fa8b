"""Kinds of need, and the units in which they are priced: thing × period."""

from decimal import Decimal

from django.db import models
from django.utils.translation import gettext_lazy as _

# What an operation has so many of is what a price is per.
from demand.operations.vocabulary import Thing

__all__ = ["PER_YEAR", "Kind", "Period", "RegulationLevel", "SharedData", "Task", "Thing"]


class Kind(models.TextChoices):
    TECHNOLOGY = "TECHNOLOGY", _("Something that would help with the work")
    PAPERWORK = "PAPERWORK", _("Paperwork that takes too long")
    INSTITUTION = "INSTITUTION", _("A rule or procedure that stands in the way")


class Task(models.TextChoices):
    """What the machine would mostly do; tasks, never whole jobs."""

    PERCEPTION = "PERCEPTION", _("see or hear and tell")
    PLANNING = "PLANNING", _("forecast or plan")
    MANIPULATION = "MANIPULATION", _("move or handle things")
    DOCUMENT = "DOCUMENT", _("read or write documents")


class Period(models.TextChoices):
    YEAR = "YEAR", _("a year")
    MONTH = "MONTH", _("a month")
    SEASON = "SEASON", _("a season")
    USE = "USE", _("each time")
    ONCE = "ONCE", _("once")


class SharedData(models.TextChoices):
    """Whether anybody shares labelled data for a need; written from above, where data are kept."""

    SOME = "SOME", _("With data")
    NONE = "NONE", _("Without data yet")


class RegulationLevel(models.TextChoices):
    """From what a parliament changes to what an office changes by itself."""

    LAW = "LAW", _("act")
    CABINET_ORDER = "CABINET_ORDER", _("cabinet order")
    MINISTRY_ORDER = "MINISTRY_ORDER", _("ministerial order")
    NOTICE = "NOTICE", _("public notice")
    CIRCULAR = "CIRCULAR", _("circular")
    FORM = "FORM", _("form")
    PRACTICE = "PRACTICE", _("practice of an office")


# How many such payments fall in a year; a single one is spread over the horizon of
# an estimate. Assumed where the need does not say: one season, twelve uses a year.
PER_YEAR = {
    Period.YEAR: Decimal(1),
    Period.MONTH: Decimal(12),
    Period.SEASON: Decimal(1),
    Period.USE: Decimal(12),
    Period.ONCE: Decimal(1) / Decimal(7),
}
