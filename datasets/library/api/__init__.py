"""Datasets for programs, and the files that one pulls."""

from typing import Any

from django.db.models import QuerySet
from django.http import Http404, HttpResponseBase, StreamingHttpResponse
from django.utils import timezone
from django.utils.http import content_disposition_header
from drf_spectacular.types import OpenApiTypes
from drf_spectacular.utils import OpenApiParameter, extend_schema
from rest_framework import generics
from rest_framework.authentication import SessionAuthentication
from rest_framework.permissions import IsAuthenticated
from rest_framework.request import Request
from rest_framework.response import Response
from rest_framework.utils.urls import replace_query_param
from rest_framework.views import APIView

from datasets.library import actions, reads
from datasets.library.api.sending import serve
from datasets.library.arithmetic.csv_text import as_csv
from datasets.library.models import Dataset, File
from datasets.library.serializers import (
    DatasetSerializer,
    DatasetWithVersionsSerializer,
    RowsAsked,
    RowsSerializer,
)
from datasets.library.vocabulary import FileRole
from marketplace.accounts.adapters import TicketInAddress, TokenAsPassword, TokenAuthentication
from marketplace.accounts.models import Organisation
from marketplace.accounts.reads import acting_organisation, person

TAKEN = (200, 206, 302)


class Datasets(generics.ListAPIView[Dataset]):
    """Datasets that you may see, the newest first. Samples only until one is real."""

    serializer_class = DatasetSerializer
    order = reads.NEWEST
    queryset = Dataset.objects.none()

    def get_queryset(self) -> QuerySet[Dataset]:
        asked = self.request.query_params
        listed = reads.datasets(acting_organisation(self.request), asked)
        return listed.real_if_any()  # type: ignore[attr-defined,no-any-return]

    @extend_schema(parameters=[OpenApiParameter("need"), OpenApiParameter("sector")])
    def get(self, request: Request, *args: Any, **kwargs: Any) -> Any:
        """List datasets."""
        return super().get(request, *args, **kwargs)


class OneDataset(generics.RetrieveAPIView[Dataset]):
    """One dataset with its versions, their terms and their files."""

    serializer_class = DatasetWithVersionsSerializer
    lookup_field = "slug"
    queryset = Dataset.objects.none()

    def get_queryset(self) -> QuerySet[Dataset]:
        listed = reads.datasets(acting_organisation(self.request), {})
        return listed.prefetch_related(
            "published_versions__terms",  # type: ignore[misc]  # what for_list brings along
            "published_versions__files",
        )


class PullFile(APIView):
    """A file of a published version, for those who say who they are."""

    authentication_classes = (
        TokenAuthentication,
        TicketInAddress,
        TokenAsPassword,
        SessionAuthentication,
    )
    permission_classes = (IsAuthenticated,)

    def pull(self, request: Request, file: File | None) -> HttpResponseBase:
        """Answer with the file, and write down who took it. A tag or a length is no file."""
        if file is None:
            raise Http404
        answer = serve(request, file)
        if request.method == "GET" and answer.status_code in TAKEN:
            write_down(request, file, acting_organisation(request))
        return answer


def write_down(request: Request, file: File, organisation: Organisation | None) -> None:
    """Write into the ledger who takes a file. Raises: Http404 where it was just taken back."""
    now = timezone.now()
    try:
        actions.pull(file=file, by=person(request), organisation=organisation, now=now)
    except actions.NoLongerGivenOut:
        raise Http404 from None


class PullTable(PullFile):
    """The table of a published version, as Parquet. Takes ranges."""

    @extend_schema(responses={(200, "application/vnd.apache.parquet"): OpenApiTypes.BINARY})
    def get(self, request: Request, slug: str, number: int, name: str) -> HttpResponseBase:
        """Pull the table, or a range of it."""
        return self.pull(request, reads.table(slug, number, acting_organisation(request)))


class PullCsv(PullFile):
    """The table of a published version, as CSV (UTF-8). Made as it is sent: takes no ranges."""

    @extend_schema(responses={(200, "text/csv"): OpenApiTypes.STR})
    def get(self, request: Request, slug: str, number: int, name: str) -> HttpResponseBase:
        """Pull the table as programs read it; cells that look like formulas stay as they are."""
        organisation = acting_organisation(request)
        file = reads.table(slug, number, organisation)
        if file is None:
            raise Http404
        write_down(request, file, organisation)
        return StreamingHttpResponse(
            as_csv(file.path),
            content_type="text/csv; charset=utf-8",
            headers={"Content-Disposition": "attachment", "Cache-Control": "private, no-cache"},
        )


class TableRows(APIView):
    """Rows of a published version's table, for those who say who they are."""

    permission_classes = (IsAuthenticated,)

    @extend_schema(
        responses=RowsSerializer,
        parameters=[
            OpenApiParameter("columns", description="Names, parted by commas. All if left out."),
            OpenApiParameter("where", many=True, description="As `sugar>=12`; all must hold."),
            OpenApiParameter("after", int, description="Start after so many rows of the table."),
            OpenApiParameter("size", int, description="Rows a page, up to 1,000."),
        ],
    )
    def get(self, request: Request, slug: str, number: int) -> Response:
        """Read rows; a page may hold few or none, and still have another after it."""
        organisation = acting_organisation(request)
        file = reads.table(slug, number, organisation)
        if file is None:
            raise Http404
        asked = RowsAsked(data=request.query_params)
        asked.is_valid(raise_exception=True)
        found = asked.rows(file)
        write_down(request, file, organisation)
        here = request.build_absolute_uri()
        following = replace_query_param(here, "after", found.after) if found.after else None
        return Response({"next": following, "results": found.rows})


class PullLabels(PullFile):
    """The labels of pictures or sounds, as Parquet. Takes ranges."""

    @extend_schema(responses={(200, "application/vnd.apache.parquet"): OpenApiTypes.BINARY})
    def get(self, request: Request, slug: str, number: int) -> HttpResponseBase:
        """Pull the table of labels, or a range of it."""
        organisation = acting_organisation(request)
        return self.pull(request, reads.table(slug, number, organisation, FileRole.LABELS))


class PullMedium(PullFile):
    """One picture or sound of a published version, by its hash. Takes ranges."""

    @extend_schema(responses={(200, "image/*"): OpenApiTypes.BINARY})
    def get(self, request: Request, slug: str, number: int, name: str) -> HttpResponseBase:
        """Pull it, or a range of it; in the ledger it counts as a pull of the whole list."""
        organisation = acting_organisation(request)
        medium = reads.medium(slug, number, name, organisation)
        if medium is None:
            raise Http404
        answer = serve(request, medium)
        if request.method == "GET" and answer.status_code in TAKEN:
            listed = reads.table(slug, number, organisation)
            assert listed is not None  # noqa: S101  media lie beside their list
            write_down(request, listed, organisation)
        # Whatever its bytes are, a browser must not take them for a page.
        answer["X-Content-Type-Options"] = "nosniff"
        return answer


class PullOriginal(PullFile):
    """The file as it came in, for its owner alone. Takes ranges."""

    @extend_schema(responses={(200, "application/octet-stream"): OpenApiTypes.BINARY})
    def get(self, request: Request, slug: str, number: int) -> HttpResponseBase:
        """Pull the original, or a range of it; never opened in the browser."""
        file = reads.original(slug, number, acting_organisation(request))
        answer = self.pull(request, file)
        if file is not None:
            answer["Content-Disposition"] = content_disposition_header(
                as_attachment=True, filename=file.name
            )
        return answer
