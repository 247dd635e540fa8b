"""What programs read of one product for several needs."""

from typing import Any

from rest_framework import serializers


class ServedSerializer(serializers.Serializer[Any]):
    slug = serializers.CharField(source="need.slug")
    title = serializers.CharField(source="need.title", help_text="As written.")
    buyers = serializers.FloatField(help_text="In hand, each weighed by how serious it is.")
    added = serializers.IntegerField(help_text="Yen that they bring, the middle outcome.")
    repeated_count = serializers.IntegerField(
        help_text="Answered an earlier one too and are left out; rounded up in threes."
    )


class TogetherSerializer(serializers.Serializer[Any]):
    """The payoff alone and together. Null below five prices, or where nothing is similar.

    Assumed: building and upkeep are spent once and one product serves all; of the others
    only answers in hand count, and none of their labels.
    """

    p50_alone = serializers.IntegerField(allow_null=True, help_text="Yen without tax.")
    p50_together = serializers.IntegerField(allow_null=True)
    positive_share_alone = serializers.FloatField(allow_null=True, help_text="0–1.")
    positive_share_together = serializers.FloatField(allow_null=True)
    served = ServedSerializer(many=True)


NOTHING_TOGETHER: dict[str, Any] = {
    "p50_alone": None,
    "p50_together": None,
    "positive_share_alone": None,
    "positive_share_together": None,
    "served": [],
}
