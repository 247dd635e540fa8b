"""What people do about data that is held."""

from datetime import datetime, timedelta

from django.db import transaction
from django.utils.translation import gettext_lazy as _

from datasets.library.models import File, Grant, Pull, Version
from datasets.library.vocabulary import OWNERS_ALONE
from marketplace.accounts.models import Organisation, User

# A download manager asks for one file in many pieces: they are one pull.
ONE_PULL = timedelta(minutes=1)


class NotYours(Exception):
    """Somebody reaches for what is not theirs to take or change."""

    code = "not_yours"
    detail = _("This data set is not yours.")


class NoLongerGivenOut(Exception):
    """The version was taken back in this very moment: labels in it are being sealed."""

    code = "no_longer_given_out"
    detail = _("This version is no longer given out.")


class TakenBack(Exception):
    """The version holds something that somebody took back: it is given to nobody any more."""

    code = "taken_back"
    detail = _(
        "This version is no longer given out: somebody took their part back. Take the newest "
        "version, and delete this one if you have it."
    )


def pull(*, file: File, by: User, organisation: Organisation | None, now: datetime) -> None:
    """Write into the ledger that somebody takes a file; the pieces of one download once.

    Raises: NotYours, for what is given to nobody but its owner; NoLongerGivenOut.
    """
    is_owner = organisation == file.version.dataset.organisation
    if file.role in OWNERS_ALONE and not is_owner:
        raise NotYours
    with transaction.atomic():
        # One at a time for each person: two pieces may be asked for in the same moment.
        User.objects.select_for_update(no_key=True).get(pk=by.pk)
        lately = Pull.objects.filter(file=file, by=by, at__gt=now - ONE_PULL)
        # Who acts for two takes it twice: each owner's ledger names whom it went to.
        if not lately.filter(organisation=organisation).exists():
            Pull.objects.create(
                version=file.version,
                file=file,
                by=by,
                organisation=organisation,
                grant=_grant(file, organisation, now),
                at=now,
            )
        # Asked after the line is written, which waits for whoever is sealing the version: one
        # of the two sees the other.
        if not is_owner and not Version.objects.published().filter(pk=file.version_id).exists():
            raise NoLongerGivenOut


def _grant(file: File, organisation: Organisation | None, now: datetime) -> Grant | None:
    """Find the permission that a pull rests on, where it takes one."""
    in_force = Grant.objects.in_force(now)
    return in_force.filter(dataset=file.version.dataset, organisation=organisation).first()
