"""What the pages and the API show of needs with their answers."""

from demand.answers.reads.listing import (
    MOST_WANTED,
    NEWEST,
    counts,
    needs,
    newest_needs,
    order,
    similar_needs,
    with_demand,
)
from demand.answers.reads.prices import size
from demand.answers.reads.reading import (
    Reading,
    Whose,
    as_seen_by,
    level_counts,
    likely_operation,
    own_needs_and_answers,
    posted_with,
    reading,
    tier_counts,
    waiting_appeals,
    waiting_to_move,
    whose,
)
from demand.answers.reads.regulations import (
    BlockedNeed,
    LossSum,
    blocked_by,
    regulations,
    with_losses,
)

__all__ = [
    "MOST_WANTED",
    "NEWEST",
    "BlockedNeed",
    "LossSum",
    "Reading",
    "Whose",
    "as_seen_by",
    "blocked_by",
    "counts",
    "level_counts",
    "likely_operation",
    "needs",
    "newest_needs",
    "order",
    "own_needs_and_answers",
    "posted_with",
    "reading",
    "regulations",
    "similar_needs",
    "size",
    "tier_counts",
    "waiting_appeals",
    "waiting_to_move",
    "whose",
    "with_demand",
    "with_losses",
]
