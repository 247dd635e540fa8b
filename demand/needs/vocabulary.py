"""Kinds of need, and the units in which they are priced: thing × period."""

from decimal import Decimal

from django.db import models
from django.utils.translation import gettext_lazy as _


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


class Thing(models.TextChoices):
    TEN_ARES = "10A", _("10 a")
    HECTARE = "HA", _("ha")
    HOUSE = "HOUSE", _("greenhouse")
    HEAD = "HEAD", _("head of livestock")
    HEAD_SHIPPED = "HEAD_SHIPPED", _("head shipped")
    THOUSAND_BIRDS = "THOUSAND_BIRDS", _("1,000 birds")
    BOAT = "BOAT", _("boat")
    NET = "NET", _("set-net")
    MACHINE = "MACHINE", _("machine")
    RAFT = "RAFT", _("raft")
    CAGE = "CAGE", _("cage")
    TONNE = "TONNE", _("tonne")
    CUBIC_METRE = "CUBIC_METRE", _("m³")
    OPERATION = "OPERATION", _("operation")
    COMMUNITY = "COMMUNITY", _("community")


class Period(models.TextChoices):
    YEAR = "YEAR", _("a year")
    MONTH = "MONTH", _("a month")
    SEASON = "SEASON", _("a season")
    USE = "USE", _("each time")
    ONCE = "ONCE", _("once")


# How many such payments fall in a year; a single one is spread over the horizon of
# an estimate. Assumed where the need does not say: one season, twelve uses a year.
PER_YEAR = {
    Period.YEAR: Decimal(1),
    Period.MONTH: Decimal(12),
    Period.SEASON: Decimal(1),
    Period.USE: Decimal(12),
    Period.ONCE: Decimal(1) / Decimal(7),
}
