"""What a mandate covers, and which side asks for it."""

from django.db import models
from django.utils.translation import gettext_lazy as _


class Scope(models.TextChoices):
    ALL = "ALL", _("All needs")
    NAMED = "NAMED", _("Only the needs named here")
    SECTOR = "SECTOR", _("All needs of one trade")


class Side(models.TextChoices):
    OPERATION = "OPERATION", _("the operation")
    AGENT = "AGENT", _("the co-operative")
