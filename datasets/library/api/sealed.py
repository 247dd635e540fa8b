"""The rows whose labels are sealed, for whoever may take the data set."""

from django.http import HttpResponseBase
from drf_spectacular.types import OpenApiTypes
from drf_spectacular.utils import extend_schema
from rest_framework.request import Request

from datasets.library import reads
from datasets.library.api import PullFile
from marketplace.accounts.reads import acting_organisation


class PullInputs(PullFile):
    """Rows without their labels, as Parquet; predictions name them by `sealed_id`. Takes ranges."""

    @extend_schema(responses={(200, "application/vnd.apache.parquet"): OpenApiTypes.BINARY})
    def get(self, request: Request, slug: str) -> HttpResponseBase:
        """Pull the rows to be predicted."""
        return self.pull(request, reads.sealed_inputs(slug, acting_organisation(request)))
