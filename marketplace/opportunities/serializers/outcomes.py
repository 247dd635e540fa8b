"""What programs tell and read of what came of building."""

from typing import Any

from rest_framework import serializers

from marketplace.opportunities.vocabulary import Ending, Side


class ToldOutcomeSerializer(serializers.Serializer[Any]):
    """One side's word. Shown to nobody else, and counted in sums."""

    side = serializers.ChoiceField(choices=Side.choices, read_only=True)
    ending = serializers.ChoiceField(choices=Ending.choices)
    began_on = serializers.DateField(
        required=False, allow_null=True, help_text="Asked of the builder."
    )
    delivered_on = serializers.DateField(
        required=False, allow_null=True, help_text="Null where it was dropped."
    )
    yearly_paid = serializers.IntegerField(
        required=False,
        allow_null=True,
        min_value=0,
        max_value=10**12,
        help_text="Yen without tax a year: from all buyers, or what the one who answers pays.",
    )
    buyer_count = serializers.IntegerField(
        required=False,
        allow_null=True,
        min_value=0,
        max_value=10**8,
        help_text="Asked of the builder.",
    )
    cost_so_far = serializers.IntegerField(
        required=False,
        allow_null=True,
        min_value=0,
        max_value=10**12,
        help_text="Yen without tax. Asked of the builder.",
    )
    hits = serializers.IntegerField(
        required=False, allow_null=True, min_value=0, max_value=10**8, help_text="Right in trials."
    )
    trials = serializers.IntegerField(
        required=False, allow_null=True, min_value=1, max_value=10**8, help_text="Out of so many."
    )
    note = serializers.CharField(required=False, allow_blank=True, max_length=1000)
    entered_at = serializers.DateTimeField(read_only=True)


class ScoresSerializer(serializers.Serializer[Any]):
    """Means over the estimates that were scored."""

    brier = serializers.FloatField(help_text="0 is best; saying one half always gives 0.25.")
    crps = serializers.FloatField(help_text="Yen by which the whole distribution missed.")
    within_share = serializers.FloatField(
        help_text="Share of outcomes within P5 to P95, 0–1; meant to be 0.9."
    )


class TrackSerializer(serializers.Serializer[Any]):
    slug = serializers.CharField(source="organisation.slug")
    name = serializers.CharField(source="organisation.name")
    accepted_count = serializers.IntegerField(help_text="Deliveries that both sides tell of.")
    failed_count = serializers.IntegerField(help_text="Dropped, or never in use.")


class TrackRecordSerializer(serializers.Serializer[Any]):
    """What came of building here, and how near the estimates were. Samples are left out."""

    outcome_count = serializers.IntegerField()
    delivered_count = serializers.IntegerField()
    confirmed_count = serializers.IntegerField(help_text="Deliveries that the other side confirms.")
    dropped_count = serializers.IntegerField()
    scored_count = serializers.IntegerField(
        help_text="With an estimate in yen that stood before the work began."
    )
    scores = ScoresSerializer(allow_null=True, help_text="Null below three scored estimates.")
    developers = TrackSerializer(many=True)
