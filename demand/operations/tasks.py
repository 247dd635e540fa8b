"""What follows from an operation's name, place and telephone: whom it might be one with."""

from celery import shared_task
from django.db import OperationalError
from django.utils import timezone

from demand.operations.models import Operation, Twins
from marketplace.changes.reads import follow

SOON = 0.2
# So many neighbours are compared; a town has no more farms of one name than that.
MOST_COMPARED = 1000


@shared_task(acks_late=True, autoretry_for=(OperationalError,), retry_backoff=True, time_limit=120)
def follow_changes() -> None:
    """Look again for whom each operation that changed might be one with."""
    if follow("demand.operations", ["operation"], propose_twins):
        follow_changes.apply_async(countdown=SOON)


@shared_task(acks_late=True, autoretry_for=(OperationalError,), retry_backoff=True, time_limit=60)
def propose_twins(operation_id: int) -> None:
    """Propose to an operation and its likenesses that they are one; never the same two again."""
    from demand.operations.arithmetic.likeness import likeness

    operations = Operation.objects.select_related("organisation")
    operation = operations.filter(pk=operation_id).first()
    if operation is None:
        return
    near = operations.like(operation).filter(
        organisation__is_sample=operation.organisation.is_sample
    )
    found = [
        (other, likeness(operation.identity, other.identity))
        for other in near.order_by("-pk")[:MOST_COMPARED]
    ]
    Twins.objects.propose(
        operation,
        [(other, alike) for other, alike in found if alike.is_proposed],
        now=timezone.now(),
    )
