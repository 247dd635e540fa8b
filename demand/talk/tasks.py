"""Letters with the news of what somebody follows: one a week at most, none without news."""

from datetime import datetime

from celery import shared_task
from django.conf import settings
from django.db import OperationalError
from django.template.loader import render_to_string
from django.urls import reverse
from django.utils import timezone, translation
from django.utils.translation import ngettext

from demand.talk.models import Digest
from demand.talk.reads import News, has_letters, news_in, stop_token
from marketplace.accounts.models import User


@shared_task(acks_late=True, autoretry_for=(OperationalError,), retry_backoff=True, time_limit=600)
def write_digests(now: str = "") -> None:
    """Write a letter to whoever has news of the days until today, and have it sent.

    `now` is a moment in ISO 8601; the present if it is left out. Run twice, it does once.
    """
    moment = datetime.fromisoformat(now) if now else timezone.now()
    today = timezone.localtime(moment).replace(hour=0, minute=0, second=0, microsecond=0)
    Digest.objects.write(today)
    send_digests()


@shared_task(acks_late=True, autoretry_for=(OperationalError,), retry_backoff=True, time_limit=60)
def send_digests() -> None:
    """Have every letter sent that has not gone; each is a job of its own."""
    for digest_id in Digest.objects.to_send(timezone.now()).values_list("pk", flat=True):
        send_digest.delay(digest_id)


@shared_task(acks_late=True, autoretry_for=(OperationalError,), retry_backoff=True, time_limit=60)
def send_digest(digest_id: int) -> None:
    """Send one letter; once, however often this runs or fails.

    Whoever has stopped letters since, or whose news was all hidden since, gets none.
    """
    now = timezone.now()
    digest = Digest.objects.to_send(now).select_related("user").filter(pk=digest_id).first()
    if digest is None or not Digest.objects.claim(digest_id, now):
        return
    news = news_in(digest)
    if not news or not _may_be_written_to(digest.user):
        digest.delete()
        return
    with translation.override(digest.user.language or settings.LANGUAGE_CODE):
        subject, text, headers = _written(digest.user, news)
    address = digest.user.email or ""
    digest.send(to=[address], subject=subject, text=text, now=timezone.now(), headers=headers)


def _may_be_written_to(user: User) -> bool:
    return user.is_active and bool(user.email) and has_letters(user)


def _written(reader: User, news: News) -> tuple[str, str, dict[str, str]]:
    """Write a letter in the language at hand: its subject, its text and its headers."""
    stop_url = settings.SITE_URL + reverse("stop_letters", args=[stop_token(reader)])
    count = sum(len(said) for _need, said in news)
    subject = ngettext(
        "%(count)s piece of news of what you follow",
        "%(count)s pieces of news of what you follow",
        count,
    )
    words = {"news": news, "stop_url": stop_url, "site": settings.SITE_URL}
    headers = {
        # One press in the mailbox stops them: RFC 8058.
        "List-Unsubscribe": f"<{stop_url}>",
        "List-Unsubscribe-Post": "List-Unsubscribe=One-Click",
    }
    return subject % {"count": count}, render_to_string("talk/digest.txt", words), headers
