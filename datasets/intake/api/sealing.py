"""Sealing labels, by program."""

from typing import Any

from django.http import Http404
from django.shortcuts import get_object_or_404
from django.utils import timezone
from drf_spectacular.utils import extend_schema
from rest_framework import serializers
from rest_framework.permissions import IsAuthenticated
from rest_framework.request import Request
from rest_framework.response import Response
from rest_framework.views import APIView

from datasets.intake.actions import sealing
from datasets.library import reads
from datasets.library.actions import NotYours
from datasets.library.models import Dataset, Sealing
from datasets.library.models.sealing import LARGEST_SHARE, SMALLEST_SHARE
from marketplace.accounts.reads import acting_organisation, person
from marketplace.pages.errors import Refused


class SealSerializer(serializers.Serializer[Any]):
    """What share of a table's labels is sealed, by whole groups."""

    share = serializers.FloatField(min_value=SMALLEST_SHARE, max_value=LARGEST_SHARE)


class AskedSerializer(serializers.ModelSerializer[Sealing]):
    """What became of a wish to seal."""

    refusal = serializers.CharField(
        read_only=True, help_text="Why it came to nothing, as a code; empty otherwise."
    )
    refused_where = serializers.CharField(read_only=True, help_text="The column, if it was one.")

    class Meta:
        model = Sealing
        fields = ["share", "asked_at", "sealed_at", "refusal", "refused_where"]


class Seal(APIView):
    """Sealing a share of your data set's labels: they judge, and are never given out."""

    permission_classes = (IsAuthenticated,)

    @extend_schema(operation_id="sealing", responses=AskedSerializer)
    def get(self, request: Request, slug: str) -> Response:
        """Read what became of your last wish to seal."""
        asked = reads.last_sealing(_own(request, slug))
        if asked is None:
            raise Http404
        return Response(AskedSerializer(asked).data)

    @extend_schema(operation_id="seal_labels", request=SealSerializer, responses={202: None})
    def post(self, request: Request, slug: str) -> Response:
        """Take all versions back, and have the next one made without the sealed rows."""
        dataset = _own(request, slug)
        asked = SealSerializer(data=request.data)
        asked.is_valid(raise_exception=True)
        try:
            sealing.seal(
                dataset=dataset, by=person(request), now=timezone.now(), **asked.validated_data
            )
        except NotYours as refusal:
            raise Refused(refusal, 403) from None
        except (sealing.AlreadyTaken, sealing.AlreadySealed, sealing.NothingToSeal) as refusal:
            raise Refused(refusal) from None
        return Response(status=202)


def _own(request: Request, slug: str) -> Dataset:
    organisation = acting_organisation(request)
    if organisation is None:
        raise Http404
    return get_object_or_404(Dataset.objects.filter(organisation=organisation), slug=slug)
