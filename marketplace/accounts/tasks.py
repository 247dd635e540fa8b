from celery import shared_task
from django.contrib.sessions.models import Session
from django.db import OperationalError
from django.utils import timezone


@shared_task(autoretry_for=(OperationalError,), retry_backoff=True, time_limit=300)
def forget_old_sessions() -> None:
    """Delete sessions that have expired."""
    Session.objects.filter(expire_date__lt=timezone.now()).delete()
