"""What came of promises, on both sides, for programs."""

from typing import Any

from django.utils import timezone
from drf_spectacular.utils import extend_schema
from rest_framework import generics, serializers
from rest_framework.request import Request
from rest_framework.response import Response

from marketplace.developers.models import Developer
from marketplace.offers import reads
from marketplace.offers.vocabulary import Metric


class PromiseSerializer(serializers.Serializer[Any]):
    """One promise that was measured: `measured` is the careful end of what was found."""

    need = serializers.SlugField(source="need.slug")
    metric = serializers.ChoiceField(Metric.choices)
    promised = serializers.FloatField()
    measured = serializers.FloatField()
    is_kept = serializers.BooleanField()


class PaidSerializer(serializers.Serializer[Any]):
    """How many commitments came to an end, and how."""

    kept_count = serializers.IntegerField(help_text="Accepted, or paid.")
    broken_count = serializers.IntegerField(help_text="Failed, not delivered, or unpaid.")
    open_count = serializers.IntegerField(help_text="Still on their way.")


class RecordSerializer(PaidSerializer):
    promises = PromiseSerializer(many=True)


class TeamSerializer(serializers.Serializer[Any]):
    developer = serializers.SlugField(source="developer.organisation.slug")
    record = RecordSerializer()


class PromisesSerializer(serializers.Serializer[Any]):
    """Both sides. `buyers` is null while they are too few to tell of."""

    teams = TeamSerializer(many=True)
    buyers = PaidSerializer(allow_null=True)


class Promises(generics.GenericAPIView[Any]):
    """What came of the promises of developers, team by team, and of buyers together."""

    serializer_class = PromisesSerializer
    queryset = Developer.objects.none()

    @extend_schema(operation_id="promises")
    def get(self, request: Request) -> Response:
        """Read it. Samples are left out."""
        return Response(self.get_serializer(reads.promises(timezone.now())).data)


class PromisesOfDeveloper(generics.GenericAPIView[Developer]):
    """What one developer promised, and what was measured."""

    serializer_class = RecordSerializer
    queryset = Developer.objects.all()

    def get(self, request: Request, slug: str) -> Response:
        """Read one developer's record."""
        developer = generics.get_object_or_404(self.get_queryset(), organisation__slug=slug)
        return Response(self.get_serializer(reads.developers_record(developer)).data)
