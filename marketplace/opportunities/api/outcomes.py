"""What came of building, for programs: each side's own word, and the record of all."""

from typing import Any

from django.shortcuts import get_object_or_404
from django.utils import timezone
from drf_spectacular.utils import extend_schema
from rest_framework import generics
from rest_framework.exceptions import NotFound
from rest_framework.permissions import IsAuthenticated
from rest_framework.request import Request
from rest_framework.response import Response

from demand.needs.models import Need
from marketplace.accounts.reads import acting_organisation, person
from marketplace.developers.models import Developer
from marketplace.opportunities import actions, reads
from marketplace.opportunities.models import Estimate, Outcome
from marketplace.opportunities.serializers import ToldOutcomeSerializer, TrackRecordSerializer
from marketplace.opportunities.vocabulary import Side
from marketplace.pages.errors import Refused


class OneTrackRecord(generics.GenericAPIView[Any]):
    """How good the estimates were, held against what both sides told came of it."""

    serializer_class = TrackRecordSerializer
    queryset = Estimate.objects.none()

    @extend_schema(operation_id="track_record")
    def get(self, request: Request) -> Response:
        """Read it. Samples are left out."""
        return Response(self.get_serializer(reads.track_record()).data)


class OwnOutcome(generics.GenericAPIView[Outcome]):
    """What came of one need and one developer, in the words of the side that you act for."""

    serializer_class = ToldOutcomeSerializer
    permission_classes = (IsAuthenticated,)
    queryset = Outcome.objects.none()

    @extend_schema(operation_id="own_outcome")
    def get(self, request: Request, slug: str, developer: str) -> Response:
        """Read what your side has told; the other side's words are never shown."""
        told = self._told(slug, developer)
        if told.pk is None:
            raise NotFound
        return Response(self.get_serializer(told).data)

    @extend_schema(operation_id="tell_outcome")
    def put(self, request: Request, slug: str, developer: str) -> Response:
        """Tell it, or change what your side has told."""
        told = self._told(slug, developer)
        asked = self.get_serializer(data=request.data)
        asked.is_valid(raise_exception=True)
        kept = actions.tell_outcome(
            need=told.need,
            developer=told.developer,
            side=Side(told.side),
            by=person(request),
            now=timezone.now(),
            **asked.validated_data,
        )
        return Response(self.get_serializer(kept).data)

    def _told(self, slug: str, developer: str) -> Outcome:
        need = get_object_or_404(Need.objects.visible().for_list(), slug=slug)
        builder = get_object_or_404(Developer.objects.for_list(), organisation__slug=developer)
        side = reads.side_of(acting_organisation(self.request), need, builder)
        if side is None:
            raise Refused(actions.NotYourOutcome, status_code=403)
        return reads.outcome_told(need, builder, side)
