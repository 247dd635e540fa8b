"""What programs ask of the list of needs, and how many each choice leaves."""

from typing import Any

from rest_framework import serializers

from demand.needs.arithmetic.search.products import LONGEST_KEY
from demand.needs.reads.facets import FacetCounts
from demand.needs.reads.products import called
from demand.needs.vocabulary import Kind, SharedData, Task
from demand.operations.vocabulary import Prefecture, Sector

CHOICES = {
    "sector": Sector,
    "prefecture": Prefecture,
    "kind": Kind,
    "task": Task,
    "shared_data": SharedData,
}


class FacetSerializer(serializers.Serializer):  # type: ignore[type-arg]
    """What a list of needs may be narrowed by."""

    sector = serializers.ChoiceField(choices=Sector.choices, required=False)
    prefecture = serializers.ChoiceField(
        choices=Prefecture.choices, required=False, help_text="JIS X 0401 code."
    )
    kind = serializers.ChoiceField(choices=Kind.choices, required=False)
    task = serializers.ChoiceField(choices=Task.choices, required=False)
    shared_data = serializers.ChoiceField(
        choices=SharedData.choices, required=False, help_text="Whether anybody shares data for it."
    )
    product = serializers.CharField(
        required=False,
        max_length=LONGEST_KEY,
        help_text="A key as the facets give it: all spellings of a product have the same.",
    )
    q = serializers.CharField(
        required=False,
        allow_blank=True,
        max_length=100,
        help_text="Words in Japanese or English: the nearest needs come first. Other names of "
        "the same thing find it too, and slips of the hand are borne.",
    )


class NeedListSerializer(FacetSerializer):
    """How a list of needs may be narrowed and ordered."""

    sort = serializers.ChoiceField(
        choices=["newest", "wanted", "closing"],
        required=False,
        help_text="Left out: nearest to the words, or else newest first. `closing` lists only "
        "open needs that have a last day.",
    )
    since = serializers.DateTimeField(
        required=False, help_text="Only needs posted at this moment or later, ISO 8601."
    )


class FacetValueSerializer(serializers.Serializer):  # type: ignore[type-arg]
    value = serializers.CharField()
    name = serializers.CharField(help_text="In the language of the request.")
    count = serializers.IntegerField()


class FacetCountsSerializer(serializers.Serializer):  # type: ignore[type-arg]
    """How many needs each choice would leave, as if nothing were chosen in its own facet."""

    counted_at = serializers.DateTimeField(
        allow_null=True, help_text="How old the counts are; null if they were made this moment."
    )
    is_at_least = serializers.BooleanField(help_text="Whether there may be more than is counted.")
    sector = FacetValueSerializer(many=True)
    prefecture = FacetValueSerializer(many=True)
    kind = FacetValueSerializer(many=True)
    task = FacetValueSerializer(many=True)
    shared_data = FacetValueSerializer(many=True)
    product = FacetValueSerializer(many=True, help_text="The most frequent sixty.")


def _label(name: str, value: str) -> str:
    return called(value) if name == "product" else str(CHOICES[name](value).label)


def labelled(counted: FacetCounts) -> dict[str, Any]:
    """Turn counts into what the serializer writes: the most frequent first."""
    return {
        "counted_at": counted.counted_at,
        "is_at_least": counted.is_at_least,
        **{
            name: [
                {"value": value, "name": _label(name, value), "count": count}
                for value, count in sorted(counts.items(), key=lambda pair: (-pair[1], pair[0]))
            ]
            for name, counts in counted.counts.items()
        },
    }
