"""What people do about offers and commitments."""

from marketplace.offers.actions.building import (
    AlreadyDisputed,
    NotThePoster,
    begin,
    conclude,
    deliver,
    dispute,
    settle_dispute,
)
from marketplace.offers.actions.committing import (
    CoolingIsOver,
    NotAParty,
    confirm,
    record_payment,
    say,
    step_out,
)
from marketplace.offers.actions.offering import (
    HourHasCome,
    NeedTakesNoOffers,
    NoMoreVersions,
    make_offer,
    take_back,
)
from marketplace.offers.actions.opening_hours import HourIsTooNear, set_hour

__all__ = [
    "AlreadyDisputed",
    "CoolingIsOver",
    "HourHasCome",
    "HourIsTooNear",
    "NeedTakesNoOffers",
    "NoMoreVersions",
    "NotAParty",
    "NotThePoster",
    "begin",
    "conclude",
    "confirm",
    "deliver",
    "dispute",
    "make_offer",
    "record_payment",
    "say",
    "set_hour",
    "settle_dispute",
    "step_out",
    "take_back",
]
