"""What programs read and write of a need's details."""

from typing import Any, ClassVar

from django.utils.translation import gettext_lazy as _
from drf_spectacular.utils import extend_schema_field
from rest_framework import serializers

from demand.details.actions import Description
from demand.details.models import (
    MOST_ROWS,
    MOST_TIMES,
    MOST_WATTS,
    Detail,
    Filing,
    Photo,
    WorkStep,
)
from demand.details.reads import Details
from demand.needs.models import Need, Regulation
from demand.needs.vocabulary import Kind


class WorkStepSerializer(serializers.ModelSerializer[WorkStep]):
    """A step of the work as it is done today."""

    minutes_a_year = serializers.IntegerField(read_only=True)

    class Meta:
        model = WorkStep
        fields = ["name", "minutes", "times", "minutes_a_year", "seniority", "actor", "blocker"]


class UnblockingSerializer(serializers.Serializer):  # type: ignore[type-arg]
    """What lifting one step's obstacle would bring, the most hours first."""

    step = serializers.CharField(source="step.name")
    blocker = serializers.CharField(source="step.blocker")
    hours_freed = serializers.FloatField(help_text="Hours a year of one operation.")
    speed_up = serializers.FloatField(help_text="Of the whole work, times as fast (Amdahl).")


class ProcessSerializer(serializers.Serializer):  # type: ignore[type-arg]
    """What the steps add up to."""

    hours = serializers.FloatField(help_text="Hours a year of one operation.")
    open_share = serializers.FloatField(help_text="That a machine may do today, 0–1.")
    blocked_share = serializers.FloatField(help_text="That something keeps it from, 0–1.")
    speed_up_now = serializers.FloatField()
    speed_up_unblocked = serializers.FloatField()
    ceiling = serializers.FloatField(
        allow_null=True, help_text="However fast the machine; null where nobody would be needed."
    )


class FilingSerializer(serializers.ModelSerializer[Filing]):
    """A form that is filed. Units: filings a year, minutes each."""

    name = serializers.CharField(source="paper.name")
    office = serializers.CharField(source="paper.office")
    field_count = serializers.IntegerField(read_only=True)
    held_count = serializers.IntegerField(
        read_only=True, help_text="Fields that somebody holds already."
    )

    class Meta:
        model = Filing
        fields = ["name", "office", "filings", "minutes", "field_count", "held_count"]


class BurdenSerializer(serializers.Serializer):  # type: ignore[type-arg]
    """What the forms cost one operation a year."""

    hours = serializers.FloatField()
    cost = serializers.IntegerField(help_text="Yen a year at the assumed wage.")
    field_count = serializers.IntegerField()
    duplicate_count = serializers.IntegerField()
    duplicates_a_year = serializers.IntegerField()


class PhotoSerializer(serializers.ModelSerializer[Photo]):
    url = serializers.URLField(source="get_absolute_url", read_only=True)

    class Meta:
        model = Photo
        fields = ["url", "width", "height", "added_at"]


class RegulationSerializer(serializers.ModelSerializer[Regulation]):
    """What blocks it, and what the office in charge says."""

    url = serializers.URLField(source="get_absolute_url", read_only=True)

    class Meta:
        model = Regulation
        fields = ["slug", "url", "title", "text_number", "level", "owner", "reply", "replied_on"]


class MachineSerializer(serializers.ModelSerializer[Detail]):
    """What a machine would meet, and how much should stay with people."""

    class Meta:
        model = Detail
        fields = ["autonomy", "device", "watts", "conditions", "place_changes", "place_note"]


class DetailsSerializer(serializers.Serializer):  # type: ignore[type-arg]
    """What a need's poster has said more exactly; texts are as they were written."""

    machine = MachineSerializer(source="detail", allow_null=True)
    steps = WorkStepSerializer(many=True)
    process = ProcessSerializer(allow_null=True)
    unblocking = UnblockingSerializer(source="obstacles", many=True)
    hours_by_seniority = serializers.SerializerMethodField()
    filings = FilingSerializer(many=True)
    burden = BurdenSerializer(allow_null=True)
    photos = PhotoSerializer(many=True)
    regulations = RegulationSerializer(many=True)
    assumed_speed = serializers.IntegerField(
        help_text="Assumed: how many times faster a machine does a step."
    )
    assumed_wage = serializers.IntegerField(help_text="Assumed: yen an hour.")

    @extend_schema_field({"type": "object", "additionalProperties": {"type": "number"}})
    def get_hours_by_seniority(self, details: Details) -> dict[str, Any]:
        return dict(details.hours_by_seniority)


def _times(help_text: str) -> serializers.IntegerField:
    return serializers.IntegerField(min_value=1, max_value=MOST_TIMES, help_text=help_text)


class ToldMachineSerializer(MachineSerializer):
    watts = serializers.IntegerField(
        required=False, allow_null=True, min_value=1, max_value=MOST_WATTS, help_text="At most."
    )


class ToldStepSerializer(WorkStepSerializer):
    minutes = _times("Each time.")
    times = _times("A year.")


class ToldFilingSerializer(serializers.Serializer):  # type: ignore[type-arg]
    """A form that is filed; one of that name and office is found, or else registered."""

    name = serializers.CharField(max_length=100)
    office = serializers.CharField(max_length=100)
    filings = _times("A year.")
    minutes = _times("Each time.")


class ToldRegulationSerializer(serializers.ModelSerializer[Regulation]):
    """A rule in the way; without a number it is the one of that title, if there is only one."""

    text_number = serializers.CharField(required=False, allow_blank=True, default="", max_length=80)

    class Meta:
        model = Regulation
        fields = ["title", "text_number", "level", "owner"]
        # Naming one that is registered already is what is wished.
        validators: ClassVar[list[Any]] = []


def _rows(kind: "serializers.BaseSerializer[Any]", help_text: str) -> serializers.ListField:
    return serializers.ListField(
        child=kind, required=False, max_length=MOST_ROWS, help_text=help_text
    )


class DescriptionSerializer(serializers.Serializer):  # type: ignore[type-arg]
    """What a need's poster says more exactly, whole: what is left out is taken away."""

    machine = ToldMachineSerializer(required=False)
    steps = _rows(ToldStepSerializer(), "In their order.")
    filings = _rows(ToldFilingSerializer(), "Of a PAPERWORK need alone.")
    regulations = _rows(ToldRegulationSerializer(), "What stands in the way.")

    def validate_filings(self, filings: list[dict[str, Any]]) -> list[dict[str, Any]]:
        need: Need = self.context["need"]
        if filings and need.kind != Kind.PAPERWORK:
            raise serializers.ValidationError(_("Only a need about paperwork names forms."))
        return filings

    def description(self) -> Description:
        told = dict(self.validated_data)
        return Description(detail=told.pop("machine", {}), **told)
