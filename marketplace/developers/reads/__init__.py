"""What pages and programs see of developers."""

from marketplace.developers.reads.matching import Fit, Known, Reason, fit, offered, rarity, wanted
from marketplace.developers.reads.profiles import NEWEST_FIRST, developer_of, developers, traits

__all__ = [
    "NEWEST_FIRST",
    "Fit",
    "Known",
    "Reason",
    "developer_of",
    "developers",
    "fit",
    "offered",
    "rarity",
    "traits",
    "wanted",
]
