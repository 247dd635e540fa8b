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
    # Somebody whose rows it holds has taken them back: nobody's any more.
    WITHDRAWN = "WITHDRAWN", _("no longer given out: somebody took their part back")


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


# What an owner may say of a request.
REPLIES = ("give", "decline", "revoke")


class Use(models.TextChoices):
    """What one takes data for."""

    PRODUCT = "PRODUCT", _("To build something that is sold")
    RESEARCH = "RESEARCH", _("Research")
    PUBLIC = "PUBLIC", _("A public office or adviser")


# What follows are the items of the guideline on AI and data contracts in agriculture
# (MAFF, 2020-03). Each choice is the sentence that both sides read.


class Contract(models.TextChoices):
    """Which of the guideline's kinds of contract it is."""

    PROVIDE = "PROVIDE", _("The data is ours, and we let others use it.")
    CREATE = "CREATE", _("The data is made together, and both sides may use it.")
    SHARE = "SHARE", _("Several put their data together, for all who take part.")


class Region(models.TextChoices):
    ANYWHERE = "ANYWHERE", _("It may be used in any country.")
    JAPAN = "JAPAN", _("It may be used in Japan only.")


class Derived(models.TextChoices):
    """Whose are data and models that are made of it."""

    TAKER = "TAKER", _("What is made of it belongs to those who make it.")
    BOTH = "BOTH", _("What is made of it belongs to both sides.")
    OWNER = "OWNER", _("What is made of it belongs to whoever gave the data.")


class ProfitShare(models.TextChoices):
    NONE = "NONE", _("No share of what others earn with it is asked for.")
    TALK = "TALK", _("Before something made of it is sold, both sides agree on a share.")


class Liability(models.TextChoices):
    AS_IS = "AS_IS", _("It is given as it is: nobody answers for mistakes in it.")
    CARE = "CARE", _("Mistakes that are found are put right in the next version.")


class Duration(models.TextChoices):
    WHILE_SHARED = "SHARED", _("It may be used for as long as it is shared here.")
    ONE_YEAR = "1Y", _("It may be used for one year after it is taken.")
    THREE_YEARS = "3Y", _("It may be used for three years after it is taken.")


class AtEnd(models.TextChoices):
    """What becomes of it at the end, or when somebody takes their part back."""

    DELETE = "DELETE", _("At the end the data is deleted; models made before may stay.")
    DELETE_ALL = "ALL", _("At the end the data and the models made of it are deleted.")
    RETURN = "RETURN", _("At the end the data is given back, and every copy deleted.")


class Reports(models.TextChoices):
    NONE = "NONE", _("No report on its use is asked for; the ledger tells who took it.")
    ASKED = "ASKED", _("Whoever took it says what for, when they are asked.")
    YEARLY = "YEARLY", _("Whoever took it reports once a year what it was used for.")


class Breach(models.TextChoices):
    AT_ONCE = "NOW", _("Should it leak, whoever took it says so at once.")
    DAYS = "DAYS", _("Should it leak, whoever took it says so within three days.")


class Notice(models.TextChoices):
    """How a change of terms is told. A version's own terms never change."""

    NEXT = "NEXT", _("Other terms come only with a next version.")
    MONTH = "MONTH", _("Other terms are told a month before the next version.")


class Secrets(models.TextChoices):
    """Whether there is something in it that must not be known to others."""

    NONE = "NONE", _("There is nothing in it about persons, nor anything secret.")
    PERSONAL = "PERSON", _("There is something in it about persons: it is used with care.")
    SECRET = "SECRET", _("It is secret: whoever takes it shows it to nobody.")
