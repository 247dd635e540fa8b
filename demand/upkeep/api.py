"""What is asked again, for programs."""

from typing import Any

from django.shortcuts import get_object_or_404
from django.utils import timezone
from drf_spectacular.utils import extend_schema
from rest_framework import generics
from rest_framework.permissions import IsAuthenticated
from rest_framework.request import Request
from rest_framework.response import Response

from demand.answers.api import operation_of
from demand.answers.models import Answer
from demand.needs.models import Need
from demand.operations.actions import NotYourOperation
from demand.upkeep import actions, reads
from demand.upkeep.serializers import StillWantedSerializer, WaitingSerializer
from marketplace.accounts.reads import person
from marketplace.pages.errors import Refused


class OwnWaiting(generics.GenericAPIView[Any]):
    """What waits for your word."""

    permission_classes = (IsAuthenticated,)
    serializer_class = WaitingSerializer

    @extend_schema(operation_id="own_waiting")
    def get(self, request: Request) -> Response:
        """Read it."""
        waiting = reads.waiting_for(operation_of(request))
        return Response(WaitingSerializer(waiting).data)


class StillWanted(generics.GenericAPIView[Need]):
    """Whether your need is still wanted."""

    permission_classes = (IsAuthenticated,)
    serializer_class = StillWantedSerializer

    @extend_schema(operation_id="answer_for_need")
    def put(self, request: Request, slug: str) -> Response:
        """Answer, once you are asked: what is not wanted takes no more answers."""
        asked = StillWantedSerializer(data=request.data)
        asked.is_valid(raise_exception=True)
        need = get_object_or_404(Need.objects.for_list(), slug=slug)
        act = actions.keep_need if asked.validated_data["is_wanted"] else actions.close_need
        try:
            act(need=need, by=person(request), now=timezone.now())
        except NotYourOperation as refusal:
            raise Refused(refusal, status_code=403) from None
        except actions.NotAsked as refusal:
            raise Refused(refusal) from None
        return Response(asked.validated_data)


class StillMeant(generics.GenericAPIView[Answer]):
    """Whether your old price is still meant; to change it, put your answer anew."""

    permission_classes = (IsAuthenticated,)

    @extend_schema(operation_id="answer_for_price", request=None, responses={204: None})
    def put(self, request: Request, slug: str) -> Response:
        """Say that it is, once you are asked."""
        own = Answer.objects.standing().select_related("operation__organisation", "need")
        answer = get_object_or_404(own, need__slug=slug, operation=operation_of(request))
        try:
            actions.keep_price(answer=answer, by=person(request), now=timezone.now())
        except actions.NotAsked as refusal:
            raise Refused(refusal) from None
        return Response(status=204)
