"""Columns in which persons may stand, and what becomes of them: by program."""

from typing import Any

from django.shortcuts import get_object_or_404
from django.utils import timezone
from drf_spectacular.utils import extend_schema
from rest_framework import serializers
from rest_framework.permissions import IsAuthenticated
from rest_framework.request import Request
from rest_framework.response import Response
from rest_framework.views import APIView

from datasets.intake import reads
from datasets.intake.actions import readings
from marketplace.accounts.reads import acting_organisation, person
from marketplace.pages.errors import Refused


class FindingSerializer(serializers.Serializer[dict[str, Any]]):
    """A column in which persons may stand: why, how many values, and a few of them."""

    where = serializers.CharField()
    why = serializers.ChoiceField(choices=["COLUMN", "EMAIL", "PHONE", "SURNAME"])
    count = serializers.IntegerField()
    examples = serializers.ListField(child=serializers.CharField())


class SettledSerializer(serializers.Serializer[dict[str, Any]]):
    """Each of the columns, either left out or given out knowingly."""

    dropped = serializers.ListField(child=serializers.CharField(), default=list)
    kept = serializers.ListField(child=serializers.CharField(), default=list)


class Personal(APIView):
    """What may name persons in an upload of yours: nothing is published before it is settled."""

    permission_classes = (IsAuthenticated,)

    @extend_schema(operation_id="personal_found", responses=FindingSerializer(many=True))
    def get(self, request: Request, slug: str, number: int) -> Response:
        """List what was found and waits for your word."""
        upload = get_object_or_404(reads.upload(slug, number, acting_organisation(request)))
        return Response(reads.unsettled(upload))

    @extend_schema(operation_id="personal_settle", request=SettledSerializer, responses={202: None})
    def post(self, request: Request, slug: str, number: int) -> Response:
        """Say of each column what becomes of it; the file is then read anew."""
        upload = get_object_or_404(reads.upload(slug, number, acting_organisation(request)))
        said = SettledSerializer(data=request.data)
        said.is_valid(raise_exception=True)
        words = {"by": person(request), "now": timezone.now(), **said.validated_data}
        try:
            readings.settle_personal(upload=upload, **words)
        except (readings.NotSettled, readings.StillUnderWay) as refusal:
            raise Refused(refusal) from None
        return Response(status=202)
