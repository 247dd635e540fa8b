"""The rows whose labels are sealed, for whoever may take the data set."""

from django.http import HttpResponseBase
from drf_spectacular.types import OpenApiTypes
from drf_spectacular.utils import extend_schema
from rest_framework.request import Request

from datasets.library import reads
from datasets.library.actions import TakenBack
from datasets.library.api import PullFile
from datasets.library.api.absence import GONE
from marketplace.accounts.reads import acting_organisation
from marketplace.pages.errors import Refused


class PullInputs(PullFile):
    """Rows without their labels, as Parquet; predictions name them by `sealed_id`. Takes ranges."""

    @extend_schema(responses={(200, "application/vnd.apache.parquet"): OpenApiTypes.BINARY})
    def get(self, request: Request, slug: str) -> HttpResponseBase:
        """Pull the rows to be predicted."""
        organisation = acting_organisation(request)
        file = reads.sealed_inputs(slug, organisation)
        if file is None and reads.were_inputs_taken_back(slug, organisation):
            raise Refused(TakenBack, GONE)
        return self.pull(request, file)
