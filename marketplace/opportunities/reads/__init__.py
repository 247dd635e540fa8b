"""What pages and programs see of opportunities, and what an estimate is computed from."""

from marketplace.opportunities.reads import pictures
from marketplace.opportunities.reads.listing import NEAREST, ORDERS, opportunities, order
from marketplace.opportunities.reads.market import Facts, facts_of, without_tax
from marketplace.opportunities.reads.reading import Opportunity, opportunity, together

__all__ = [
    "NEAREST",
    "ORDERS",
    "Facts",
    "Opportunity",
    "facts_of",
    "opportunities",
    "opportunity",
    "order",
    "pictures",
    "together",
    "without_tax",
]
