"""What is done about needs in their time."""

from celery import shared_task
from django.db import OperationalError
from django.utils import timezone

from demand.needs.models import FacetRecount

# So many are counted live on every page without anybody waiting.
FEW = 2_000


@shared_task(acks_late=True, autoretry_for=(OperationalError,), retry_backoff=True, time_limit=300)
def recount_facets() -> None:
    """Count the needs of every facet anew, where counting them live would take long."""
    if FacetRecount.objects.exists() or FacetRecount.objects.uncounted() > FEW:
        FacetRecount.objects.renew(timezone.now())
