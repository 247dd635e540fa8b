"""What the pages and the API show of datasets: one reading for both."""

from collections.abc import Mapping

from django.db.models import Prefetch, Q, QuerySet
from django.utils import timezone

from datasets.library.arithmetic.exports import Shape
from datasets.library.models import (
    Dataset,
    File,
    Grant,
    Medium,
    Pull,
    Sealing,
    Version,
    shown_needs,
)
from datasets.library.vocabulary import Access, DataKind, FileRole, VersionState
from marketplace.accounts.models import Organisation

NEWEST = ("-created_at", "-id")


def datasets(organisation: Organisation | None, asked: Mapping[str, str]) -> QuerySet[Dataset]:
    """List the data sets that an organisation may see, each with its latest version."""
    listed = Dataset.objects.visible_to(organisation).for_list()
    if asked.get("sector"):
        listed = listed.filter(needs__sector=asked["sector"]).distinct()
    if asked.get("need"):
        listed = listed.filter(needs__slug=asked["need"], needs__hidden_at=None)
    return listed


def dataset(organisation: Organisation | None, slug: str) -> QuerySet[Dataset]:
    """Find one data set with all its versions and their files, if it may be seen."""
    versions = Version.objects.order_by("-number").select_related("terms")
    files = Prefetch("files", File.objects.order_by("-role"))
    return (
        Dataset.objects.visible_to(organisation)
        .filter(slug=slug)
        .select_related("organisation")
        .prefetch_related(shown_needs(), Prefetch("versions", versions.prefetch_related(files)))
    )


def versions_shown(shared: Dataset, *, is_own: bool) -> list[Version]:
    """List published versions; for the owner the newest too, while it is taken in.

    What has stopped and was followed by another file is shown no more.
    """
    newest_first = list(shared.versions.all())
    published = [v for v in newest_first if v.state == VersionState.PUBLISHED]
    under_way = [v for v in newest_first[:1] if is_own and v.state == VersionState.DRAFT]
    return under_way + published


def standing(shared: Dataset, organisation: Organisation | None) -> Grant | None:
    """Find an organisation's latest request for a data set: how it stands."""
    if organisation is None or shared.access != Access.GRANT:
        return None
    return shared.grants.filter(organisation=organisation).order_by("-asked_at", "-id").first()


def may_take(shared: Dataset, organisation: Organisation | None) -> bool:
    """Tell whether an organisation may pull the data set as things stand."""
    takeable = Dataset.objects.takeable_by(organisation, timezone.now())
    return shared.access == Access.OPEN or takeable.filter(pk=shared.pk).exists()


def grants(organisation: Organisation) -> QuerySet[Grant]:
    """List the requests that an organisation made, and those that it is asked, newest first."""
    return Grant.objects.of(organisation).for_list().order_by("-asked_at", "-id")


def grants_to_answer(organisation: Organisation | None) -> QuerySet[Grant]:
    """Find the requests for an organisation's own data."""
    own = Dataset.objects.filter(organisation=organisation)
    return Grant.objects.filter(dataset__in=own).for_list()


def ledger(shared: Dataset) -> QuerySet[Pull]:
    """List who took what, the latest first: for the owner."""
    pulls = Pull.objects.filter(version__dataset=shared)
    return pulls.select_related("organisation", "by", "version", "file").order_by("-at", "-id")[:50]


def table(
    slug: str, number: int, organisation: Organisation | None, role: FileRole = FileRole.TABLE
) -> File | None:
    """Find the table of a published version, or of its labels, that one may pull."""
    takeable = Dataset.objects.takeable_by(organisation, timezone.now())
    return _files(slug, number).filter(role=role, version__dataset__in=takeable).first()


def labels(slug: str, number: int, organisation: Organisation | None) -> File | None:
    """Find the labels of pictures or sounds that one may pull, and the version with its files."""
    takeable = Dataset.objects.takeable_by(organisation, timezone.now())
    found = _files(slug, number).filter(role=FileRole.LABELS, version__dataset__in=takeable)
    return found.select_related("version__terms", "version__dataset__organisation").first()


def taken_with(*, with_media: bool) -> list[FileRole]:
    """Tell which files an export is a pull of: with the pictures, of their whole list too."""
    return [FileRole.LABELS, FileRole.TABLE] if with_media else [FileRole.LABELS]


def shapes(version: Version) -> list[Shape]:
    """Tell in which formats a version's labels are offered.

    Labels of whole files stand in a column; where there is none they are boxes.
    """
    match version.kind, bool(version.label_column):
        case DataKind.IMAGES, False:
            return list(Shape)
        case DataKind.IMAGES, True:
            return [Shape.COCO, Shape.LABEL_STUDIO, Shape.CSV]
        case DataKind.SOUNDS, _:
            return [Shape.LABEL_STUDIO, Shape.CSV]
    return []


def medium(slug: str, number: int, name: str, organisation: Organisation | None) -> Medium | None:
    """Find a picture or sound of a published version by its hash, if one may pull it."""
    return (
        Medium.objects.filter(
            version__dataset__in=Dataset.objects.takeable_by(organisation, timezone.now()),
            version__dataset__slug=slug,
            version__number=number,
            version__in=Version.objects.published(),
            sha256=name.partition(".")[0],
        )
        .order_by("id")
        .first()
    )


def original(slug: str, number: int, organisation: Organisation | None) -> File | None:
    """Find the file of a version as it came in: for its owner alone, sealed or not."""
    own = Dataset.objects.filter(organisation=organisation)
    files = _files(slug, number, Version.objects.whole())
    return files.filter(role=FileRole.ORIGINAL, version__dataset__in=own).first()


def was_taken_back(slug: str, number: int, organisation: Organisation | None) -> bool:
    """Tell whether a version that one might have taken is given out no more: it was withdrawn."""
    within_reach = ~Q(dataset__access=Access.OWNER) | Q(dataset__organisation=organisation)
    found = Version.objects.withdrawn().filter(within_reach, dataset__slug=slug, number=number)
    return found.exists()


def were_inputs_taken_back(slug: str, organisation: Organisation | None) -> bool:
    """Tell whether sealed rows are given out no more, since somebody took some of theirs back."""
    sealed = Sealing.objects.done().filter(dataset__slug=slug).select_related("version").first()
    return sealed is not None and was_taken_back(slug, sealed.version.number, organisation)


def sealing(shared: Dataset) -> Sealing | None:
    """Tell what of a data set is sealed: how much, and the hash of its labels. One query."""
    return Sealing.objects.done().filter(dataset=shared).first()


def last_sealing(shared: Dataset) -> Sealing | None:
    """Tell what became of the owner's last wish to seal labels, for them to see. One query."""
    return Sealing.objects.filter(dataset=shared).order_by("-id").first()


def sealed_inputs(slug: str, organisation: Organisation | None) -> File | None:
    """Find the rows whose labels are sealed, without them, if one may pull the data set."""
    takeable = Dataset.objects.takeable_by(organisation, timezone.now())
    sealed = Sealing.objects.done().filter(dataset__in=takeable, dataset__slug=slug)
    sealed = sealed.exclude(version__in=Version.objects.withdrawn())
    listed = sealed.select_related("inputs__version__dataset__organisation").first()
    return listed.inputs if listed else None


def _files(slug: str, number: int, among: QuerySet[Version] | None = None) -> QuerySet[File]:
    return File.objects.filter(
        version__dataset__slug=slug,
        version__number=number,
        version__in=Version.objects.published() if among is None else among,
    ).select_related("version__dataset__organisation")
