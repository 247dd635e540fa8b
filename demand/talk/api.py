"""What is said about needs, and its moderation, for programs."""

from collections.abc import Callable
from typing import Any

from django.db.models import QuerySet
from django.shortcuts import get_object_or_404
from django.utils import timezone
from drf_spectacular.utils import extend_schema
from rest_framework import generics
from rest_framework.permissions import IsAdminUser, IsAuthenticated
from rest_framework.request import Request
from rest_framework.response import Response
from rest_framework.serializers import BaseSerializer

from demand.needs.models import Need
from demand.talk import actions, reads
from demand.talk.actions.refusals import NotAllowed, Refusal
from demand.talk.actions.speaking import TooOften
from demand.talk.models import Remark, Report, Ruling
from demand.talk.serializers import (
    AppealSerializer,
    CaseSerializer,
    DecisionSerializer,
    LoggedRulingSerializer,
    RemarkSerializer,
    ReportSerializer,
    RulingSerializer,
    TextSerializer,
    UnblockSerializer,
)
from demand.talk.vocabulary import Act, Saying
from marketplace.accounts.reads import acting_organisation, person
from marketplace.pages.errors import Refused


def attempt[T](act: Callable[..., T], /, **words: Any) -> T:
    """Do what was asked now, or say over HTTP why not.

    Raises: Refused (403, 409, 429).
    """
    try:
        return act(now=timezone.now(), **words)
    except TooOften as refusal:
        raise Refused(refusal, status_code=429) from None
    except Refusal as refusal:
        status = 403 if isinstance(refusal, NotAllowed) else 409
        raise Refused(refusal, status_code=status) from None


def _need(slug: str) -> Need:
    return get_object_or_404(Need.objects.visible().for_list(), slug=slug)


def _remark(remark_id: int) -> Remark:
    shown = Remark.objects.shown().select_related("need__posted_by__organisation", "author")
    return get_object_or_404(shown, pk=remark_id)


class Remarks(generics.ListCreateAPIView[Remark]):
    """What is said about a need and those merged into it, the newest first."""

    order = reads.NEWEST
    serializer_class = RemarkSerializer
    queryset = Remark.objects.none()

    def get_queryset(self) -> QuerySet[Remark]:
        return reads.remarks(_need(self.kwargs["slug"]))

    def post(self, request: Request, *args: Any, **kwargs: Any) -> Response:
        """Ask, reply, comment, name a product that exists, or tell the news of your own need.

        What holds a link waits for a moderator (`state` HELD) unless its author is trusted.
        """
        return super().post(request, *args, **kwargs)

    def perform_create(self, serializer: BaseSerializer[Remark]) -> None:
        words = dict(serializer.validated_data)
        if words["kind"] == Saying.NEWS:
            words = {name: words[name] for name in ("text", "progress") if name in words}
        act = actions.tell_news if "kind" not in words else actions.say
        serializer.instance = attempt(
            act,
            need=_need(self.kwargs["slug"]),
            by=person(self.request),
            organisation=acting_organisation(self.request),
            **words,
        )


class Following(generics.GenericAPIView[Any]):
    """Whether you hear what is said about a need."""

    permission_classes = (IsAuthenticated,)

    @extend_schema(operation_id="follow", request=None, responses={204: None})
    def put(self, request: Request, slug: str) -> Response:
        """Follow a need."""
        attempt(actions.follow, need=_need(slug), by=person(request))
        return Response(status=204)

    @extend_schema(operation_id="unfollow", responses={204: None})
    def delete(self, request: Request, slug: str) -> Response:
        """Follow it no longer."""
        actions.unfollow(need=_need(slug), by=person(request))
        return Response(status=204)


class NeedReports(generics.GenericAPIView[Report]):
    """Ask a moderator to look at a need."""

    permission_classes = (IsAuthenticated,)
    serializer_class = ReportSerializer

    @extend_schema(operation_id="report_need", responses={204: None})
    def post(self, request: Request, slug: str) -> Response:
        """Report a need; twice is once."""
        return self.report(_need(slug))

    def report(self, about: Remark | Need) -> Response:
        asked = self.get_serializer(data=self.request.data)
        asked.is_valid(raise_exception=True)
        attempt(actions.report, about=about, by=person(self.request), **asked.validated_data)
        return Response(status=204)


class RemarkReports(NeedReports):
    """Ask a moderator to look at a remark."""

    @extend_schema(operation_id="report_remark", responses={204: None})
    def post(self, request: Request, remark_id: int) -> Response:  # type: ignore[override]
        """Report a remark; twice is once."""
        return self.report(_remark(remark_id))


class Shortfall(generics.GenericAPIView[Remark]):
    """Why a product that exists is not enough."""

    permission_classes = (IsAuthenticated,)
    serializer_class = TextSerializer

    @extend_schema(operation_id="explain_shortfall", responses={200: RemarkSerializer})
    def put(self, request: Request, remark_id: int) -> Response:
        """Say it, as the poster of the need; what holds a link waits for a moderator."""
        asked = TextSerializer(data=request.data)
        asked.is_valid(raise_exception=True)
        told = attempt(
            actions.explain_shortfall,
            remark=_remark(remark_id),
            by=person(request),
            **asked.validated_data,
        )
        return Response(RemarkSerializer(told).data)


class OwnNews(generics.GenericAPIView[Remark]):
    """What others said lately about the needs that you follow or have posted."""

    permission_classes = (IsAuthenticated,)
    serializer_class = RemarkSerializer

    @extend_schema(operation_id="own_news", responses={200: RemarkSerializer(many=True)})
    def get(self, request: Request) -> Response:
        """Read the latest twenty."""
        return Response(RemarkSerializer(reads.news_for(person(request)), many=True).data)


class OwnRulings(generics.ListAPIView[Ruling]):
    """What was hidden of yours, with the reason."""

    order = ("-ruled_at", "-id")
    permission_classes = (IsAuthenticated,)
    serializer_class = RulingSerializer
    queryset = Ruling.objects.none()

    def get_queryset(self) -> QuerySet[Ruling]:
        if getattr(self, "swagger_fake_view", False):
            return self.queryset
        return reads.rulings_against(person(self.request))


class Appeal(generics.GenericAPIView[Ruling]):
    """Have a decision looked at again."""

    permission_classes = (IsAuthenticated,)
    serializer_class = AppealSerializer

    @extend_schema(operation_id="appeal", responses={200: RulingSerializer})
    def post(self, request: Request, ruling_id: int) -> Response:
        """Appeal, as the author, once."""
        asked = AppealSerializer(data=request.data)
        asked.is_valid(raise_exception=True)
        ruling = get_object_or_404(Ruling.objects.for_list(), pk=ruling_id)
        heard = attempt(actions.appeal, ruling=ruling, by=person(request), **asked.validated_data)
        return Response(RulingSerializer(heard).data)


class Queue(generics.GenericAPIView[Any]):
    """What waits for a moderator."""

    permission_classes = (IsAdminUser,)
    serializer_class = CaseSerializer

    @extend_schema(operation_id="moderation_queue", responses={200: CaseSerializer(many=True)})
    def get(self, request: Request) -> Response:
        """Read it, the oldest first."""
        return Response(CaseSerializer(reads.queue(), many=True).data)


class Rulings(generics.ListAPIView[Ruling]):
    """The log of moderation, the latest first."""

    order = ("-ruled_at", "-id")
    permission_classes = (IsAdminUser,)
    serializer_class = LoggedRulingSerializer
    queryset = Ruling.objects.none()

    def get_queryset(self) -> QuerySet[Ruling]:
        return reads.log()

    @extend_schema(request=DecisionSerializer, responses={201: LoggedRulingSerializer(many=True)})
    def post(self, request: Request) -> Response:
        """Decide about remarks and needs, all or none; UNBLOCK and UNTRUST take back."""
        asked = DecisionSerializer(data=request.data)
        asked.is_valid(raise_exception=True)
        decision = dict(asked.validated_data)
        remarks, needs = decision.pop("remarks"), decision.pop("needs")
        about: list[Remark | Need] = [
            *(get_object_or_404(Remark, pk=each) for each in remarks),
            *(get_object_or_404(Need.objects.for_list(), slug=each) for each in needs),
        ]
        made = attempt(actions.rule, about=about, by=person(request), **decision)
        return Response(LoggedRulingSerializer(made, many=True).data, status=201)


class Unblocking(generics.GenericAPIView[Any]):
    """Let a blocked author write again."""

    permission_classes = (IsAdminUser,)
    serializer_class = UnblockSerializer

    @extend_schema(operation_id="unblock", responses={204: None})
    def post(self, request: Request) -> Response:
        """Name the decision that blocked the author."""
        asked = UnblockSerializer(data=request.data)
        asked.is_valid(raise_exception=True)
        ruling = get_object_or_404(Ruling.objects.for_list(), pk=asked.validated_data["ruling"])
        attempt(actions.rule, about=[ruling.about], act=Act.UNBLOCK, by=person(request))
        return Response(status=204)
