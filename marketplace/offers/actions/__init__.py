"""What people do about offers and commitments."""

from marketplace.offers.actions.building import (
    AlreadyDisputed,
    MeasuredOtherwise,
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
from marketplace.offers.actions.measuring import (
    AllowanceUsedUp,
    NoMoreTests,
    NotAFieldTrial,
    NothingSealed,
    enter_trial,
    hand_in_predictions,
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
    "AllowanceUsedUp",
    "AlreadyDisputed",
    "CoolingIsOver",
    "HourHasCome",
    "HourIsTooNear",
    "MeasuredOtherwise",
    "NeedTakesNoOffers",
    "NoMoreTests",
    "NoMoreVersions",
    "NotAFieldTrial",
    "NotAParty",
    "NotThePoster",
    "NothingSealed",
    "begin",
    "conclude",
    "confirm",
    "deliver",
    "dispute",
    "enter_trial",
    "hand_in_predictions",
    "make_offer",
    "record_payment",
    "say",
    "set_hour",
    "settle_dispute",
    "step_out",
    "take_back",
]
