"""What the pages and the API show of datasets: one reading for both."""

from collections.abc import Mapping

from django.db.models import Prefetch, QuerySet

from datasets.library.models import Dataset, File, Pull, Version
from datasets.library.vocabulary import FileRole
from marketplace.accounts.models import Organisation

NEWEST = ("-created_at", "-id")


def datasets(organisation: Organisation | None, asked: Mapping[str, str]) -> QuerySet[Dataset]:
    """List the data sets that an organisation may see, each with its latest version."""
    listed = Dataset.objects.visible_to(organisation).for_list()
    if asked.get("sector"):
        listed = listed.filter(needs__sector=asked["sector"]).distinct()
    if asked.get("need"):
        listed = listed.filter(needs__slug=asked["need"])
    return listed


def dataset(organisation: Organisation | None, slug: str) -> QuerySet[Dataset]:
    """Find one data set with all its versions and their files, if it may be seen."""
    versions = Version.objects.order_by("-number").select_related("terms")
    files = Prefetch("files", File.objects.order_by("role"))
    return (
        Dataset.objects.visible_to(organisation)
        .filter(slug=slug)
        .select_related("organisation")
        .prefetch_related("needs", Prefetch("versions", versions.prefetch_related(files)))
    )


def ledger(shared: Dataset) -> QuerySet[Pull]:
    """List who took what, the latest first: for the owner."""
    pulls = Pull.objects.filter(version__dataset=shared)
    return pulls.select_related("organisation", "by", "version", "file").order_by("-at", "-id")[:50]


def table(slug: str, number: int, organisation: Organisation | None) -> File | None:
    """Find the table of a published version that an organisation may pull."""
    return (
        File.objects.filter(
            role=FileRole.TABLE,
            version__number=number,
            version__dataset__in=Dataset.objects.visible_to(organisation).filter(slug=slug),
            version__in=Version.objects.published(),
        )
        .select_related("version__dataset__organisation")
        .first()
    )
