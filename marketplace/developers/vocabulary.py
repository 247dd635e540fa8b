"""What developers work with."""

from django.db import models
from django.utils.translation import gettext_lazy as _


class Modality(models.TextChoices):
    IMAGE = "IMAGE", _("images")
    VIDEO = "VIDEO", _("video")
    SOUND = "SOUND", _("sound")
    TABLE = "TABLE", _("tables")
    SERIES = "SERIES", _("sensor series")
    TEXT = "TEXT", _("text")


class Device(models.TextChoices):
    PHONE = "PHONE", _("phone")
    PC = "PC", _("computer")
    CLOUD = "CLOUD", _("cloud")
    CAMERA = "CAMERA", _("fixed camera")
    EDGE = "EDGE", _("small computer on site")
    DRONE = "DRONE", _("drone")
    ROBOT = "ROBOT", _("robot or machine")
