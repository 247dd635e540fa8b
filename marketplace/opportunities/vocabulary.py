"""What can stand in the way of a need."""

from django.db import models
from django.utils.translation import gettext_lazy as _


class Obstacle(models.TextChoices):
    DEMAND = "DEMAND", _("too few commitments")
    DATA = "DATA", _("too little data")
    TECHNOLOGY = "TECHNOLOGY", _("technology not cheap enough yet")
    REGULATION = "REGULATION", _("a rule or procedure")
    PRICE = "PRICE", _("the price")
