"""Collections of photos: which there are, and how far they are."""

from typing import Any

from django.db.models import Count, Q, QuerySet
from django.utils.translation import gettext as _

from datasets.intake.models import Collection
from datasets.library.models import Version
from demand.needs.models import Need
from marketplace.accounts.models import Organisation

MOST_OWN_SHOWN = 12


def collections() -> QuerySet[Collection]:
    return Collection.objects.select_related("dataset__organisation", "terms")


def collections_of(need: Need) -> QuerySet[Collection]:
    """List the collections of a need, open ones first, with how many photos they have."""
    given = Count("photos", filter=Q(photos__withdrawn_at=None))
    return (
        collections()
        .filter(dataset__needs=need)
        .annotate(photo_count=given)
        .order_by("closed_at", "-opened_at", "dataset_id")
    )


def collection_proposed(need: Need) -> dict[str, Any]:
    """Propose what to ask of photos for a need."""
    return {"title": need.title[:100], "classes": _("diseased\nhealthy")}


def collected(collection: Collection, organisation: Organisation | None) -> dict[str, Any]:
    """Count photos by what they show, and list one's own latest."""
    given = collection.photos.given()
    counted = dict(given.values_list("label").annotate(Count("id")).order_by())
    own = given.filter(organisation=organisation) if organisation else given.none()
    is_own = organisation is not None and collection.dataset.organisation == organisation
    return {
        "counts": [(name, counted.get(name, 0)) for name in [*collection.classes, ""]],
        "photo_count": sum(counted.values()),
        "sender_count": given.values("organisation").distinct().count(),
        "own_count": own.count(),
        "own": own.order_by("-id")[:MOST_OWN_SHOWN],
        "is_own": is_own,
        "under_way": Version.objects.filter(
            dataset=collection.dataset, upload__finished_at=None, upload__isnull=False
        ).first(),
    }
