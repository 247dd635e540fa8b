"""What follows from news of a version: a need bears whether anybody shares data for it."""

from celery import shared_task
from django.db import OperationalError, transaction

from datasets.library.models import Dataset
from demand.needs.models import Need, SearchEntry
from demand.needs.vocabulary import SharedData
from marketplace.changes.reads import follow

# A transaction that holds the log back is over in a moment: look again after it.
SOON = 0.2


@shared_task(acks_late=True, autoretry_for=(OperationalError,), retry_backoff=True, time_limit=120)
def follow_changes() -> None:
    """Mark every need whose data changed since this was last done."""
    if follow("datasets.library", ["dataset"], mark_need):
        follow_changes.apply_async(countdown=SOON)


@shared_task(acks_late=True, autoretry_for=(OperationalError,), retry_backoff=True, time_limit=60)
def mark_need(need_id: int) -> None:
    """Write down whether anybody shares data for a need, for its list to be narrowed by.

    A data set that is its owner's alone is not shared.
    """
    with transaction.atomic():
        # The need first: two at once would each write what the other no longer sees.
        need = Need.objects.select_for_update(no_key=True).filter(pk=need_id).first()
        if need is None:
            return
        is_shared = Dataset.objects.visible_to(None).filter(needs=need).exists()
        found = SharedData.SOME if is_shared else SharedData.NONE
        if need.shared_data != found:
            need.shared_data = found
            need.save(update_fields=["shared_data"])
            SearchEntry.objects.write([need])
