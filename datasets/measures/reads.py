"""The statistics of a version, for pages and programs."""

from django.db.models import QuerySet

from datasets.library.models import Dataset
from datasets.measures.models import Statistics
from marketplace.accounts.models import Organisation


def newest(slug: str, organisation: Organisation | None) -> QuerySet[Statistics]:
    """Find the statistics of a data set's newest published version, if it may be seen."""
    visible = Dataset.objects.visible_to(organisation).filter(slug=slug)
    return (
        Statistics.objects.filter(version__dataset__in=visible, version__state="PUBLISHED")
        .select_related("version__dataset")
        .order_by("-version__number")
    )
