"""What people do about their answer: give it, change it, withdraw it, ask that it counts."""

from demand.answers.actions.answering import (
    AlreadyCoSigned,
    AnswerIsBound,
    NeedIsClosed,
    NeedIsMerged,
    NotAnswered,
    PricesHaveChanged,
    Words,
    change_answer,
    co_sign,
    confirm_answer,
    post_need_with_answer,
    withdraw,
)
from demand.answers.actions.appeals import (
    AlreadyAppealed,
    AlreadyDecided,
    CountsInFull,
    appeal,
    decide_appeal,
)

__all__ = [
    "AlreadyAppealed",
    "AlreadyCoSigned",
    "AlreadyDecided",
    "AnswerIsBound",
    "CountsInFull",
    "NeedIsClosed",
    "NeedIsMerged",
    "NotAnswered",
    "PricesHaveChanged",
    "Words",
    "appeal",
    "change_answer",
    "co_sign",
    "confirm_answer",
    "decide_appeal",
    "post_need_with_answer",
    "withdraw",
]
