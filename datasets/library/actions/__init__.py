"""What people do about data that is held: pull it, ask for it, allow it."""

from datasets.library.actions.granting import (
    AlreadyAsked,
    NothingToAsk,
    NotOpen,
    answer_grant,
    ask_for_grant,
    revoke_grant,
)
from datasets.library.actions.pulling import NoLongerGivenOut, NotYours, TakenBack, pull

__all__ = [
    "AlreadyAsked",
    "NoLongerGivenOut",
    "NotOpen",
    "NotYours",
    "NothingToAsk",
    "TakenBack",
    "answer_grant",
    "ask_for_grant",
    "pull",
    "revoke_grant",
]
