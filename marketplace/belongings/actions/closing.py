"""Closing an account: what is personal is erased, what was shared is taken back.

What others rest on stays, without a name: needs that others have answered, receipts, and
the ledger of commitments, which the law wants kept.
"""

from datetime import datetime
from functools import partial

from allauth.account.models import EmailAddress
from allauth.socialaccount.models import SocialAccount
from django.db import transaction
from django.db.models import Q
from django.utils.translation import gettext_lazy as _

from datasets.consent.actions import withdraw as withdraw_part
from datasets.consent.models import Contributor
from datasets.intake.models import Collection
from datasets.library.models import Dataset, Grant
from datasets.library.vocabulary import GrantState
from demand.answers.actions import withdraw as withdraw_answer
from demand.answers.models import Answer
from demand.answers.vocabulary import Reason
from demand.details.models import Photo
from demand.mandates.actions import revoke_mandate
from demand.mandates.models import Mandate
from demand.needs.models import Edit, Need, SearchEntry
from demand.operations.models import Operation
from marketplace import storage
from marketplace.accounts.models import ApiToken, Membership, Organisation, Slip, User
from marketplace.belongings import reads
from marketplace.belongings.models import Export
from marketplace.changes.models import Change
from marketplace.developers.models import Developer
from marketplace.offers.actions import HourHasCome, take_back
from marketplace.offers.models import Offer
from marketplace.offers.vocabulary import State

# In place of a name or a text, whichever language a page is in.
NO_LONGER_HERE = "退会した方（no longer here）"


class CommitmentsUnderWay(Exception):
    """Somebody would leave who still owes, or is owed."""

    code = "commitments_under_way"
    detail = _(
        "You have commitments under way. The account can be closed when they are settled or you "
        "have stepped out."
    )


@transaction.atomic
def close_account(*, user: User, now: datetime) -> None:
    """Close an account for good. Twice is once. Raises: CommitmentsUnderWay.

    Organisations for which others act too go on without this person; the others close.
    """
    held = User.objects.select_for_update().get(pk=user.pk)
    if not held.is_active:
        return
    if reads.commitments_under_way(held).exists():
        raise CommitmentsUnderWay
    for organisation in list(reads.closing_with(held)):
        _close_organisation(organisation, held, now)
    _erase_person(held, now)


def _close_organisation(organisation: Organisation, by: User, now: datetime) -> None:
    """Take back what it said and shared, then erase who it is."""
    for operation in Operation.objects.filter(organisation=organisation):
        _close_operation(operation, by, now)
    _take_back_data(organisation, by, now)
    for developer in Developer.objects.filter(organisation=organisation):
        _take_back_offers(developer, by, now)
        Developer.objects.filter(pk=developer.pk).update(summary=NO_LONGER_HERE, invoice_number="")
        Change.objects.record(noun="developer", key=developer.pk, kind="closed")
    Organisation.objects.filter(pk=organisation.pk).update(name=NO_LONGER_HERE)


def _take_back_offers(developer: Developer, by: User, now: datetime) -> None:
    """Take sealed offers back. Raises: CommitmentsUnderWay where one is being opened just now."""
    for offer in Offer.objects.filter(developer=developer, state=State.OPEN):
        try:
            take_back(offer=offer, by=by, now=now)
        except HourHasCome:
            raise CommitmentsUnderWay from None


def _close_operation(operation: Operation, by: User, now: datetime) -> None:
    standing = Answer.objects.standing().filter(operation=operation, bound_at=None)
    for answer in standing.select_related("need"):
        withdraw_answer(need=answer.need, operation=operation, by=by, now=now)
    said = Answer.objects.filter(operation=operation).exclude(note="")
    # Another reason must say which.
    said.filter(reason=Reason.OTHER).update(note=NO_LONGER_HERE)
    said.exclude(reason=Reason.OTHER).update(note="")
    mandates = Mandate.objects.filter(operation=operation, revoked_at=None)
    for mandate in mandates:
        revoke_mandate(mandate=mandate, by=by, now=now)
    _close_needs(operation, now)
    Operation.objects.filter(pk=operation.pk).update(
        products=NO_LONGER_HERE, municipality="", phone="", corporate_number="", district=[]
    )
    Change.objects.record(noun="operation", key=operation.pk, kind="closed")


def _close_needs(operation: Operation, now: datetime) -> None:
    """End the operation's needs; those that nobody else answered lose their words too."""
    posted = Need.objects.filter(posted_by=operation)
    others = Answer.objects.standing().exclude(operation=operation)
    alone = posted.exclude(pk__in=others.values("need"))
    keys = list(posted.values_list("pk", flat=True))
    Edit.objects.filter(need__in=alone).delete()
    SearchEntry.objects.filter(need__in=alone).delete()
    photos = Photo.objects.filter(need__in=alone)
    for name in [photo.file_name for photo in photos]:
        transaction.on_commit(partial(storage.discard, name))
    photos.delete()
    alone.update(title=NO_LONGER_HERE, story=NO_LONGER_HERE, acceptance_note="", hidden_at=now)
    posted.filter(closed_at=None).update(closed_at=now)
    for key in keys:
        Change.objects.record(noun="need", key=key, kind="closed")


def _take_back_data(organisation: Organisation, by: User, now: datetime) -> None:
    """Withdraw its part everywhere, and all of its own data sets: nobody answers for them."""
    theirs = Q(organisation=organisation) | Q(dataset__organisation=organisation)
    parts = Contributor.objects.filter(theirs)
    done = Contributor.objects.withdrawn().values("pk")
    for part in parts.exclude(pk__in=done).select_related("dataset__organisation", "organisation"):
        withdraw_part(contributor=part, by=by, now=now)
    parts.update(name="")
    own = Dataset.objects.filter(organisation=organisation)
    Collection.objects.filter(dataset__in=own, closed_at=None).update(closed_at=now)
    grants = Grant.objects.filter(Q(organisation=organisation) | Q(dataset__in=own))
    open_ones = grants.filter(state__in=[GrantState.ASKED, GrantState.GIVEN])
    open_ones.update(state=GrantState.REVOKED, answered_by=by, answered_at=now)


def _erase_person(user: User, now: datetime) -> None:
    """Forget whoever it was; the row stays, since receipts and the ledger point at it."""
    ApiToken.objects.filter(user=user, revoked_at=None).update(revoked_at=now)
    Membership.objects.filter(user=user).delete()
    Slip.objects.filter(user=user, revoked_at=None).update(revoked_at=now)
    EmailAddress.objects.filter(user=user).delete()
    SocialAccount.objects.filter(user=user).delete()
    # Its archives are over at once; the file goes with the next look.
    Export.objects.filter(user=user).update(expires_at=now)
    user.email = user.phone = None
    user.name, user.is_active, user.is_staff = "", False, False
    user.save()
    user.leave_everywhere()
