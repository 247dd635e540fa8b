"""Who may take a data set, and what for."""

from django.db import models
from django.utils.translation import gettext_lazy as _


class Access(models.TextChoices):
    OPEN = "OPEN", _("Anyone who has signed in")
    OWNER = "OWNER", _("Only us, for now")


class VersionState(models.TextChoices):
    DRAFT = "DRAFT", _("being taken in")
    PUBLISHED = "PUBLISHED", _("published")


class DataKind(models.TextChoices):
    """What a version holds."""

    TABLE = "TABLE", _("table")
    SERIES = "SERIES", _("series over time")
    IMAGES = "IMAGES", _("pictures")
    SOUNDS = "SOUNDS", _("sounds")


class FileRole(models.TextChoices):
    ORIGINAL = "ORIGINAL", _("original")
    # Of pictures and sounds it is the list of them.
    TABLE = "TABLE", _("table (Parquet)")
    LABELS = "LABELS", _("labels of pictures or sounds (Parquet)")
