from django.db import models
from django.utils.translation import gettext_lazy as _


class StepName(models.TextChoices):
    IDENTIFY = "IDENTIFY", _("See what it is")
    CHECK = "CHECK", _("Check")
    DECODE = "DECODE", _("Read")
    CONVERT = "CONVERT", _("Convert")
    MEASURE = "MEASURE", _("Measure")
    PUBLISH = "PUBLISH", _("Publish")


class StepState(models.TextChoices):
    WAITING = "WAITING", _("waiting")
    RUNNING = "RUNNING", _("under way")
    DONE = "DONE", _("done")
    FAILED = "FAILED", _("failed")
