from django.http import Http404
from drf_spectacular.types import OpenApiTypes
from drf_spectacular.utils import extend_schema
from rest_framework.request import Request
from rest_framework.response import Response
from rest_framework.views import APIView

from datasets.measures import reads
from marketplace.accounts.reads import acting_organisation


class DatasetStatistics(APIView):
    """Statistics over all rows of the newest version."""

    @extend_schema(responses=OpenApiTypes.OBJECT)
    def get(self, request: Request, slug: str) -> Response:
        """Read the statistics; each figure says exact, or its error, and the rows covered."""
        found = reads.newest(slug, acting_organisation(request)).first()
        if found is None:
            raise Http404
        return Response(found.document | {"version_number": found.version.number})
