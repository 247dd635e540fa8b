"""What programs read and write of merges."""

from typing import Any

from rest_framework import serializers

from demand.merging.models import Merge
from demand.needs.models import Need


class MergeSerializer(serializers.ModelSerializer[Merge]):
    """One need said to be the same as another."""

    need = serializers.SlugRelatedField[Any](slug_field="slug", read_only=True)
    into = serializers.SlugRelatedField[Any](
        slug_field="slug", queryset=Need.objects.filter(hidden_at=None)
    )
    proposed_for = serializers.SlugRelatedField[Any](slug_field="slug", read_only=True)
    seconded_for = serializers.SlugRelatedField[Any](slug_field="slug", read_only=True)

    class Meta:
        model = Merge
        fields = [
            *("id", "need", "into", "reason", "proposed_for", "proposed_at"),
            *("seconded_for", "joined_at", "ended_at"),
        ]
        read_only_fields = ["id", "proposed_at", "joined_at", "ended_at"]


class MoveSerializer(serializers.Serializer[Any]):
    """Whether one's price counts for the need into which its own was merged."""

    counts = serializers.BooleanField()
