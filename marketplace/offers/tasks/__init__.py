"""What happens by itself: at the hour, at the end of the cooling-off, when a day goes by."""

from marketplace.offers.tasks.cooling import agree
from marketplace.offers.tasks.days import expire, look_after_commitments
from marketplace.offers.tasks.evaluating import evaluate, evaluate_waiting
from marketplace.offers.tasks.opening import open_due, open_offers
from marketplace.offers.tasks.reminding import remind

__all__ = [
    "agree",
    "evaluate",
    "evaluate_waiting",
    "expire",
    "look_after_commitments",
    "open_due",
    "open_offers",
    "remind",
]
