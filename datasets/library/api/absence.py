"""What is not given out: nothing there, or no longer there, and then it is said."""

from django.http import Http404, HttpRequest
from rest_framework.request import Request

from datasets.library import reads
from datasets.library.actions import TakenBack
from marketplace.accounts.reads import acting_organisation
from marketplace.pages.errors import Refused

GONE = 410


def absence(request: Request | HttpRequest, slug: str, number: int) -> Exception:
    """Say why a version is not given out: 410 with a sentence where somebody took it back."""
    if reads.was_taken_back(slug, number, acting_organisation(request)):
        return Refused(TakenBack, GONE)
    return Http404()
