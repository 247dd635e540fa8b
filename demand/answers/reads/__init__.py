"""What the pages and the API show of needs with their answers."""

from demand.answers.reads.listing import (
    NEWEST,
    counts,
    needs,
    newest_needs,
    order,
    similar_needs,
)
from demand.answers.reads.reading import (
    Reading,
    Whose,
    as_seen_by,
    level_counts,
    own_needs_and_answers,
    posted_with,
    reading,
    size,
    tier_counts,
    waiting_appeals,
    waiting_to_move,
    whose,
)

__all__ = [
    "NEWEST",
    "Reading",
    "Whose",
    "as_seen_by",
    "counts",
    "level_counts",
    "needs",
    "newest_needs",
    "order",
    "own_needs_and_answers",
    "posted_with",
    "reading",
    "similar_needs",
    "size",
    "tier_counts",
    "waiting_appeals",
    "waiting_to_move",
    "whose",
]
