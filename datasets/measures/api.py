from django.http import Http404
from drf_spectacular.types import OpenApiTypes
from drf_spectacular.utils import extend_schema
from rest_framework.request import Request
from rest_framework.response import Response
from rest_framework.views import APIView

from datasets.library.api.absence import absence
from datasets.measures import reads
from datasets.measures.models import Statistics
from marketplace.accounts.reads import acting_organisation


class DatasetStatistics(APIView):
    """Statistics over all rows of the newest version."""

    @extend_schema(responses=OpenApiTypes.OBJECT)
    def get(self, request: Request, slug: str) -> Response:
        """Read the statistics; each figure says exact, or its error, and the rows covered.

        Rows and frequent values are told to those who may take the data. Of a data set that
        is not open others read no figure that rests on fewer than three rows.
        """
        organisation, is_signed_in = acting_organisation(request), request.user.is_authenticated
        found = reads.statistics(slug, organisation)
        found = reads.told(found, organisation, is_signed_in=is_signed_in)
        if found is None:
            raise Http404
        return Response(found.document | {"version_number": found.version.number})


class DatasetSufficiency(APIView):
    """Whether the newest labels are enough, for each need that they were shared for."""

    @extend_schema(responses=OpenApiTypes.OBJECT)
    def get(self, request: Request, slug: str) -> Response:
        """Read the learning curve, the score now and the labels missing, each with its band."""
        found = reads.enough(slug, acting_organisation(request))
        if found is None:
            raise Http404
        return Response(found.as_document())


class Description(APIView):
    """A published version described for tools that load it by address."""

    def described(self, request: Request, slug: str, number: int) -> Statistics:
        organisation, is_signed_in = acting_organisation(request), request.user.is_authenticated
        found = reads.described(slug, number, organisation)
        found = reads.told(found, organisation, is_signed_in=is_signed_in)
        if found is None:
            raise absence(request, slug, number)
        return found


class Croissant(Description):
    """A version as Croissant 1.1 (JSON-LD)."""

    @extend_schema(responses=OpenApiTypes.OBJECT)
    def get(self, request: Request, slug: str, number: int) -> Response:
        """Read the description; its file is pulled with a token as password of HTTP Basic."""
        site = request.build_absolute_uri("/").rstrip("/")
        return Response(reads.as_croissant(self.described(request, slug, number), site))


class DataPackage(Description):
    """A version as a Data Package."""

    @extend_schema(responses=OpenApiTypes.OBJECT)
    def get(self, request: Request, slug: str, number: int) -> Response:
        """Read the description; its CSV lies beside it, and needs a token."""
        site = request.build_absolute_uri("/").rstrip("/")
        return Response(reads.as_datapackage(self.described(request, slug, number), site))
