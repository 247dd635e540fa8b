"""What the two sides do: rate what can be built, and tell what came of building it."""

from collections.abc import Iterable
from datetime import date, datetime
from typing import Any

from django.db import transaction
from django.utils.translation import gettext_lazy as _

from demand.needs.models import Need
from demand.needs.vocabulary import Task
from marketplace.accounts.models import User
from marketplace.changes.models import Change
from marketplace.developers.models import Developer
from marketplace.opportunities.models import (
    SAID,
    Feasibility,
    Impression,
    Outcome,
    OutcomeRevision,
)
from marketplace.opportunities.reads import Opportunity
from marketplace.opportunities.vocabulary import Side


class NotYourOutcome(Exception):
    """Somebody tells what came of it who neither built it nor asked for it."""

    code = "not_your_outcome"
    detail = _("Only who built it and who posted the need can tell what came of it.")


class NotYourRating(Exception):
    """Somebody rates in the name of a team that they do not belong to."""

    code = "not_your_rating"
    detail = _("You can rate for your own team only.")


@transaction.atomic
def rate_feasibility(
    *,
    developer: Developer,
    score: int,
    evidence: str,
    by: User,
    now: datetime,
    need: Need | None = None,
    task: Task | None = None,
    link: str = "",
) -> Feasibility:
    """Rate how far a need, or a kind of work, can be built; a second word replaces the first.

    Raises: NotYourRating; ValidationError, field by field.
    """
    if not developer.organisation.admits(by):
        raise NotYourRating
    # One after the other: of two first words at once, the later one changes the earlier.
    Developer.objects.select_for_update(no_key=True).get(pk=developer.pk)
    rated = {"developer": developer, "need": need, "task": task or ""}
    rating = Feasibility.objects.filter(**rated).first() or Feasibility(**rated)
    rating.score, rating.evidence, rating.link = score, evidence, link
    rating.rated_by, rating.rated_at = by, now
    rating.full_clean()
    rating.save()
    Change.objects.record(noun="feasibility", key=rating.pk, kind="rated")
    return rating


@transaction.atomic
def tell_outcome(
    *, need: Need, developer: Developer, side: Side, by: User, now: datetime, **said: Any
) -> Outcome:
    """Tell what came of building for a need, or change what one's side has told.

    What is not named stays. All that was ever said is kept. From both sides' words the
    developer's track is counted anew.
    Raises: NotYourOutcome; ValidationError, field by field.
    """
    if not _speaks_for(side, need, developer, by):
        raise NotYourOutcome
    # One after the other: of two first words at once, the later one changes the earlier.
    Developer.objects.select_for_update(no_key=True).get(pk=developer.pk)
    known = Outcome.objects.filter(need=need, developer=developer, side=side).first()
    outcome = known or Outcome(need=need, developer=developer, side=side)
    for name in ("ending", *SAID[side]):
        if name in said:
            setattr(outcome, name, said[name])
    outcome.entered_by, outcome.entered_at = by, now
    outcome.full_clean()
    outcome.save()
    outcome.revisions.add(_revision(outcome), bulk=False)
    _track(developer)
    Change.objects.record(noun="outcome", key=outcome.pk, kind="told")
    return outcome


def _speaks_for(side: Side, need: Need, developer: Developer, by: User) -> bool:
    """Tell whether somebody may speak for a side; a team does not judge what it built itself."""
    builder, buyer = developer.organisation, need.posted_by.organisation
    if side == Side.BUILDER:
        return builder.admits(by)
    return buyer != builder and buyer.admits(by)


def _revision(outcome: Outcome) -> OutcomeRevision:
    days = {n: str(value) for n, value in outcome.said.items() if isinstance(value, date)}
    return OutcomeRevision(
        said=outcome.said | days, entered_by=outcome.entered_by, entered_at=outcome.entered_at
    )


def _track(developer: Developer) -> None:
    told = Outcome.objects
    Developer.objects.track(
        developer,
        accepted=told.accepted_of(developer).count(),
        failed=told.failed_of(developer).count(),
    )


def count_impressions(*, seen: Iterable[Opportunity], on: date) -> None:
    """Count that a developer was shown these. One statement; two at once both count."""
    Impression.objects.count_more([each.need.pk for each in seen], on)
