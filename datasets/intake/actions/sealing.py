"""Sealing a share of a table's labels: they judge what others build, and are given to nobody."""

from datetime import datetime

from django.db import transaction
from django.db.models import QuerySet
from django.utils.translation import gettext_lazy as _

from datasets.intake import tasks
from datasets.library.actions import NotYours
from datasets.library.models import Dataset, Pull, Sealing, Version
from datasets.library.models.sealing import can_be_sealed
from datasets.library.vocabulary import VersionState
from marketplace.accounts.models import User
from marketplace.changes.models import Change


class AlreadyTaken(Exception):
    """Others have the labels: they cannot judge any more."""

    code = "already_taken"
    detail = _(
        "Others have taken this data, so its labels are known. Share rows that nobody has yet as "
        "a data set of their own, and seal those."
    )


class NothingToSeal(Exception):
    """Neither a table with labels nor labelled pictures, or some are just being taken in."""

    code = "nothing_to_seal"
    detail = _(
        "Only a published table with a label column, or labelled pictures, can be sealed, and "
        "nothing on its way."
    )


class AlreadySealed(Exception):
    """A data set is sealed once: what is sealed stays so."""

    code = "already_sealed"
    detail = _("Labels of this set are sealed already.")


def seal(*, dataset: Dataset, share: float, by: User, now: datetime) -> Sealing:
    """Take all versions back at once, and have a share of the newest one's labels sealed.

    What is given out again is the next version, without the sealed rows.
    Raises: NotYours, AlreadyTaken, AlreadySealed, NothingToSeal; ValidationError.
    """
    if not dataset.organisation.admits(by):
        raise NotYours
    with transaction.atomic():
        # In this order: whoever publishes holds the data set, whoever takes holds the version.
        Dataset.objects.select_for_update(no_key=True).get(pk=dataset.pk)
        versions = Version.objects.filter(dataset=dataset).order_by("-number")
        newest = versions.select_for_update().first()
        if Sealing.objects.standing().filter(dataset=dataset).exists():
            raise AlreadySealed
        if newest is None or not can_be_sealed(newest):
            raise NothingToSeal
        if _was_taken(dataset, versions):
            raise AlreadyTaken
        sealing = Sealing(dataset=dataset, version=newest, share=share, asked_by=by, asked_at=now)
        sealing.full_clean()
        sealing.save()
        Version.objects.published().filter(dataset=dataset).update(state=VersionState.SEALED)
        for need_id in dataset.needs.values_list("id", flat=True):
            Change.objects.record(noun="dataset", key=need_id, kind="sealed")
        tasks.seal_labels.delay_on_commit(sealing.pk)  # type: ignore[attr-defined]
    return sealing


def _was_taken(dataset: Dataset, versions: QuerySet[Version]) -> bool:
    """Tell whether anybody else has any version. Waits for those who are taking one just now."""
    list(versions.select_for_update().values_list("pk", flat=True))
    pulls = Pull.objects.filter(version__dataset=dataset)
    return pulls.exclude(organisation=dataset.organisation).exists()
