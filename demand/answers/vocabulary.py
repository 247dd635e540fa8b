"""How much an answer promises, and why one is refused."""

from datetime import timedelta

from django.db import models
from django.utils.translation import gettext_lazy as _


class Level(models.TextChoices):
    """From least to most. A refusal is an answer too."""

    REFUSES = "REFUSES", _("We would not buy it")
    INTEREST = "INTEREST", _("We are interested")
    WOULD_BUY = "WOULD_BUY", _("We would buy it")
    CONDITIONAL = "CONDITIONAL", _("We promise to buy if the conditions are met")
    LETTER = "LETTER", _("We sign a letter of intent")


class Reason(models.TextChoices):
    PRICE = "PRICE", _("Too expensive")
    ACCURACY = "ACCURACY", _("It would not be right often enough")
    DATA = "DATA", _("We do not want to give our data")
    CONNECTIVITY = "CONNECTIVITY", _("There is no signal where we work")
    LABOUR = "LABOUR", _("Nobody has time to run it")
    TRUST = "TRUST", _("We do not trust it")
    NOT_AUTOMATED = "NOT_AUTOMATED", _("We do not want this automated")
    OTHER = "OTHER", _("Something else")


class Lost(models.TextChoices):
    """What a rule or procedure costs; the two are never added to each other."""

    HOURS = "HOURS", _("Hours lost a year")
    SALES = "SALES", _("Sales lost a year")


# How losses are told, wherever they are.
LOSS_RULE = _(
    "Hours and sales are told of a need once five operations tell them, and renewed once five "
    "have changed. Each counts as the nearest of 1, 2, 5, 10, 20, 50 and so on, so that nobody's "
    "own figure shows. The two are never added to each other."
)

# A price counts for a year; after that it is stated, but firm only once it is confirmed.
OLD_AFTER = timedelta(days=365)
# One of these counts as firm; a conditional answer also needs this certainty.
FIRM_CERTAINTY = 8

# These promise: they are bound when an offer clears.
PROMISES = (Level.CONDITIONAL, Level.LETTER)
