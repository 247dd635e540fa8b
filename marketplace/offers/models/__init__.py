"""Offers, what they led to, and who owes what to whom."""

from marketplace.offers.models.commitments import Commitment, Message, Reminder
from marketplace.offers.models.concluding import careful, conclude
from marketplace.offers.models.evaluations import Evaluation, Trial
from marketplace.offers.models.ledger import Account, Entry
from marketplace.offers.models.offers import Offer, Transition, Version, WrongState
from marketplace.offers.models.rounds import Round
from marketplace.offers.models.settling import settle

__all__ = [
    "Account",
    "Commitment",
    "Entry",
    "Evaluation",
    "Message",
    "Offer",
    "Reminder",
    "Round",
    "Transition",
    "Trial",
    "Version",
    "WrongState",
    "careful",
    "conclude",
    "settle",
]
