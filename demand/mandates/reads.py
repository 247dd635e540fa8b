"""Who may answer for whom, as the two sides see it."""

from collections.abc import Sequence
from datetime import date
from typing import Any

from django.db.models import QuerySet

from demand.mandates.models import Mandate, Minutes
from demand.mandates.vocabulary import Side
from demand.needs.models import Need
from demand.operations.models import Operation
from marketplace.accounts.models import Organisation, Slip, User


def own_mandates(
    organisation: Organisation | None, operation: Operation | None, *, on: date
) -> dict[str, Any]:
    """Gather both sides of one's mandates: those that stand, and those that ended. Six queries."""
    every = Mandate.objects.for_list().prefetch_related("needs")
    return {
        "given": _by_name(every.filter(operation=operation).standing(on)) if operation else [],
        "held": _by_name(every.filter(agent=organisation).standing(on)) if organisation else [],
        "ended": every.filter(operation=operation)
        .exclude(pk__in=Mandate.objects.standing(on).values("pk"))
        .order_by("-asked_at", "-id")[:50]
        if operation
        else [],
        "minutes": minutes_of(organisation) if organisation else [],
    }


def _by_name(mandates: QuerySet[Mandate]) -> QuerySet[Mandate]:
    return mandates.order_by("operation__organisation__name", "agent__name", "id")


def waits_for(mandate: Mandate, organisation: Organisation | None) -> bool:
    """Tell whether an organisation is the side that is to accept."""
    if organisation is None or mandate.accepted_at is not None:
        return False
    if mandate.asked_side == Side.OPERATION:
        return mandate.agent_id == organisation.pk
    return mandate.operation.organisation_id == organisation.pk


def minutes_of(organisation: Organisation) -> QuerySet[Minutes]:
    return Minutes.objects.filter(organisation=organisation).order_by("-held_on", "-id")


def readable_minutes(user: User) -> QuerySet[Minutes]:
    """Keep the minutes that a person may read: one's own organisation's, and those that a
    mandate of one's own operation rests on.
    """
    acts_for = Organisation.objects.acted_for_by(user)
    given = Mandate.objects.filter(operation__organisation__in=acts_for, minutes__isnull=False)
    return Minutes.objects.filter(organisation__in=acts_for) | Minutes.objects.filter(
        pk__in=given.values("minutes")
    )


def voices(agent: Organisation | None, need: Need, *, on: date) -> Sequence[Mandate]:
    """List the mandates under which an organisation may answer a need now. One query."""
    if agent is None:
        return []
    held = Mandate.objects.in_force(on).covering(need).filter(agent=agent)
    return list(_by_name(held.for_list()))


def holds_mandates(agent: Organisation | None, *, on: date) -> bool:
    return agent is not None and Mandate.objects.in_force(on).filter(agent=agent).exists()


def slips_of(issuer: Organisation) -> QuerySet[Slip]:
    """List the slips that an organisation has printed, by the names of those they sign in."""
    slips = Slip.objects.filter(issued_by=issuer).select_related("organisation__operation", "user")
    return slips.order_by("organisation__name", "id")
