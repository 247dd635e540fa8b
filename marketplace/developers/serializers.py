"""What programs read and write of a developer."""

from typing import Any

from rest_framework import serializers

from datasets.library.vocabulary import Use
from demand.needs.vocabulary import Task
from demand.operations.vocabulary import Prefecture, Sector
from marketplace.developers.models import Developer
from marketplace.developers.vocabulary import Device, Language, Modality

MOST_YEN = 2_147_483_647


class DeveloperSerializer(serializers.Serializer):  # type: ignore[type-arg]
    slug = serializers.CharField(source="organisation.slug", read_only=True)
    name = serializers.CharField(source="organisation.name", read_only=True)
    country = serializers.RegexField(
        "^[A-Z]{2}$",
        required=False,
        help_text="ISO 3166, two letters. Left out, it stays as it is.",
    )
    is_sample = serializers.BooleanField(source="organisation.is_sample", read_only=True)
    summary = serializers.CharField(max_length=2000)
    tasks = serializers.ListField(
        child=serializers.ChoiceField(Task.choices), allow_empty=False, max_length=len(Task)
    )
    modalities = serializers.ListField(
        child=serializers.ChoiceField(Modality.choices), default=list, max_length=len(Modality)
    )
    devices = serializers.ListField(
        child=serializers.ChoiceField(Device.choices), default=list, max_length=len(Device)
    )
    sectors = serializers.ListField(
        child=serializers.ChoiceField(Sector.choices),
        default=list,
        max_length=len(Sector),
        help_text="None named: all of them.",
    )
    prefectures = serializers.ListField(
        child=serializers.ChoiceField(Prefecture.choices),
        default=list,
        max_length=len(Prefecture),
        help_text="JIS X 0401 codes. None named: anywhere.",
    )
    capacity = serializers.IntegerField(
        min_value=1, max_value=32_767, default=1, help_text="Needs at once."
    )
    languages = serializers.ListField(
        child=serializers.ChoiceField(Language.choices),
        default=list,
        max_length=len(Language),
        help_text="ISO 639-1. None named: not said.",
    )
    use = serializers.ChoiceField(
        Use.choices,
        default=Use.PRODUCT.value,
        help_text="What it would use data for: matching holds that against the terms of data.",
    )
    may_contract = serializers.BooleanField(
        default=True, help_text="Whether it can sign a contract in Japan and bill in yen."
    )
    invoice_number = serializers.RegexField(
        "^T[0-9]{13}$",
        default="",
        allow_blank=True,
        help_text="The qualified invoice number, T and thirteen digits.",
    )
    accepted_count = serializers.IntegerField(
        read_only=True, help_text="Deliveries that both sides tell of."
    )
    failed_count = serializers.IntegerField(
        read_only=True, help_text="What was dropped, or never came into use."
    )
    running_count = serializers.IntegerField(
        read_only=True, help_text="Agreements on hand: what of its capacity is taken."
    )
    registered_at = serializers.DateTimeField(read_only=True)

    def to_representation(self, developer: Developer) -> dict[str, Any]:
        shown: dict[str, Any] = super().to_representation(developer)
        return shown | {"country": developer.organisation.country}


class OwnProfileSerializer(DeveloperSerializer):
    """One's own profile: with what nobody else is shown."""

    person_month_cost = serializers.IntegerField(
        min_value=0, max_value=MOST_YEN, default=1_000_000, help_text="Yen without tax."
    )
    label_cost = serializers.IntegerField(
        min_value=0, max_value=MOST_YEN, default=30, help_text="Yen without tax, per checked label."
    )
    least_payoff = serializers.IntegerField(
        min_value=-MOST_YEN,
        max_value=MOST_YEN,
        default=0,
        help_text="Yen without tax of net present value below which a need is not worth it.",
    )
