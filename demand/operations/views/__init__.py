"""The pages of who speaks."""

from demand.operations.views.registering import register_operation
from demand.operations.views.standing import (
    answer_proposal,
    answer_vouching,
    ask_to_vouch,
    cooperatives,
    recognise,
    revoke_recognition,
    standing,
)

__all__ = [
    "answer_proposal",
    "answer_vouching",
    "ask_to_vouch",
    "cooperatives",
    "recognise",
    "register_operation",
    "revoke_recognition",
    "standing",
]
