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
from rest_framework.request import Request
from rest_framework.response import Response

from demand.needs.models import Need
from demand.needs.vocabulary import Kind, Task
from demand.operations.vocabulary import Prefecture, Sector
from marketplace.accounts.reads import acting_organisation
from marketplace.developers.models import Developer
from marketplace.developers.reads import developer_of
from marketplace.opportunities import reads
from marketplace.opportunities.api.feasibility import NeedFeasibility, TaskFeasibility
from marketplace.opportunities.api.outcomes import OneTrackRecord, OwnOutcome
from marketplace.opportunities.arithmetic.overrides import BOUNDS
from marketplace.opportunities.forms import PLAN_BOUNDS, FacetForm, PlanForm, WhatIfForm
from marketplace.opportunities.models import Estimate
from marketplace.opportunities.reads import ORDERS
from marketplace.opportunities.serializers import (
    NOTHING_TOGETHER,
    OpportunityFacetsSerializer,
    OpportunitySerializer,
    TogetherSerializer,
    WholeOpportunitySerializer,
    labelled,
)
from marketplace.opportunities.vocabulary import Assumption, Obstacle

__all__ = [
    "Facets",
    "NeedFeasibility",
    "OneOpportunity",
    "OneTrackRecord",
    "Opportunities",
    "OwnOutcome",
    "ServedTogether",
    "TaskFeasibility",
]

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


class Facets(generics.GenericAPIView[Any]):
    """How many opportunities each choice would leave, as if nothing were chosen beside it."""

    serializer_class = OpportunityFacetsSerializer
    pagination_class = None
    queryset = Estimate.objects.none()

    @extend_schema(operation_id="opportunity_facets", parameters=FILTERS)
    def get(self, request: Request) -> Response:
        """Count them; by fit, of those that were matched with the developer you act for."""
        facets = FacetForm(request.query_params)
        if not facets.is_valid():
            raise ValidationError(facets.errors.as_data())
        developer = developer_of(acting_organisation(request))
        today = timezone.localdate()
        counted = reads.counts(facets.asked(), today, developer, real_only=True)
        return Response(self.get_serializer(labelled(counted)).data)


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
        plan = reads.plan(shown.estimate, plan_form.asked(), shown.versions)
        return Response(self.get_serializer(replace(shown, what_if=what_if, plan=plan)).data)


class ServedTogether(generics.GenericAPIView[Any]):
    """One product for several needs: what similar ones would add."""

    serializer_class = TogetherSerializer
    pagination_class = None
    queryset = Estimate.objects.none()

    @extend_schema(operation_id="together")
    def get(self, request: Request, slug: str) -> Response:
        """Add similar needs up, drawn with the same seed. Empty where nothing adds up."""
        needs = Need.objects.visible().for_list().select_related("estimate__publication")
        need = get_object_or_404(needs, slug=slug)
        found = reads.served_together(getattr(need, "estimate", None), timezone.localdate())
        return Response(self.get_serializer(found).data if found else NOTHING_TOGETHER)
