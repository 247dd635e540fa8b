"""Merges for programs."""

from typing import Any

from django.db.models import QuerySet
from django.shortcuts import get_object_or_404
from drf_spectacular.utils import extend_schema
from rest_framework import generics
from rest_framework.permissions import IsAuthenticated
from rest_framework.request import Request
from rest_framework.response import Response
from rest_framework.serializers import BaseSerializer

from demand.answers.api import operation_of
from demand.answers.models import Answer
from demand.merging import actions, reads
from demand.merging.models import Merge
from demand.merging.serializers import MergeSerializer, MoveSerializer
from demand.needs.models import Need
from demand.talk.api import attempt
from marketplace.accounts.models import User
from marketplace.accounts.reads import acting_organisation, person


class Merges(generics.ListCreateAPIView[Merge]):
    """All that was ever merged with a need, the newest first."""

    order = reads.NEWEST
    serializer_class = MergeSerializer
    queryset = Merge.objects.none()

    def get_queryset(self) -> QuerySet[Merge]:
        reader = self.request.user
        return reads.merges_of(self._need(), reader if isinstance(reader, User) else None)

    def post(self, request: Request, *args: Any, **kwargs: Any) -> Response:
        """Propose that this need is the same as another; a moderator's proposal joins them."""
        return super().post(request, *args, **kwargs)

    def perform_create(self, serializer: BaseSerializer[Merge]) -> None:
        serializer.instance = attempt(
            actions.propose_merge,
            need=self._need(),
            by=person(self.request),
            organisation=acting_organisation(self.request),
            **serializer.validated_data,
        )

    def _need(self) -> Need:
        return get_object_or_404(Need.objects.visible(), slug=self.kwargs["slug"])


class OneMerge(generics.GenericAPIView[Merge]):
    """A merge that is proposed or stands."""

    permission_classes = (IsAuthenticated,)
    serializer_class = MergeSerializer

    @extend_schema(operation_id="second_merge", request=None, responses={200: MergeSerializer})
    def put(self, request: Request, merge_id: int) -> Response:
        """Agree to it with a second voice."""
        joined = attempt(
            actions.second_merge,
            merge=_shown_to(person(request), merge_id),
            by=person(request),
            organisation=acting_organisation(request),
        )
        return Response(MergeSerializer(joined).data)

    @extend_schema(operation_id="end_merge", responses={200: MergeSerializer})
    def delete(self, request: Request, merge_id: int) -> Response:
        """Take it back, or drop the proposal."""
        merge = _shown_to(person(request), merge_id)
        ended = attempt(actions.end_merge, merge=merge, by=person(request))
        return Response(MergeSerializer(ended).data)


def _shown_to(user: User, merge_id: int) -> Merge:
    return get_object_or_404(Merge.objects.visible_to(user), pk=merge_id)


class OwnMove(generics.GenericAPIView[Answer]):
    """Whether your own price counts for the need into which its own was merged."""

    permission_classes = (IsAuthenticated,)
    serializer_class = MoveSerializer

    @extend_schema(operation_id="decide_move")
    def put(self, request: Request, slug: str) -> Response:
        """Let it count, or keep it back; `slug` is the merged need that you answered."""
        asked = MoveSerializer(data=request.data)
        asked.is_valid(raise_exception=True)
        own = Answer.objects.standing().select_related("operation__organisation", "need")
        answer = get_object_or_404(own, need__slug=slug, operation=operation_of(request))
        attempt(actions.decide_move, answer=answer, by=person(request), **asked.validated_data)
        return Response(asked.validated_data)
