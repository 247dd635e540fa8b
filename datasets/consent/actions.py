"""What people do about what is theirs: agree, take back, say that it is deleted."""

from datetime import datetime

from django.db import transaction
from django.utils import timezone
from django.utils.translation import get_language
from django.utils.translation import gettext_lazy as _

from datasets.consent import reads
from datasets.consent.models import Contributor, Recall, Receipt, Withdrawal
from datasets.consent.vocabulary import Hand
from datasets.library.actions import NotYours
from datasets.library.models import Dataset, Pull, Terms, Version
from datasets.library.vocabulary import VersionState
from demand.mandates.models import Mandate
from marketplace.accounts.models import Organisation, User
from marketplace.changes.models import Change

# A version that holds rows of somebody who took them back is given to nobody, be its labels
# sealed or not.
SERVED_ONCE = (VersionState.PUBLISHED, VersionState.SEALED)


class NoMandate(Exception):
    """Somebody writes down an agreement under a mandate that they do not hold."""

    code = "no_mandate"
    detail = _("You hold no mandate of theirs that is in force.")


class AlreadyWithdrawn(Exception):
    """What is theirs was taken back before."""

    code = "already_withdrawn"
    detail = _("This was taken back already.")


class NoTermsYet(Exception):
    """There is no version whose terms one could agree to."""

    code = "no_terms_yet"
    detail = _("There are no terms yet to agree to.")


def agree(
    *, dataset: Dataset, organisation: Organisation, terms: Terms, by: User, now: datetime
) -> Receipt:
    """Write down that an organisation agrees by its own hand; the same words once.

    Raises: NotYours.
    """
    if not organisation.admits(by):
        raise NotYours
    with transaction.atomic():
        Dataset.objects.select_for_update(no_key=True).get(pk=dataset.pk)
        contributor = Contributor.objects.of(dataset, organisation)
        return _written(contributor, terms, Hand.SELF, "", by, now)


def record_consent(
    *, contributor: Contributor, hand: Hand, evidence: str, by: User, now: datetime
) -> Receipt:
    """Write down, as whoever shares the data, that somebody else has agreed.

    Raises: NotYours, NoMandate, NoTermsYet; ValidationError without what it rests on.
    """
    dataset = contributor.dataset
    if hand == Hand.SELF or not dataset.organisation.admits(by):
        raise NotYours
    if hand == Hand.MANDATE and not _holds_mandate(contributor, now):
        raise NoMandate
    newest = dataset.versions.select_related("terms").order_by("-number").first()
    if newest is None:
        raise NoTermsYet
    with transaction.atomic():
        Dataset.objects.select_for_update(no_key=True).get(pk=dataset.pk)
        return _written(contributor, newest.terms, hand, evidence, by, now)


def name_contributor(*, contributor: Contributor, organisation: Organisation, by: User) -> None:
    """Say which organisation a name of one's file stands for: it sees its part from now on.

    Raises: NotYours; AlreadyWithdrawn where somebody took it back.
    """
    if not contributor.dataset.organisation.admits(by):
        raise NotYours
    free = Contributor.objects.filter(pk=contributor.pk, organisation=None)
    if not free.update(organisation=organisation):
        raise NotYours


def withdraw(*, contributor: Contributor, by: User, now: datetime) -> Withdrawal:
    """Take back what is one contributor's: at once no version that holds it is given out.

    The next version is made without it, by whoever follows the news. Those who have taken
    one of the versions are asked to delete it.
    Raises: NotYours, AlreadyWithdrawn.
    """
    dataset = contributor.dataset
    own = contributor.organisation
    if not (own and own.admits(by)) and not dataset.organisation.admits(by):
        raise NotYours
    with transaction.atomic():
        # In this order: whoever publishes holds the data set, whoever takes holds the version.
        Dataset.objects.select_for_update(no_key=True).get(pk=dataset.pk)
        if Contributor.objects.withdrawn().filter(pk=contributor.pk).exists():
            raise AlreadyWithdrawn
        withdrawal = Withdrawal.objects.create(contributor=contributor, asked_by=by, asked_at=now)
        _call_back(withdrawal, dataset)
        Change.objects.record(noun="consent", key=dataset.pk, kind="withdrawn")
        for need_id in dataset.needs.values_list("id", flat=True):
            Change.objects.record(noun="dataset", key=need_id, kind="withdrawn")
    return withdrawal


def confirm_deleted(*, recall: Recall, by: User, now: datetime) -> None:
    """Say that what was taken is deleted. Saying it twice changes nothing. Raises: NotYours."""
    if recall.person != by and not (recall.organisation and recall.organisation.admits(by)):
        raise NotYours
    Recall.objects.open().filter(pk=recall.pk).update(deleted_by=by, deleted_at=now)


def _written(
    contributor: Contributor, terms: Terms, hand: Hand, evidence: str, by: User, now: datetime
) -> Receipt:
    standing = Receipt.objects.standing().filter(contributor=contributor)
    same = standing.filter(terms__text_sha256=terms.text_sha256, hand=hand).order_by("-id").first()
    if same is not None:
        return same
    receipt = Receipt.of_words(
        reads.words(contributor.dataset, terms),
        contributor=contributor,
        terms=terms,
        language=get_language() or "ja",
        purposes=[str(purpose) for purpose in reads.purposes(terms)],
        hand=hand,
        evidence=evidence.strip(),
        recorded_by=by,
        agreed_at=now,
    )
    receipt.full_clean()
    receipt.save()
    Change.objects.record(noun="receipt", key=receipt.pk, kind="given")
    return receipt


def _holds_mandate(contributor: Contributor, now: datetime) -> bool:
    agent, of = contributor.dataset.organisation, contributor.organisation
    held = Mandate.objects.in_force(timezone.localdate(now)).filter(agent=agent)
    return of is not None and held.filter(operation__organisation=of).exists()


def _call_back(withdrawal: Withdrawal, dataset: Dataset) -> None:
    """Stop giving out the versions that hold it, and ask those who took one to delete it."""
    holding = Version.objects.filter(
        contributions__contributor=withdrawal.contributor, state__in=SERVED_ONCE
    )
    # Waits for those who are taking one just now: whoever comes later is refused.
    keys = list(
        Version.objects.filter(pk__in=holding).select_for_update().values_list("pk", flat=True)
    )
    Version.objects.filter(pk__in=keys).update(state=VersionState.WITHDRAWN)
    taken = Pull.objects.filter(version__in=keys).exclude(organisation=dataset.organisation)
    rows = taken.order_by("version", "by", "id").distinct("version", "by")
    Recall.objects.bulk_create(
        [
            Recall(
                withdrawal=withdrawal,
                person_id=pull.by_id,
                organisation_id=pull.organisation_id,
                version_id=pull.version_id,
            )
            for pull in rows
        ],
        ignore_conflicts=True,
    )
