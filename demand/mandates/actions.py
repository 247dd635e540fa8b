"""What people do so that one may answer for many: ask, accept, revoke, enrol."""

from datetime import date, datetime
from typing import Any, TypedDict, Unpack

from django.core.exceptions import ValidationError
from django.core.files import File
from django.db import transaction
from django.utils import timezone
from django.utils.translation import gettext_lazy as _

from demand.mandates.models import Mandate, Minutes
from demand.mandates.vocabulary import Scope, Side
from demand.needs.models import Need
from demand.operations.actions import speak_for
from demand.operations.models import Operation
from marketplace.accounts.actions import print_slip
from marketplace.accounts.models import Organisation, Slip, User
from marketplace.changes.models import Change


class MandateIsOver(Exception):
    """No mandate is in force: it was revoked, ran out, was never accepted or is for others."""

    code = "mandate_is_over"
    detail = _("There is no mandate in force for this operation and this need. Ask for one first.")


class NotYourMandate(Exception):
    """Somebody acts under a mandate that their organisation does not hold or has not given."""

    code = "not_your_mandate"
    detail = _("This mandate is not one of yours.")


class AlreadyAsked(Exception):
    """A mandate between the two stands or waits."""

    code = "already_asked"
    detail = _("There is a mandate between these two already. Revoke it to make another.")


class Grant(TypedDict, total=False):
    """What a mandate covers and until when."""

    scope: str
    sector: str
    needs: list[Need]
    expires_on: date


@transaction.atomic
def ask_for_mandate(
    *,
    operation: Operation,
    agent: Organisation,
    side: Side,
    by: User,
    now: datetime,
    minutes: Minutes | None = None,
    **grant: Unpack[Grant],
) -> Mandate:
    """Ask one side for what the other wants; it is in force when that one accepts.

    A member that the agent has enrolled itself, and that has never signed in, is taken to
    have accepted by the minutes: its slip lets it see and revoke.
    Raises: NotYourOperation or NotYourMandate, AlreadyAsked; ValidationError, by field.
    """
    if side == Side.OPERATION:
        speak_for(operation, by)
    elif not agent.admits(by):
        raise NotYourMandate
    # Whoever asks twice at once waits here, and finds what the first has made.
    Operation.objects.select_for_update(no_key=True).get(pk=operation.pk)
    _make_room(operation, agent, by, now)
    needs = grant.pop("needs", [])
    mandate = Mandate(
        operation=operation,
        agent=agent,
        minutes=minutes,
        asked_side=side,
        asked_by=by,
        asked_at=now,
        **grant,
    )
    _check(mandate, needs)
    mandate.save()
    mandate.needs.set(needs)
    if side == Side.AGENT and minutes and _is_silent_member(operation, agent):
        mandate.accept(by, now)
    Change.objects.record(noun="mandate", key=mandate.pk, kind="asked")
    return mandate


def _make_room(operation: Operation, agent: Organisation, by: User, now: datetime) -> None:
    """End what has run out between the two. Raises: AlreadyAsked, where something stands."""
    standing = Mandate.objects.filter(operation=operation, agent=agent, revoked_at=None)
    for ended in standing.filter(expires_on__lt=timezone.localdate(now)):
        ended.end(by, now)
    if standing.exists():
        raise AlreadyAsked


def _check(mandate: Mandate, needs: list[Need]) -> None:
    """Raises: ValidationError."""
    if mandate.scope == Scope.NAMED and not needs:
        raise ValidationError({"needs": _("Name one need at least.")})
    if mandate.scope != Scope.NAMED and needs:
        raise ValidationError({"needs": _("Name needs only if it is for those alone.")})
    if mandate.minutes and mandate.minutes.organisation_id != mandate.agent_id:
        raise ValidationError({"minutes": _("These minutes are of another organisation.")})
    mandate.full_clean()


def _is_silent_member(operation: Operation, agent: Organisation) -> bool:
    slips = Slip.objects.filter(organisation=operation.organisation, issued_by=agent)
    others = operation.organisation.memberships.exclude(user__in=slips.values("user"))
    return slips.filter(user__last_login=None).exists() and not others.exists()


@transaction.atomic
def accept_mandate(*, mandate: Mandate, by: User, now: datetime) -> Mandate:
    """Accept what the other side has asked for; twice is once.

    Raises: NotYourMandate for whoever belongs to the side that asked, MandateIsOver.
    """
    waiting = Mandate.objects.locked().standing(timezone.localdate(now)).for_list()
    asked = waiting.filter(pk=mandate.pk).first()
    if asked is None:
        raise MandateIsOver
    answers = asked.agent if asked.asked_side == Side.OPERATION else asked.operation.organisation
    if not answers.admits(by):
        raise NotYourMandate
    if asked.accepted_at is None:
        asked.accept(by, now)
        Change.objects.record(noun="mandate", key=asked.pk, kind="accepted")
    return asked


@transaction.atomic
def revoke_mandate(*, mandate: Mandate, by: User, now: datetime) -> Mandate:
    """End a mandate, from either side; what waits is declined so. Twice is once.

    Raises: NotYourMandate.
    """
    ending = Mandate.objects.locked().for_list().get(pk=mandate.pk)
    if not (ending.operation.organisation.admits(by) or ending.agent.admits(by)):
        raise NotYourMandate
    if ending.revoked_at is None:
        ending.end(by, now)
        Change.objects.record(noun="mandate", key=ending.pk, kind="revoked")
    return ending


def use_mandate(*, mandate: Mandate, need: Need, by: User, now: datetime) -> Mandate:
    """Make sure that something may be entered under a mandate, and hold it until that is done.

    Must run inside the transaction that enters: a revocation waits for it, or comes first.
    Raises: MandateIsOver, NotYourMandate.
    """
    in_force = Mandate.objects.locked().in_force(timezone.localdate(now)).covering(need)
    held = in_force.for_list().filter(pk=mandate.pk).first()
    if held is None:
        raise MandateIsOver
    if not held.agent.admits(by):
        raise NotYourMandate
    return held


@transaction.atomic
def record_minutes(
    *, organisation: Organisation, title: str, held_on: date, by: User, file: Any = None
) -> Minutes:
    """Keep what a meeting has resolved, with its paper if there is one.

    Raises: NotYourMandate; ValidationError, field by field.
    """
    if not organisation.admits(by):
        raise NotYourMandate
    minutes = Minutes(organisation=organisation, title=title, held_on=held_on, recorded_by=by)
    minutes.full_clean()
    if file is not None:
        minutes.file_name = file.name
        minutes.file.save(file.name, File(file), save=False)
    minutes.save()
    return minutes


@transaction.atomic
def enrol(
    *,
    minutes: Minutes,
    name: str,
    by: User,
    now: datetime,
    expires_on: date,
    **fields: Any,
) -> Mandate:
    """Register a member at the meeting, with a slip to be printed and the mandate of the minutes.

    `fields` are those of an operation. The same name in the same place is the same member.
    Raises: NotYourMandate; ValidationError, field by field.
    """
    agent = Organisation.objects.select_for_update(no_key=True).get(pk=minutes.organisation_id)
    if not agent.admits(by):
        raise NotYourMandate
    known = Operation.objects.filter(
        organisation__name=name,
        organisation__slips__issued_by=agent,
        prefecture=fields["prefecture"],
        municipality=fields["municipality"],
    ).first()
    operation = known or _new_member(agent, name, by, now, expires_on, fields)
    standing = Mandate.objects.standing(timezone.localdate(now))
    if mandate := standing.filter(operation=operation, agent=agent).first():
        return mandate
    return ask_for_mandate(
        operation=operation,
        agent=agent,
        side=Side.AGENT,
        by=by,
        now=now,
        minutes=minutes,
        scope=Scope.ALL,
        expires_on=expires_on,
    )


def _new_member(
    agent: Organisation, name: str, by: User, now: datetime, until: date, fields: dict[str, Any]
) -> Operation:
    organisation = Organisation.objects.create(name=name, is_sample=agent.is_sample)
    print_slip(organisation=organisation, issuer=agent, by=by, now=now, until=until)
    operation = Operation(organisation=organisation, **fields)
    operation.full_clean()
    operation.save()
    return operation
