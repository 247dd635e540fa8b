"""When offers are opened: the poster of the need may choose."""

from datetime import date, datetime

from django.db import transaction
from django.utils.translation import gettext_lazy as _

from demand.needs.models import Need
from marketplace.accounts.models import User
from marketplace.changes.models import Change
from marketplace.offers.actions.building import NotThePoster
from marketplace.offers.actions.offering import NeedTakesNoOffers
from marketplace.offers.arithmetic.hours import NOTICE
from marketplace.offers.models import Round
from marketplace.offers.reads import coming_hour


class HourIsTooNear(Exception):
    """Makers of offers could not know of the hour in time."""

    code = "hour_is_too_near"
    detail = _("Choose a day at least two weeks away, so that developers can prepare.")


@transaction.atomic
def set_hour(
    *, need: Need, hour: datetime, by: User, now: datetime, wanted_by: date | None = None
) -> Round:
    """Set when a need's offers are opened, and by when it has to be delivered.

    Offers that lie there sealed wait for the new hour with the rest.
    Raises: NotThePoster, HourIsTooNear, NeedTakesNoOffers.
    """
    if not need.is_posted_by(by):
        raise NotThePoster
    if hour < now + NOTICE:
        raise HourIsTooNear
    # The need's row, as none of its hours may be there yet to be locked.
    Need.objects.select_for_update(no_key=True).get(pk=need.pk)
    coming = Round.objects.coming().select_for_update().filter(need=need).first()
    if coming_hour(need, now) is None or (coming and coming.hour <= now):
        raise NeedTakesNoOffers
    chosen = coming or Round(need=need)
    chosen.hour, chosen.wanted_by, chosen.set_by = hour, wanted_by, by
    chosen.full_clean(exclude={"need"}, validate_unique=False)
    chosen.save()
    Change.objects.record(noun="round", key=need.pk, kind="set")
    return chosen
