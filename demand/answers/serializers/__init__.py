"""What programs read and write of needs and answers."""

from demand.answers.serializers.listing import (
    FacetCountsSerializer,
    FacetSerializer,
    NeedListSerializer,
    labelled,
)
from demand.answers.serializers.need import (
    AnswerSerializer,
    AnswerToNeedSerializer,
    CoSignSerializer,
    NeedSerializer,
    NeedWithCurveSerializer,
    PublicationSerializer,
)

__all__ = [
    "AnswerSerializer",
    "AnswerToNeedSerializer",
    "CoSignSerializer",
    "FacetCountsSerializer",
    "FacetSerializer",
    "NeedListSerializer",
    "NeedSerializer",
    "NeedWithCurveSerializer",
    "PublicationSerializer",
    "labelled",
]
