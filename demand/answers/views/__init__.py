"""The pages of the board."""

from demand.answers.views.appeals import appeal, appeals, decide_appeal
from demand.answers.views.board import (
    check_need,
    co_sign,
    need,
    own_answers,
    post_need,
    resume_co_sign,
    withdraw,
)
from demand.answers.views.listing import needs, similar_needs
from demand.answers.views.regulations import regulation

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
    "regulation",
    "resume_co_sign",
    "similar_needs",
    "withdraw",
]
