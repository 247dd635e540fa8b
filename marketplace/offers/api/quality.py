"""Predictions and field trials for programs."""

from typing import Any

from django.http import Http404
from drf_spectacular.utils import extend_schema
from rest_framework import generics, serializers
from rest_framework.parsers import MultiPartParser
from rest_framework.permissions import IsAuthenticated
from rest_framework.request import Request
from rest_framework.response import Response

from marketplace.accounts.reads import acting_organisation
from marketplace.offers import actions, reads
from marketplace.offers.api import act
from marketplace.offers.models import Evaluation, Offer, Trial


class EvaluationSerializer(serializers.ModelSerializer[Evaluation]):
    """One try on sealed labels: what its maker is told of it, and no more."""

    file = serializers.FileField(write_only=True, help_text="sealed_id, prediction[, score]")

    class Meta:
        model = Evaluation
        fields = [
            *("id", "file", "name", "sha256", "uploaded_at", "is_test", "code_hash", "seed"),
            *("environment", "state", "scored_at", "told", "is_passed"),
        ]
        read_only_fields = ["name", "sha256", "uploaded_at", "state", "scored_at", "told"]

    def to_representation(self, evaluation: Evaluation) -> dict[str, Any]:
        """Tell of practice whether it was better, never whether it would have passed."""
        shown: dict[str, Any] = super().to_representation(evaluation)
        return shown | ({} if evaluation.is_test else {"is_passed": None})


class TrialSerializer(serializers.ModelSerializer[Trial]):
    """A field trial with the lower bound of how often it is right."""

    class Meta:
        model = Trial
        fields = ["number", "try_count", "right_count", "bound", "level", "note", "entered_at"]
        read_only_fields = ["number", "bound", "level", "entered_at"]


class OfOffer(generics.GenericAPIView[Any]):
    permission_classes = (IsAuthenticated,)
    pagination_class = None

    def offer(self) -> Offer:
        found = reads.one_offer(self.kwargs["offer_id"], acting_organisation(self.request))
        if found is None:
            raise Http404
        return found


class Evaluations(OfOffer):
    """Predictions for the sealed rows that judge an offer."""

    serializer_class = EvaluationSerializer
    parser_classes = (MultiPartParser,)
    queryset = Evaluation.objects.none()

    @extend_schema(operation_id="list_evaluations", responses=EvaluationSerializer(many=True))
    def get(self, request: Request, offer_id: int) -> Response:
        """Read what was tried: all of one's own, of others the tests."""
        listed = reads.evaluations_of(self.offer(), acting_organisation(request))
        return Response(self.get_serializer(listed, many=True).data)

    @extend_schema(operation_id="hand_in_predictions", responses={202: EvaluationSerializer})
    def post(self, request: Request, offer_id: int) -> Response:
        """Hand predictions in; they are scored by themselves."""
        asked = self.get_serializer(data=request.data)
        asked.is_valid(raise_exception=True)
        given = dict(asked.validated_data)
        file = given.pop("file")
        made = act(
            actions.hand_in_predictions,
            request,
            offer=self.offer(),
            content=file.read(),
            name=file.name,
            **given,
        )
        return Response(self.get_serializer(made).data, status=202)


class Trials(OfOffer):
    """Field trials of an offer."""

    serializer_class = TrialSerializer
    queryset = Trial.objects.none()

    @extend_schema(operation_id="list_trials", responses=TrialSerializer(many=True))
    def get(self, request: Request, offer_id: int) -> Response:
        """Read the trials, the first one first."""
        listed = Trial.objects.filter(offer=self.offer()).order_by("number")
        return Response(self.get_serializer(listed, many=True).data)

    @extend_schema(operation_id="enter_trial", responses={201: TrialSerializer})
    def post(self, request: Request, offer_id: int) -> Response:
        """Enter how often it was right, for the operation that posted the need."""
        asked = self.get_serializer(data=request.data)
        asked.is_valid(raise_exception=True)
        made = act(actions.enter_trial, request, offer=self.offer(), **asked.validated_data)
        return Response(self.get_serializer(made).data, status=201)
