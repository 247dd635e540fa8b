"""What data a need lacks, for programs."""

from typing import Any

from django.http import Http404
from django.shortcuts import get_object_or_404
from drf_spectacular.utils import extend_schema
from rest_framework import serializers
from rest_framework.request import Request
from rest_framework.response import Response
from rest_framework.views import APIView

from datasets.intake.arithmetic.coverage import ENOUGH, Held
from datasets.intake.reads.coverage import Coverage, Wanted, coverage_of
from datasets.measures.arithmetic.cells import SEASONS
from demand.needs.models import Need


class WantedSerializer(serializers.Serializer[Wanted]):
    """One kind of labels that the need asks for."""

    product = serializers.CharField(source="cell.product")
    prefecture = serializers.CharField(source="cell.region", help_text="JIS X 0401.")
    season = serializers.ChoiceField(choices=SEASONS, source="cell.season")
    label = serializers.CharField(  # type: ignore[assignment]  # a field's own label is no field
        source="cell.label", help_text="Empty: any class."
    )
    held = serializers.ChoiceField(
        choices=[each.value for each in Held],
        source="covered.held",
        help_text=f"ENOUGH from {ENOUGH} labels on, an assumption; NONE is fewer than three.",
    )
    share_url = serializers.SerializerMethodField(help_text="Where a person shares just this.")

    def get_share_url(self, wanted: Wanted) -> str:
        return str(self.context["request"].build_absolute_uri(wanted.share_url))


class CoverageSerializer(serializers.Serializer[Coverage]):
    """A request for data: what the need asks for, and how much of it has been shared."""

    lacking_count = serializers.IntegerField()
    dataset_count = serializers.IntegerField(help_text="Data sets that were counted.")
    cells = WantedSerializer(many=True, source="wanted")


class CoverageOfNeed(APIView):
    """The data that a need asks for, and what of it is missing."""

    @extend_schema(responses=CoverageSerializer)
    def get(self, request: Request, slug: str) -> Response:
        """Read what a need lacks by product, prefecture, season and class."""
        found = coverage_of(get_object_or_404(Need.objects.visible(), slug=slug))
        if found is None:
            raise Http404
        told: dict[str, Any] = CoverageSerializer(found, context={"request": request}).data
        return Response(told)
