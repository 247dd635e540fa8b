"""Needs and answers for programs."""

from functools import partial
from typing import Any
from uuid import UUID, uuid4

from django.db.models import QuerySet
from django.utils import timezone
from django.utils.translation import gettext_lazy as _
from drf_spectacular.utils import OpenApiParameter, extend_schema
from rest_framework import generics
from rest_framework.exceptions import NotFound, ValidationError
from rest_framework.permissions import IsAuthenticated
from rest_framework.request import Request
from rest_framework.response import Response
from rest_framework.serializers import BaseSerializer, UUIDField
from rest_framework.views import APIView

from demand.answers import actions, reads
from demand.answers.models import Answer
from demand.answers.serializers import (
    CoSignSerializer,
    FacetCountsSerializer,
    FacetSerializer,
    NeedListSerializer,
    NeedSerializer,
    NeedWithCurveSerializer,
    labelled,
)
from demand.needs.actions import PostingKeyIsTaken
from demand.needs.models import Need
from demand.operations.actions import NotYourOperation
from demand.operations.models import Operation
from demand.operations.reads import acting_operation
from demand.talk.actions.speaking import AuthorIsBlocked
from marketplace.accounts.reads import network_key, person
from marketplace.pages.errors import Refused

CLASHES = (
    actions.AlreadyCoSigned,
    actions.AnswerIsBound,
    actions.NeedIsClosed,
    actions.NeedIsMerged,
    actions.NotAnswered,
    actions.PricesHaveChanged,
)


class NoOperation(Exception):
    """Somebody answers or posts without speaking for an operation."""

    code = "no_operation"
    detail = _("You speak for no operation yet. Register your farm, boat or group first.")


def operation_of(request: Request, slug: str = "") -> Operation:
    """Find the operation that a program speaks for: the one it names, or its own.

    Raises: Refused (403).
    """
    operation = (
        Operation.objects.filter(organisation__slug=slug).first()
        if slug
        else acting_operation(request)
    )
    if operation is None:
        raise Refused(NotYourOperation if slug else NoOperation, status_code=403)
    return operation


class Needs(generics.ListCreateAPIView[Need]):
    """Needs, the nearest to the words or else the newest first. Samples only until one is real."""

    queryset = Need.objects.none()

    def get_serializer_class(self) -> type[BaseSerializer[Need]]:
        return NeedWithCurveSerializer if self.request.method == "POST" else NeedSerializer

    def get_queryset(self) -> QuerySet[Need]:
        asked = NeedListSerializer(data=self.request.query_params)
        asked.is_valid(raise_exception=True)
        self.order = reads.order(asked.validated_data)
        return reads.needs(asked.validated_data).real_if_any()  # type: ignore[attr-defined,no-any-return]

    @extend_schema(parameters=[NeedListSerializer])
    def get(self, request: Request, *args: Any, **kwargs: Any) -> Response:
        """List needs with their counts."""
        return super().get(request, *args, **kwargs)

    @extend_schema(
        parameters=[
            OpenApiParameter(
                "Idempotency-Key",
                UUID,
                OpenApiParameter.HEADER,
                description="The same key posts once, however often it is sent.",
            )
        ]
    )
    def post(self, request: Request, *args: Any, **kwargs: Any) -> Response:
        """Post a need, with one's own answer if wished."""
        return super().post(request, *args, **kwargs)

    def perform_create(self, serializer: BaseSerializer[Need]) -> None:
        fields = dict(serializer.validated_data)
        try:
            serializer.instance = actions.post_need_with_answer(
                operation=operation_of(self.request),
                by=person(self.request),
                now=timezone.now(),
                posting_key=_posting_key(self.request),
                answer=fields.pop("answer", None),
                **fields,
            )
        except (NotYourOperation, AuthorIsBlocked) as refusal:
            raise Refused(refusal, status_code=403) from None
        except PostingKeyIsTaken as refusal:
            raise Refused(refusal) from None


class NeedFacets(APIView):
    """How many needs there are of each trade, prefecture, kind and task."""

    @extend_schema(parameters=[FacetSerializer], responses=FacetCountsSerializer)
    def get(self, request: Request) -> Response:
        """Count what each choice would leave, under words and the other choices."""
        asked = FacetSerializer(data=request.query_params)
        asked.is_valid(raise_exception=True)
        counted = reads.counts(asked.validated_data, real_only=True)
        return Response(FacetCountsSerializer(labelled(counted)).data)


class OneNeed(generics.RetrieveAPIView[Need]):
    """One need with its latest publication."""

    serializer_class = NeedWithCurveSerializer
    lookup_field = "slug"
    queryset = Need.objects.visible().for_list().select_related("demand", "canonical")


class OwnCoSign(generics.GenericAPIView[Answer]):
    """The answer of the operation that you speak for."""

    serializer_class = CoSignSerializer
    permission_classes = (IsAuthenticated,)
    queryset = Answer.objects.none()

    @extend_schema(operation_id="own_co_sign")
    def get(self, request: Request, slug: str) -> Response:
        """Read your own answer."""
        answers = Answer.objects.standing().select_related("operation__organisation")
        answer = answers.filter(need__slug=slug, operation=operation_of(request)).first()
        if answer is None:
            raise NotFound(actions.NotAnswered.detail)
        seen = reads.as_seen_by(person(request), answer, answer.changed_at)
        return Response(CoSignSerializer(seen).data)

    @extend_schema(operation_id="co_sign")
    def post(self, request: Request, slug: str) -> Response:
        """Co-sign, or refuse with a reason; 409 if your operation has answered already."""
        act = partial(actions.co_sign, network_key=network_key(request))
        return Response(self._act(act, slug), status=201)

    @extend_schema(operation_id="change_co_sign")
    def put(self, request: Request, slug: str) -> Response:
        """Replace your answer."""
        return Response(self._act(actions.change_answer, slug))

    @extend_schema(operation_id="withdraw_co_sign", responses={204: None})
    def delete(self, request: Request, slug: str) -> Response:
        """Withdraw your answer."""
        need = generics.get_object_or_404(Need, slug=slug)
        try:
            actions.withdraw(
                need=need, operation=operation_of(request), by=person(request), now=timezone.now()
            )
        except (actions.NotAnswered, actions.AnswerIsBound) as refusal:
            raise Refused(refusal) from None
        return Response(status=204)

    def _act(self, act: Any, slug: str) -> dict[str, Any]:
        """Give or change the answer that the request holds."""
        need = generics.get_object_or_404(Need.objects.visible(), slug=slug)
        asked = self.get_serializer(data=self.request.data)
        asked.is_valid(raise_exception=True)
        named = asked.validated_data.get("operation", {}).get("organisation", {}).get("slug", "")
        try:
            answer = act(
                need=need,
                operation=operation_of(self.request, named),
                by=person(self.request),
                now=timezone.now(),
                **CoSignSerializer.words(asked.validated_data),
            )
        except NotYourOperation as refusal:
            raise Refused(refusal, status_code=403) from None
        except CLASHES as refusal:
            raise Refused(refusal) from None
        document: dict[str, Any] = CoSignSerializer(answer).data
        return document


def _posting_key(request: Request) -> UUID:
    """Read the key that posts once, or make one where none was sent.

    Raises: ValidationError for one that is none: without it, a second sending posts again.
    """
    sent = request.headers.get("Idempotency-Key")
    if sent is None:
        return uuid4()
    try:
        key: UUID = UUIDField().run_validation(sent)
    except ValidationError as error:
        raise ValidationError({"Idempotency-Key": error.detail}) from None
    return key
