"""Estimates and their record, matches, outcomes."""

from marketplace.opportunities.models.estimates import (
    FARTHEST,
    LEAST,
    Estimate,
    EstimateQuerySet,
    EstimateRecord,
)
from marketplace.opportunities.models.impressions import Impression
from marketplace.opportunities.models.matches import Match
from marketplace.opportunities.models.outcomes import SAID, Outcome, OutcomeRevision

__all__ = [
    "FARTHEST",
    "LEAST",
    "SAID",
    "Estimate",
    "EstimateQuerySet",
    "EstimateRecord",
    "Impression",
    "Match",
    "Outcome",
    "OutcomeRevision",
]
