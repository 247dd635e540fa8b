"""How far things can be built, for programs: what developers say, and one's own word."""

from typing import Any

from django.http import Http404
from django.shortcuts import get_object_or_404
from django.utils import timezone
from drf_spectacular.utils import extend_schema
from rest_framework import generics
from rest_framework.permissions import IsAuthenticatedOrReadOnly
from rest_framework.request import Request
from rest_framework.response import Response

from demand.needs.models import Need
from demand.needs.vocabulary import Task
from marketplace.accounts.reads import acting_organisation, person
from marketplace.developers.reads import developer_of
from marketplace.opportunities import actions, reads
from marketplace.opportunities.models import Feasibility
from marketplace.opportunities.serializers import RatingSerializer
from marketplace.pages.errors import Refused


class Ratings(generics.GenericAPIView[Any]):
    """Ratings of one thing: `about` names a need or a task."""

    serializer_class = RatingSerializer
    permission_classes = (IsAuthenticatedOrReadOnly,)
    pagination_class = None
    queryset = Feasibility.objects.none()

    def _said(self, **about: Any) -> Response:
        return Response(self.get_serializer(reads.ratings_of(**about), many=True).data)

    def _rate(self, request: Request, **about: Any) -> Response:
        developer = developer_of(acting_organisation(request))
        if developer is None:
            raise Refused(actions.NotYourRating, status_code=403)
        asked = self.get_serializer(data=request.data)
        asked.is_valid(raise_exception=True)
        words = asked.validated_data
        kept = actions.rate_feasibility(
            developer=developer, by=person(request), now=timezone.now(), **about, **words
        )
        return Response(self.get_serializer(kept).data)


class NeedFeasibility(Ratings):
    """How far one need can be built."""

    @extend_schema(operation_id="feasibility", responses=RatingSerializer(many=True))
    def get(self, request: Request, slug: str) -> Response:
        """Read what developers say, the latest first."""
        return self._said(need=self._need(slug))

    @extend_schema(operation_id="rate_feasibility")
    def put(self, request: Request, slug: str) -> Response:
        """Rate it for the team that you act for, or change what it has said."""
        return self._rate(request, need=self._need(slug))

    def _need(self, slug: str) -> Need:
        return get_object_or_404(Need.objects.visible(), slug=slug)


class TaskFeasibility(Ratings):
    """How far a kind of work can be done by machine, wherever it comes up."""

    @extend_schema(operation_id="task_feasibility", responses=RatingSerializer(many=True))
    def get(self, request: Request, task: str) -> Response:
        """Read what developers say, the latest first."""
        return self._said(task=self._task(task))

    @extend_schema(operation_id="rate_task_feasibility")
    def put(self, request: Request, task: str) -> Response:
        """Rate it for the team that you act for, or change what it has said."""
        return self._rate(request, task=self._task(task))

    def _task(self, task: str) -> Task:
        if task not in Task.values:
            raise Http404
        return Task(task)
