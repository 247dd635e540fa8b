"""What a need's poster says more exactly, for programs."""

from typing import Any

from django.shortcuts import get_object_or_404
from django.utils import timezone
from drf_spectacular.utils import extend_schema
from rest_framework import generics
from rest_framework.permissions import IsAuthenticatedOrReadOnly
from rest_framework.request import Request
from rest_framework.response import Response

from demand.details import actions, reads
from demand.details.serializers import DescriptionSerializer, DetailsSerializer
from demand.needs.models import Need
from demand.operations.actions import NotYourOperation
from demand.talk.actions.speaking import AuthorIsBlocked
from marketplace.accounts.reads import person
from marketplace.pages.errors import Refused


class NeedDetails(generics.GenericAPIView[Any]):
    """The work, the place, the papers and the rules of one need."""

    permission_classes = (IsAuthenticatedOrReadOnly,)
    serializer_class = DescriptionSerializer

    @extend_schema(operation_id="need_details", responses={200: DetailsSerializer})
    def get(self, request: Request, slug: str) -> Response:
        """Read them, as the need's own document has them."""
        return self._document(_need(slug))

    @extend_schema(operation_id="describe_need", responses={200: DetailsSerializer})
    def put(self, request: Request, slug: str) -> Response:
        """Say them as the need's poster; what stood before is replaced whole, photos stay."""
        need = _need(slug)
        asked = DescriptionSerializer(data=request.data, context={"need": need})
        asked.is_valid(raise_exception=True)
        description = asked.description()
        try:
            actions.describe(
                need=need, description=description, by=person(request), now=timezone.now()
            )
        except (NotYourOperation, AuthorIsBlocked) as refusal:
            raise Refused(refusal, status_code=403) from None
        return self._document(need)

    def _document(self, need: Need) -> Response:
        return Response(DetailsSerializer(reads.details_of(need)).data)


def _need(slug: str) -> Need:
    return get_object_or_404(Need.objects.visible().for_list(), slug=slug)
