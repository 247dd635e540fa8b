"""What is done each night for what nobody has touched for long."""

from datetime import datetime

from celery import shared_task
from django.conf import settings
from django.db import OperationalError, transaction
from django.db.models import F, Q
from django.template.loader import render_to_string
from django.utils import timezone, translation
from django.utils.translation import gettext as _

from demand.needs.models import Need
from demand.upkeep.models import Asked, old_prices, touched_since_asked, untouched_needs
from demand.upkeep.reads import posters_of
from marketplace.changes.models import Change

BATCH = 500


@shared_task(acks_late=True, autoretry_for=(OperationalError,), retry_backoff=True, time_limit=900)
def ask_again(now: str = "") -> None:
    """Ask for what is old, let fade what nobody answers for, and write to posters.

    `now` is a moment in ISO 8601; the present if it is left out. Run twice, it does once.
    """
    moment = datetime.fromisoformat(now) if now else timezone.now()
    wake(moment)
    ask(moment)
    fade(moment)
    write_letters()


@shared_task(acks_late=True, autoretry_for=(OperationalError,), retry_backoff=True, time_limit=60)
def write_letters() -> None:
    """Have every letter written that has not gone; each is a job of its own."""
    for asked_id in Asked.objects.letters(timezone.now()).values_list("pk", flat=True):
        write_letter.delay(asked_id)


@shared_task(acks_late=True, autoretry_for=(OperationalError,), retry_backoff=True, time_limit=60)
def write_letter(asked_id: int) -> None:
    """Ask the poster of a need by e-mail; once, however often this runs or fails."""
    now = timezone.now()
    asked = Asked.objects.letters(now).select_related("need__posted_by__organisation")
    letter = asked.filter(pk=asked_id).first()
    if letter is None or letter.need is None or not Asked.objects.claim(asked_id, now):
        return
    with translation.override(settings.LANGUAGE_CODE):
        text = render_to_string("upkeep/still_wanted.txt", {"need": letter.need})
        subject = _("Is this still wanted? %(title)s") % {"title": letter.need.title}
    letter.send(to=posters_of(letter.need), subject=subject, text=text, now=timezone.now())


def ask(now: datetime) -> None:
    """Write a question for each untouched need and each old price; answered ones rest."""
    Asked.objects.bulk_create(
        [
            Asked(need_id=key, asked_at=now)
            for key in untouched_needs(now).values_list("pk", flat=True)
        ],
        batch_size=BATCH,
        ignore_conflicts=True,
    )
    Asked.objects.bulk_create(
        [
            Asked(answer_id=key, asked_at=now)
            for key in old_prices(now).values_list("pk", flat=True)
        ],
        batch_size=BATCH,
        ignore_conflicts=True,
    )


def fade(now: datetime) -> None:
    """Leave needs out of the lists whose question nobody has answered in time."""
    late = Asked.objects.out_of_patience(now).values("need")
    for key in Need.objects.filter(pk__in=late, faded_at=None).values_list("pk", flat=True):
        with transaction.atomic():
            if Need.objects.filter(pk=key, faded_at=None).update(faded_at=now):
                Change.objects.record(noun="need", key=key, kind="faded")


def wake(now: datetime) -> None:
    """Answer the question of each need that somebody has touched since, and list it again."""
    for need in touched_since_asked():
        keep(need, now)
    # A price that was given anew, or is gone, is no longer asked about.
    given_anew = Q(answer__changed_at__gt=F("asked_at")) | Q(answer__withdrawn_at__isnull=False)
    settled = Asked.objects.waiting().filter(given_anew).values_list("pk", flat=True)
    Asked.objects.filter(pk__in=list(settled)).update(answered_at=now)


@transaction.atomic
def keep(need: Need, now: datetime) -> None:
    """Let a need stand for another year, and back into the lists if it had faded."""
    Asked.objects.waiting().filter(need=need).update(answered_at=now)
    if Need.objects.filter(pk=need.pk, faded_at__isnull=False).update(faded_at=None):
        Change.objects.record(noun="need", key=need.pk, kind="woken")
