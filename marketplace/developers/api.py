from typing import Any

from django.core.exceptions import ValidationError
from django.db.models import QuerySet
from django.utils.translation import gettext_lazy as _
from drf_spectacular.utils import OpenApiParameter, extend_schema
from rest_framework import generics
from rest_framework.exceptions import NotFound
from rest_framework.permissions import IsAuthenticated
from rest_framework.request import Request
from rest_framework.response import Response

from demand.needs.vocabulary import Task
from demand.operations.vocabulary import Sector
from marketplace.accounts.actions import NoOrganisation
from marketplace.accounts.reads import acting_organisation, person
from marketplace.developers import actions, reads
from marketplace.developers.forms import FacetForm
from marketplace.developers.models import Developer
from marketplace.developers.serializers import DeveloperSerializer, OwnProfileSerializer
from marketplace.pages.errors import Refused

FILTERS = [
    OpenApiParameter("task", enum=Task.values),
    OpenApiParameter("sector", enum=Sector.values, description="Those who serve it."),
]


class Developers(generics.ListAPIView[Developer]):
    """Developers, the newest first."""

    serializer_class = DeveloperSerializer
    order = reads.NEWEST_FIRST
    queryset = Developer.objects.none()

    def get_queryset(self) -> QuerySet[Developer]:
        """Read what is asked; unlike on a page, a word that is not known is an error."""
        facets = FacetForm(self.request.query_params)
        if not facets.is_valid():
            raise ValidationError(facets.errors.as_data())
        return reads.developers(facets.asked()).real_if_any()

    @extend_schema(parameters=FILTERS)
    def get(self, request: Request, *args: Any, **kwargs: Any) -> Response:
        """List developers. Samples only until one is real."""
        return super().get(request, *args, **kwargs)


class OneDeveloper(generics.RetrieveAPIView[Developer]):
    """One developer, by its slug."""

    serializer_class = DeveloperSerializer
    lookup_field = "organisation__slug"
    lookup_url_kwarg = "slug"
    queryset = Developer.objects.for_list()


class OwnProfile(generics.GenericAPIView[Developer]):
    """The profile of the organisation that you act for."""

    serializer_class = OwnProfileSerializer
    permission_classes = (IsAuthenticated,)
    queryset = Developer.objects.none()

    @extend_schema(operation_id="own_profile")
    def get(self, request: Request) -> Response:
        """Read your own profile, costs included."""
        developer = reads.developer_of(acting_organisation(request))
        if developer is None:
            raise NotFound(_("Your organisation is not registered as a developer."))
        return Response(self.get_serializer(developer).data)

    @extend_schema(operation_id="keep_own_profile")
    def put(self, request: Request) -> Response:
        """Register your organisation as a developer, or change its profile."""
        organisation = acting_organisation(request)
        if organisation is None:
            raise Refused(NoOrganisation, status_code=403)
        asked = self.get_serializer(data=request.data)
        asked.is_valid(raise_exception=True)
        developer = actions.register_developer(
            organisation=organisation, by=person(request), **asked.validated_data
        )
        return Response(self.get_serializer(developer).data)
