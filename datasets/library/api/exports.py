"""Labels of pictures or sounds in the formats of other tools, with the files or without."""

from collections.abc import Iterator

from django.http import Http404, HttpResponseBase, StreamingHttpResponse
from django.urls import reverse
from django.utils.http import content_disposition_header
from django.utils.translation import gettext as _
from drf_spectacular.types import OpenApiTypes
from drf_spectacular.utils import OpenApiParameter, extend_schema
from rest_framework import serializers
from rest_framework.request import Request

from datasets.library import reads
from datasets.library.api import PullFile, write_down
from datasets.library.api.absence import absence
from datasets.library.api.sending import PIECE
from datasets.library.arithmetic.exports import (
    DoesNotFit,
    Shape,
    check_fit,
    export,
    is_archive,
)
from datasets.library.arithmetic.exports.listing import Listing, Shown
from datasets.library.arithmetic.manifest import ENDINGS
from datasets.library.models import Version
from datasets.library.models.media import medium_key
from marketplace import storage
from marketplace.accounts.reads import acting_organisation

FORMAT = OpenApiParameter("shape", enum=[each.value for each in Shape], location="path")
ENDINGS_OF_ONE = {Shape.COCO: "json", Shape.LABEL_STUDIO: "json", Shape.CSV: "csv"}
CONTENT_TYPES = {
    "json": "application/json",
    "csv": "text/csv; charset=utf-8",
    "zip": "application/zip",
}


class ExportAsked(serializers.Serializer[None]):
    """Whether the files come along, in the query of an address."""

    media = serializers.BooleanField(required=False, default=False)


class PullExport(PullFile):
    """The labels of a published version in the format of another tool. Made as it is sent."""

    @extend_schema(
        parameters=[
            FORMAT,
            OpenApiParameter("media", bool, description="`yes` packs the files along."),
        ],
        responses={
            (200, "application/zip"): OpenApiTypes.BINARY,
            (200, "application/json"): OpenApiTypes.OBJECT,
            (200, "text/csv"): OpenApiTypes.STR,
        },
    )
    def get(self, request: Request, slug: str, number: int, shape: str) -> HttpResponseBase:
        """Pull labels as COCO, YOLO, Pascal VOC, Label Studio JSON or CSV. Takes no ranges."""
        organisation = acting_organisation(request)
        labels = reads.labels(slug, number, organisation)
        if shape not in Shape:
            raise Http404
        if labels is None:
            raise absence(request, slug, number)
        asked = ExportAsked(data=request.query_params)
        asked.is_valid(raise_exception=True)
        listing = _listing(request, labels.version)
        _check(Shape(shape), listing)
        with_media = asked.validated_data["media"]
        for file in labels.version.files.filter(role__in=reads.taken_with(with_media=with_media)):
            write_down(request, file, organisation)
        return _answer(request, labels.version, listing, Shape(shape), with_media=with_media)


def _check(shape: Shape, listing: Listing) -> None:
    """Raises: ValidationError for a format that cannot hold what there is."""
    try:
        check_fit(shape, listing)
    except DoesNotFit:
        told = _("These labels are not boxes in pictures, and this format knows nothing else.")
        raise serializers.ValidationError({"shape": told}) from None


def _listing(request: Request, version: Version) -> Listing:
    """Put the tables of a version together with the addresses that its export names."""
    page = request.build_absolute_uri(version.dataset.get_absolute_url())
    around = reverse("pull_medium", args=[version.dataset.slug, version.number, "-"])
    media = request.build_absolute_uri(around).removesuffix("-")
    files = {file.role: file for file in version.files.all()}
    assert version.published_at  # noqa: S101  what is pulled is published
    about = {
        "description": version.dataset.title,
        "version": str(version.number),
        "url": page,
        "date_created": version.published_at.date().isoformat(),
        "terms": version.terms.purpose,
        "terms_url": f"{page}#terms",
    }
    return Listing(
        files["TABLE"].path,
        files["LABELS"].path,
        lambda digest, form: f"{media}{digest}.{ENDINGS[form]}",
        about,
    )


def _answer(
    request: Request, version: Version, listing: Listing, shape: Shape, *, with_media: bool
) -> HttpResponseBase:
    is_zip = is_archive(shape, with_media=with_media)
    ending = "zip" if is_zip else ENDINGS_OF_ONE[shape]
    name = f"{version.dataset.slug}-{version.number}-{shape}.{ending}"
    terms = version.terms.as_odrl(
        target=listing.about["url"], assigner=version.dataset.organisation.name
    )
    return StreamingHttpResponse(
        export(listing, shape, terms=terms, fetch=_bytes_of if with_media else None),
        content_type=CONTENT_TYPES[ending],
        headers={
            "Content-Disposition": content_disposition_header(as_attachment=True, filename=name),
            "Cache-Control": "private, no-cache",
        },
    )


def _bytes_of(shown: Shown) -> Iterator[bytes]:
    """Read a picture or sound as others may have it, piece by piece."""
    with storage.fetched(medium_key(shown.about["sha256"], shown.about["format"])).open(
        "rb"
    ) as file:
        while piece := file.read(PIECE):
            yield piece
