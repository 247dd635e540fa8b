"""Who may speak about a merge, and what is shown of it."""

from dataclasses import dataclass

from django.db.models import QuerySet

from demand.answers.models import Answer
from demand.merging.models import Merge
from demand.needs.models import Need
from demand.operations.models import Vouching
from marketplace.accounts.models import Organisation, User

NEWEST = ("-proposed_at", "-id")


def is_second_voice(merge: Merge, by: User, organisation: Organisation | None) -> bool:
    """Tell whether somebody's word joins a merge that another proposed. At most four queries.

    A moderator's does, and that of a co-operative which vouches for a poster. Otherwise
    it is somebody of another organisation than the proposer's who posted the need that
    would be merged away, or who answered it; where its own poster proposes, also who
    posted the need that it would go into, or answered that.
    """
    if by.is_staff:
        return True
    same = organisation is not None and organisation == merge.proposed_for
    if by == merge.proposed_by or organisation is None or same or not organisation.admits(by):
        return False
    concerned = [merge.need]
    if merge.proposed_for == merge.need.posted_by.organisation:
        concerned.append(merge.into)
    if any(need.posted_by.organisation == organisation for need in concerned):
        return True
    if _vouches_for_one_of(organisation, concerned):
        return True
    answered = Answer.objects.standing().filter(need__in=concerned)
    return answered.filter(operation__organisation=organisation).exists()


def _vouches_for_one_of(organisation: Organisation, concerned: list[Need]) -> bool:
    """Tell whether a co-operative vouches for an operation that posted one of the needs."""
    posters = [need.posted_by_id for need in concerned]
    vouched = Vouching.objects.standing().filter(operation__in=posters)
    return vouched.filter(cooperative__organisation=organisation).exists()


def may_end(merge: Merge, by: User) -> bool:
    """Tell whether somebody may take a merge back, or drop its proposal."""
    if by.is_staff or by == merge.proposed_by:
        return True
    return merge.need.is_posted_by(by)


def merges_of(need: Need, reader: User | None) -> QuerySet[Merge]:
    """List all that was ever merged with a need: the public log, without what is hidden."""
    return Merge.objects.of(need).visible_to(reader).for_list()


@dataclass(frozen=True, slots=True)
class Link:
    """A merge, with what one reader may do about it."""

    merge: Merge
    may_second: bool
    may_end: bool


def links(merges: list[Merge], user: User | None, organisation: Organisation | None) -> list[Link]:
    """Say of each merge what the reader may do. Queries only for those that are open."""
    return [
        Link(
            merge,
            may_second=user is not None
            and merge.is_proposed
            and is_second_voice(merge, user, organisation),
            may_end=user is not None and merge.is_open and may_end(merge, user),
        )
        for merge in merges
    ]
