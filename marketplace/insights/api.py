"""The insights for programs."""

from django.utils import timezone
from drf_spectacular.utils import extend_schema
from rest_framework.permissions import AllowAny
from rest_framework.request import Request
from rest_framework.response import Response
from rest_framework.views import APIView

from marketplace.insights import reads
from marketplace.insights.serializers import InsightsSerializer, ZonesSerializer


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
