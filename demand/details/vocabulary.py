"""Words for the work, the place and the papers of a need."""

from django.db import models
from django.utils.translation import gettext_lazy as _


class Seniority(models.TextChoices):
    """Whose hours a step takes today."""

    SENIOR = "SENIOR", _("only someone experienced")
    JUNIOR = "JUNIOR", _("a newcomer")
    EITHER = "EITHER", _("either of them")


class Actor(models.TextChoices):
    """Who should do a step."""

    PERSON = "PERSON", _("a person")
    MACHINE = "MACHINE", _("AI or a machine")
    EITHER = "EITHER", _("either will do")


class Blocker(models.TextChoices):
    """What keeps a machine from a step. None of them: nothing does."""

    TELLING = "TELLING", _("it cannot be told apart well enough")
    HANDLING = "HANDLING", _("it takes skilled hands")
    DATA = "DATA", _("there is no data")
    SIGNAL = "SIGNAL", _("there is no signal or power")
    PLACE = "PLACE", _("machines cannot get around there")
    RULE = "RULE", _("a rule or procedure forbids it")
    MONEY = "MONEY", _("it costs too much")
    TRUST = "TRUST", _("it is not trusted to a machine")


class Autonomy(models.TextChoices):
    """How much stays with people, from H1 to H5.

    Source: human agency scale of Shao et al. 2025, arXiv 2506.06576, in the field's words.
    """

    H1 = "H1", _("Leave it all to the machine")
    H2 = "H2", _("The machine does it, a person looks in at times")
    H3 = "H3", _("A person and the machine do it together")
    H4 = "H4", _("A person does it, the machine helps")
    H5 = "H5", _("A person must do it, the machine only stands by")


class Device(models.TextChoices):
    """What it has to run on."""

    PHONE = "PHONE", _("the phone in my pocket")
    SMALL_BOX = "SMALL_BOX", _("a small box or camera on the spot")
    COMPUTER = "COMPUTER", _("a computer in the office")
    MACHINE = "MACHINE", _("on a tractor, boat or other machine")
    ANY = "ANY", _("anything that works")


class Condition(models.TextChoices):
    """What the place does to a machine."""

    OFFLINE = "OFFLINE", _("There is no signal, it must work without")
    WET = "WET", _("It gets wet")
    DUST = "DUST", _("There is dust or mud")
    SALT = "SALT", _("There is salt water or sea wind")
    COLD = "COLD", _("It freezes")
    HEAT = "HEAT", _("It gets hotter than 40 °C")
    DARK = "DARK", _("It is dark")


class PlaceChange(models.TextChoices):
    """What the operation would change about its place, so that a simpler machine will do."""

    WIDER_ROWS = "WIDER_ROWS", _("Make rows or aisles wider")
    TAGS = "TAGS", _("Put tags on animals, trees or crates")
    CAMERA_POST = "CAMERA_POST", _("Put up fixed posts for cameras")
    FLAT_PATH = "FLAT_PATH", _("Level the paths")
    POWER = "POWER", _("Lay power")
    SAME_VARIETY = "SAME_VARIETY", _("Plant or keep one kind, in even rows")
    LIGHT = "LIGHT", _("Put up lights")


class Holder(models.TextChoices):
    """Who holds already what a field of a form asks."""

    NOBODY = "NOBODY", _("nobody yet")
    OURSELVES = "OURSELVES", _("we, in our own records")
    SAME_OFFICE = "SAME_OFFICE", _("the same office, from another form")
    OTHER_OFFICE = "OTHER_OFFICE", _("another office")
    COOPERATIVE = "COOPERATIVE", _("the co-operative")


# What the figures assume where a need does not say (仮定): how many times faster a step
# goes with a machine, and what an hour of a person's work costs, in yen.
ASSUMED_SPEED = 10
ASSUMED_WAGE = 1_500
