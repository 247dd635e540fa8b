"""The pages of the board."""

from demand.answers.views.appeals import appeal, appeals, decide_appeal
from demand.answers.views.board import (
    check_need,
    co_sign,
    need,
    needs,
    own_answers,
    post_need,
    resume_co_sign,
    withdraw,
)

__all__ = [
    "appeal",
    "appeals",
    "check_need",
    "co_sign",
    "decide_appeal",
    "need",
    "needs",
    "own_answers",
    "post_need",
    "resume_co_sign",
    "withdraw",
]
