"""What pages and programs see of offers and commitments, each party its own."""

from marketplace.offers.reads.commitments import (
    NEWEST,
    Balance,
    balances,
    commitments_of,
    held_by,
    messages_of,
    one_commitment,
)
from marketplace.offers.reads.hours import Hour, coming_hour
from marketplace.offers.reads.offers import moves, one_offer, own_offer, own_offers
from marketplace.offers.reads.orders import Order, order
from marketplace.offers.reads.outcomes import NeedOffers, Outcome, offers_of
from marketplace.offers.reads.quality import (
    Allowance,
    allowance,
    baseline_of,
    demands,
    evaluations_of,
    judging,
    worth_of,
)
from marketplace.offers.reads.record import (
    Promises,
    Record,
    buyers_record,
    developers_record,
    others_record,
    promises,
)
from marketplace.offers.reads.terms import bid_of, promising, terms_of

__all__ = [
    "NEWEST",
    "Allowance",
    "Balance",
    "Hour",
    "NeedOffers",
    "Order",
    "Outcome",
    "Promises",
    "Record",
    "allowance",
    "balances",
    "baseline_of",
    "bid_of",
    "buyers_record",
    "coming_hour",
    "commitments_of",
    "demands",
    "developers_record",
    "evaluations_of",
    "held_by",
    "judging",
    "messages_of",
    "moves",
    "offers_of",
    "one_commitment",
    "one_offer",
    "order",
    "others_record",
    "own_offer",
    "own_offers",
    "promises",
    "promising",
    "terms_of",
    "worth_of",
]
