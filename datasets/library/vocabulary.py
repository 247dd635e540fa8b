"""Who may take a data set, and what for."""

from django.db import models
from django.utils.translation import gettext_lazy as _


class Access(models.TextChoices):
    OPEN = "OPEN", _("Anyone who has signed in")
    OWNER = "OWNER", _("Only us, for now")


class VersionState(models.TextChoices):
    DRAFT = "DRAFT", _("being taken in")
    PUBLISHED = "PUBLISHED", _("published")


class FileRole(models.TextChoices):
    ORIGINAL = "ORIGINAL", _("original")
    TABLE = "TABLE", _("table (Parquet)")
