"""Making archives, and throwing them away."""

import logging
from uuid import uuid4

from celery import shared_task
from django.db import OperationalError
from django.utils import timezone
from django.utils.translation import gettext as _

from marketplace import storage
from marketplace.belongings import reads
from marketplace.belongings.arithmetic.archive import write_archive
from marketplace.belongings.models import KEPT_FOR, Export

logger = logging.getLogger(__name__)


@shared_task(acks_late=True, autoretry_for=(OperationalError,), retry_backoff=True, time_limit=1800)
def make_export(export_id: int) -> None:
    """Gather all that somebody entered into one archive, unless that is done."""
    export = Export.objects.waiting().select_related("user").filter(pk=export_id).first()
    if export is None:
        logger.info("Export %s is made already, or gone.", export_id)
        return
    target = storage.place(export.storage_key)
    arriving = target.with_name(f"arriving-{uuid4().hex}")
    read_me = _("All that you and your organisations have entered. Each table is there twice.")
    tables = reads.tables(export.user, export.site)
    write_archive(arriving, tables, reads.files(export.user), read_me)
    arriving.replace(target)
    storage.keep(export.storage_key)
    now = timezone.now()
    Export.objects.waiting().filter(pk=export_id).update(
        made_at=now, expires_at=now + KEPT_FOR, byte_count=target.stat().st_size
    )


@shared_task(acks_late=True, time_limit=600)
def look_after_exports() -> None:
    """Throw away what has been kept long enough, and make what a crash forgot."""
    now = timezone.now()
    for export in Export.objects.over(now):
        storage.discard(export.storage_key)
        export.delete()
    for export_id in Export.objects.forgotten(now).values_list("pk", flat=True):
        make_export.delay(export_id)
