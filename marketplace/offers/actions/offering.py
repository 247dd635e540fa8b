"""Making an offer, in sealed versions, and taking it back before the hour."""

from datetime import datetime
from typing import Any

from django.core.exceptions import ValidationError
from django.db import transaction
from django.utils.translation import gettext_lazy as _

from demand.needs.models import Need
from marketplace.accounts.models import User
from marketplace.developers.actions import NotYourTeam
from marketplace.developers.models import Developer
from marketplace.offers.arithmetic.hours import day_of
from marketplace.offers.models import Offer, Round, Version, WrongState
from marketplace.offers.models.offers import MOST_VERSIONS
from marketplace.offers.reads import coming_hour
from marketplace.offers.reads.terms import least_share
from marketplace.offers.vocabulary import SHARES_RIGHT, State


class NeedTakesNoOffers(Exception):
    """The need asks no price, is closed, or its last hour is over."""

    code = "need_takes_no_offers"
    detail = _("This need takes no offers.")


class HourHasCome(Exception):
    """The offers are being opened, or have been."""

    code = "hour_has_come"
    detail = _("The hour has come: nothing can be handed in or taken back any more.")


class NoMoreVersions(Exception):
    """An offer has had as many versions as it may."""

    code = "no_more_versions"
    detail = _("This offer has had three versions, and no more are allowed.")


@transaction.atomic
def make_offer(
    *,
    need: Need,
    developer: Developer,
    by: User,
    now: datetime,
    hands_in: bool = True,
    **terms: Any,
) -> Offer:
    """Write the next version of a developer's offer, and hand it in unless it is a draft.

    The last version alone counts, from the moment at which it was handed in. `terms`
    are those of the version.
    Raises: NotYourTeam, NeedTakesNoOffers, HourHasCome, NoMoreVersions; ValidationError,
    field by field.
    """
    if not developer.organisation.admits(by):
        raise NotYourTeam
    coming = _round(need, now)
    offer = Offer.objects.select_for_update().filter(round=coming, developer=developer).first()
    offer = offer or Offer.objects.create(round=coming, developer=developer, moved_at=now)
    if offer.versions_left <= 0:
        raise NoMoreVersions
    version = Version(
        offer=offer,
        number=MOST_VERSIONS - offer.versions_left + 1,
        made_by=by,
        made_at=now,
        **terms,
    )
    version.full_clean(exclude={"offer", "made_by"}, validate_unique=False)
    _check(version, coming, now)
    version.save()
    offer.last_version = version
    _put(offer, now, by, hands_in=hands_in)
    return offer


@transaction.atomic
def take_back(*, offer: Offer, by: User, now: datetime) -> Offer:
    """Make a draft again of an offer that was handed in; its versions stay counted.

    Raises: NotYourTeam, HourHasCome, WrongState.
    """
    if not offer.developer.organisation.admits(by):
        raise NotYourTeam
    coming = Round.objects.select_for_update().get(pk=offer.round_id)
    if coming.opened_at is not None or coming.hour <= now:
        raise HourHasCome
    offer = Offer.objects.whole().select_for_update(of=("self",)).get(pk=offer.pk)
    if offer.state != State.OPEN:
        raise WrongState
    _put(offer, now, by, hands_in=False)
    return offer


def _round(need: Need, now: datetime) -> Round:
    """Lock the round that an offer is for; the first offer finds it at the usual hour."""
    Need.objects.select_for_update(no_key=True).get(pk=need.pk)
    coming = Round.objects.coming().select_for_update().filter(need=need).first()
    if coming is not None and coming.hour <= now:
        raise HourHasCome
    hour = coming_hour(need, now)
    if hour is None:
        raise NeedTakesNoOffers
    return coming or Round.objects.create(need=need, hour=hour.at)


def _check(version: Version, coming: Round, now: datetime) -> None:
    """Refuse what could never clear, at the field where it stands. Raises: ValidationError."""
    wrong = {}
    wanted = least_share(coming.need)
    opens_on = day_of(coming.hour)
    if wanted is not None and version.metric not in SHARES_RIGHT:
        wrong["metric"] = _("The need says how often it must be right: promise that.")
    elif wanted is not None and version.threshold < wanted:
        wrong["threshold"] = _("The need asks for more.")
    judge = version.judged_on
    is_own = judge is not None and judge.organisation_id == version.offer.developer.organisation_id
    if judge is not None and (is_own or not coming.need.datasets.filter(pk=judge.pk).exists()):
        wrong["judged_on"] = _("Choose data that others have shared for this need.")
    if version.valid_until < opens_on:
        wrong["valid_until"] = _("It has to hold until the offers are opened.")
    if version.delivered_on <= opens_on:
        wrong["delivered_on"] = _("Delivery comes after the offers are opened.")
    elif coming.wanted_by and version.delivered_on > coming.wanted_by:
        wrong["delivered_on"] = _("They need it earlier than that.")
    if wrong:
        raise ValidationError(wrong)


def _put(offer: Offer, now: datetime, by: User, *, hands_in: bool) -> None:
    """Hand an offer in or leave it a draft, whichever it was."""
    offer.handed_in_at = now if hands_in else None
    wanted = State.OPEN if hands_in else State.DRAFT
    if offer.state == wanted:
        offer.save()
    else:
        Offer.objects.move(offer, wanted, now=now, by=by)
