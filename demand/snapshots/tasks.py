"""What is counted by the clock. Each is one statement that may run twice, or late."""

from datetime import timedelta

from celery import shared_task
from django.db import OperationalError
from django.utils import timezone

from demand.snapshots.models import IndexHour, Snapshot, full_hour

# What was committed around the last count is counted again.
AGAIN = timedelta(hours=2)


@shared_task(acks_late=True, autoretry_for=(OperationalError,), retry_backoff=True, time_limit=900)
def take_snapshots() -> None:
    """Count the last counted day anew, and each one since; today's grows until it is over."""
    until = timezone.localdate() + timedelta(days=1)
    Snapshot.objects.retake(since=Snapshot.objects.latest_day(), until=until)


@shared_task(acks_late=True, autoretry_for=(OperationalError,), retry_backoff=True, time_limit=900)
def take_index() -> None:
    """Compute the index of every full hour that has none yet, and of the last two anew."""
    last = IndexHour.objects.latest_hour()
    IndexHour.objects.retake(since=last - AGAIN if last else None, until=full_hour(timezone.now()))
