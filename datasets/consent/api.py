"""Receipts, parts that are one's own, and what is to be deleted: for programs."""

from typing import Any

from django.db.models import QuerySet
from django.http import Http404
from django.shortcuts import get_object_or_404
from django.utils import timezone
from drf_spectacular.types import OpenApiTypes
from drf_spectacular.utils import extend_schema
from rest_framework import generics
from rest_framework.permissions import IsAuthenticated
from rest_framework.request import Request
from rest_framework.response import Response

from datasets.consent import actions, reads
from datasets.consent.models import Contributor, Recall, Receipt
from datasets.consent.serializers import (
    ContributionSerializer,
    RecallSerializer,
    ReceiptSerializer,
)
from marketplace.accounts.reads import acting_organisation, person
from marketplace.pages.errors import Refused


class Receipts(generics.ListAPIView[Receipt]):
    """What your organisation agreed to, the newest first."""

    permission_classes = (IsAuthenticated,)
    serializer_class = ReceiptSerializer
    order = reads.NEWEST
    queryset = Receipt.objects.none()

    def get_queryset(self) -> QuerySet[Receipt]:
        organisation = acting_organisation(self.request)
        return reads.receipts(organisation) if organisation else Receipt.objects.none()

    @extend_schema(operation_id="consent_receipts", responses=OpenApiTypes.OBJECT)
    def get(self, request: Request, *args: Any, **kwargs: Any) -> Response:
        """List your consent receipts."""
        return super().get(request, *args, **kwargs)


class OneReceipt(generics.GenericAPIView[Receipt]):
    """One receipt: for whoever agreed, and for whoever shares the data."""

    permission_classes = (IsAuthenticated,)
    queryset = Receipt.objects.none()

    @extend_schema(operation_id="consent_receipt", responses=OpenApiTypes.OBJECT)
    def get(self, request: Request, key: str) -> Response:
        """Read one consent receipt."""
        organisation = acting_organisation(request)
        if organisation is None:
            raise Http404
        shown = get_object_or_404(reads.receipt(key, organisation))
        return Response(ReceiptSerializer(shown, context={"request": request}).data)


class Contributions(generics.ListAPIView[Contributor]):
    """The parts of data sets that are your organisation's."""

    permission_classes = (IsAuthenticated,)
    serializer_class = ContributionSerializer
    order = ("-id",)
    queryset = Contributor.objects.none()

    def get_queryset(self) -> QuerySet[Contributor]:
        organisation = acting_organisation(self.request)
        return reads.own_contributors(organisation) if organisation else Contributor.objects.none()


class Withdraw(generics.GenericAPIView[Contributor]):
    """Take back what is yours, or what somebody asked you to take back for them."""

    permission_classes = (IsAuthenticated,)
    queryset = Contributor.objects.none()

    @extend_schema(operation_id="contributions_withdraw", request=None, responses={202: None})
    def post(self, request: Request, pk: int) -> Response:
        """Take it back: at once nobody can take it; the next version is made without it."""
        organisation = acting_organisation(request)
        if organisation is None:
            raise Http404
        found = get_object_or_404(Contributor.objects.reachable_by(organisation), pk=pk)
        try:
            actions.withdraw(contributor=found, by=person(request), now=timezone.now())
        except actions.AlreadyWithdrawn as refusal:
            raise Refused(refusal) from None
        return Response(status=202)


class Recalls(generics.ListAPIView[Recall]):
    """What you have taken and are asked to delete, the newest first."""

    permission_classes = (IsAuthenticated,)
    serializer_class = RecallSerializer
    order = ("-id",)
    queryset = Recall.objects.none()

    def get_queryset(self) -> QuerySet[Recall]:
        organisation = acting_organisation(self.request)
        return Recall.objects.of(person(self.request), organisation).for_list()


class ConfirmDeleted(generics.GenericAPIView[Recall]):
    """Say that you have deleted what you were asked to delete."""

    permission_classes = (IsAuthenticated,)
    queryset = Recall.objects.none()

    @extend_schema(operation_id="recalls_confirm", request=None, responses={204: None})
    def post(self, request: Request, pk: int) -> Response:
        """Confirm it. Saying it twice changes nothing."""
        own = Recall.objects.of(person(request), acting_organisation(request))
        recall = get_object_or_404(own, pk=pk)
        actions.confirm_deleted(recall=recall, by=person(request), now=timezone.now())
        return Response(status=204)
