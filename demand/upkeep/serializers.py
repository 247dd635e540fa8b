"""What programs read and write of what is asked again."""

from typing import Any

from rest_framework import serializers


class WaitingSerializer(serializers.Serializer[Any]):
    """Slugs of the needs about which one's word is asked."""

    needs = serializers.SerializerMethodField(help_text="Your needs: still wanted?")
    prices = serializers.SerializerMethodField(help_text="Needs you answered: still that price?")
    moves = serializers.SerializerMethodField(
        help_text="Needs you answered that were merged: does your price count there?"
    )

    def get_needs(self, waiting: Any) -> list[str]:
        return [need.slug for need in waiting.needs]

    def get_prices(self, waiting: Any) -> list[str]:
        return [answer.need.slug for answer in waiting.prices]

    def get_moves(self, waiting: Any) -> list[str]:
        return [answer.need.slug for answer in waiting.moves]


class StillWantedSerializer(serializers.Serializer[Any]):
    is_wanted = serializers.BooleanField()
