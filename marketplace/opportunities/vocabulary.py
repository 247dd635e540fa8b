"""What can stand in the way of a need, and what an estimate assumes."""

from django.db import models
from django.utils.translation import gettext_lazy as _

from demand.needs.vocabulary import Thing


class Obstacle(models.TextChoices):
    DEMAND = "DEMAND", _("too few commitments")
    DATA = "DATA", _("too little data")
    TECHNOLOGY = "TECHNOLOGY", _("technology not cheap enough yet")
    REGULATION = "REGULATION", _("a rule or procedure")
    PRICE = "PRICE", _("the price")


class Side(models.TextChoices):
    """Who tells what came of it: whoever built, or whoever asked for it."""

    BUILDER = "BUILDER", _("who built it")
    BUYER = "BUYER", _("who wanted it")


class Ending(models.TextChoices):
    DELIVERED = "DELIVERED", _("delivered, and in use")
    DROPPED = "DROPPED", _("dropped, or never in use")


class Place(models.TextChoices):
    """Where a need stands between wanted and feasible, under the names that arithmetic gives."""

    GREEN = "GREEN", _("wanted, and it can be built")
    RED = "RED", _("it can be built, but is not wanted")
    RESEARCH = "RESEARCH", _("wanted, but nobody can build it yet")
    LOW = "LOW", _("neither wanted nor in reach")


class Score(models.IntegerChoices):
    """How far a developer can build it: the mean of three counts as high."""

    NOBODY = 1, _("1: Nobody can do this yet")
    PARTS = 2, _("2: Only parts of it work today")
    EFFORT = 3, _("3: It should work with the usual effort")
    TRIALS = 4, _("4: It works in trials")
    FIELD = 5, _("5: It works in the field, every day")


class Assumption(models.TextChoices):
    """The inputs of the payoff model, under the names that arithmetic gives them."""

    SHARE = "share", _("Of those who could use it, how many ever buy")
    HYPOTHETICAL_DIVISOR = "hypothetical_divisor", _("How far people overstate what they buy")
    PRICE = "price", _("What one buyer pays a year")
    INNOVATION = "innovation", _("Buy by themselves, of those left, a year")
    IMITATION = "imitation", _("Buy because neighbours did, a year")
    CHURN = "churn", _("Stop using it, a year")
    LABELS = "labels", _("Labels that it takes")
    LABEL_COST = "label_cost", _("Cost of one label")
    PERSON_MONTHS = "person_months", _("Person-months to build it")
    WAGE = "wage", _("Cost of one person-month")
    COMPUTING = "computing", _("Computing to build it")
    INFERENCE = "inference", _("Running cost per buyer and year, today")
    HALVING_MONTHS = "halving_months", _("Months until running it costs half")
    FLOOR_SHARE = "floor_share", _("Share of today's running cost that stays")
    MAINTENANCE_SHARE = "maintenance_share", _("Upkeep a year, of what it cost to build")
    SUPPORT = "support", _("Support per buyer and year")
    ACQUISITION = "acquisition", _("Winning one buyer")
    TECHNICAL = "technical", _("Chance that it works well enough")
    SUBSTITUTION = "substitution", _("Chance a year that a general model replaces it")
    DISCOUNT = "discount", _("Discount rate a year")
    PLATFORM_SHARE = "platform_share", _("Fee of the platform, of sales")
    DIVIDEND_SHARE = "dividend_share", _("Share of sales for those who gave data")
    SUBSIDY = "subsidy", _("Subsidy")
    SEASON = "season", _("Months until its first season")


class Unit(models.TextChoices):
    YEN = "YEN", _("yen")
    SHARE = "SHARE", _("share, 0–1")
    COUNT = "COUNT", _("count")
    MONTHS = "MONTHS", _("months")


_GUESS = _("Our guess, until somebody has built one and told")
_BASS = _("Mean of 213 products (Sultan, Farley, Lehmann 1990); none from farming in Japan")

# Unit and basis of each assumption.
RESTS_ON = {
    Assumption.SHARE: (
        Unit.SHARE,
        _("The answers, weighed by how serious they are; those who come here are no average farm"),
    ),
    Assumption.HYPOTHETICAL_DIVISOR: (
        Unit.COUNT,
        _("1: answers are already weighed by how serious they are"),
    ),
    Assumption.PRICE: (
        Unit.YEN,
        _("The best price (the middle one below five) × the quantity, without tax, ±25%"),
    ),
    Assumption.INNOVATION: (Unit.SHARE, _BASS),
    Assumption.IMITATION: (Unit.SHARE, _BASS),
    Assumption.CHURN: (Unit.SHARE, _GUESS),
    Assumption.LABELS: (Unit.COUNT, _GUESS),
    Assumption.LABEL_COST: (Unit.YEN, _("Price lists of labelling services, three labellers each")),
    Assumption.PERSON_MONTHS: (Unit.COUNT, _GUESS),
    Assumption.WAGE: (Unit.YEN, _GUESS),
    Assumption.COMPUTING: (Unit.YEN, _GUESS),
    Assumption.INFERENCE: (Unit.YEN, _GUESS),
    Assumption.HALVING_MONTHS: (
        Unit.MONTHS,
        _("Slower than language models, whose price halves in about 5 months"),
    ),
    Assumption.FLOOR_SHARE: (Unit.SHARE, _GUESS),
    Assumption.MAINTENANCE_SHARE: (Unit.SHARE, _GUESS),
    Assumption.SUPPORT: (Unit.YEN, _GUESS),
    Assumption.ACQUISITION: (Unit.YEN, _GUESS),
    Assumption.TECHNICAL: (Unit.SHARE, _GUESS),
    Assumption.SUBSTITUTION: (Unit.SHARE, _GUESS),
    Assumption.DISCOUNT: (Unit.SHARE, _("Usual for a risky small product")),
    Assumption.PLATFORM_SHARE: (Unit.SHARE, _("Areba takes none")),
    Assumption.DIVIDEND_SHARE: (Unit.SHARE, _("Assumed for those who shared data")),
    Assumption.SUBSIDY: (Unit.YEN, _("None counted")),
    Assumption.SEASON: (Unit.MONTHS, _("Sold from the first year on")),
}

# Asked first where somebody sets their own: these differ most from team to team.
ASKED_FIRST = (
    Assumption.WAGE,
    Assumption.PERSON_MONTHS,
    Assumption.PRICE,
    Assumption.DISCOUNT,
    Assumption.LABELS,
    Assumption.LABEL_COST,
    Assumption.SEASON,
)

# How many units one buyer uses. Assumed until five have said it of themselves.
TYPICAL_QUANTITY = {
    Thing.TEN_ARES: 10,
    Thing.HECTARE: 3,
    Thing.HOUSE: 3,
    Thing.HEAD: 50,
    Thing.HEAD_SHIPPED: 500,
    Thing.THOUSAND_BIRDS: 50,
    Thing.BOAT: 1,
    Thing.NET: 1,
    Thing.MACHINE: 1,
    Thing.RAFT: 10,
    Thing.CAGE: 10,
    Thing.TONNE: 20,
    Thing.CUBIC_METRE: 300,
    Thing.OPERATION: 1,
    Thing.COMMUNITY: 1,
}
