"""Removes the sample world: every organisation, need, answer and dataset marked 見本."""

import shutil
from typing import Any

from django.core.management.base import BaseCommand
from django.db import transaction
from django.db.models import QuerySet

from datasets.intake.models import Upload
from datasets.library.models import Dataset, Pull, Terms, Version
from demand.answers.models import Answer
from demand.details.models import Paper
from demand.needs.models import Need, Regulation
from demand.snapshots.models import Cell, IndexHour
from marketplace.accounts.models import Organisation, User
from marketplace.offers.models import Account, Commitment, Entry, Round


class Command(BaseCommand):
    help = __doc__

    def handle(self, *args: Any, **options: Any) -> None:
        with transaction.atomic():
            folders = remove_samples()
        # After the commit: rows without files could still be taken in again, not so the reverse.
        for folder in folders:
            shutil.rmtree(folder, ignore_errors=True)
        self.stdout.write("The sample world is gone.")


def remove_samples() -> list[str]:
    """Delete the rows, from those that point to those that are pointed at; return file folders."""
    datasets = Dataset.objects.filter(is_sample=True)
    versions = Version.objects.filter(dataset__in=datasets)
    terms = list(versions.values_list("terms_id", flat=True))
    folders = [str(version.folder) for version in versions.select_related("dataset")]
    samples = Organisation.objects.filter(is_sample=True)
    people = list(User.objects.filter(organisations__in=samples).values_list("id", flat=True))
    Pull.objects.filter(version__in=versions).delete()
    Upload.objects.filter(version__in=versions).delete()
    datasets.delete()
    Terms.objects.filter(id__in=terms).delete()
    _remove_offers(Round.objects.filter(need__is_sample=True))
    rules = _only_of_samples(Regulation.objects.filter(needs__is_sample=True))
    papers = _only_of_samples(Paper.objects.filter(filings__need__is_sample=True), "filings__need")
    Need.objects.filter(is_sample=True).delete()
    Regulation.objects.filter(id__in=rules).delete()
    Paper.objects.filter(id__in=papers).delete()
    Cell.objects.filter(is_sample=True).delete()
    IndexHour.objects.filter(is_sample=True).delete()
    Answer.objects.filter(operation__organisation__in=samples).delete()
    samples.delete()
    User.objects.filter(id__in=people, organisations=None, is_staff=False).delete()
    return folders


def _remove_offers(rounds: QuerySet[Round]) -> None:
    """Delete what was offered and promised for sample needs, whoever did."""
    Entry.objects.filter(commitment__round__in=rounds).delete()
    Account.objects.filter(need__rounds__in=rounds).delete()
    Commitment.objects.filter(round__in=rounds).delete()
    rounds.delete()


def _only_of_samples(named: QuerySet[Any], need: str = "needs") -> list[int]:
    """Pick those of what sample needs name that no real need names."""
    return list(named.exclude(**{f"{need}__is_sample": False}).values_list("id", flat=True))
