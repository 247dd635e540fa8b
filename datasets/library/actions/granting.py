"""Permissions: asked for by an organisation, given for a time, declined or taken back."""

from datetime import datetime, timedelta

from django.db import IntegrityError, transaction
from django.utils.translation import gettext_lazy as _

from datasets.library.actions.pulling import NotYours
from datasets.library.models import Dataset, Grant
from datasets.library.vocabulary import Access, GrantState, Use
from marketplace.accounts.models import Organisation, User
from marketplace.changes.models import Change

USUAL_TIME = timedelta(days=365)


class NothingToAsk(Exception):
    """The data is open, one's own, or not to be had at all."""

    code = "nothing_to_ask"
    detail = _("There is nothing to ask for here.")


class AlreadyAsked(Exception):
    """A request waits, or a permission is in force."""

    code = "already_asked"
    detail = _("You have asked already. The owner answers on their page.")


class NotOpen(Exception):
    """The grant is not in a state that can be answered or taken back."""

    code = "grant_not_open"
    detail = _("This request has been answered already.")


def ask_for_grant(
    *, dataset: Dataset, organisation: Organisation, by: User, now: datetime, use: Use, purpose: str
) -> Grant:
    """Ask the owner of a data set for permission to take it.

    Raises: NotYours, NothingToAsk, AlreadyAsked; ValidationError, field by field.
    """
    if not organisation.admits(by):
        raise NotYours
    if dataset.access != Access.GRANT or dataset.organisation == organisation:
        raise NothingToAsk
    grant = Grant(
        dataset=dataset,
        organisation=organisation,
        use=use,
        purpose=purpose,
        country=organisation.country,
        asked_by=by,
        asked_at=now,
    )
    grant.full_clean(validate_constraints=False)
    with transaction.atomic():
        _close_ended(dataset, organisation, now)
        try:
            with transaction.atomic():
                grant.save()
        except IntegrityError:
            raise AlreadyAsked from None
        Change.objects.record(noun="grant", key=grant.pk, kind="asked")
    return grant


def answer_grant(
    *,
    grant: Grant,
    by: User,
    now: datetime,
    is_given: bool,
    answer: str = "",
    abroad_agreed: bool = False,
    expires_at: datetime | None = None,
) -> Grant:
    """Give the permission, for a year unless said otherwise, or decline it.

    Raises: NotYours, NotOpen; ValidationError where it leaves the country unagreed.
    """
    with transaction.atomic():
        grant = _locked(grant, by)
        if grant.state != GrantState.ASKED:
            raise NotOpen
        grant.state = GrantState.GIVEN if is_given else GrantState.DECLINED
        grant.answered_by, grant.answered_at, grant.answer = by, now, answer
        grant.abroad_agreed = abroad_agreed and is_given
        grant.expires_at = (expires_at or now + USUAL_TIME) if is_given else None
        grant.full_clean()
        grant.save()
        Change.objects.record(noun="grant", key=grant.pk, kind=grant.state.lower())
        if is_given:
            Change.objects.record(noun="dataset", key=grant.dataset_id, kind="granted")
    return grant


def revoke_grant(*, grant: Grant, by: User, now: datetime) -> Grant:
    """Take a permission back: from now on nothing more is given out under it.

    Raises: NotYours, NotOpen.
    """
    with transaction.atomic():
        grant = _locked(grant, by)
        if grant.state != GrantState.GIVEN:
            raise NotOpen
        grant.state, grant.answered_by, grant.answered_at = GrantState.REVOKED, by, now
        grant.save()
        Change.objects.record(noun="grant", key=grant.pk, kind="revoked")
    return grant


def _locked(grant: Grant, by: User) -> Grant:
    held = Grant.objects.select_for_update(of=("self",), no_key=True).for_list().get(pk=grant.pk)
    if not held.dataset.organisation.admits(by):
        raise NotYours
    return held


def _close_ended(dataset: Dataset, organisation: Organisation, now: datetime) -> None:
    """Take back what has ended by itself, so that it can be asked for anew."""
    own = Grant.objects.filter(dataset=dataset, organisation=organisation)
    # By their keys: an update cannot look at the organisation as well.
    ended = own.lapsed(now).values_list("pk", flat=True)
    own.filter(pk__in=list(ended)).update(state=GrantState.REVOKED)
