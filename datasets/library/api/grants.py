"""Permissions for programs: asked, answered, taken back."""

from typing import Any

from django.db.models import QuerySet
from django.shortcuts import get_object_or_404
from django.utils import timezone
from drf_spectacular.utils import extend_schema
from rest_framework import generics, serializers
from rest_framework.permissions import IsAuthenticated
from rest_framework.request import Request
from rest_framework.response import Response

from datasets.library import actions, reads
from datasets.library.models import Dataset, Grant
from datasets.library.vocabulary import REPLIES, Use
from marketplace.accounts.actions import NoOrganisation
from marketplace.accounts.models import Organisation
from marketplace.accounts.reads import acting_organisation, person
from marketplace.pages.errors import Refused


class GrantSerializer(serializers.ModelSerializer[Grant]):
    """A request to take a data set, and what became of it."""

    dataset = serializers.CharField(source="dataset.slug")
    organisation = serializers.CharField(source="organisation.slug", read_only=True)

    class Meta:
        model = Grant
        fields = [
            *("id", "dataset", "organisation", "use", "purpose", "country", "abroad_agreed"),
            *("state", "asked_at", "answered_at", "answer", "expires_at"),
        ]
        read_only_fields = [
            *("country", "abroad_agreed", "state", "asked_at", "answered_at", "answer"),
            "expires_at",
        ]


class GrantAnswerSerializer(serializers.Serializer[Any]):
    """The owner's answer: give, decline, or take back what was given."""

    reply = serializers.ChoiceField(choices=REPLIES)
    answer = serializers.CharField(required=False, default="", max_length=400, allow_blank=True)
    expires_at = serializers.DateTimeField(
        required=False, default=None, allow_null=True, help_text="A year from now if left out."
    )
    abroad_agreed = serializers.BooleanField(required=False, default=False)


class Grants(generics.ListCreateAPIView[Grant]):
    """The requests that you made, and those that are yours to answer."""

    permission_classes = (IsAuthenticated,)
    serializer_class = GrantSerializer
    order = ("-asked_at", "-id")
    queryset = Grant.objects.none()

    def get_queryset(self) -> QuerySet[Grant]:
        organisation = acting_organisation(self.request)
        return reads.grants(organisation) if organisation else Grant.objects.none()

    @extend_schema(request=GrantSerializer, responses={201: GrantSerializer})
    def post(self, request: Request, *args: Any, **kwargs: Any) -> Response:
        """Ask to take a data set."""
        asked = self.get_serializer(data=request.data)
        asked.is_valid(raise_exception=True)
        organisation = _acting(request)
        # One that may not be seen is told apart from one that is not there by nobody.
        visible = Dataset.objects.visible_to(organisation)
        dataset = get_object_or_404(visible, slug=asked.validated_data["dataset"]["slug"])
        try:
            grant = actions.ask_for_grant(
                dataset=dataset,
                organisation=organisation,
                by=person(request),
                now=timezone.now(),
                use=Use(asked.validated_data["use"]),
                purpose=asked.validated_data["purpose"],
            )
        except (actions.NothingToAsk, actions.AlreadyAsked) as refusal:
            raise Refused(refusal) from None
        return Response(self.get_serializer(grant).data, status=201)


class OneGrant(generics.RetrieveAPIView[Grant]):
    """One request: for those who made it, and for the owner of the data."""

    permission_classes = (IsAuthenticated,)
    serializer_class = GrantSerializer
    queryset = Grant.objects.none()

    def get_queryset(self) -> QuerySet[Grant]:
        organisation = acting_organisation(self.request)
        return reads.grants(organisation) if organisation else Grant.objects.none()

    @extend_schema(
        operation_id="grants_answer", request=GrantAnswerSerializer, responses=GrantSerializer
    )
    def post(self, request: Request, pk: int) -> Response:
        """Answer a request for your data."""
        grant = self.get_object()
        told = GrantAnswerSerializer(data=request.data)
        told.is_valid(raise_exception=True)
        reply, fields = told.validated_data.pop("reply"), told.validated_data
        whose: Any = {"grant": grant, "by": person(request), "now": timezone.now()}
        try:
            if reply == "revoke":
                grant = actions.revoke_grant(**whose)
            else:
                grant = actions.answer_grant(**whose, is_given=reply == "give", **fields)
        except actions.NotYours as refusal:
            raise Refused(refusal, 403) from None
        except actions.NotOpen as refusal:
            raise Refused(refusal) from None
        return Response(self.get_serializer(grant).data)


def _acting(request: Request) -> Organisation:
    organisation = acting_organisation(request)
    if organisation is None:
        raise Refused(NoOrganisation())
    return organisation
