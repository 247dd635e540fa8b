"""Letters to buyers: an offer has met their conditions, and how long they may think it over."""

from celery import shared_task
from django.conf import settings
from django.core.mail import send_mail
from django.db import OperationalError, transaction
from django.utils import timezone, translation
from django.utils.translation import gettext as _

from marketplace.accounts.vocabulary import MAY_ACT
from marketplace.offers.arithmetic.hours import last_day
from marketplace.offers.models import Commitment, Reminder
from marketplace.offers.vocabulary import Notice, Standing
from marketplace.pages.wording import day, yen


@shared_task(acks_late=True, autoretry_for=(OperationalError,), retry_backoff=True, time_limit=60)
def remind(commitment_id: int, notice: str) -> None:
    """Write to a buyer who may still step out, once for each notice."""
    cooling = Commitment.objects.for_list().filter(standing=Standing.COOLING)
    commitment = cooling.filter(pk=commitment_id).first()
    if commitment is None:
        return
    # The letter goes out last: if it cannot, the note of it is undone, and beat tries again.
    with transaction.atomic(), translation.override(settings.LANGUAGE_CODE):
        if Reminder.objects.remind(commitment, Notice(notice), timezone.now()):
            _write(commitment)


def _write(commitment: Commitment) -> None:
    members = commitment.operation.organisation.memberships.filter(role__in=MAY_ACT)
    until = commitment.offer.cooling_until
    words = {
        "title": commitment.round.need.title,
        "price": yen(commitment.price),
        "amount": yen(commitment.amount),
        "day": day(last_day(until) if until else None),
    }
    send_mail(
        _("An offer met your conditions: %(title)s") % words,
        _(
            "An offer for “%(title)s” has met your conditions.\n\n"
            "%(price)s for each unit with tax, %(amount)s for yours.\n"
            "It is agreed only if you confirm by the end of %(day)s. Until then you may step out.\n"
            "No payment is made now. Look at it on your page, under commitments."
        )
        % words,
        None,
        list(members.values_list("user__email", flat=True).order_by("user__email")),
    )
