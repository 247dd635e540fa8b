"""What people do about whom they speak for."""

from demand.operations.actions.recognising import (
    NotACooperative,
    recognise,
    revoke_recognition,
)
from demand.operations.actions.registering import (
    NotYourOperation,
    edit_operation,
    register_operation,
    speak_for,
    tell_more,
)
from demand.operations.actions.twins import agree_to_be_one, part_twins, propose_anew
from demand.operations.actions.vouching import (
    AlreadyAsked,
    AlreadyEnded,
    NobodyToAsk,
    OutsideTheDistrict,
    accept_vouching,
    ask_to_vouch,
    end_vouching,
)

__all__ = [
    "AlreadyAsked",
    "AlreadyEnded",
    "NobodyToAsk",
    "NotACooperative",
    "NotYourOperation",
    "OutsideTheDistrict",
    "accept_vouching",
    "agree_to_be_one",
    "ask_to_vouch",
    "edit_operation",
    "end_vouching",
    "part_twins",
    "propose_anew",
    "recognise",
    "register_operation",
    "revoke_recognition",
    "speak_for",
    "tell_more",
]
