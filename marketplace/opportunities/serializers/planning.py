"""What programs read of other assumptions, of the ways to a target, and of when to begin."""

from typing import Any

from rest_framework import serializers

from demand.details.vocabulary import PlaceChange
from marketplace.opportunities.arithmetic.places import ALL


class WhatIfSerializer(serializers.Serializer[Any]):
    """The estimate drawn anew with your assumptions and the same seed. Nothing of it is kept."""

    changed = serializers.DictField(child=serializers.FloatField(), help_text="What you set.")
    payoff = serializers.JSONField(
        allow_null=True, help_text="Outcomes in yen, as in result; null below five prices."
    )
    result = serializers.JSONField(help_text="All that was computed, as in the stored result.")


class ChangedPlaceSerializer(serializers.Serializer[Any]):
    """The same draws with a change of the place that is offered. Null below five prices."""

    change = serializers.ChoiceField(choices=[*PlaceChange.values, ALL])
    p50 = serializers.IntegerField(allow_null=True, help_text="Yen without tax.")
    gain = serializers.IntegerField(allow_null=True, help_text="What it adds to p50, in yen.")
    positive_share = serializers.FloatField(allow_null=True, help_text="0–1.")
    assumed = serializers.DictField(
        child=serializers.FloatField(),
        allow_null=True,
        help_text="The share that is still needed, by what; null for all of them together.",
    )


class CurveSerializer(serializers.Serializer[Any]):
    """How the error falls with labels: a + b·n^−c."""

    a = serializers.FloatField()
    b = serializers.FloatField()
    c = serializers.FloatField()
    source = serializers.CharField()  # type: ignore[assignment]  # the name of a column, not of the field


class MeasuredSerializer(serializers.Serializer[Any]):
    """The shared labels that a curve was measured on, with a simple standard model."""

    dataset = serializers.CharField(source="version.dataset.slug")
    version = serializers.IntegerField(source="version.number")
    label_count = serializers.IntegerField()
    assessed_at = serializers.DateTimeField()


class MixSerializer(serializers.Serializer[Any]):
    labels = serializers.IntegerField(help_text="Labels to add.")
    doublings = serializers.IntegerField(help_text="How often computing is doubled.")
    months = serializers.IntegerField(help_text="Months to wait.")
    cost = serializers.FloatField(help_text="Yen without tax.")


class FrontierSerializer(serializers.Serializer[Any]):
    """The cheapest way to the target, and the cheapest with one means alone."""

    cheapest = MixSerializer()
    labels_only = MixSerializer()
    computing_only = MixSerializer(allow_null=True)
    waiting_only = MixSerializer(allow_null=True)


class StartSerializer(serializers.Serializer[Any]):
    months = serializers.IntegerField(help_text="From today.")
    worth = serializers.FloatField(help_text="Yen without tax today, if it works.")


class PlanSerializer(serializers.Serializer[Any]):
    """Ways to the target, and when to begin. All of it assumed; set the values to have your own."""

    target = serializers.FloatField(help_text="Share that must be right, 0–1.")
    curve = CurveSerializer()
    measured = MeasuredSerializer(
        allow_null=True, help_text="Null where the curve is assumed, or set by you."
    )
    in_hand = serializers.IntegerField(help_text="Labels.")
    score_now = serializers.FloatField(help_text="Share expected right with the labels in hand.")
    frontier = FrontierSerializer(allow_null=True, help_text="Null where out of reach.")
    next_labels_value = serializers.FloatField(
        allow_null=True, help_text="Yen that the next 100 labels add; null below five prices."
    )
    running = serializers.FloatField(help_text="Yen per buyer and year, today.")
    bearable = serializers.FloatField(help_text="Yen per buyer and year that it may cost.")
    pays_in = serializers.IntegerField(allow_null=True, help_text="Months; null for never.")
    size = serializers.FloatField(help_text="Billions of parameters that it takes today.")
    memory = serializers.FloatField(help_text="GB in the device.")
    fits_in = serializers.IntegerField(help_text="Months, by the densing law.")
    starts = StartSerializer(many=True)
