"""Who may take a data set, and what for."""

from django.db import models
from django.utils.translation import gettext_lazy as _


class Access(models.TextChoices):
    OPEN = "OPEN", _("Anyone who has signed in")
    GRANT = "GRANT", _("Those whom we allow, one by one")
    OWNER = "OWNER", _("Only us, for now")


class VersionState(models.TextChoices):
    DRAFT = "DRAFT", _("being taken in")
    PUBLISHED = "PUBLISHED", _("published")
    # Labels that it holds were sealed: its original is its owner's, the rest nobody's.
    SEALED = "SEALED", _("no longer given out: labels in it are sealed")


class DataKind(models.TextChoices):
    """What a version holds."""

    TABLE = "TABLE", _("table")
    SERIES = "SERIES", _("series over time")
    IMAGES = "IMAGES", _("pictures")
    SOUNDS = "SOUNDS", _("sounds")
    # A case, what an expert makes of it, and why.
    EXPERT = "EXPERT", _("experts' judgements")


class FileRole(models.TextChoices):
    ORIGINAL = "ORIGINAL", _("original")
    # Of pictures and sounds it is the list of them.
    TABLE = "TABLE", _("table (Parquet)")
    LABELS = "LABELS", _("labels of pictures or sounds (Parquet)")
    SEALED_INPUTS = "SEALED_INPUTS", _("rows whose labels are sealed (Parquet)")
    SEALED_LABELS = "SEALED_LABELS", _("sealed labels")


# Of these nothing is ever sent to anybody but the owner of the data.
OWNERS_ALONE = (FileRole.ORIGINAL, FileRole.SEALED_LABELS)
# What is listed among a version's files.
LISTED = (FileRole.TABLE, FileRole.LABELS)


class GrantState(models.TextChoices):
    ASKED = "ASKED", _("asked")
    GIVEN = "GIVEN", _("allowed")
    DECLINED = "DECLINED", _("declined")
    REVOKED = "REVOKED", _("taken back")


class Use(models.TextChoices):
    """What one takes data for."""

    PRODUCT = "PRODUCT", _("To build something that is sold")
    RESEARCH = "RESEARCH", _("Research")
    PUBLIC = "PUBLIC", _("A public office or adviser")
