"""The insights for programs."""

from django.shortcuts import get_object_or_404
from django.utils import timezone
from drf_spectacular.utils import extend_schema
from rest_framework.permissions import AllowAny
from rest_framework.request import Request
from rest_framework.response import Response
from rest_framework.views import APIView

from demand.needs.models import Regulation
from marketplace.insights import reads
from marketplace.insights.serializers import EvidenceSerializer, InsightsSerializer, ZonesSerializer


class InsightsOfAll(APIView):
    """What the whole board says."""

    permission_classes = (AllowAny,)

    @extend_schema(operation_id="insights", responses=InsightsSerializer)
    def get(self, request: Request) -> Response:
        """Read the index, where and why, and what is firm. Samples only until a need is real."""
        return Response(InsightsSerializer(reads.insights(timezone.localdate())).data)


class ZonesOfAll(APIView):
    """Where building meets what is wished for."""

    permission_classes = (AllowAny,)

    @extend_schema(operation_id="zones", responses=ZonesSerializer)
    def get(self, request: Request) -> Response:
        """Read the zones with their lift. Samples only until a need is real."""
        return Response(ZonesSerializer(reads.zones(timezone.localdate())).data)


class EvidenceOfRule(APIView):
    """What one rule or procedure costs the field."""

    permission_classes = (AllowAny,)

    @extend_schema(operation_id="evidence_of_rule", responses=EvidenceSerializer)
    def get(self, request: Request, slug: str) -> Response:
        """Read the needs it blocks, who wants them, and hours and sales lost, each with n and day.

        Samples only until a need is real.
        """
        regulation = get_object_or_404(Regulation, slug=slug)
        return Response(EvidenceSerializer(reads.evidence(regulation, now=timezone.now())).data)
