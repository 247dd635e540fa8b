"""Following a need, and no longer."""

from datetime import datetime

from django.utils.translation import get_language

from demand.needs.models import Need
from demand.talk.models import Follow, Silence
from marketplace.accounts.models import User


def follow(*, need: Need, by: User, now: datetime) -> Follow:
    """Hear of what is said about a need from now on; twice is once."""
    by.reads_in(get_language() or "")
    return Follow.objects.get_or_create(need=need, user=by, defaults={"since": now})[0]


def unfollow(*, need: Need, by: User) -> None:
    """Hear no more of a need; whoever does not follow it is left as they are."""
    Follow.objects.filter(need=need, user=by).delete()


def stop_letters(*, by: User, now: datetime) -> None:
    """Have no news sent by e-mail any more; it stays on one's page. Twice is once."""
    Silence.objects.get_or_create(user=by, defaults={"since": now})


def want_letters(*, by: User) -> None:
    """Have news sent by e-mail again; what was said meanwhile is not told any more."""
    Silence.objects.filter(user=by).delete()
