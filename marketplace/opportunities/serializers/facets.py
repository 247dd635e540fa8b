"""What programs read of how many opportunities each choice would leave."""

from typing import Any

from demand.answers.serializers import FacetCountsSerializer
from demand.answers.serializers.listing import FacetValueSerializer
from demand.needs.reads.facets import FacetCounts
from demand.needs.vocabulary import Kind, Task
from demand.operations.vocabulary import Prefecture, Sector
from marketplace.opportunities.vocabulary import Obstacle

CHOICES = {
    "sector": Sector,
    "prefecture": Prefecture,
    "kind": Kind,
    "task": Task,
    "obstacle": Obstacle,
}


class OpportunityFacetsSerializer(FacetCountsSerializer):
    """How many opportunities each choice would leave, as if nothing were chosen beside it."""

    is_at_least = None  # type: ignore[assignment]  # all of them are counted
    # Estimates carry neither.
    product = None  # type: ignore[assignment]
    shared_data = None  # type: ignore[assignment]
    obstacle = FacetValueSerializer(many=True)


def labelled(counted: FacetCounts) -> dict[str, Any]:
    """Turn counts into what the serializer writes: the most frequent first."""
    return {
        "counted_at": counted.counted_at,
        **{
            name: [
                {"value": value, "name": choices(value).label, "count": count}
                for value, count in sorted(
                    counted.counts[name].items(), key=lambda pair: (-pair[1], pair[0])
                )
                if value
            ]
            for name, choices in CHOICES.items()
        },
    }
