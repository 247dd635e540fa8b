"""Opportunities for programs: what the pages show."""

from dataclasses import replace
from typing import Any

from django.core.exceptions import ValidationError
from django.db.models import QuerySet
from django.shortcuts import get_object_or_404
from django.utils import timezone
from django.utils.functional import cached_property
from drf_spectacular.utils import OpenApiParameter, extend_schema
from rest_framework import generics
from rest_framework.exceptions import NotFound
from rest_framework.permissions import IsAuthenticated
from rest_framework.request import Request
from rest_framework.response import Response

from demand.needs.models import Need
from demand.needs.vocabulary import Kind, Task
from demand.operations.vocabulary import Prefecture, Sector
from marketplace.accounts.reads import acting_organisation, person
from marketplace.developers.models import Developer
from marketplace.developers.reads import developer_of
from marketplace.opportunities import actions, reads
from marketplace.opportunities.arithmetic.overrides import BOUNDS
from marketplace.opportunities.forms import PLAN_BOUNDS, FacetForm, PlanForm, WhatIfForm
from marketplace.opportunities.models import Estimate, Outcome
from marketplace.opportunities.reads import ORDERS
from marketplace.opportunities.serializers import (
    OpportunitySerializer,
    ToldOutcomeSerializer,
    TrackRecordSerializer,
    WholeOpportunitySerializer,
)
from marketplace.opportunities.vocabulary import Assumption, Obstacle, Side
from marketplace.pages.errors import Refused

FILTERS = [
    OpenApiParameter("sector", enum=Sector.values),
    OpenApiParameter("task", enum=Task.values),
    OpenApiParameter("kind", enum=Kind.values),
    OpenApiParameter("prefecture", enum=Prefecture.values),
    OpenApiParameter("obstacle", enum=Obstacle.values),
    OpenApiParameter("sort", enum=list(ORDERS)),
]

ASSUMPTIONS = [
    OpenApiParameter(
        assumption.value,
        float,
        description="In place of what is assumed, {}–{}.".format(*BOUNDS[assumption]),
    )
    for assumption in Assumption
] + [
    OpenApiParameter(name, float, description="For the plan: {}–{}.".format(*ends))
    for name, ends in PLAN_BOUNDS.items()
]


class Opportunities(generics.ListAPIView[Any]):
    """Opportunities that are open, what lacks the fewest commitments first."""

    serializer_class = OpportunitySerializer
    queryset = Estimate.objects.none()

    @property
    def order(self) -> tuple[str, ...]:
        return reads.order(self._asked, self._developer)

    @cached_property
    def _asked(self) -> dict[str, str]:
        """Read what is asked; unlike on a page, a word that is not known is an error."""
        facets = FacetForm(self.request.query_params)
        if not facets.is_valid():
            raise ValidationError(facets.errors.as_data())
        return facets.asked()

    def get_queryset(self) -> QuerySet[Estimate]:
        today = timezone.localdate()
        return reads.opportunities(self._asked, today, self._developer).real_if_any()

    @cached_property
    def _developer(self) -> Developer | None:
        return developer_of(acting_organisation(self.request))

    def paginate_queryset(self, queryset: Any) -> Any:
        """Read a page's estimates together with their needs and the reader."""
        rows = super().paginate_queryset(queryset) or []
        return reads.together(rows, self._developer)

    @extend_schema(parameters=FILTERS)
    def get(self, request: Request, *args: Any, **kwargs: Any) -> Response:
        """List opportunities. Samples only until one need is real."""
        return super().get(request, *args, **kwargs)


class OneOpportunity(generics.GenericAPIView[Any]):
    """One opportunity with its demand, data, payoff and, for a developer, its match."""

    serializer_class = WholeOpportunitySerializer
    queryset = Estimate.objects.none()

    @extend_schema(parameters=ASSUMPTIONS)
    def get(self, request: Request, slug: str) -> Response:
        """Read one opportunity; with assumptions of your own, `what_if` tells what it would pay.

        Nothing of yours is kept.
        """
        organisation = acting_organisation(request)
        form, plan_form = WhatIfForm(request.query_params), PlanForm(request.query_params)
        if not (form.is_valid() and plan_form.is_valid()):
            raise ValidationError({**form.errors.as_data(), **plan_form.errors.as_data()})
        shown = reads.opportunity(slug, organisation, developer_of(organisation))
        what_if = reads.what_if(shown.estimate, form.changed())
        plan = reads.plan(shown.estimate, plan_form.asked())
        return Response(self.get_serializer(replace(shown, what_if=what_if, plan=plan)).data)


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
