"""What is wanted, and how it is found."""

from demand.needs.models.edit import Edit
from demand.needs.models.facets import FacetCount, FacetRecount, ProductCount
from demand.needs.models.links import hold_links, merged_above, merged_under, relink
from demand.needs.models.need import FEWEST_RUNGS, MOST_RUNGS, Need, NeedQuerySet
from demand.needs.models.regulation import Regulation
from demand.needs.models.search import SearchEntry, Spelling
from demand.needs.models.sighting import Sighting

__all__ = [
    "FEWEST_RUNGS",
    "MOST_RUNGS",
    "Edit",
    "FacetCount",
    "FacetRecount",
    "Need",
    "NeedQuerySet",
    "ProductCount",
    "Regulation",
    "SearchEntry",
    "Sighting",
    "Spelling",
    "hold_links",
    "merged_above",
    "merged_under",
    "relink",
]
