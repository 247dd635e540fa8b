"""Entering answers in the names of others, for programs: in, and never out."""

from django.utils import timezone
from drf_spectacular.utils import extend_schema
from rest_framework import generics, serializers
from rest_framework.permissions import IsAuthenticated
from rest_framework.request import Request
from rest_framework.response import Response

from demand.answers.actions import REFUSED_ENTRY, enter
from demand.answers.serializers import AnswerToNeedSerializer
from demand.mandates.actions import MandateIsOver, NotYourMandate
from demand.mandates.models import Mandate
from demand.meetings import reads
from demand.needs.models import Need
from marketplace.accounts.reads import acting_organisation, person
from marketplace.pages.errors import Refused


class EntrySerializer(AnswerToNeedSerializer):
    operation = serializers.SlugField(
        help_text="Slug of the organisation that has given yours a mandate."
    )


class Entries(generics.GenericAPIView[Mandate]):
    """Answers that you enter under a mandate. They cannot be read here."""

    serializer_class = EntrySerializer
    permission_classes = (IsAuthenticated,)
    queryset = Mandate.objects.none()

    @extend_schema(operation_id="enter_answer", responses={204: None})
    def put(self, request: Request, slug: str) -> Response:
        """Enter an operation's answer, or replace what you have entered for it."""
        need = generics.get_object_or_404(Need, slug=slug)
        asked = self.get_serializer(data=request.data)
        asked.is_valid(raise_exception=True)
        words = dict(asked.validated_data)
        agent = acting_organisation(request)
        mandate = reads.latest_mandate(agent, words.pop("operation")) if agent else None
        if mandate is None:
            raise Refused(NotYourMandate, status_code=403)
        try:
            enter(need=need, mandate=mandate, by=person(request), now=timezone.now(), **words)
        except (MandateIsOver, NotYourMandate) as refusal:
            raise Refused(refusal, status_code=403) from None
        except REFUSED_ENTRY as refusal:
            raise Refused(refusal) from None
        return Response(status=204)
