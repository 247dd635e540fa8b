"""What people do about their answer: give it, change it, withdraw it, ask that it counts."""

from demand.answers.actions.answering import (
    AlreadyCoSigned,
    AnswerIsBound,
    NeedIsClosed,
    NeedIsMerged,
    NotAnswered,
    Words,
    change_answer,
    co_sign,
    confirm_answer,
    withdraw,
)
from demand.answers.actions.appeals import (
    AlreadyAppealed,
    AlreadyDecided,
    CountsInFull,
    appeal,
    decide_appeal,
)
from demand.answers.actions.entering import REFUSED_ENTRY, OwnAnswerStands, enter
from demand.answers.actions.posting import RuleWords, post_need_with_answer
from demand.answers.actions.prices import PricesHaveChanged

__all__ = [
    "REFUSED_ENTRY",
    "AlreadyAppealed",
    "AlreadyCoSigned",
    "AlreadyDecided",
    "AnswerIsBound",
    "CountsInFull",
    "NeedIsClosed",
    "NeedIsMerged",
    "NotAnswered",
    "OwnAnswerStands",
    "PricesHaveChanged",
    "RuleWords",
    "Words",
    "appeal",
    "change_answer",
    "co_sign",
    "confirm_answer",
    "decide_appeal",
    "enter",
    "post_need_with_answer",
    "withdraw",
]
