"""What programs tell and read of where needs stand between wanted and feasible."""

from typing import Any

from rest_framework import serializers

from marketplace.opportunities.vocabulary import Place, Score


class RatingSerializer(serializers.Serializer[Any]):
    """One developer's rating with its evidence. Everybody may read it."""

    developer = serializers.CharField(source="developer.organisation.slug", read_only=True)
    name = serializers.CharField(source="developer.organisation.name", read_only=True)
    score = serializers.ChoiceField(
        choices=Score.choices, help_text="1: nobody can do it yet … 5: it works in the field."
    )
    evidence = serializers.CharField(max_length=500, help_text="What shows it.")
    link = serializers.URLField(required=False, allow_blank=True, max_length=300)
    rated_at = serializers.DateTimeField(read_only=True)


class PlacedSerializer(serializers.Serializer[Any]):
    """Where a need stands. The counts of answers are those that anybody may see."""

    zone = serializers.ChoiceField(
        choices=Place.choices, allow_null=True, help_text="Null on the border, or too little said."
    )
    is_border = serializers.BooleanField(source="standing.is_border")
    wanted_chance = serializers.FloatField(
        source="standing.wanted_chance", help_text="That it is wanted on the mean, 0–1."
    )
    feasible_chance = serializers.FloatField(
        source="standing.feasible_chance", help_text="That it can be built, on the mean, 0–1."
    )
    wish_count = serializers.IntegerField(
        source="standing.wish_count", help_text="Operations; it takes three."
    )
    rating_count = serializers.IntegerField(
        source="standing.rating_count", help_text="Developers; it takes two."
    )
