"""Offers and commitments for programs, each to its own parties."""

from collections.abc import Callable
from typing import Any

from django.db.models import QuerySet
from django.http import Http404
from django.utils import timezone
from drf_spectacular.utils import extend_schema
from rest_framework import generics
from rest_framework.permissions import IsAuthenticated
from rest_framework.request import Request
from rest_framework.response import Response

from demand.needs.models import Need
from marketplace.accounts.reads import acting_organisation, person
from marketplace.developers.actions import NotYourTeam
from marketplace.developers.reads import developer_of
from marketplace.offers import actions, reads
from marketplace.offers.models import Commitment, Message, Offer, WrongState
from marketplace.offers.serializers import (
    CommitmentSerializer,
    ConfirmSerializer,
    MessageSerializer,
    NeedOffersSerializer,
    OfferSerializer,
    OrderSerializer,
)
from marketplace.pages.errors import Refused

FORBIDDEN = (NotYourTeam, actions.NotAParty, actions.NotThePoster)
CONFLICTS = (
    WrongState,
    actions.AllowanceUsedUp,
    actions.CoolingIsOver,
    actions.HourHasCome,
    actions.NeedTakesNoOffers,
    actions.NoMoreTests,
    actions.NoMoreVersions,
    actions.NotAFieldTrial,
    actions.NothingSealed,
)


def act(action: Callable[..., Any], request: Request, **words: Any) -> Any:
    """Do what somebody asks for, and say a refusal over HTTP. Raises: Refused."""
    try:
        return action(by=person(request), now=timezone.now(), **words)
    except FORBIDDEN as refusal:
        raise Refused(refusal, status_code=403) from None
    except CONFLICTS as refusal:
        raise Refused(refusal) from None


class OffersOfNeed(generics.GenericAPIView[Any]):
    """When a need's offers are opened, and what came of those that were."""

    serializer_class = NeedOffersSerializer
    queryset = Need.objects.none()

    def get(self, request: Request, slug: str) -> Response:
        """Read what everybody may know of a need's offers."""
        need = generics.get_object_or_404(Need.objects.visible(), slug=slug)
        return Response(self.get_serializer(reads.offers_of(need, timezone.now())).data)


class Offers(generics.ListAPIView[Offer]):
    """The offers of the developer that you act for; nobody else sees them before the hour."""

    serializer_class = OfferSerializer
    permission_classes = (IsAuthenticated,)
    order = ("-id",)
    queryset = Offer.objects.none()

    def get_queryset(self) -> QuerySet[Offer]:
        return reads.own_offers(acting_organisation(self.request))

    @extend_schema(operation_id="make_offer", responses={201: OfferSerializer})
    def post(self, request: Request) -> Response:
        """Make an offer, or the next version of one; three at most."""
        asked = self.get_serializer(data=request.data)
        asked.is_valid(raise_exception=True)
        developer = developer_of(acting_organisation(request))
        if developer is None:
            raise Refused(NotYourTeam, status_code=403)
        made = act(
            actions.make_offer,
            request,
            need=asked.validated_data["round"]["need"],
            developer=developer,
            hands_in=asked.validated_data["hands_in"],
            **asked.validated_data["terms"],
        )
        shown = reads.own_offers(developer.organisation).get(pk=made.pk)
        return Response(self.get_serializer(shown).data, status=201)


class OneOffer(generics.GenericAPIView[Offer]):
    """One of your own offers."""

    serializer_class = OfferSerializer
    permission_classes = (IsAuthenticated,)
    queryset = Offer.objects.none()

    def get(self, request: Request, offer_id: int) -> Response:
        """Read one's own offer with its versions."""
        return Response(self.get_serializer(self._own(request, offer_id)).data)

    @extend_schema(operation_id="take_back_offer", request=None, responses={204: None})
    def delete(self, request: Request, offer_id: int) -> Response:
        """Take an offer back before the hour; it stays a draft."""
        act(actions.take_back, request, offer=self._own(request, offer_id))
        return Response(status=204)

    def _own(self, request: Request, offer_id: int) -> Offer:
        own = reads.own_offers(acting_organisation(request))
        return generics.get_object_or_404(own, pk=offer_id)


class Commitments(generics.ListAPIView[Commitment]):
    """The commitments to which your organisation is a party, as buyer or as seller."""

    serializer_class = CommitmentSerializer
    permission_classes = (IsAuthenticated,)
    order = reads.NEWEST
    queryset = Commitment.objects.none()

    def get_queryset(self) -> QuerySet[Commitment]:
        return reads.commitments_of(acting_organisation(self.request))


class OfCommitment(generics.GenericAPIView[Commitment]):
    """What concerns one commitment, for its two parties."""

    serializer_class: type[Any] = CommitmentSerializer
    permission_classes = (IsAuthenticated,)
    queryset = Commitment.objects.none()

    def commitment(self) -> Commitment:
        organisation = acting_organisation(self.request)
        found = reads.one_commitment(self.kwargs["commitment_id"], organisation)
        if found is None:
            raise Http404
        return found


class OneCommitment(OfCommitment):
    """One commitment."""

    def get(self, request: Request, commitment_id: int) -> Response:
        """Read one commitment."""
        return Response(CommitmentSerializer(self.commitment()).data)


class Confirm(OfCommitment):
    """Saying yes to a commitment."""

    serializer_class = ConfirmSerializer

    @extend_schema(operation_id="confirm_commitment", responses={200: CommitmentSerializer})
    def post(self, request: Request, commitment_id: int) -> Response:
        """Confirm, as a purchase for one's business."""
        asked = self.get_serializer(data=request.data)
        asked.is_valid(raise_exception=True)
        kept = act(actions.confirm, request, commitment=self.commitment(), **asked.validated_data)
        return Response(CommitmentSerializer(kept).data)


class StepOut(OfCommitment):
    """Leaving a commitment within the cooling-off."""

    @extend_schema(operation_id="step_out_of_commitment", request=None, responses={204: None})
    def post(self, request: Request, commitment_id: int) -> Response:
        """Step out; the answer is free again."""
        act(actions.step_out, request, commitment=self.commitment())
        return Response(status=204)


class OneOrder(OfCommitment):
    """The order of a commitment."""

    serializer_class = OrderSerializer

    def get(self, request: Request, commitment_id: int) -> Response:
        """Read the order; there is none until the buyer has confirmed."""
        order = reads.order(self.commitment())
        if order is None:
            raise Http404
        return Response(self.get_serializer(order).data)


class Messages(OfCommitment):
    """What the two parties write to each other."""

    serializer_class = MessageSerializer

    @extend_schema(operation_id="list_messages", responses=MessageSerializer(many=True))
    def get(self, request: Request, commitment_id: int) -> Response:
        """Read the messages, the oldest first."""
        said = reads.messages_of(self.commitment())
        return Response(self.get_serializer(said, many=True).data)

    @extend_schema(operation_id="write_message", responses={201: MessageSerializer})
    def post(self, request: Request, commitment_id: int) -> Response:
        """Write to the other party."""
        asked = self.get_serializer(data=request.data)
        asked.is_valid(raise_exception=True)
        written: Message = act(
            actions.say,
            request,
            commitment=self.commitment(),
            organisation=acting_organisation(request),
            **asked.validated_data,
        )
        return Response(self.get_serializer(written).data, status=201)
