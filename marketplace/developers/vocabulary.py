"""What developers work with, and what matching looks at."""

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


class Language(models.TextChoices):
    """ISO 639-1. The languages in which a team can be spoken to."""

    JA = "ja", _("Japanese")
    EN = "en", _("English")
    ZH = "zh", _("Chinese")
    KO = "ko", _("Korean")
    VI = "vi", _("Vietnamese")
    OTHER = "xx", _("another language")


class Criterion(models.TextChoices):
    """The terms of the sum that matching is, under the names that arithmetic gives them."""

    TEXT = "TEXT", _("Your words and theirs are alike")
    OVERLAP = "OVERLAP", _("You do what it would do")
    DEVICE = "DEVICE", _("It can run where you build")
    PAYOFF = "PAYOFF", _("It pays at your costs")
    TRACK = "TRACK", _("What you delivered here was accepted")
    REGION = "REGION", _("Your sector and your region")


class Hindrance(models.TextChoices):
    """Why a need is not for a developer, whatever the sum."""

    CLOSED = "CLOSED", _("It takes no more answers.")
    NO_CAPACITY = "NO_CAPACITY", _("You have no room for another need.")
    PURPOSE_NOT_ALLOWED = "PURPOSE_NOT_ALLOWED", _("Its data may not be used for your purpose.")
    NO_ACCESS = "NO_ACCESS", _("Its data takes a contract in Japan, and you cannot sign one yet.")
    PAYS_TOO_LITTLE = "PAYS_TOO_LITTLE", _("Even if it goes well it pays less than you ask.")
