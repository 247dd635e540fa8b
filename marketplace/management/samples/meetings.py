"""An invented co-operative whose staff answer for members: minutes, mandates, slips, a meeting."""

from datetime import date, datetime, timedelta
from typing import Any

from django.utils import timezone

from demand.answers import actions as answers
from demand.answers.vocabulary import Level
from demand.mandates.actions import accept_mandate, ask_for_mandate, enrol, record_minutes
from demand.mandates.models import Mandate, Minutes
from demand.mandates.vocabulary import Scope, Side
from demand.needs.models import Need
from demand.operations.actions import register_operation, tell_more
from demand.operations.models import Operation
from marketplace.accounts.actions import welcome
from marketplace.accounts.models import Membership, Organisation, User
from marketplace.accounts.vocabulary import Role

STAFF = "sample-ichigo-union@areba.invalid"
COLLEAGUE = "sample-ichigo-union-2@areba.invalid"
MEETING = "見本の支部総会"
# Who came to the meeting, and what was said at the tablet; the last one only listened.
MEMBERS: list[tuple[str, answers.Words | None]] = [
    ("見本の組合員 大野", {"level": Level.WOULD_BUY, "cap": 15_000}),
    ("見本の組合員 高瀬", {"level": Level.CONDITIONAL, "cap": 20_000}),
    ("見本の組合員 根本", {"level": Level.INTEREST}),
    ("見本の組合員 石川", None),
]


def load(needs: list[Need]) -> None:
    """Hold the meeting about the first need, in its poster's town. Loaded twice, it is there once.

    One neighbour has given a mandate, the poster has asked for one that waits for the staff.
    """
    need, held_at = needs[0], timezone.now() - timedelta(days=5)
    staff = welcome(email=STAFF)
    cooperative = _cooperative(need, staff)
    minutes = _minutes(cooperative, staff, held_at)
    for name, words in MEMBERS:
        mandate = enrol(
            minutes=minutes,
            name=name,
            by=staff,
            now=held_at,
            expires_on=_until(held_at),
            **_place(need, "いちご"),
        )
        # Once: an offer may rest on it by then.
        if words and not need.answers.filter(operation=mandate.operation).exists():
            answers.enter(need=need, mandate=mandate, by=staff, now=held_at, **words)
    if neighbour := need.answers.exclude(operation=need.posted_by).order_by("id").first():
        given = _ask(neighbour.operation, cooperative, neighbour.answered_by, held_at)
        accept_mandate(mandate=given, by=staff, now=held_at)
    _ask(need.posted_by, cooperative, _member_of(need.posted_by), held_at)


def _cooperative(need: Need, staff: User) -> Organisation:
    cooperative = register_operation(
        name="見本のいちご組合", by=staff, is_sample=True, **_place(need, "いちご（共同選果）")
    )
    tell_more(
        operation=cooperative,
        by=staff,
        phone="",
        corporate_number="",
        is_cooperative=True,
        district=[need.posted_by.municipality],
    )
    Membership.objects.get_or_create(
        user=welcome(email=COLLEAGUE),
        organisation=cooperative.organisation,
        defaults={"role": Role.STAFF},
    )
    return cooperative.organisation


def _minutes(cooperative: Organisation, staff: User, held_at: datetime) -> Minutes:
    there = Minutes.objects.filter(organisation=cooperative, title=MEETING).first()
    return there or record_minutes(
        organisation=cooperative, title=MEETING, held_on=timezone.localdate(held_at), by=staff
    )


def _ask(operation: Operation, agent: Organisation, by: User, at: datetime) -> Mandate:
    standing = Mandate.objects.filter(operation=operation, agent=agent, revoked_at=None)
    return standing.first() or ask_for_mandate(
        operation=operation,
        agent=agent,
        side=Side.OPERATION,
        by=by,
        now=at,
        scope=Scope.ALL,
        expires_on=_until(at),
    )


def _place(need: Need, products: str) -> dict[str, Any]:
    return {
        "sector": need.sector,
        "products": products,
        "prefecture": need.prefecture,
        "municipality": need.posted_by.municipality,
    }


def _member_of(operation: Operation) -> User:
    return operation.organisation.memberships.select_related("user").order_by("id")[0].user


def _until(at: datetime) -> date:
    return timezone.localdate(at) + timedelta(days=365)
