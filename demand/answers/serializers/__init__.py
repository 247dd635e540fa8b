"""What programs read and write of needs and answers."""

from demand.answers.serializers.listing import (
    FacetCountsSerializer,
    FacetSerializer,
    NeedListSerializer,
    labelled,
)
from demand.answers.serializers.need import (
    AnswerSerializer,
    CoSignSerializer,
    NeedSerializer,
    NeedWithCurveSerializer,
    PublicationSerializer,
)

__all__ = [
    "AnswerSerializer",
    "CoSignSerializer",
    "FacetCountsSerializer",
    "FacetSerializer",
    "NeedListSerializer",
    "NeedSerializer",
    "NeedWithCurveSerializer",
    "PublicationSerializer",
    "labelled",
]
