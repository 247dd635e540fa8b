"""From the agreement to the end: building, delivery, acceptance, dispute."""

from datetime import datetime
from decimal import Decimal

from django.db import transaction
from django.utils.translation import gettext_lazy as _

from marketplace.accounts.models import Organisation, User
from marketplace.developers.actions import NotYourTeam
from marketplace.offers import models, reads
from marketplace.offers.models import Commitment, Offer, Transition, WrongState
from marketplace.offers.vocabulary import Metric, State


class NotThePoster(Exception):
    """Only the operation that posted the need decides this."""

    code = "not_the_poster"
    detail = _("Only the operation that posted the need can do this.")


class MeasuredOtherwise(Exception):
    """Sealed labels or a field trial tell it; a figure that somebody names does not."""

    code = "measured_otherwise"
    detail = _("This promise is measured on sealed labels or in a field trial.")


class AlreadyDisputed(Exception):
    """The outcome is disputed; only whoever disputes it can let that go."""

    code = "already_disputed"
    detail = _("Only those who dispute it can end the dispute.")


@transaction.atomic
def begin(*, offer: Offer, by: User, now: datetime) -> Offer:
    """Say that building has begun. Raises: NotYourTeam, WrongState."""
    return _moved_by_its_maker(offer, State.BUILDING, by, now)


@transaction.atomic
def deliver(*, offer: Offer, by: User, now: datetime) -> Offer:
    """Hand over for trial what was built. Raises: NotYourTeam, WrongState."""
    return _moved_by_its_maker(offer, State.ACCEPTANCE, by, now)


@transaction.atomic
def conclude(*, offer: Offer, measured: Decimal, by: User, now: datetime, note: str = "") -> Offer:
    """Write down what was measured: whether the promise was kept follows from it.

    `measured` is the careful end of what was measured: a lower bound, or an upper one for
    an error. Kept, commitments fall due; broken, everybody is released.
    Raises: NotThePoster, WrongState; MeasuredOtherwise where it is not for the poster to say.
    """
    if not offer.round.need.is_posted_by(by):
        raise NotThePoster
    offer = _locked(offer)
    if offer.terms.metric == Metric.FIELD_TRIAL or reads.judging(offer):
        raise MeasuredOtherwise
    if offer.state != State.ACCEPTANCE:
        raise WrongState
    return models.conclude(offer, measured, now=now, by=by, note=note)


@transaction.atomic
def dispute(
    *, offer: Offer, organisation: Organisation, note: str, by: User, now: datetime
) -> Offer:
    """Hold the course of an agreed offer for wrong: nothing moves until that is settled.

    Raises: NotYourTeam for somebody who is no party, WrongState.
    """
    if not (organisation.admits(by) and _is_party(offer, organisation)):
        raise NotYourTeam
    offer = _locked(offer)
    if offer.cleared_price is None:
        raise WrongState
    offer.disputed_by = organisation
    Offer.objects.move(offer, State.DISPUTED, now=now, by=by, note=note)
    return offer


@transaction.atomic
def settle_dispute(*, offer: Offer, by: User, now: datetime, note: str = "") -> Offer:
    """End one's dispute: the offer goes on where it stood. Raises: AlreadyDisputed, WrongState."""
    offer = _locked(offer)
    if offer.state != State.DISPUTED or offer.disputed_by is None:
        raise WrongState
    if not offer.disputed_by.admits(by):
        raise AlreadyDisputed
    stood = Transition.objects.filter(offer=offer, to_state=State.DISPUTED).latest("id")
    offer.disputed_by = None
    Offer.objects.move(offer, State(stood.from_state), now=now, by=by, note=note)
    return offer


def _moved_by_its_maker(offer: Offer, to: State, by: User, now: datetime) -> Offer:
    if not offer.developer.organisation.admits(by):
        raise NotYourTeam
    offer = _locked(offer)
    Offer.objects.move(offer, to, now=now, by=by)
    return offer


def _locked(offer: Offer) -> Offer:
    return Offer.objects.whole().select_for_update(of=("self",)).get(pk=offer.pk)


def _is_party(offer: Offer, organisation: Organisation) -> bool:
    commitments = Commitment.objects.filter(offer=offer).confirmed()
    return (
        offer.developer.organisation_id == organisation.pk
        or commitments.filter(operation__organisation=organisation).exists()
    )
