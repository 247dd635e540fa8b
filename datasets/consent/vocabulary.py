"""For what somebody agrees, and by which hand."""

from django.db import models
from django.utils.translation import gettext_lazy as _


class Purpose(models.TextChoices):
    """What one agrees to. Each is a sentence that the contributor reads."""

    SHARE = "SHARE", _("It is given to others for what the terms name.")
    TRAIN = "TRAIN", _("Others train models with it.")
    SELL_MODELS = "SELL", _("Others sell such models.")
    PASS_ON = "PASS_ON", _("Others pass it on.")


# Which act of the terms stands for which purpose.
PURPOSE_OF = {
    "may_train": Purpose.TRAIN,
    "may_sell_models": Purpose.SELL_MODELS,
    "may_pass_on": Purpose.PASS_ON,
}


class Hand(models.TextChoices):
    """By which hand it was written down that somebody agreed."""

    SELF = "SELF", _("by themselves")
    MANDATE = "MANDATE", _("by whoever holds their mandate")
    MINUTES = "MINUTES", _("from the minutes of a meeting")
    PAPER = "PAPER", _("from a signed sheet")


# What whoever shares the data may write down for others.
FOR_OTHERS = (Hand.PAPER, Hand.MINUTES, Hand.MANDATE)
