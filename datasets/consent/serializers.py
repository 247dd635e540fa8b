"""What programs read of consent."""

from typing import Any

from rest_framework import serializers

from datasets.consent import reads
from datasets.consent.models import Contributor, Recall, Receipt


class ReceiptSerializer(serializers.Serializer[Receipt]):
    """A consent receipt: ISO/IEC TS 27560 names, and those of Kantara beside them."""

    def to_representation(self, instance: Receipt) -> dict[str, Any]:
        site = self.context["request"].build_absolute_uri("/").rstrip("/")
        return reads.document(instance, site)


class ContributionSerializer(serializers.ModelSerializer[Contributor]):
    """A part of a data set that is yours; others see `number` alone."""

    dataset = serializers.CharField(source="dataset.slug", read_only=True)
    row_count = serializers.IntegerField(
        read_only=True, allow_null=True, help_text="Rows or files of the newest version."
    )
    has_receipt = serializers.BooleanField(read_only=True)
    is_withdrawn = serializers.BooleanField(read_only=True)

    class Meta:
        model = Contributor
        fields = ["id", "dataset", "number", "row_count", "has_receipt", "is_withdrawn"]


class RecallSerializer(serializers.ModelSerializer[Recall]):
    """Something that you have taken and are asked to delete."""

    dataset = serializers.CharField(source="version.dataset.slug", read_only=True)
    number = serializers.IntegerField(source="version.number", read_only=True)
    sha256 = serializers.CharField(source="version.sha256", read_only=True)
    at_end = serializers.CharField(
        source="version.terms.get_at_end_display",
        read_only=True,
        help_text="What the terms ask for.",
    )

    class Meta:
        model = Recall
        fields = ["id", "dataset", "number", "sha256", "at_end", "deleted_at"]
        read_only_fields = ["deleted_at"]
