"""Sharing data by program, and watching it being taken in."""

from django.shortcuts import get_object_or_404
from django.urls import reverse
from django.utils import timezone
from drf_spectacular.types import OpenApiTypes
from drf_spectacular.utils import extend_schema
from rest_framework import generics
from rest_framework.parsers import MultiPartParser
from rest_framework.permissions import IsAuthenticated
from rest_framework.request import Request
from rest_framework.response import Response

from datasets.intake import actions, reads
from datasets.intake.models import Step, Upload
from datasets.intake.serializers import ShareSerializer, StepSerializer
from datasets.library.models import TERMS
from marketplace.accounts.actions import NoOrganisation
from marketplace.accounts.reads import acting_organisation, person
from marketplace.pages.errors import Refused


class Share(generics.GenericAPIView[Upload]):
    """Share a file: it is checked, converted, measured and published by itself."""

    serializer_class = ShareSerializer
    permission_classes = (IsAuthenticated,)
    parser_classes = (MultiPartParser,)
    queryset = Upload.objects.none()

    @extend_schema(operation_id="share_dataset", responses={202: OpenApiTypes.OBJECT})
    def post(self, request: Request) -> Response:
        """Send a file; answers where its steps can be watched."""
        organisation = acting_organisation(request)
        if organisation is None:
            raise Refused(NoOrganisation, status_code=403)
        transfers = reads.transfers(person(request))
        asked = ShareSerializer(data=request.data, context={"transfers": transfers})
        asked.is_valid(raise_exception=True)
        given = asked.validated_data
        need = given.pop("need", None)
        upload = actions.share_dataset(
            organisation=organisation,
            by=person(request),
            now=timezone.now(),
            terms={name: given.pop(name) for name in TERMS},
            needs=[need] if need else [],
            **given,
        )
        slug, number = upload.version.dataset.slug, upload.version.number
        steps = request.build_absolute_uri(reverse("api_upload_steps", args=[slug, number]))
        return Response({"slug": slug, "number": number, "steps": steps}, status=202)


class UploadSteps(generics.GenericAPIView[Step]):
    """How far an upload of yours is."""

    serializer_class = StepSerializer
    permission_classes = (IsAuthenticated,)
    queryset = Step.objects.none()
    pagination_class = None

    @extend_schema(operation_id="upload_steps", responses=StepSerializer(many=True))
    def get(self, request: Request, slug: str, number: int) -> Response:
        """Read the steps, in their order."""
        upload = get_object_or_404(reads.upload(slug, number, acting_organisation(request)))
        return Response(StepSerializer(reads.steps(upload), many=True).data)
