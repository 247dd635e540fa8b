"""Which version is spoken of: one that is given out, and the newest where none is named."""

from django.db.models import QuerySet

from datasets.library.models import Dataset, Version
from marketplace.accounts.models import Organisation


def given_out(slug: str, organisation: Organisation | None) -> QuerySet[Version]:
    """Find a data set's versions that are published, if it may be seen."""
    visible = Dataset.objects.visible_to(organisation).filter(slug=slug)
    return Version.objects.published().filter(dataset__in=visible)


def newest(slug: str, organisation: Organisation | None) -> QuerySet[Version]:
    """Find the newest of them, to be asked for within another question."""
    return given_out(slug, organisation).order_by("-number").values("pk")[:1]  # type: ignore[return-value]
