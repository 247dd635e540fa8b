"""Following a need, and no longer."""

from datetime import datetime

from demand.needs.models import Need
from demand.talk.models import Follow
from marketplace.accounts.models import User


def follow(*, need: Need, by: User, now: datetime) -> Follow:
    """Hear of what is said about a need from now on; twice is once."""
    return Follow.objects.get_or_create(need=need, user=by, defaults={"since": now})[0]


def unfollow(*, need: Need, by: User) -> None:
    """Hear no more of a need; whoever does not follow it is left as they are."""
    Follow.objects.filter(need=need, user=by).delete()
