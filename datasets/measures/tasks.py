"""What follows once a version is published: whether its labels are enough."""

import logging

from celery import shared_task
from django.db import OperationalError
from django.utils import timezone

from datasets.library.vocabulary import FileRole
from datasets.measures.arithmetic.readiness import CODE_VERSION, readiness
from datasets.measures.models import Readiness

logger = logging.getLogger(__name__)


@shared_task(acks_late=True, autoretry_for=(OperationalError,), retry_backoff=True, time_limit=900)
def assess_next() -> None:
    """Assess the labels of one version that waits for it, then look for another.

    It trains small models, for a minute or so. Killed half-way, it is found again.
    """
    claimed = Readiness.objects.claim(timezone.now())
    if claimed is None:
        return
    version = claimed.version
    table = version.files.filter(role=FileRole.TABLE).first()
    if table is None:
        logger.info("%s has no table: nothing is assessed.", version)
        return
    found = readiness(table.path, label=version.label_column)
    Readiness.objects.filter(pk=version.pk, claimed_at=claimed.claimed_at).update(
        document=found, code_version=CODE_VERSION, assessed_at=timezone.now()
    )
    assess_next.delay()
