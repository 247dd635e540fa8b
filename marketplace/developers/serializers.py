"""What programs read and write of a developer."""

from rest_framework import serializers

from demand.needs.vocabulary import Task
from demand.operations.vocabulary import Prefecture, Sector
from marketplace.developers.vocabulary import Device, Modality

MOST_YEN = 2_147_483_647


class DeveloperSerializer(serializers.Serializer):  # type: ignore[type-arg]
    slug = serializers.CharField(source="organisation.slug", read_only=True)
    name = serializers.CharField(source="organisation.name", read_only=True)
    country = serializers.CharField(source="organisation.country", read_only=True)
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
    registered_at = serializers.DateTimeField(read_only=True)


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
