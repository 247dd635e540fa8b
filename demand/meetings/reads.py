"""What is seen at one table: who may be answered for, what was entered, sheets to print."""

from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from datetime import date
from typing import Any

from demand.answers import reads as answers
from demand.answers.models import Answer, Revision
from demand.mandates.models import Mandate
from demand.mandates.reads import voices
from demand.meetings.arithmetic.template_book import separated, workbook
from demand.meetings.vocabulary import BURDEN_COLUMNS, IDENTITY, PRICED_COLUMNS
from demand.needs.models import Need
from demand.operations.models import Operation
from marketplace.accounts.models import Organisation, User

BLANK_ROWS = 12


@dataclass(frozen=True, slots=True)
class Seat:
    """Somebody at the table. `is_entered` tells that we have entered an answer, never which."""

    mandate: Mandate
    is_entered: bool

    @property
    def operation(self) -> Operation:
        return self.mandate.operation


def seats(agent: Organisation | None, need: Need, *, on: date) -> list[Seat]:
    """List for whom an organisation may answer a need now, those still to come first.

    Two queries.
    """
    held = voices(agent, need, on=on)
    entered = set(
        Answer.objects.standing()
        .filter(need=need, mandate__agent=agent)
        .values_list("operation_id", flat=True)
        if agent
        else []
    )
    every = [Seat(mandate, mandate.operation_id in entered) for mandate in held]
    return sorted(every, key=lambda seat: seat.is_entered)


def latest_mandate(agent: Organisation, code: str) -> Mandate | None:
    """Find the latest mandate of an operation, by its code, whether it still stands or not."""
    held = Mandate.objects.for_list().filter(agent=agent, operation__organisation__slug=code)
    return held.order_by("-asked_at", "-id").first()


def spoke_for_themselves(
    need: Need, agent: Organisation, operations: Iterable[int]
) -> frozenset[int]:
    """Tell which operations have an answer that this organisation may not replace. One query."""
    given = Answer.objects.filter(need=need, operation__in=list(operations))
    return frozenset(
        answer.operation_id
        for answer in given.select_related("mandate")
        if not answer.may_be_replaced_by(agent.pk)
    )


def entered_for(operation: Operation, user: User) -> Sequence[Revision]:
    """List what others have entered in an operation's name, the newest first. One query.

    What was entered before the account was opened anew comes without its price.
    """
    entered = Revision.objects.filter(answer__operation=operation, mandate__isnull=False)
    listed = entered.select_related("answer__need", "mandate__agent", "by").order_by("-at", "-id")
    return [answers.as_seen_by(user, revision, revision.at) for revision in listed[:100]]


def question_sheet(need: Need, agent: Organisation | None, *, on: date) -> dict[str, Any]:
    """Gather a sheet to tick at a meeting: a row for each voice, or blank ones."""
    named = [mandate.operation for mandate in voices(agent, need, on=on)]
    return {
        "need": need,
        "operations": named,
        "blank_rows": range(max(0, BLANK_ROWS - len(named))),
        "is_short": len(named) <= BLANK_ROWS,
    }


def result_sheet(need: Need, *, on: date) -> answers.Reading:
    """Read what is published of a need, for a meeting that has answered."""
    return answers.reading(need, None, on=on, peeks=True)


def template(need: Need, agent: Organisation, *, on: date, as_csv: bool = False) -> bytes:
    """Write the file to fill in: its columns, and who may be answered for. One query."""
    given = PRICED_COLUMNS if need.asks_price else BURDEN_COLUMNS
    header = [str(column.label) for column in (*IDENTITY, *given)]
    people = [mandate.operation for mandate in voices(agent, need, on=on)]
    rows = [[one.organisation.slug, str(one), one.municipality] for one in people]
    return separated(header, rows) if as_csv else workbook(header, rows)
